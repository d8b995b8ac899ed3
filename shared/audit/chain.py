"""Links events into the server's chain and each session's own chain.

A **record** is an event with its place: `seq` and `prev` in the server's chain and, when it belongs to a session,
`sseq` and `sprev` in that session's chain. Two hashes are taken over it, each over its own part:

    hash         = SHA-256(0x00 "alongside-audit-v1"   0x00 prev  canonical(record without hash))
    session hash = SHA-256(0x00 "alongside-session-v1" 0x00 sprev canonical(record without hash, seq, prev))

`hash` is kept in the record; the session hash is not, it is computed again by whoever checks. Because it leaves out
the place in the server's chain, one session can be handed out and verified without the rest. Hashes enter as their
32 bytes and are written as 64 lower-case hex digits; the first event of a chain follows `GENESIS`.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from shared.audit.canonical import CanonicalFormError, canonical_json
from shared.audit.event import AuditEvent, event_signing_bytes

GENESIS = "0" * 64
RECORD_VERSION = 1
RECORD_MAX_BYTES = 96 * 1024  # 24 fields of 200 characters are 57.6 KB when each needs 12 bytes; the rest is small

AUDIT_PREFIX = b"\x00alongside-audit-v1\x00"
SESSION_PREFIX = b"\x00alongside-session-v1\x00"
_SEAL_HEADER = "alongside-seal-v1"
_KEY_BYTES = 32
_FIELD_PRIME = 2**255 - 19
_ORDER_EIGHT_Y = int.from_bytes(
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"
)
# The y of every point whose order divides 8: one, two, four, and two pairs of eight.
_SMALL_ORDER_Y = frozenset({1, _FIELD_PRIME - 1, 0, _ORDER_EIGHT_Y, _FIELD_PRIME - _ORDER_EIGHT_Y})
_GLOBAL_FIELDS = frozenset({"seq", "prev"})


@dataclass(frozen=True, slots=True)
class ChainHead:
    """The end of a chain: how many events it has (counting what was pruned) and the hash of the last."""

    count: int = 0
    hash: str = GENESIS


EMPTY_CHAIN = ChainHead()


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedEvent:
    """An event in its place, ready to be stored.

    Attributes:
        line: the whole record in canonical form, without a line end: store and export exactly these bytes.
        head: the server's chain after it.
        session_head: its session's chain after it; None when it belongs to no session.
    """

    line: bytes
    head: ChainHead
    session_head: ChainHead | None

    @property
    def seq(self) -> int:
        """Its number in the server's chain, from 1."""
        return self.head.count

    @property
    def hash(self) -> str:
        """Its hash in the server's chain."""
        return self.head.hash


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSeal:
    """What the server says about a session's chain when it closes it.

    Attributes:
        count: events in the session's chain.
        head: session hash of the last one.
        signature: 64 bytes, Ed25519 over `seal_text`.
        key: the server's 32-byte public audit key.
    """

    count: int
    head: str
    signature: bytes
    key: bytes


def link_event(event: AuditEvent, *, after: ChainHead, session_after: ChainHead | None = None) -> LinkedEvent:
    """Put an event at the end of the chain.

    Args:
        event: already checked with `check_event_data`.
        after: the present end of the server's chain.
        session_after: the present end of the event's session's chain; `EMPTY_CHAIN` for its first event.

    Raises:
        CanonicalFormError: a field has no canonical form, or the record is longer than any reader takes.
        ValueError: a session event without its chain, or the reverse; a fault of the caller.
    """
    if (event.sid is None) != (session_after is None):
        raise ValueError("an event of a session needs that session's chain, and only such an event")
    # The names of a record are sorted, and the hashes leave out what stands between these three pieces: each is
    # encoded once, and put together three times.
    before, middle, after_place = (canonical_json(piece)[1:-1] for piece in _pieces_of(event, session_after))
    session_head = None
    if session_after is not None:
        own = b"{%b,%b,%b}" % (before, middle, after_place)
        session_head = ChainHead(session_after.count + 1, _digest(SESSION_PREFIX, session_after.hash, own))
    seq = after.count + 1
    rest = b'%b,"prev":"%b","seq":%d,%b}' % (middle, after.hash.encode("ascii"), seq, after_place)
    head = ChainHead(seq, _digest(AUDIT_PREFIX, after.hash, b"{%b,%b" % (before, rest)))
    line = b'{%b,"hash":"%b",%b' % (before, head.hash.encode("ascii"), rest)
    if len(line) > RECORD_MAX_BYTES:
        raise CanonicalFormError("record_too_large")
    return LinkedEvent(line=line, head=head, session_head=session_head)


def link_hash(prev_hex: str, body: Mapping[str, Any]) -> str:
    """Hash of a record in the server's chain; a `hash` field in `body` is left out of it.

    Args:
        prev_hex: hash of the event before, or `GENESIS`.
        body: the record.
    """
    kept = {name: value for name, value in body.items() if name != "hash"}
    return _digest(AUDIT_PREFIX, prev_hex, canonical_json(kept))


