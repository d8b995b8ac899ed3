"""`alongside-server audit`: hands out the record, whole or one session of it, in the form the verifier reads."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection

from shared.audit.chain import EMPTY_CHAIN, ChainHead, SessionSeal, raw_public_key
from shared.audit.event import AuditTag
from shared.audit.export import Manifest, make_manifest, write_export
from shared.cli.exit_code import ExitCode
from shared.cli.text import tr
from shared.clock import SystemClock, format_utc_ms
from signaling.cli.command_error import CommandError
from signaling.cli.data_folder import open_database, prepare_data_dir
from signaling.domain.audit_log import OPERATOR, server_event
from signaling.domain.ports import Moment
from signaling.storage import audit_store, session_store
from signaling.storage.audit_key import load_or_create_audit_key


def export(data_dir: Path, *, session_id: str | None, out: Path | None, origin: str) -> None:
    """Write the record, or one session's, as JSON Lines with a signed manifest; the export itself goes on record.

    Without an `origin` the manifest names the one the server was last started with.

    Raises:
        CommandError: there is no such session, or the file cannot be written.
    """
    prepare_data_dir(data_dir)
    key = load_or_create_audit_key(data_dir)
    clock = SystemClock()
    now = Moment(clock.monotonic_ms(), clock.utc_now())
    with open_database(data_dir) as connection:
        last_seq = audit_store.read_head(connection).count
        origin = origin or audit_store.read_last_origin(connection)
        if session_id is None:
            start, end, seal = EMPTY_CHAIN, audit_store.read_head(connection), None
        else:
            start = EMPTY_CHAIN
            end, seal = _session_end(connection, session_id, raw_public_key(key))
        data = {"first_seq": 1, "last_seq": last_seq, "head": end.hash}
        if session_id is not None:
            data["sid"] = session_id
        audit_store.append_event(connection, server_event(AuditTag.LOG_EXPORTED, data, now=now, actor=OPERATOR))
    # On record and on disk before the first byte leaves.
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
    with open_database(data_dir, is_reading=True) as connection:
        _write(connection, manifest, last_seq, out)


def list_sessions(data_dir: Path) -> None:
    """Print all sessions, oldest first, one a line: id, when, agent, stage, reason, number of events."""
    prepare_data_dir(data_dir)
    with open_database(data_dir, is_reading=True) as connection:
        rows = session_store.read_all(connection)
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


def _write(connection: Connection, manifest: Manifest, last_seq: int, out: Path | None) -> None:
    lines = audit_store.read_lines(connection, last_seq=last_seq, session_id=manifest.sid)
    if out is None:
        write_export(sys.stdout.buffer, manifest, lines)
        sys.stdout.buffer.flush()
        return
    try:
        with out.open("xb") as stream:
            write_export(stream, manifest, lines)
    except FileExistsError as error:
        sentence = tr("{path} is there already. Choose another name.", path=out)
        raise CommandError(sentence, ExitCode.CANNOT_CREATE) from error
    except OSError as error:
        raise CommandError(tr("The file {path} cannot be written.", path=out), ExitCode.CANNOT_CREATE) from error
