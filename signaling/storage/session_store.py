"""Sessions and waiting codes inside a transaction: each function is a whole step, its event included."""

from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, Row, delete, func, insert, select, update

from shared.audit.chain import (
    GENESIS,
    ChainHead,
    LinkedEvent,
    raw_public_key,
    seal_session,
)
from shared.audit.event import Actor, AuditEvent, AuditTag
from shared.protocol import signaling_messages as wire
from signaling.domain.audit_log import SERVER, server_event
from signaling.domain.ports import Moment, NewSession, Refused, SessionRecord, SessionStage, SlotRow, Stored
from signaling.storage.audit_store import append_event
from signaling.storage.client_events import CheckedEvent, append_client_events
from signaling.storage.models import sessions, slots

# What the agent's side ended is no longer theirs, though the person's last events may still come.
_LIVE = (SessionStage.PAIRING.value, SessionStage.PAIRED.value, SessionStage.OPEN.value)


def add_slot(connection: Connection, slot: SlotRow, event: AuditEvent) -> None:
    """Keep a waiting code."""
    append_event(connection, event)
    connection.execute(
        insert(slots),
        {
            "slot_id": slot.slot_id,
            "nameplate": slot.nameplate,
            "expires_unix_ms": _unix_ms(slot.expires_at),
            "made_unix_ms": _unix_ms(datetime.fromisoformat(event.ts)),
        },
    )


def remove_slot(connection: Connection, slot_id: str, event: AuditEvent) -> None:
    """Forget a code; its end is recorded once, whoever comes first."""
    if connection.execute(delete(slots).where(slots.c.slot_id == slot_id)).rowcount:
        append_event(connection, event)


def read_slots(connection: Connection, *, expired_at: datetime | None = None) -> list[SlotRow]:
    """All waiting codes, or those whose time was over at that instant."""
    query = select(slots)
    if expired_at is not None:
        query = query.where(slots.c.expires_unix_ms <= _unix_ms(expired_at))
    return [
        SlotRow(
            slot_id=row.slot_id,
            nameplate=row.nameplate,
            expires_at=datetime.fromtimestamp(row.expires_unix_ms / 1000, UTC),
        )
        for row in connection.execute(query)
    ]


def count_live_sessions_of(connection: Connection, agent_id: str) -> int:
    """How many sessions that account is in: claimed, and neither over nor ended from its side."""
    live = select(func.count()).select_from(sessions).where(sessions.c.agent_id == agent_id)
    return connection.execute(live.where(sessions.c.stage.in_(_LIVE))).scalar_one()


def create_session(connection: Connection, session: NewSession, event: AuditEvent, *, most: int) -> bool:
    """Store a session whose code was just claimed; its claim is the first event of its chain.

    False, and nothing is written, when its agent is in `most` sessions already. It is counted here because writing
    steps come one after the other: of two claims in the same moment the second sees the first.
    """
    if count_live_sessions_of(connection, session.agent_id) >= most:
        return False
    connection.execute(
        insert(sessions),
        {
            "session_id": session.session_id,
            "slot_id": session.slot_id,
            "agent_id": session.agent_id,
            "client_token_hash": session.client_token_hash,
            "agent_token_hash": session.agent_token_hash,
            "stage": SessionStage.PAIRING.value,
            "next_cseq": 1,
            "chain_count": 0,
            "chain_head": GENESIS,
            "created_unix_ms": _unix_ms(datetime.fromisoformat(event.ts)),
            "asked_unix_ms": connection.scalar(
                select(slots.c.made_unix_ms).where(slots.c.slot_id == session.slot_id)
            ),
        },
    )
    append_session_event(connection, event)
    connection.execute(delete(slots).where(slots.c.slot_id == session.slot_id))
    return True


def append_session_event(connection: Connection, event: AuditEvent) -> LinkedEvent | None:
    """Put a server's event into a session's chain; None when there is no such session or it is closed."""
    row = _read_row(connection, event.sid)
    if row is None or row.stage == SessionStage.CLOSED:
        return None
    return _append_to(connection, row, event)


def move_session(
    connection: Connection,
    session_id: str,
    *,
    before: SessionStage,
    after: SessionStage,
    event: AuditEvent,
    client_key: bytes | None = None,
) -> bool:
    """Move a session one stage on and return whether it is at `after` now.

    Asked again, as a program does that lost the answer, nothing is written; with another key it is a no.
    """
    row = _read_row(connection, session_id)
    if row is None or row.stage != before:
        return row is not None and row.stage == after and row.client_key == client_key
    values: dict[str, Any] = {"stage": after.value}
    if client_key is not None:
        values["client_key"] = client_key
    _append_to(connection, row, event, **values)
    return True


