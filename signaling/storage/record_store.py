"""What is said of a session, inside a transaction: words sealed under the session's key, and each step's event."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from shared.audit.event import AuditTag
from signaling.domain.audit_log import server_event
from signaling.domain.session_record import (
    Author,
    Filing,
    KeptRecord,
    Report,
    ReportCause,
    SessionResult,
    Standing,
    TextField,
)
from signaling.storage.audit_store import append_event
from signaling.storage.models import session_keys, session_texts, sessions
from signaling.storage.record_seal import make_key, open_text, seal_text


def read_standing(connection: Connection, session_id: str) -> Standing | None:
    """What decides whether something may be said."""
    row = _session_row(connection, session_id)
    if row is None:
        return None
    return Standing(
        session_id=session_id,
        agent_id=row.agent_id,
        client_token_hash=row.client_token_hash,
        was_opened=row.client_key is not None,
        closed_at=None if row.closed_unix_ms is None else _instant(row.closed_unix_ms),
        is_erased=_is_erased(connection, session_id),
    )


def put_problem(connection: Connection, session_id: str, problem: str, by: Author) -> bool:
    """Keep the problem as the person wrote it."""
    sealed = _put(connection, session_id, TextField.PROBLEM, problem.encode(), by)
    if sealed is None:
        return False
    _record(connection, AuditTag.RECORD_DESCRIBED, {"sid": session_id, **sealed}, by)
    return True


def file_session(connection: Connection, session_id: str, filing: Filing, by: Author) -> bool:
    """Keep what the agent files in place of what was filed before."""
    row = _session_row(connection, session_id)
    sealed = _put(connection, session_id, TextField.NOTE, filing.note.encode(), by)
    if row is None or sealed is None:
        return False
    data = {
        "sid": session_id,
        "category": filing.category,
        "category_before": row.category or "",
        "result": filing.result.value,
        "result_before": row.result or "",
        **sealed,
    }
    _set(connection, session_id, category=filing.category, result=filing.result.value)
    _record(connection, AuditTag.RECORD_FILED, data, by)
    return True


def rate_session(connection: Connection, session_id: str, stars: int, by: Author) -> bool:
    """Keep the person's stars in place of earlier ones."""
    row = _session_row(connection, session_id)
    if row is None or _is_erased(connection, session_id):
        return False
    _set(connection, session_id, rating=stars)
    data = {"sid": session_id, "stars": stars, "stars_before": row.rating or 0}
    _record(connection, AuditTag.RECORD_RATED, data, by)
    return True


def report_session(connection: Connection, session_id: str, report: Report, by: Author) -> bool:
    """Keep a report in place of an earlier one, and forget that one's receipt."""
    said = {
        "cause": report.cause.value,
        "words": report.words,
        "receipt_parts": report.receipt_parts,
        "receipt_sha256": report.receipt_sha256,
    }
    sealed = _put(connection, session_id, TextField.REPORT, json.dumps(said).encode(), by)
    if sealed is None:
        return False
    connection.execute(delete(session_texts).where(*_place(session_id, TextField.RECEIPT)))
    _set(connection, session_id, is_reported=True)
    data = {"sid": session_id, "cause": report.cause.value, "receipt_parts": report.receipt_parts, **sealed}
    _record(connection, AuditTag.RECORD_REPORTED, data, by)
    return True


def put_receipt(connection: Connection, session_id: str, part: int, body: bytes, by: Author) -> bool:
    """Keep one part of the receipt a report announced."""
    report = _read_report(connection, session_id)
    if report is None or part > report.receipt_parts:
        return False
    sealed = _put(connection, session_id, TextField.RECEIPT, body, by, part=part)
    if sealed is None:
        return False
    _record(connection, AuditTag.RECORD_RECEIPT, {"sid": session_id, "part": part, **sealed}, by)
    return True


def read_record(connection: Connection, session_id: str) -> KeptRecord | None:
    """All that is kept of what was said of one session."""
    row = _session_row(connection, session_id)
    if row is None:
        return None
    report = _read_report(connection, session_id)
    return KeptRecord(
        category=row.category or "",
        result=None if row.result is None else SessionResult(row.result),
        stars=row.rating,
        is_reported=row.is_reported,
        is_erased=_is_erased(connection, session_id),
        problem=_read_text(connection, session_id, TextField.PROBLEM),
        note=_read_text(connection, session_id, TextField.NOTE),
        report=report,
        reported_at=None if report is None else _written_at(connection, session_id, TextField.REPORT),
        has_receipt=read_receipt(connection, session_id) is not None,
    )


def read_receipt(connection: Connection, session_id: str) -> bytes | None:
    """The receipt that came with the report, whole and fitting the checksum the report named."""
    report = _read_report(connection, session_id)
    if report is None or not report.receipt_parts:
        return None
    parts = [
        _open(connection, session_id, TextField.RECEIPT, part=part) for part in range(1, report.receipt_parts + 1)
    ]
    whole = b"".join(part for part in parts if part is not None)
    is_whole = None not in parts and hashlib.sha256(whole).hexdigest() == report.receipt_sha256
    return whole if is_whole else None


