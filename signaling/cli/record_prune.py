"""`alongside-server record prune`: takes away what is older than the organisation keeps; the rest still verifies."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import typer
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection

from shared.cli.exit_code import ExitCode
from shared.cli.text import tr
from shared.clock import SystemClock
from signaling.cli.command_error import CommandError
from signaling.cli.data_folder import open_database, place_of, require_data_dir
from signaling.cli.database_words import read_address
from signaling.cli.file_wipe import wipe_files
from signaling.domain.policy import ServerPolicy
from signaling.domain.ports import Moment
from signaling.storage import pruning
from signaling.storage.audit_key import load_or_create_audit_key
from signaling.storage.database_place import PostgresPlace
from signaling.witness.status import StatusUnusableError, read_status

_PAUSE_S = 0.02  # between two removals: whoever waits to write comes first


@dataclass(frozen=True, slots=True, kw_only=True)
class PruneOptions:
    """What the command line said; see its help."""

    data_dir: Path
    older_than_days: int | None
    is_meant: bool
    is_export_needless: bool
    witness: Path | None
    owner_url: Path | None


def prune(options: PruneOptions) -> None:
    """Say what is old enough, and take it away when that is meant.

    Raises:
        CommandError: it was not exported, the witness has not seen it, or the database refuses.
    """
    require_data_dir(options.data_dir)
    key = load_or_create_audit_key(options.data_dir)
    owner = None if options.owner_url is None else read_address(options.owner_url)
    if options.is_meant and owner is None and isinstance(place_of(options.data_dir), PostgresPlace):
        sentence = tr("Only the owner of the database may take events away. Give its address with --owner-url.")
        raise CommandError(sentence, ExitCode.NOT_PERMITTED)
    clock = SystemClock()
    now = Moment(clock.monotonic_ms(), clock.utc_now())
    days = options.older_than_days or ServerPolicy().record_kept_days
    with _open(options, owner, is_reading=True) as connection:
        cut = pruning.find_cut(connection, now.utc - timedelta(days=days))
        is_left_over = pruning.is_removal_due(connection)
        is_exported = cut is None or pruning.is_exported(connection, cut.end.count)
    if cut is None and not is_left_over:
        if options.is_meant and owner is None:
            _wipe(options)  # perhaps the files could not be cleaned the last time
        typer.echo(
            tr("Nothing to take away: nothing that is over is older than asked for (days: {days}).", days=days)
        )
        return
    if cut is not None:
        _require_kept_elsewhere(options, cut, is_exported=is_exported)
        if not options.is_meant:
            sentence = tr(
                "Events {first} to {last} are older than asked for (days: {days}). Sessions among them: {sessions}. "
                "To take them away for good, run this again with --yes.",
                first=cut.first_seq,
                last=cut.end.count,
                days=days,
                sessions=cut.sessions,
            )
            typer.echo(sentence)
            _say_what_stays(cut)
            return
        _declare(options, owner, cut, key, now)
    _remove(options, owner)


def _require_kept_elsewhere(options: PruneOptions, cut: pruning.Cut, *, is_exported: bool) -> None:
    if not (is_exported or options.is_export_needless):
        sentence = tr(
            "The record was never exported up to event {last}. First run alongside-server audit export --out FILE "
            "and keep the file, or add --without-export.",
            last=cut.end.count,
        )
        raise CommandError(sentence, ExitCode.DATA)
    if options.witness is None:
        return
    try:
        signed = read_status(options.witness).size
    except StatusUnusableError as error:
        sentence = tr("There is no state of a witness in {path}. Check --witness.", path=options.witness)
        raise CommandError(sentence, ExitCode.UNREADABLE) from error
    if signed < cut.end.count:
        sentence = tr(
            "The witness has signed up to event {signed}, and event {last} would go. What it has not seen stays.",
            signed=signed,
            last=cut.end.count,
        )
        raise CommandError(sentence, ExitCode.DATA)


def _declare(
    options: PruneOptions, owner: PostgresPlace | None, cut: pruning.Cut, key: Ed25519PrivateKey, now: Moment
) -> None:
    with _open(options, owner) as connection:
        seq = pruning.declare_cut(connection, cut, key, now)
    if seq is None:
        raise CommandError(tr("Somebody else is taking events away right now."), ExitCode.UNAVAILABLE)
    sentence = tr(
        "Events {first} to {last} go. Sessions among them: {sessions}. Event {seq} says so.",
        first=cut.first_seq,
        last=cut.end.count,
        sessions=cut.sessions,
        seq=seq,
    )
    typer.echo(sentence)
    _say_what_stays(cut)


def _say_what_stays(cut: pruning.Cut) -> None:
    if cut.kept.count:
        sentence = tr(
            "Sessions that began among them and went on longer, or are not over yet, stay whole: {sessions}.",
            sessions=cut.kept.count,
        )
        typer.echo(sentence)


def _remove(options: PruneOptions, owner: PostgresPlace | None) -> None:
    removed = 1
    while removed:
        with _open(options, owner) as connection:
            removed = pruning.remove_declared(connection)
        time.sleep(_PAUSE_S)
    if owner is None:
        _wipe(options)
    typer.echo(tr("They are gone."))


def _wipe(options: PruneOptions) -> None:
    if not wipe_files(options.data_dir):
        sentence = tr(
            "Taken away, but the database is being read, and its files still hold remains. Run this once more."
        )
        raise CommandError(sentence, ExitCode.UNAVAILABLE)


@contextmanager
def _open(options: PruneOptions, owner: PostgresPlace | None, *, is_reading: bool = False) -> Iterator[Connection]:
    with open_database(options.data_dir, is_reading=is_reading, place=owner) as connection:
        yield connection
