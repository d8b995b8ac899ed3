"""Extends and reads the chain inside a transaction; knows no event loop, so the server and the commands share it."""

from collections.abc import Iterator

import msgspec
from sqlalchemy import Connection, insert, select

from shared.audit.chain import EMPTY_CHAIN, ChainHead, LinkedEvent, link_event
from shared.audit.event import AuditEvent, AuditTag
from signaling.storage.models import audit_events

_PAGE_ROWS = 1_000


def read_head(connection: Connection) -> ChainHead:
    """The end of the server's chain as this transaction sees it."""
    row = connection.execute(
        select(audit_events.c.seq, audit_events.c.hash).order_by(audit_events.c.seq.desc()).limit(1)
    ).first()
    return EMPTY_CHAIN if row is None else ChainHead(row.seq, row.hash)


def append_event(
    connection: Connection,
    event: AuditEvent,
    *,
    session_after: ChainHead | None = None,
    head: ChainHead | None = None,
) -> LinkedEvent:
    """Put an event at the end of the chain; the transaction must have begun with `BEGIN IMMEDIATE`.

    Args:
        connection: inside a writing transaction.
        event: what to store.
        session_after: the end of its session's chain, for an event of a session.
        head: the end of the server's chain when it is known from earlier in this very transaction.
    """
    linked = link_event(event, after=read_head(connection) if head is None else head, session_after=session_after)
    connection.execute(
        insert(audit_events),
        {
            "seq": linked.seq,
            "hash": linked.hash,
            "session_id": event.sid,
            "sseq": None if linked.session_head is None else linked.session_head.count,
            "cseq": None if event.client is None else event.client.cseq,
            "tag": str(event.tag),
            "ts": event.ts,
            "line": linked.line.decode("ascii"),
            "outcome": event.outcome,
            "actor": event.actor.id or event.actor.kind,
            "subject": _subject_of(event),
        },
    )
    return linked


def _subject_of(event: AuditEvent) -> str | None:
    found = event.data.get("user_id") or event.data.get("agent_id")
    return found if isinstance(found, str) and found != event.actor.id else None


def find_client_event(connection: Connection, session_id: str, cseq: int) -> tuple[int, str, str] | None:
    """The stored `(seq, hash, line)` of a client's event, or None."""
    row = connection.execute(
        select(audit_events.c.seq, audit_events.c.hash, audit_events.c.line).where(
            audit_events.c.session_id == session_id, audit_events.c.cseq == cseq
        )
    ).first()
    return None if row is None else (row.seq, row.hash, row.line)


def read_last_origin(connection: Connection) -> str:
    """The address the server had when it was last started, or an empty text when none is on record."""
    line = connection.execute(
        select(audit_events.c.line)
        .where(audit_events.c.tag == str(AuditTag.SERVER_STARTED))
        .order_by(audit_events.c.seq.desc())
        .limit(1)
    ).scalar()
    return "" if line is None else msgspec.json.decode(line)["data"].get("origin", "")


def read_range(connection: Connection, first_seq: int, last_seq: int) -> list[bytes]:
    """Stored records from the one number to the other, both included."""
    query = select(audit_events.c.line).where(audit_events.c.seq >= first_seq, audit_events.c.seq <= last_seq)
    return [row.line.encode("ascii") for row in connection.execute(query.order_by(audit_events.c.seq))]


def read_lines(connection: Connection, *, last_seq: int, session_id: str | None = None) -> Iterator[bytes]:
    """Stored records in order, up to and with `last_seq`, a page at a time."""
    after = 0
    while True:
        query = select(audit_events.c.seq, audit_events.c.line).where(
            audit_events.c.seq > after, audit_events.c.seq <= last_seq
        )
        if session_id is not None:
            query = query.where(audit_events.c.session_id == session_id)
        rows = connection.execute(query.order_by(audit_events.c.seq).limit(_PAGE_ROWS)).all()
        for row in rows:
            yield row.line.encode("ascii")
        if len(rows) < _PAGE_ROWS:
            return
        after = rows[-1].seq
