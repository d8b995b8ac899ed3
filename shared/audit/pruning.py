"""What the server says when it takes the oldest events away: how far, signed, so that the rest can still be verified.

The event `log:chain:pruned` holds `first_seq`, `last_seq` and `head` (the hash of the last one of them in the chain),
`before` (all of them were older), and `signature`: Ed25519 by the server's audit key over five lines,

    alongside-prune-v1 / first_seq / last_seq / head / before

Where sessions lay across that end, they stay whole. Then it also holds `kept_sessions` (how many) and `kept_head`
(SHA-256 over a line `sid count session-hash` for each, sorted: how far its own chain went up to that end), and seven
lines are signed:

    alongside-prune-v2 / first_seq / last_seq / head / before / kept_sessions / kept_head
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.audit.chain import ChainHead, is_signature_valid
from shared.audit.event import HASH_PATTERN, INSTANT_PATTERN, SIGNATURE_PATTERN

_HEADER = "alongside-prune-v1"
_HEADER_WITH_KEPT = "alongside-prune-v2"
_KEPT_PREFIX = b"\x00alongside-kept-v1\x00"


@dataclass(frozen=True, slots=True)
class KeptSessions:
    """The sessions that lie across the end of what goes and stay whole.

    Attributes:
        count: how many.
        head: SHA-256 over them, in hex; empty when there are none.
    """

    count: int = 0
    head: str = ""


NONE_KEPT = KeptSessions()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruning:
    """One event that says so, its signature right.

    Attributes:
        event_seq: number of that event.
        first_seq: the first event that was taken away by it.
        end: the chain as it was after the last one taken away; what is left goes on from there.
        before: every event taken away is older than this instant.
        kept: the sessions that lay across the end.
    """

    event_seq: int
    first_seq: int
    end: ChainHead
    before: str
    kept: KeptSessions = NONE_KEPT


def kept_sessions(heads: Mapping[str, ChainHead]) -> KeptSessions:
    """Sum up sessions that stay.

    Args:
        heads: by session, how far its own chain went up to the end of what goes.
    """
    if not heads:
        return NONE_KEPT
    lines = (f"{sid} {heads[sid].count} {heads[sid].hash}\n" for sid in sorted(heads))
    digest = hashlib.sha256(_KEPT_PREFIX + "".join(lines).encode("ascii"))
    return KeptSessions(len(heads), digest.hexdigest())


def pruning_data(
    first_seq: int, end: ChainHead, before: str, key: Ed25519PrivateKey, kept: KeptSessions = NONE_KEPT
) -> dict[str, str | int | bool]:
    """The data of the event, signed."""
    signature = key.sign(_text(first_seq, end, before, kept))
    data: dict[str, str | int | bool] = {
        "first_seq": first_seq,
        "last_seq": end.count,
        "head": end.hash,
        "before": before,
        "signature": signature.hex(),
    }
    return data | ({"kept_sessions": kept.count, "kept_head": kept.head} if kept.count else {})


def read_pruning(event_seq: int, data: Mapping[str, Any] | str, server_key: bytes) -> Pruning | None:
    """Read the data of such an event; None when it is not complete, or not signed with that key.

    Args:
        event_seq: number of the event.
        data: its data, or the JSON of it.
        server_key: the server's 32-byte public audit key.
    """
    found: Any = json.loads(data) if isinstance(data, str) else data
    first, last, head, before, signature = (
        found.get(name) for name in ("first_seq", "last_seq", "head", "before", "signature")
    )
    if not (_is_count(first) and _is_count(last) and first <= last < event_seq):
        return None
    if not (
        _is_hash(head)
        and isinstance(before, str)
        and INSTANT_PATTERN.fullmatch(before)
        and isinstance(signature, str)
        and SIGNATURE_PATTERN.fullmatch(signature)
    ):
        return None
    kept = NONE_KEPT
    if "kept_sessions" in found or "kept_head" in found:
        kept = KeptSessions(found.get("kept_sessions"), found.get("kept_head"))
        if not (_is_count(kept.count) and _is_hash(kept.head)):
            return None
    end = ChainHead(last, head)
    if not is_signature_valid(server_key, bytes.fromhex(signature), _text(first, end, before, kept)):
        return None
    return Pruning(event_seq=event_seq, first_seq=first, end=end, before=before, kept=kept)


def _text(first_seq: int, end: ChainHead, before: str, kept: KeptSessions) -> bytes:
    lines = f"{first_seq}\n{end.count}\n{end.hash}\n{before}\n"
    if not kept.count:
        return f"{_HEADER}\n{lines}".encode("ascii")
    return f"{_HEADER_WITH_KEPT}\n{lines}{kept.count}\n{kept.head}\n".encode("ascii")


def _is_count(value: Any) -> bool:
    return type(value) is int and value >= 1


def _is_hash(value: Any) -> bool:
    return isinstance(value, str) and HASH_PATTERN.fullmatch(value) is not None
