"""Takes the oldest part of the record away: declared first in a signed event, then removed in small transactions.

What is declared counts as gone at once: every reader begins behind it. So it does not matter where a removal was cut
off; the next one goes on. Only whole sessions go, and none that is not over.
"""

from dataclasses import dataclass
from datetime import datetime

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, delete, func, insert, select

from shared.audit.chain import EMPTY_CHAIN, ChainHead
from shared.audit.event import AuditTag
from shared.audit.pruning import pruning_data, read_pruning
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
    """

    first_seq: int
    end: ChainHead
    sessions: int
    before: str


def find_cut(connection: Connection, older_than: datetime) -> Cut | None:
    """The longest beginning of the record that is older than an instant and holds whole sessions that are over.

    None when there is none. The newest event always stays, and what was found stays true: a closed session never
    grows. Reads every session once.
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
    last = _before_every_session_across(connection, last, gone)
    if last <= gone:
        return None
    digest = connection.execute(select(audit_events.c.hash).where(audit_events.c.seq == last)).scalar_one()
    is_going = (audit_events.c.seq > gone, audit_events.c.seq <= last, audit_events.c.sseq == 1)
    count = connection.execute(select(func.count()).select_from(audit_events).where(*is_going)).scalar_one()
    return Cut(first_seq=gone + 1, end=ChainHead(last, digest), sessions=count, before=before)


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
    data = pruning_data(cut.first_seq, cut.end, cut.before, key)
    linked = append_event(connection, server_event(AuditTag.LOG_PRUNED, data, now=now, actor=OPERATOR))
    row = {"event_seq": linked.seq, "last_seq": cut.end.count, "head": cut.end.hash}
    connection.execute(insert(prunings), row)
    return linked.seq


def remove_declared(connection: Connection, limit: int = CHUNK_EVENTS) -> int:
    """Remove about that many events which were declared gone, and the sessions among them; how many events went."""
    gone = pruned_count(connection)
    rows = connection.execute(
        select(audit_events.c.seq, audit_events.c.session_id)
        .where(audit_events.c.seq <= gone)
        .order_by(audit_events.c.seq)
        .limit(limit)
    ).all()
    if not rows:
        return 0
    whose = sorted({row.session_id for row in rows if row.session_id is not None})
    removed = connection.execute(delete(audit_events).where(audit_events.c.seq <= rows[-1].seq)).rowcount
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
    oldest = connection.execute(select(func.min(audit_events.c.seq))).scalar()
    return oldest is not None and oldest <= pruned_count(connection)


def pruned_count(connection: Connection) -> int:
    """Up to which number events were declared gone; 0 when none were."""
    return connection.execute(select(func.max(prunings.c.last_seq))).scalar() or 0


def pruned_end(connection: Connection, server_key: bytes) -> ChainHead:
    """The chain before the first event that counts: what was pruned last, if an event signed with that key says so.

    Otherwise `EMPTY_CHAIN`: whoever checks then finds what is missing.
    """
    newest = select(prunings).order_by(prunings.c.last_seq.desc()).limit(1)
    row = connection.execute(newest).first()
    if row is None:
        return EMPTY_CHAIN
    line = connection.execute(select(audit_events.c.line).where(audit_events.c.seq == row.event_seq)).scalar()
    if line is None:
        return EMPTY_CHAIN
    pruning = read_pruning(row.event_seq, msgspec.json.decode(line)["data"], server_key)
    return EMPTY_CHAIN if pruning is None else pruning.end


def _before_every_session_across(connection: Connection, last: int, gone: int) -> int:
    """The nearest place at or before `last` that no session lies across, and none that is not over begins before."""
    is_open = sessions.c.stage != SessionStage.CLOSED
    unfinished = select(func.min(audit_events.c.seq)).join(
        sessions, sessions.c.session_id == audit_events.c.session_id
    )
    first_open = connection.execute(unfinished.where(is_open)).scalar()
    if first_open is not None:
        last = min(last, first_open - 1)
    begins, ends = func.min(audit_events.c.seq), func.max(audit_events.c.seq)
    across = (
        select(begins.label("begins"), ends.label("ends"))
        .where(audit_events.c.session_id.is_not(None))
        .group_by(audit_events.c.session_id)
        .having(begins <= last, ends > gone)
        .order_by(ends.desc())
    )
    # From the one that ends last: once all others end before the place, none of them can move it.
    for row in connection.execute(across):
        if row.ends <= last:
            break
        if row.begins <= last:
            last = row.begins - 1
    return last
