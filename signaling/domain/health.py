"""How the server is: what was read, and from which figure on somebody has to look at it or to act."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from signaling.domain.ports import Moment
from signaling.domain.witness_view import WitnessStanding, WitnessView

GIB = 1024**3
DISK_LOOK_BYTES = 5 * GIB  # at a kilobyte an event some millions are left: weeks, and time for an order
DISK_ACT_BYTES = 1 * GIB
CERTIFICATE_LOOK_DAYS = 21  # who renews by itself has done it by then
CERTIFICATE_ACT_DAYS = 7
FAILURES_LOOK = 10  # fewer are people who mistyped
FAILURES_ACT = 30
QUEUE_LOOK_SHARE = 0.1
QUEUE_ACT_SHARE = 0.5


class Level(StrEnum):
    """What somebody has to do about it."""

    GOOD = "good"
    LOOK = "look"
    ACT = "act"
    PLAIN = "plain"
    """It is said and not judged."""


class Sign(StrEnum):
    """What is looked at, in the order it is shown."""

    NODE = "node"
    SOCKETS = "sockets"
    SESSIONS = "sessions"
    PAIRING = "pairing"
    RELAY = "relay"
    QUEUE = "queue"
    DISK = "disk"
    WITNESS = "witness"
    CERTIFICATE = "certificate"


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthReading:
    """What was read of one node.

    Attributes:
        now: when.
        node: its name.
        program: its version.
        started_at: since when it runs.
        not_ready: why it cannot work now, as `/readyz` says it; None when it can.
        sockets: open WebSockets of programs.
        live_sessions: sessions that are not over.
        pairings, pairing_failures: of the last hour.
        waiting_steps, waiting_max: writing steps that are not on disk yet, and from which number on they are refused.
        disk_free_bytes, disk_total_bytes: of the data folder's disk; None when it cannot be asked.
        witness: how it stands with the outside witness.
        is_tls: this process itself speaks TLS.
        certificate_until: end of its certificate; None without one, or when it cannot be read.
    """

    now: datetime
    node: str
    program: str
    started_at: datetime
    not_ready: str | None
    sockets: int
    live_sessions: int
    pairings: int
    pairing_failures: int
    waiting_steps: int
    waiting_max: int
    disk_free_bytes: int | None
    disk_total_bytes: int | None
    witness: WitnessView
    is_tls: bool
    certificate_until: datetime | None

    @property
    def certificate_days(self) -> int | None:
        """Whole days the certificate is still good for; negative when it is not; None when there is none."""
        return None if self.certificate_until is None else (self.certificate_until - self.now).days


LookAtHealth = Callable[[Moment], Awaitable[HealthReading]]
"""Read how this node is now. Raises `AuditUnwritableError` when the database cannot be asked."""

WITNESS_LEVELS: dict[WitnessStanding, Level] = {
    WitnessStanding.NONE: Level.LOOK,
    WitnessStanding.UNKNOWN: Level.ACT,
    WitnessStanding.SILENT: Level.ACT,
    WitnessStanding.UNREADABLE: Level.LOOK,
    WitnessStanding.REFUSED: Level.ACT,
    WitnessStanding.BEHIND: Level.LOOK,
    WitnessStanding.WELL: Level.GOOD,
}


def judge(reading: HealthReading) -> dict[Sign, Level]:
    """Each sign with its level."""
    return {
        Sign.NODE: Level.GOOD if reading.not_ready is None else Level.ACT,
        Sign.SOCKETS: Level.PLAIN,
        Sign.SESSIONS: Level.PLAIN,
        Sign.PAIRING: _judge_pairing(reading),
        Sign.RELAY: Level.PLAIN,
        Sign.QUEUE: _at_least(
            reading.waiting_steps / reading.waiting_max, look=QUEUE_LOOK_SHARE, act=QUEUE_ACT_SHARE
        ),
        Sign.DISK: Level.LOOK
        if reading.disk_free_bytes is None
        else _at_most(reading.disk_free_bytes, look=DISK_LOOK_BYTES, act=DISK_ACT_BYTES),
        Sign.WITNESS: WITNESS_LEVELS[reading.witness.standing],
        Sign.CERTIFICATE: _judge_certificate(reading),
    }


def _judge_pairing(reading: HealthReading) -> Level:
    # Many alone say little where many pair; most of them failing does.
    failures, all_of_them = reading.pairing_failures, reading.pairings + reading.pairing_failures
    if failures >= FAILURES_ACT and failures * 3 >= all_of_them * 2:
        return Level.ACT
    return Level.LOOK if failures >= FAILURES_LOOK and failures * 3 >= all_of_them else Level.GOOD


def _judge_certificate(reading: HealthReading) -> Level:
    if not reading.is_tls:
        return Level.PLAIN
    if reading.certificate_days is None:
        return Level.LOOK
    return _at_most(reading.certificate_days, look=CERTIFICATE_LOOK_DAYS, act=CERTIFICATE_ACT_DAYS)


def _at_least(value: float, *, look: float, act: float) -> Level:
    return Level.ACT if value >= act else Level.LOOK if value >= look else Level.GOOD


def _at_most(value: float, *, look: float, act: float) -> Level:
    return Level.ACT if value < act else Level.LOOK if value < look else Level.GOOD
