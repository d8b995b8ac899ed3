"""Takes the oldest part of the record away: declared first in a signed event, then removed in small transactions.

What is declared counts as gone at once: every reader begins behind it. So it does not matter where a removal was cut
off; the next one goes on. Sessions go whole or not at all: one that is not over, or of which anything is younger,
keeps its old events as well. The server's chain then begins behind them; their own chain holds them, and the signed
event says how far each had come.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import ColumnElement, Connection, Select, delete, func, insert, not_, or_, select

from shared.audit.chain import EMPTY_CHAIN, ChainHead
from shared.audit.event import AuditTag
from shared.audit.pruning import KeptSessions, Pruning, kept_sessions, pruning_data, read_pruning
from shared.audit.record_reading import read_record
from shared.clock import format_utc_ms
from signaling.domain.audit_log import OPERATOR, server_event
from signaling.domain.ports import Moment, SessionStage
from signaling.storage.audit_store import append_event
from signaling.storage.models import audit_events, metadata, prunings, sessions

CHUNK_EVENTS = 1_000  # some ten milliseconds; a running server writes in between


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """What can be taken away.

    Attributes:
        first_seq: the first event that is still there.
        end: the chain as it is after the last one that goes.
        sessions: how many sessions go with them.
        before: every event that goes is older than this instant.
        kept: the sessions that lie across the end and stay.
    """

    first_seq: int
    end: ChainHead
    sessions: int
    before: str
    kept: KeptSessions


def find_cut(connection: Connection, older_than: datetime) -> Cut | None:
    """The longest beginning of the record that is older than an instant.

    None when nothing of it would go. The newest event always stays, and so does every session of which anything is
    younger or that is not over, whole. What was found stays true: a closed session never grows.
    """
    before = format_utc_ms(older_than)
    gone = pruned_count(connection)
    newest = connection.execute(select(func.max(audit_events.c.seq))).scalar() or 0
    first_kept = connection.execute(
        select(audit_events.c.seq)
        .where(audit_events.c.seq > gone, audit_events.c.ts >= before)
        .order_by(audit_events.c.seq)
        .limit(1)
    ).scalar()
    last = min((first_kept or newest + 1) - 1, newest - 1)
    if last <= gone:
        return None
    if connection.execute(_going(last, select(audit_events.c.seq)).limit(1)).first() is None:
        return None
    digest = connection.execute(select(audit_events.c.hash).where(audit_events.c.seq == last)).scalar_one()
    begin = select(func.count()).select_from(audit_events).where(audit_events.c.seq <= last, audit_events.c.sseq == 1)
    count = connection.execute(begin.where(not_(_is_kept(last)))).scalar_one()
    return Cut(
        first_seq=gone + 1,
        end=ChainHead(last, digest),
        sessions=count,
        before=before,
        kept=kept_sessions(kept_heads(connection, last)),
    )


def kept_heads(connection: Connection, last_seq: int) -> dict[str, ChainHead]:
    """How far each session that lies across the end of what goes had come there, by its own chain."""
    heads: dict[str, ChainHead] = {}
    for sid in kept_session_ids(connection, last_seq):
        newest = select(audit_events.c.line).where(audit_events.c.session_id == sid, audit_events.c.seq <= last_seq)
        line = connection.execute(newest.order_by(audit_events.c.seq.desc()).limit(1)).scalar_one()
        reading = read_record(line.encode("ascii"))
        heads[sid] = ChainHead(reading.sseq, reading.session_hash)
    return heads


def kept_session_ids(connection: Connection, last_seq: int) -> list[str]:
    """The sessions that begin at or before that number, and are not over or go on behind it."""
    begun = select(audit_events.c.session_id).where(audit_events.c.seq <= last_seq, audit_events.c.sseq == 1)
    return list(connection.execute(begun.where(_is_kept(last_seq))).scalars())


def is_exported(connection: Connection, last_seq: int) -> bool:
    """Whether the whole record up to that number was handed out once, as its events say."""
    rows = connection.execute(
        select(audit_events.c.line)
        .where(audit_events.c.tag == str(AuditTag.LOG_EXPORTED))
        .order_by(audit_events.c.seq.desc())
    )
    found = (msgspec.json.decode(row.line)["data"] for row in rows)
    return any("sid" not in data and data.get("last_seq", 0) >= last_seq for data in found)


def declare_cut(connection: Connection, cut: Cut, key: Ed25519PrivateKey, now: Moment) -> int | None:
    """Put on record what goes, signed; the number of that event, or None when somebody was quicker."""
    if pruned_count(connection) != cut.first_seq - 1:
        return None
    data = pruning_data(cut.first_seq, cut.end, cut.before, key, cut.kept)
    linked = append_event(connection, server_event(AuditTag.LOG_PRUNED, data, now=now, actor=OPERATOR))
    row = {"event_seq": linked.seq, "last_seq": cut.end.count, "head": cut.end.hash}
    connection.execute(insert(prunings), row)
    return linked.seq


def remove_declared(connection: Connection, limit: int = CHUNK_EVENTS) -> int:
    """Remove about that many events which were declared gone, and the sessions among them; how many events went."""
    gone = pruned_count(connection)
    columns = select(audit_events.c.seq, audit_events.c.session_id)
    rows = connection.execute(_going(gone, columns).limit(limit)).all()
    if not rows:
        return 0
    whose = sorted({row.session_id for row in rows if row.session_id is not None})
    of_none = (audit_events.c.session_id.is_(None), audit_events.c.seq <= rows[-1].seq)
    removed = connection.execute(delete(audit_events).where(*of_none)).rowcount
    if whose:
        # Nobody ever sees half a session: the rest of each goes along, however far it reaches.
        rest = delete(audit_events).where(audit_events.c.session_id.in_(whose), audit_events.c.seq <= gone)
        removed += connection.execute(rest).rowcount
        for table in reversed(metadata.sorted_tables):
            for column in table.columns:
                if table is not audit_events and column.references(sessions.c.session_id):
                    connection.execute(delete(table).where(column.in_(whose)))
        connection.execute(delete(sessions).where(sessions.c.session_id.in_(whose)))
    return removed


def is_removal_due(connection: Connection) -> bool:
    """Whether a removal was cut off: something that was declared gone is still there."""
    going = _going(pruned_count(connection), select(audit_events.c.seq))
    return connection.execute(going.limit(1)).scalar() is not None


def pruned_count(connection: Connection) -> int:
    """Up to which number events were declared gone; 0 when none were."""
    return connection.execute(select(func.max(prunings.c.last_seq))).scalar() or 0


def pruned_end(connection: Connection, server_key: bytes) -> ChainHead:
    """The chain before the first event that counts: what was pruned last, if an event signed with that key says so.

    Otherwise `EMPTY_CHAIN`: whoever checks then finds what is missing.
    """
    pruning = newest_pruning(connection, server_key)
    return EMPTY_CHAIN if pruning is None else pruning.end


def newest_pruning(connection: Connection, server_key: bytes) -> Pruning | None:
    """What was pruned last, if an event signed with that key says so."""
    newest = select(prunings).order_by(prunings.c.last_seq.desc()).limit(1)
    row = connection.execute(newest).first()
    if row is None:
        return None
    line = connection.execute(select(audit_events.c.line).where(audit_events.c.seq == row.event_seq)).scalar()
    return None if line is None else read_pruning(row.event_seq, msgspec.json.decode(line)["data"], server_key)


def _going(last_seq: int, columns: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Of the events up to that number those that go, oldest first."""
    return columns.where(audit_events.c.seq <= last_seq, not_(_is_kept(last_seq))).order_by(audit_events.c.seq)


def _is_kept(last_seq: int) -> ColumnElement[bool]:
    """Whether an event is of a session that goes on behind that number, or is not over; found by index for each."""
    later = audit_events.alias("later")
    goes_on = select(later.c.seq).where(later.c.session_id == audit_events.c.session_id, later.c.seq > last_seq)
    is_open = select(sessions.c.session_id).where(
        sessions.c.session_id == audit_events.c.session_id, sessions.c.stage != SessionStage.CLOSED
    )
    return or_(goes_on.exists(), is_open.exists())
