"""The agent's own receipt of a session: the server's seal, held against its key, and kept beside the person's key."""

import json
from dataclasses import dataclass
from typing import Literal, Protocol

from shared.audit.chain import SessionSeal, is_seal_valid
from shared.audit.receipt_file import RECEIPT_KIND, RECEIPT_VERSION
from shared.clock import Clock, format_utc_ms
from shared.protocol.signaling_messages import SessionClosed

SealVerdict = Literal["kept", "wrong", "other_key", "not_kept"]
"""`wrong`: it is not signed with the key in it. `other_key`: right, but by another key than this server's before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedSession:
    """What the console knows of a session for its receipt; `client_key` is the person's for it, 32 bytes."""

    session_id: str
    origin: str
    client_key: bytes


class SealStore(Protocol):
    """Keeps receipts on the agent's computer, and which key each server sealed with first. Never raises."""

    def known_key(self, origin: str) -> str:
        """The server's public audit key in hex, as it was first seen; empty when it never was."""
        ...

    def keep(self, session_id: str, origin: str, key: str, receipt: str) -> bool:
        """Keep a receipt, and the key when the server had none yet; False when the disk would not have it."""
        ...


class SealKeeper:
    """Judges each seal once. It holds ids, keys and hashes, and no word of a session."""

    def __init__(self, store: SealStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def take(self, session: SealedSession, message: SessionClosed) -> SealVerdict | None:
        """Take how a session ended; None while it has no seal yet."""
        if message.seal is None:
            return None
        seal = SessionSeal(
            count=message.seal.count, head=message.seal.head, signature=message.seal.signature, key=message.seal.key
        )
        if not is_seal_valid(session.session_id, seal):
            return "wrong"
        key = seal.key.hex()
        known = self._store.known_key(session.origin)
        is_kept = self._store.keep(session.session_id, session.origin, key, self._receipt(session, message, seal))
        if known and known != key:
            return "other_key"
        return "kept" if is_kept else "not_kept"

    def _receipt(self, session: SealedSession, message: SessionClosed, seal: SessionSeal) -> str:
        # In the form of the person's own, which `alongside-audit verify --receipt` reads; only they sign events.
        found = {
            "kind": RECEIPT_KIND,
            "version": RECEIPT_VERSION,
            "sid": session.session_id,
            "origin": session.origin,
            "kept_by": "agent",
            "kept_at": format_utc_ms(self._clock.utc_now()),
            "reason": message.reason,
            "client_key": session.client_key.hex(),
            "events": [],
            "seal": {
                "count": seal.count,
                "head": seal.head,
                "signature": seal.signature.hex(),
                "key": seal.key.hex(),
            },
        }
        return json.dumps(found, indent=2) + "\n"
