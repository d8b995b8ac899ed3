"""Stores what assisted people's programs signed, many events in one go: three statements however many they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import Connection, bindparam, select, update

from shared.audit.chain import ChainHead, LinkedEvent, is_signature_valid, link_event
from shared.audit.event import AuditEvent, AuditTag, ClientSignature, event_signing_bytes
from shared.capability import Capability
from signaling.domain.ports import Refused, SessionStage, Stored
from signaling.domain.right_bits import bits_of
from signaling.storage.audit_store import chain_end, find_client_event, insert_linked
from signaling.storage.models import sessions
from signaling.storage.quick_statement import QuickStatement

_STAGES = (SessionStage.OPEN, SessionStage.CLOSING)
_COLUMNS = select(
    sessions.c.session_id,
    sessions.c.stage,
    sessions.c.client_key,
    sessions.c.next_cseq,
    sessions.c.rights,
    sessions.c.chain_count,
    sessions.c.chain_head,
    sessions.c.helped_unix_ms,
)
_READ_ONE = QuickStatement(_COLUMNS.where(sessions.c.session_id == bindparam("wanted_id")))
_READ_MANY = _COLUMNS.where(sessions.c.session_id.in_(bindparam("session_ids", expanding=True)))
_MOVE = QuickStatement(
    update(sessions)
    .where(sessions.c.session_id == bindparam("moved_id"))
    .values(
        next_cseq=bindparam("next_cseq"),
        rights=bindparam("rights"),
        chain_count=bindparam("chain_count"),
        chain_head=bindparam("chain_head"),
    )
)
_NOTE_HELPED = QuickStatement(  # apart: naming this column makes the database count the session anew
    update(sessions)
    .where(sessions.c.session_id == bindparam("helped_id"))
    .values(helped_unix_ms=bindparam("helped_unix_ms"))
)


@dataclass(frozen=True, slots=True)
class CheckedEvent:
    """An event of a person's program, its signature checked beforehand or not yet.

    Attributes:
        event: with its `client` part.
        key: the 32-byte public key the signature was checked with; None when nobody has checked it.
        is_right: what came of that.
    """

    event: AuditEvent
    key: bytes | None = None
    is_right: bool = False

    def is_signed_with(self, key: bytes) -> bool:
        """Whether it is signed with that key: as was found beforehand for this very key, otherwise found out now."""
        return self.is_right if key == self.key else is_event_signed(self.event, key)


def check_event(event: AuditEvent, key: bytes) -> CheckedEvent:
    """Check an event against the key its session most likely has, so that no transaction has to wait for that."""
    return CheckedEvent(event, key, is_event_signed(event, key))


def is_event_signed(event: AuditEvent, key: bytes) -> bool:
    """Whether the event's signature was made with that session's key (Ed25519, RFC 8032)."""
    client = event.client
    if client is None or event.sid is None:
        return False
    signed = event_signing_bytes(event.sid, client.cseq, client.cts, event.tag, event.outcome, event.data)
    return is_signature_valid(key, client.signature, signed)


def append_client_events(connection: Connection, events: Sequence[CheckedEvent]) -> list[Stored | Refused]:
    """Store each event that is the next one of its session and signed with its key; the same again is fine.

    Returns:
        An answer for each, in their order.
    """
    batch = _Batch(connection, _read_sessions(connection, {each.event.sid or "" for each in events}))
    answers = [batch.take(each) for each in events]
    batch.store()
    return answers


def _read_sessions(connection: Connection, session_ids: set[str]) -> dict[str, "_Session"]:
    if len(session_ids) == 1:
        row = _READ_ONE.first(connection, {"wanted_id": next(iter(session_ids))})
        found = [] if row is None else [_Session(*row)]
    else:
        rows = connection.execute(_READ_MANY, {"session_ids": list(session_ids)})
        found = [_Session(*row) for row in rows]
    return {session.session_id: session for session in found}


class _Session:
    """A session as it is when the events taken so far are stored."""

    __slots__ = (
        "chain",
        "client_key",
        "helped_unix_ms",
        "is_helped_now",
        "is_taking",
        "is_touched",
        "next_cseq",
        "rights",
        "session_id",
    )

    def __init__(  # noqa: PLR0917 - the columns of a row, in their order
        self,
        session_id: str,
        stage: str,
        client_key: bytes,
        next_cseq: int,
        rights: int,
        chain_count: int,
        chain_head: str,
        helped_unix_ms: int | None,
    ) -> None:
        self.session_id = session_id
        self.is_taking = stage in _STAGES
        self.client_key = client_key
        self.next_cseq = next_cseq
        self.rights = rights
        self.chain = ChainHead(chain_count, chain_head)
        self.helped_unix_ms = helped_unix_ms
        self.is_touched = self.is_helped_now = False

    def grant(self, right: Capability, ts: str) -> None:
        """Note that a right was on, and when help began: with the first sight of the screen."""
        self.rights |= bits_of([right])
        if right is Capability.VIEW and self.helped_unix_ms is None:
            self.helped_unix_ms = round(datetime.fromisoformat(ts).timestamp() * 1000)
            self.is_helped_now = True


class _Batch:
    """The events of one call: linked one after the other, then stored together."""

    def __init__(self, connection: Connection, found: dict[str, _Session]) -> None:
        self._connection = connection
        self._sessions = found
        self._linked: list[tuple[AuditEvent, LinkedEvent]] = []
        self._signatures: dict[tuple[str, int], tuple[bytes, Stored]] = {}

    def take(self, checked: CheckedEvent) -> Stored | Refused:
        event, client = checked.event, checked.event.client
        session = self._sessions.get(event.sid or "")
        if client is None or session is None or not session.is_taking:
            return Refused("session_not_open")
        if not checked.is_signed_with(session.client_key):
            return Refused("signature_wrong")
        if client.cseq < session.next_cseq:
            return self._answer_again(session, client)
        if client.cseq > session.next_cseq:
            return Refused("cseq_gap")
        return self._link(session, event, client)

    def store(self) -> None:
        insert_linked(self._connection, self._linked)
        moved = [
            {
                "moved_id": session.session_id,
                "next_cseq": session.next_cseq,
                "rights": session.rights,
                "chain_count": session.chain.count,
                "chain_head": session.chain.hash,
            }
            for session in self._sessions.values()
            if session.is_touched
        ]
        if moved:
            _MOVE.run_each(self._connection, moved)
        helped = [
            {"helped_id": session.session_id, "helped_unix_ms": session.helped_unix_ms}
            for session in self._sessions.values()
            if session.is_helped_now
        ]
        if helped:
            _NOTE_HELPED.run_each(self._connection, helped)

    def _link(self, session: _Session, event: AuditEvent, client: ClientSignature) -> Stored:
        complete = AuditEvent(
            ts=event.ts,
            tag=event.tag,
            outcome=event.outcome,
            actor=event.actor,
            data=event.data,
            sid=event.sid,
            peer=event.peer,
            client=ClientSignature(
                cseq=client.cseq, cts=client.cts, signature=client.signature, key=session.client_key
            ),
        )
        after = self._linked[-1][1].head if self._linked else chain_end(self._connection)
        linked = link_event(complete, after=after, session_after=session.chain)
        if event.tag is AuditTag.CONSENT_GRANTED:
            session.grant(Capability(str(event.data["capability"])), event.ts)
        session.chain = linked.session_head or session.chain
        session.next_cseq, session.is_touched = client.cseq + 1, True
        stored = Stored(linked.seq, linked.hash)
        self._linked.append((complete, linked))
        self._signatures[session.session_id, client.cseq] = (client.signature, stored)
        return stored

    def _answer_again(self, session: _Session, client: ClientSignature) -> Stored | Refused:
        known = self._signatures.get((session.session_id, client.cseq))
        if known is None:
            found = find_client_event(self._connection, session.session_id, client.cseq)
            if found is not None:
                signature = bytes.fromhex(msgspec.json.decode(found[2])["sig"])
                known = (signature, Stored(found[0], found[1]))
        if known is None or known[0] != client.signature:
            return Refused("cseq_reused")
        return known[1]