def session_link_hash(sprev_hex: str, body: Mapping[str, Any]) -> str:
    """Hash of a record in its session's own chain: as `link_hash`, without `seq` and `prev` too."""
    kept = {name: value for name, value in body.items() if name != "hash" and name not in _GLOBAL_FIELDS}
    return _digest(SESSION_PREFIX, sprev_hex, canonical_json(kept))


def seal_text(sid: str, count: int, head: str) -> bytes:
    """The four lines the server signs when it closes a session."""
    return f"{_SEAL_HEADER}\n{sid}\n{count}\n{head}\n".encode("ascii")


def seal_session(sid: str, chain: ChainHead, key: Ed25519PrivateKey) -> SessionSeal:
    """Sign the end of a session's chain with the server's audit key."""
    return SessionSeal(
        count=chain.count,
        head=chain.hash,
        signature=key.sign(seal_text(sid, chain.count, chain.hash)),
        key=raw_public_key(key),
    )


def is_seal_valid(sid: str, seal: SessionSeal) -> bool:
    """Whether the seal was signed with the key it names; whether that key is the right one is for the caller."""
    try:
        text = seal_text(sid, seal.count, seal.head)
    except UnicodeEncodeError:
        return False
    return is_signature_valid(seal.key, seal.signature, text)


def is_event_signature_valid(record: Mapping[str, Any]) -> bool:
    """Whether the assisted person's program signed this record's event with the key named in it.

    Args:
        record: a record whose fields already have their right types.
    """
    signed = event_signing_bytes(
        record["sid"], record["cseq"], record["cts"], record["type"], record["outcome"], record["data"]
    )
    return is_signature_valid(bytes.fromhex(record["key"]), bytes.fromhex(record["sig"]), signed)


def is_signature_valid(public_key: bytes, signature: bytes, signed: bytes) -> bool:
    """Check an Ed25519 signature (RFC 8032); a malformed key or signature is simply not valid."""
    key = _load_sound_key(public_key)
    if key is None:
        return False
    try:
        key.verify(signature, signed)
    except (InvalidSignature, ValueError):
        return False
    return True


@lru_cache(maxsize=256)  # a session's events name one key, some hundred times
def _load_sound_key(public_key: bytes) -> Ed25519PublicKey | None:
    if not is_public_key_sound(public_key):
        return None
    try:
        return Ed25519PublicKey.from_public_bytes(public_key)
    except ValueError:
        return None


def is_public_key_sound(public_key: bytes) -> bool:
    """Whether 32 bytes can be an honest Ed25519 public key: not one of the few points of small order.

    With such a key a signature can be made that fits every message (RFC 8032 section 8.9 leaves the check to us), so
    whoever registered it could deny or be charged with anything.
    """
    if len(public_key) != _KEY_BYTES:
        return False
    y = (int.from_bytes(public_key, "little") & ~(1 << 255)) % _FIELD_PRIME
    return y not in _SMALL_ORDER_Y


def raw_public_key(key: Ed25519PrivateKey | Ed25519PublicKey) -> bytes:
    """The 32 bytes of a public key (RFC 8032 section 5.1.5)."""
    public = key.public_key() if isinstance(key, Ed25519PrivateKey) else key
    return public.public_bytes(Encoding.Raw, PublicFormat.Raw)


def key_id(public_key: bytes) -> str:
    """A short name for a public key that a person can compare: the first 16 hex digits of its SHA-256."""
    return hashlib.sha256(public_key).hexdigest()[:16]


def _digest(prefix: bytes, prev_hex: str, body: bytes) -> str:
    return hashlib.sha256(prefix + bytes.fromhex(prev_hex) + body).hexdigest()


def _pieces_of(event: AuditEvent, session_after: ChainHead | None) -> tuple[dict[str, Any], ...]:
    """The record in three parts by name: before `hash`, from there to before `prev`, and after `seq`."""
    before: dict[str, Any] = {"actor": {"kind": event.actor.kind, "id": event.actor.id}, "data": dict(event.data)}
    middle: dict[str, Any] = {"outcome": event.outcome}
    after_place: dict[str, Any] = {"v": RECORD_VERSION, "ts": event.ts, "type": str(event.tag)}
    if event.peer is not None:
        middle["peer"] = dict(event.peer)
    if event.sid is not None and session_after is not None:
        after_place |= {"sid": event.sid, "sseq": session_after.count + 1, "sprev": session_after.hash}
    if event.client is not None:
        before |= {"cseq": event.client.cseq, "cts": event.client.cts}
        middle["key"] = event.client.key.hex()
        after_place["sig"] = event.client.signature.hex()
    return before, middle, after_place