def begin_closing(connection: Connection, session_id: str, reason: str) -> SessionRecord | None:
    """Let only the client add events from now on."""
    connection.execute(
        update(sessions)
        .where(sessions.c.session_id == session_id, sessions.c.stage == SessionStage.OPEN)
        .values(stage=SessionStage.CLOSING.value, reason=reason)
    )
    return read_session(connection, session_id, seal_key=None)


def append_client_event(connection: Connection, event: AuditEvent) -> Stored | Refused:
    """Store the next event of a person's own journal when its signature is right."""
    return append_client_events(connection, [CheckedEvent(event)])[0]


def close_session(
    connection: Connection,
    session_id: str,
    reason: str,
    now: Moment,
    *,
    seal_key: Ed25519PrivateKey,
    because: AuditEvent | None = None,
) -> SessionRecord | None:
    """Write the closing event, seal the session's chain, and return it; only the first call writes.

    `because` is an event to write just before.
    """
    row = _read_row(connection, session_id)
    if row is not None and because is not None and row.stage != SessionStage.CLOSED:
        _append_to(connection, row, because)
        row = _read_row(connection, session_id)
    if row is None:
        return None
    if row.stage != SessionStage.CLOSED:
        final_reason = row.reason or reason
        event = server_event(
            AuditTag.SESSION_CLOSED,
            {"reason": final_reason, "events": row.chain_count + 1},
            now=now,
            actor=Actor(kind="agent", id=row.ended_by) if row.ended_by else SERVER,
            sid=session_id,
        )
        head = ChainHead(row.chain_count, row.chain_head)
        linked = append_event(connection, event, session_after=head)
        chain = linked.session_head or head
        seal = seal_session(session_id, chain, seal_key)
        connection.execute(
            update(sessions)
            .where(sessions.c.session_id == session_id)
            .values(
                stage=SessionStage.CLOSED.value,
                reason=final_reason,
                chain_count=chain.count,
                chain_head=chain.hash,
                seal_signature=seal.signature,
                closed_unix_ms=_unix_ms(now.utc),
            )
        )
    return read_session(connection, session_id, seal_key=seal_key)


def read_session(
    connection: Connection, session_id: str, *, seal_key: Ed25519PrivateKey | None
) -> SessionRecord | None:
    """A session as stored; with its seal when it is closed and the key is given."""
    row = _read_row(connection, session_id)
    return None if row is None else _record(row, seal_key)


def read_unfinished(connection: Connection) -> list[SessionRecord]:
    """All sessions that are not closed."""
    rows = connection.execute(select(sessions).where(sessions.c.stage != SessionStage.CLOSED))
    return [_record(row, None) for row in rows]


def read_all(connection: Connection) -> list[Row[Any]]:
    """Every session row, oldest first, for the list of the audit commands."""
    return list(connection.execute(select(sessions).order_by(sessions.c.created_unix_ms)))


def _append_to(connection: Connection, row: Row[Any], event: AuditEvent, **values: Any) -> LinkedEvent:
    linked = append_event(connection, event, session_after=ChainHead(row.chain_count, row.chain_head))
    if linked.session_head is not None:
        values |= {"chain_count": linked.session_head.count, "chain_head": linked.session_head.hash}
    connection.execute(update(sessions).where(sessions.c.session_id == row.session_id).values(**values))
    return linked


def _read_row(connection: Connection, session_id: str | None) -> Row[Any] | None:
    return connection.execute(select(sessions).where(sessions.c.session_id == session_id)).first()


def _record(row: Row[Any], seal_key: Ed25519PrivateKey | None) -> SessionRecord:
    seal = None
    if row.seal_signature is not None and seal_key is not None:
        seal = wire.Seal(
            count=row.chain_count, head=row.chain_head, signature=row.seal_signature, key=raw_public_key(seal_key)
        )
    return SessionRecord(
        session_id=row.session_id,
        slot_id=row.slot_id,
        stage=SessionStage(row.stage),
        agent_id=row.agent_id,
        client_token_hash=row.client_token_hash,
        agent_token_hash=row.agent_token_hash,
        next_cseq=row.next_cseq,
        reason=row.reason,
        seal=seal,
    )


def _unix_ms(instant: datetime) -> int:
    return int(instant.timestamp() * 1000)
