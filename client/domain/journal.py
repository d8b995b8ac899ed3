"""Numbers and signs the assisted person's own events, and keeps those the server has not confirmed.

The key is made for one session and never leaves the program, so neither the server nor its operator can write a
consent that the person did not give. Where the lines are kept is for others: this module does no I/O.
"""

from collections import deque
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.audit.canonical import CanonicalFormError, canonical_json
from shared.audit.chain import raw_public_key
from shared.audit.event import (
    CLIENT_TAGS,
    DATA_MAX_ENTRIES,
    INSTANT_PATTERN,
    OUTCOMES,
    PREVIOUS_NAME,
    AuditTag,
    check_event_data,
    event_signing_bytes,
    statement_digest,
)
from shared.errors import JournalWriteError
from shared.ids import SessionId
from shared.protocol.signaling_messages import EventOutcome

_DATA_MAX_BYTES = 2_048  # more the server does not take, see docs/protocol.md


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedEvent:
    """One event as the person's program signed it.

    Attributes:
        cseq: its number in this session, from 1.
        cts: instant by this computer's clock.
        signature: 64 bytes, Ed25519 over `event_signing_bytes`.
        line: the same as one line of canonical JSON, without a line end, for the file on this computer.
    """

    cseq: int
    cts: str
    tag: AuditTag
    outcome: EventOutcome
    data: dict[str, str | int | bool]
    signature: bytes
    line: bytes


class Journal:
    """The events of one session, in order."""

    def __init__(self, session_id: SessionId, signing_key: Ed25519PrivateKey) -> None:
        """Begin an empty journal.

        Args:
            session_id: the session all events belong to.
            signing_key: made for this session only; its public half went to the agent under the sealing key.
        """
        self._session_id = session_id
        self._signing_key = signing_key
        self._public_key = raw_public_key(signing_key)
        self._events: list[SignedEvent] = []
        self._backlog: deque[SignedEvent] = deque()
        self._previous = ""

    def __repr__(self) -> str:
        return f"Journal(session_id={self._session_id!r}, events={len(self._events)}, backlog={len(self._backlog)})"

    @property
    def session_id(self) -> SessionId:
        """The session."""
        return self._session_id

    @property
    def public_key(self) -> bytes:
        """The 32 bytes with which anybody can check the events."""
        return self._public_key

    @property
    def events(self) -> tuple[SignedEvent, ...]:
        """Every event so far."""
        return tuple(self._events)

    @property
    def backlog(self) -> tuple[SignedEvent, ...]:
        """Events the server has not confirmed, oldest first."""
        return tuple(self._backlog)

    def make_event(
        self, tag: AuditTag, outcome: EventOutcome, data: dict[str, str | int | bool], cts: str
    ) -> SignedEvent:
        """Number and sign the next event, and put it in the backlog.

        Each names the one before it, so that one signature stands for all up to it; a fuller one has no room for that
        and begins anew, which costs whoever checks a signature more and nothing else.

        Args:
            tag: one of `CLIENT_TAGS`.
            outcome: `ok`, `denied` or `failed`.
            data: what the tag's row in `REQUIRED_DATA` asks for, and more where it helps.
            cts: now, by this computer's clock, as `2026-11-22T02:25:43.120Z`.

        Raises:
            JournalWriteError: the event may not stand in a record; nothing may happen that rests on it.
        """
        if tag not in CLIENT_TAGS or outcome not in OUTCOMES or not INSTANT_PATTERN.fullmatch(cts):
            raise JournalWriteError("event_refused", tag=tag)
        if problem := check_event_data(tag, data):
            raise JournalWriteError("event_refused", tag=tag, problem=problem)
        cseq = len(self._events) + 1
        try:
            kept = self._with_previous(data)
            signed = event_signing_bytes(self._session_id, cseq, cts, tag, outcome, kept)
            signature = self._signing_key.sign(signed)
            line = canonical_json(
                {
                    "sid": self._session_id,
                    "cseq": cseq,
                    "cts": cts,
                    "type": tag,
                    "outcome": outcome,
                    "data": kept,
                    "signature": signature.hex(),
                    "key": self._public_key.hex(),
                },
            )
        except CanonicalFormError as error:
            raise JournalWriteError("event_refused", tag=tag, problem=error.reason) from error
        event = SignedEvent(cseq=cseq, cts=cts, tag=tag, outcome=outcome, data=kept, signature=signature, line=line)
        self._previous = statement_digest(signed)
        self._events.append(event)
        self._backlog.append(event)
        return event

    def mark_committed(self, cseq: int) -> None:
        """The server has every event up to that number on disk; a number already known changes nothing."""
        while self._backlog and self._backlog[0].cseq <= cseq:
            self._backlog.popleft()

    def _with_previous(self, data: dict[str, str | int | bool]) -> dict[str, str | int | bool]:
        named = {**data, PREVIOUS_NAME: self._previous}
        has_room = len(named) <= DATA_MAX_ENTRIES and len(canonical_json(named)) <= _DATA_MAX_BYTES
        return named if self._previous and has_room else dict(data)
