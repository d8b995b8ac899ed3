"""`alongside-server audit`: hands out the record, whole or one session of it, in the form the verifier reads."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import typer
from sqlalchemy import Connection

from shared.audit.chain import EMPTY_CHAIN, ChainHead, SessionSeal, raw_public_key
from shared.audit.event import AuditEvent, AuditTag
from shared.audit.export import Manifest, make_manifest, write_export
from shared.cli.exit_code import ExitCode
from shared.cli.text import tr
from shared.clock import SystemClock, format_utc_ms
from signaling.cli.command_error import CommandError
from signaling.cli.data_folder import open_database, require_data_dir
from signaling.cli.origin_option import require_origin
from signaling.config import canonical_web_origin
from signaling.domain.audit_log import OPERATOR, server_event
from signaling.domain.ports import Moment
from signaling.storage import audit_store, session_store
from signaling.storage.audit_key import load_or_create_audit_key
from signaling.storage.pruning import pruned_end


def export(data_dir: Path, *, session_id: str | None, out: Path | None, origin: str) -> None:
    """Write the record, or one session's, as JSON Lines with a signed manifest; the export itself goes on record.

    What goes to a file is recorded when all of it is there, and the file is kept only when that is on record. What
    goes to standard output is recorded before its first byte: nobody knows how much a reader takes.

    Args:
        data_dir: the server's data folder.
        session_id: only that session; None for the whole record.
        out: the file to make; standard output when None.
        origin: for a record that names no server: the address to write into the manifest. May be empty.

    Raises:
        CommandError: there is no such session, the file cannot be made, or the record names another server.
    """
    require_data_dir(data_dir)
    key = load_or_create_audit_key(data_dir)
    clock = SystemClock()
    now = Moment(clock.monotonic_ms(), clock.utc_now())
    with open_database(data_dir, is_reading=True) as connection:
        last_seq = audit_store.read_head(connection).count
        origin = _choose_origin(origin, audit_store.read_last_origin(connection))
        if session_id is None:
            start, end, seal = pruned_end(connection, raw_public_key(key)), audit_store.read_head(connection), None
        else:
            start = EMPTY_CHAIN
            end, seal = _session_end(connection, session_id, raw_public_key(key))
    data = {"first_seq": start.count + 1, "last_seq": last_seq, "head": end.hash}
    if session_id is not None:
        data["sid"] = session_id
    event = server_event(AuditTag.LOG_EXPORTED, data, now=now, actor=OPERATOR)
    manifest = make_manifest(
        origin=origin,
        sid=session_id,
        start=start,
        end=end,
        exported_at=format_utc_ms(now.utc),
        exported_by="operator",
        seal=seal,
        key=key,
    )
    if out is None:
        _record(data_dir, event)
        _write(data_dir, manifest, last_seq, sys.stdout.buffer)
        return
    with _new_file(out) as stream:
        _write(data_dir, manifest, last_seq, stream)
        os.fsync(stream.fileno())
        _record(data_dir, event)


def list_sessions(data_dir: Path) -> None:
    """Print all sessions, oldest first, one a line: id, when, agent, stage, reason, number of events.

    Raises:
        CommandError: it is not the folder of a server.
    """
    require_data_dir(data_dir)
    with open_database(data_dir, is_reading=True) as connection:
        rows = session_store.read_all(connection)
    if not rows:
        # Not among the lines a script reads.
        typer.echo(tr("There is no session on record yet."), err=True)
    for row in rows:
        began_at = format_utc_ms(datetime.fromtimestamp(row.created_unix_ms / 1000, UTC))
        print(  # noqa: T201 - output
            "\t".join((row.session_id, began_at, row.agent_id, row.stage, row.reason or "-", str(row.chain_count)))
        )


def _session_end(connection: Connection, session_id: str, key: bytes) -> tuple[ChainHead, SessionSeal | None]:
    row = next((row for row in session_store.read_all(connection) if row.session_id == session_id), None)
    if row is None:
        raise CommandError(tr("There is no session {sid}.", sid=session_id), ExitCode.DATA)
    seal = None
    if row.seal_signature is not None:
        seal = SessionSeal(count=row.chain_count, head=row.chain_head, signature=row.seal_signature, key=key)
    return ChainHead(row.chain_count, row.chain_head), seal


def _choose_origin(given: str, recorded: str) -> str:
    if not given:
        return recorded
    require_origin(given)
    if recorded and canonical_web_origin(given) != canonical_web_origin(recorded):
        sentence = tr(
            "The record names the server {recorded}, not {given}. Leave --origin out.", recorded=recorded, given=given
        )
        raise CommandError(sentence, ExitCode.USAGE)
    return recorded or given


def _record(data_dir: Path, event: AuditEvent) -> None:
    with open_database(data_dir) as connection:
        audit_store.append_event(connection, event)


def _write(data_dir: Path, manifest: Manifest, last_seq: int, stream: BinaryIO) -> None:
    with open_database(data_dir, is_reading=True) as connection:
        write_export(stream, manifest, _lines(connection, manifest, last_seq))
        stream.flush()


def _lines(connection: Connection, manifest: Manifest, last_seq: int) -> Iterator[bytes]:
    # A session's count of its own says nothing about the server's; what was pruned of one is gone altogether.
    after = 0 if manifest.sid is not None else manifest.start.count
    return audit_store.read_lines(connection, last_seq=last_seq, session_id=manifest.sid, after_seq=after)


@contextmanager
def _new_file(path: Path) -> Iterator[BinaryIO]:
    """A file that was not there before, and is not there afterwards unless the body came to its end."""
    try:
        stream = path.open("xb")
    except FileExistsError as error:
        sentence = tr("{path} is there already. Choose another name.", path=path)
        raise CommandError(sentence, ExitCode.CANNOT_CREATE) from error
    except OSError as error:
        raise _explain_unwritable(path) from error
    try:
        with stream:
            yield stream
    except BaseException as error:
        path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise _explain_unwritable(path) from error
        raise


def _explain_unwritable(path: Path) -> CommandError:
    return CommandError(tr("The file {path} cannot be written.", path=path), ExitCode.CANNOT_CREATE)