def take_receipt(connection: Connection, session_id: str, by: Author) -> bytes | None:
    """The receipt for somebody who takes it along, which goes on record; None when there is none."""
    receipt = read_receipt(connection, session_id)
    if receipt is not None:
        _record(connection, AuditTag.RECORD_TAKEN, {"sid": session_id, "bytes": len(receipt)}, by)
    return receipt


def erase_record(connection: Connection, session_id: str, by: Author) -> bool:
    """Destroy key and texts; False when there is no such session, or it was done before.

    The caller then has the files of the database cleaned: see `wipe_leftovers`.
    """
    if _session_row(connection, session_id) is None or _is_erased(connection, session_id):
        return False
    texts = connection.execute(delete(session_texts).where(session_texts.c.session_id == session_id)).rowcount
    connection.execute(delete(session_keys).where(session_keys.c.session_id == session_id))
    connection.execute(
        insert(session_keys), {"session_id": session_id, "key": None, "erased_unix_ms": _unix_ms(by.now.utc)}
    )
    _record(connection, AuditTag.RECORD_ERASED, {"sid": session_id, "texts": texts}, by)
    return True


def _put(
    connection: Connection, session_id: str, field: TextField, plain: bytes, by: Author, *, part: int = 0
) -> dict[str, str | int] | None:
    """Seal and keep a text in place of an earlier one; what goes on record of it. None when all was erased."""
    key = _key(connection, session_id)
    if key is None:
        if _is_erased(connection, session_id):
            return None
        key = make_key()
        connection.execute(insert(session_keys), {"session_id": session_id, "key": key})
    sealed = seal_text(key, plain, session_id=session_id, field=field, part=part)
    connection.execute(delete(session_texts).where(*_place(session_id, field, part)))
    row = {"session_id": session_id, "field": field.value, "part": part, "sealed": sealed}
    connection.execute(insert(session_texts), {**row, "written_unix_ms": _unix_ms(by.now.utc)})
    return {"sealed_bytes": len(sealed), "sealed_sha256": hashlib.sha256(sealed).hexdigest()}


def _open(connection: Connection, session_id: str, field: TextField, *, part: int = 0) -> bytes | None:
    key = _key(connection, session_id)
    statement = select(session_texts.c.sealed).where(*_place(session_id, field, part))
    sealed = connection.execute(statement).scalar()
    if key is None or sealed is None:
        return None
    return open_text(key, sealed, session_id=session_id, field=field, part=part)


def _read_text(connection: Connection, session_id: str, field: TextField) -> str | None:
    plain = _open(connection, session_id, field)
    return None if plain is None else plain.decode()


def _read_report(connection: Connection, session_id: str) -> Report | None:
    plain = _open(connection, session_id, TextField.REPORT)
    if plain is None:
        return None
    said = json.loads(plain)
    return Report(
        cause=ReportCause(said["cause"]),
        words=said["words"],
        receipt_parts=said["receipt_parts"],
        receipt_sha256=said["receipt_sha256"],
    )


def _written_at(connection: Connection, session_id: str, field: TextField) -> datetime | None:
    statement = select(session_texts.c.written_unix_ms).where(*_place(session_id, field))
    unix_ms = connection.execute(statement).scalar()
    return None if unix_ms is None else _instant(unix_ms)


def _place(session_id: str, field: TextField, part: int | None = None) -> list[Any]:
    found = [session_texts.c.session_id == session_id, session_texts.c.field == field.value]
    return found if part is None else [*found, session_texts.c.part == part]


def _key(connection: Connection, session_id: str) -> bytes | None:
    return connection.execute(select(session_keys.c.key).where(session_keys.c.session_id == session_id)).scalar()


def _is_erased(connection: Connection, session_id: str) -> bool:
    statement = select(session_keys.c.erased_unix_ms).where(session_keys.c.session_id == session_id)
    return connection.execute(statement).scalar() is not None


def _session_row(connection: Connection, session_id: str) -> Row[Any] | None:
    return connection.execute(select(sessions).where(sessions.c.session_id == session_id)).first()


def _set(connection: Connection, session_id: str, **values: Any) -> None:
    connection.execute(update(sessions).where(sessions.c.session_id == session_id).values(**values))


def _record(connection: Connection, tag: AuditTag, data: Mapping[str, str | int | bool], by: Author) -> None:
    # An event of the server's chain: the session's own may be sealed, and what is said of it did not happen in it.
    append_event(connection, server_event(tag, data, now=by.now, actor=by.actor, connection=by.caller))


def _instant(unix_ms: int) -> datetime:
    return datetime.fromtimestamp(unix_ms / 1000, UTC)


def _unix_ms(instant: datetime) -> int:
    return int(instant.timestamp() * 1000)
