"""Stores what assisted people's programs signed, many events in one go: one look, then one writing, however many."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import ARRAY, Connection, String, any_, bindparam, select

from shared.audit.chain import ChainHead, LinkedEvent, is_signature_valid, link_event
from shared.audit.event import AuditEvent, AuditTag, ClientSignature, event_signing_bytes
from shared.capability import Capability
from signaling.domain.ports import Refused, SessionStage, Stored
from signaling.domain.right_bits import bits_of
from signaling.storage.audit_store import ask_with_end, find_client_event, insert_linked
from signaling.storage.models import sessions
from signaling.storage.quick_statement import QuickStatement, QuickUpdate, sent_together
from signaling.storage.signature_process import Claim, Verdict

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
_READ_MANY = QuickStatement(_COLUMNS.where(sessions.c.session_id == any_(bindparam("ids", type_=ARRAY(String)))))
_MOVE = QuickUpdate(
    sessions.c.session_id, sessions.c.next_cseq, sessions.c.rights, sessions.c.chain_count, sessions.c.chain_head
)
# Apart: naming this column makes the database count the session anew.
_NOTE_HELPED = QuickUpdate(sessions.c.session_id, sessions.c.helped_unix_ms)


@dataclass(frozen=True, slots=True)
class CheckedEvent:
    """An event of a person's program, its signature checked beforehand or not yet.

    Attributes:
        event: with its `client` part.
        key: the 32-byte public key the signature is checked with beforehand; None when nobody does that.
        verdict: what comes of that.
    """

    event: AuditEvent
    key: bytes | None = None
    verdict: Verdict | None = None

    def is_signed_with(self, key: bytes) -> bool:
        """Whether it is signed with that key: as was found beforehand for this very key, otherwise found out now."""
        known = self.verdict.is_right if self.verdict is not None and key == self.key else None
        return is_event_signed(self.event, key) if known is None else known


def claim_of(event: AuditEvent, key: bytes) -> Claim | None:
    """What is to be checked of an event when its session has that key; None when nobody signed it."""
    client = event.client
    if client is None or event.sid is None:
        return None
    signed = event_signing_bytes(event.sid, client.cseq, client.cts, event.tag, event.outcome, event.data)
    return key, client.signature, signed


def is_event_signed(event: AuditEvent, key: bytes) -> bool:
    """Whether the event's signature was made with that session's key (Ed25519, RFC 8032)."""
    claim = claim_of(event, key)
    return claim is not None and is_signature_valid(*claim)


def append_client_events(connection: Connection, events: Sequence[CheckedEvent]) -> list[Stored | Refused]:
    """Store each event that is the next one of its session and signed with its key; the same again is fine.

    Returns:
        An answer for each, in their order.
    """
    batch = _Batch(connection, *_read_sessions(connection, list({each.event.sid or "" for each in events})))
    answers = [batch.take(each) for each in events]
    batch.store()
    return answers


def _read_sessions(connection: Connection, session_ids: list[str]) -> tuple[dict[str, "_Session"], ChainHead]:
    """The sessions that are there, and the end of the chain."""
    if len(session_ids) > 1 and connection.dialect.name == "postgresql":
        rows, end = ask_with_end(connection, _READ_MANY, {"ids": session_ids})
    else:
        # SQLite answers a question of these within microseconds, and knows no lists.
        rows, end = ask_with_end(connection, _READ_ONE, {"wanted_id": session_ids[0]})
        more = (_READ_ONE.first(connection, {"wanted_id": each}) for each in session_ids[1:])
        rows += [row for row in more if row is not None]
    return {row[0]: _Session(*row) for row in rows}, end


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

    def __init__(self, connection: Connection, found: dict[str, _Session], end: ChainHead) -> None:
        self._connection = connection
        self._sessions = found
        self._end = end
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
        moved = [
            {
                "key": session.session_id,
                "next_cseq": session.next_cseq,
                "rights": session.rights,
                "chain_count": session.chain.count,
                "chain_head": session.chain.hash,
            }
            for session in self._sessions.values()
            if session.is_touched
        ]
        helped = [
            {"key": session.session_id, "helped_unix_ms": session.helped_unix_ms}
            for session in self._sessions.values()
            if session.is_helped_now
        ]
        if not moved:
            return
        with sent_together(self._connection):
            insert_linked(self._connection, self._linked)
            _MOVE.run_each(self._connection, moved)
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
        linked = link_event(complete, after=self._end, session_after=session.chain)
        if event.tag is AuditTag.CONSENT_GRANTED:
            session.grant(Capability(str(event.data["capability"])), event.ts)
        session.chain = linked.session_head or session.chain
        session.next_cseq, session.is_touched = client.cseq + 1, True
        self._end = linked.head
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
