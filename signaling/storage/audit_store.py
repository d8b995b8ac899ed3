"""Extends and reads the chain inside a transaction; knows no event loop, so the server and the commands share it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, func, select

from shared.audit.chain import EMPTY_CHAIN, ChainHead, LinkedEvent, link_event
from shared.audit.event import AuditEvent, AuditTag
from signaling.storage.models import audit_events
from signaling.storage.quick_statement import QuickInsert, QuickStatement, Rows, Values, ask_together

_PAGE_ROWS = 1_000
_KEPT_END = "alongside_chain_end"
_INSERT = QuickInsert(audit_events)
_NEWEST = select(func.max(audit_events.alias("newest").c.seq)).scalar_subquery()
_READ_END = QuickStatement(select(audit_events.c.seq, audit_events.c.hash).where(audit_events.c.seq == _NEWEST))


def read_head(connection: Connection) -> ChainHead:
    """The end of the server's chain as this transaction sees it."""
    row = _READ_END.first(connection, {})
    return EMPTY_CHAIN if row is None else ChainHead(*row)


def append_event(connection: Connection, event: AuditEvent, *, session_after: ChainHead | None = None) -> LinkedEvent:
    """Put an event at the end of the chain; the transaction must have begun as one that writes.

    Args:
        connection: inside a writing transaction.
        event: what to store.
        session_after: the end of its session's chain, for an event of a session.
    """
    linked = link_event(event, after=chain_end(connection), session_after=session_after)
    insert_linked(connection, [(event, linked)])
    return linked


def chain_end(connection: Connection) -> ChainHead:
    """The end of the server's chain, which nobody else can move in this transaction: read once, then known."""
    kept = connection.info.get(_KEPT_END)
    if isinstance(kept, _KeptEnd) and kept.is_of(connection):
        return kept.head
    return read_head(connection)


def ask_with_end(connection: Connection, statement: QuickStatement, values: Values) -> tuple[Rows, ChainHead]:
    """The rows of a SELECT and what `chain_end` says, asked for together."""
    kept = connection.info.get(_KEPT_END)
    if isinstance(kept, _KeptEnd) and kept.is_of(connection):
        return ask_together(connection, (statement, values))[0], kept.head
    rows, ends = ask_together(connection, (statement, values), (_READ_END, {}))
    return rows, ChainHead(*ends[0]) if ends else EMPTY_CHAIN


def insert_linked(connection: Connection, events: Sequence[tuple[AuditEvent, LinkedEvent]]) -> None:
    """Store events that were linked one after the other, the first of them to `chain_end`."""
    if not events:
        return
    rows = [
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
        }
        for event, linked in events
    ]
    _INSERT.run_each(connection, rows)
    # Only now: what could not be stored is no end. What is sent with others and fails ends its transaction as well.
    connection.info[_KEPT_END] = _KeptEnd(
        connection.get_transaction(), connection.get_nested_transaction(), events[-1][1].head
    )


@dataclass(frozen=True, slots=True)
class _KeptEnd:
    """The end of the chain as one transaction left it; nothing is known of it in any other."""

    transaction: object
    savepoint: object
    head: ChainHead

    def is_of(self, connection: Connection) -> bool:
        return (
            self.transaction is not None
            and self.transaction is connection.get_transaction()
            and self.savepoint is connection.get_nested_transaction()
        )


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


def read_lines(
    connection: Connection, *, last_seq: int, session_id: str | None = None, after_seq: int = 0
) -> Iterator[bytes]:
    """Stored records in order, after `after_seq`, up to and with `last_seq`, a page at a time."""
    after = after_seq
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
