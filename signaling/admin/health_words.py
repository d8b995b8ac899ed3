"""What the health page says of each sign: its name, its figure, and what to do when it is not good."""

from dataclasses import dataclass

from signaling.admin.speech import Say
from signaling.admin.words import age_of, witness_words
from signaling.domain.health import GIB, HealthReading, Level, Sign

_GIB_PLACES_BELOW = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class SignWords:
    """One row: `advice` is empty when nothing has to be done."""

    name: str
    figure: str
    advice: str = ""


def said_of(t: Say, sign: Sign, level: Level, reading: HealthReading) -> SignWords:
    """The row of one sign."""
    row = {
        Sign.NODE: _node,
        Sign.SOCKETS: _sockets,
        Sign.SESSIONS: _sessions,
        Sign.PAIRING: _pairing,
        Sign.RELAY: _relay,
        Sign.QUEUE: _queue,
        Sign.DISK: _disk,
        Sign.WITNESS: _witness,
        Sign.CERTIFICATE: _certificate,
    }[sign](t, reading)
    is_needed = level in (Level.LOOK, Level.ACT)
    return row if is_needed else SignWords(name=row.name, figure=row.figure)


def _node(t: Say, reading: HealthReading) -> SignWords:
    span = age_of(t, (reading.now - reading.started_at).total_seconds())
    figure = t("{node} has been running for {span}.", node=reading.node, span=span)
    if reading.not_ready is not None:
        figure = t("{node} is not ready: {reason}.", node=reading.node, reason=reading.not_ready)
    advice = t(
        "Sessions that go on stay as they are; nothing new begins. Look at the server's log and at the disk of the "
        "data folder. With record_refused, see Outside witnesses."
    )
    return SignWords(name=t("This node"), figure=figure, advice=advice)


def _sockets(t: Say, reading: HealthReading) -> SignWords:
    return SignWords(name=t("Open connections"), figure=str(reading.sockets))


def _sessions(t: Say, reading: HealthReading) -> SignWords:
    return SignWords(name=t("Sessions that go on"), figure=str(reading.live_sessions))


def _pairing(t: Say, reading: HealthReading) -> SignWords:
    figure = t("{failed} failed, {well} went well", failed=reading.pairing_failures, well=reading.pairings)
    advice = t(
        "Search the audit log for pair:session:failed. If most have one reason, the two programs cannot reach each "
        "other (firewall, network) or have different versions. If most are of one account, somebody guesses codes: "
        "disable it."
    )
    return SignWords(name=t("Pairings of the last hour"), figure=figure, advice=advice)


def _relay(t: Say, _reading: HealthReading) -> SignWords:
    figure = t("not measured: this server has no relay, the programs speak to each other directly")
    return SignWords(name=t("Share of sessions through a relay"), figure=figure)


def _queue(t: Say, reading: HealthReading) -> SignWords:
    figure = t("{waiting} of at most {most}", waiting=reading.waiting_steps, most=reading.waiting_max)
    advice = t(
        "The disk does not keep up. See what else writes to it, and whether it is slow or failing. Nothing is lost: "
        "what waits has not been confirmed to anybody yet."
    )
    return SignWords(name=t("Entries not yet on disk"), figure=figure, advice=advice)


def _disk(t: Say, reading: HealthReading) -> SignWords:
    free, total = reading.disk_free_bytes, reading.disk_total_bytes
    figure = t("the system does not say")
    if free is not None and total is not None:
        figure = t("{free} GiB of {total} GiB", free=_gib(free), total=_gib(total))
    advice = t(
        "Make room on the disk of the data folder, or give it a larger one. When it is full nothing can be put on "
        "record, and so no session begins."
    )
    return SignWords(name=t("Free on the disk of the data folder"), figure=figure, advice=advice)


def _witness(t: Say, reading: HealthReading) -> SignWords:
    said = witness_words(t, reading.witness.standing)
    return SignWords(name=t("Outside witnesses"), figure=said.state, advice=said.advice)


def _certificate(t: Say, reading: HealthReading) -> SignWords:
    name, days, until = t("Certificate"), reading.certificate_days, reading.certificate_until
    if not reading.is_tls:
        return SignWords(
            name=name, figure=t("none: a proxy speaks TLS for this server, or it is only reached from here")
        )
    advice = t(
        "Get a new certificate, put it in the place of the old one and restart the server. Programs and browsers "
        "refuse an expired one."
    )
    if days is None or until is None:
        return SignWords(name=name, figure=t("its end cannot be read"), advice=advice)
    day = until.date().isoformat()
    if days < 0:
        return SignWords(name=name, figure=t("expired on {day}", day=day), advice=advice)
    return SignWords(name=name, figure=t("good until {day}, days left: {days}", day=day, days=days), advice=advice)


def _gib(size_bytes: int) -> str:
    size = size_bytes / GIB
    return f"{size:.1f}" if size < _GIB_PLACES_BELOW else f"{size:.0f}"
