"""What the server says when it takes the oldest events away: how far, signed, so that the rest can still be verified.

The event `log:chain:pruned` holds `first_seq`, `last_seq` and `head` (the hash of the last one taken away), `before`
(all of them were older), and `signature`: Ed25519 by the server's audit key over five lines,

    alongside-prune-v1 / first_seq / last_seq / head / before
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.audit.chain import ChainHead, is_signature_valid
from shared.audit.event import HASH_PATTERN, INSTANT_PATTERN, SIGNATURE_PATTERN

_HEADER = "alongside-prune-v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruning:
    """One event that says so, its signature right.

    Attributes:
        event_seq: number of that event.
        first_seq: the first event that was taken away by it.
        end: the chain as it was after the last one taken away; what is left goes on from there.
        before: every event taken away is older than this instant.
    """

    event_seq: int
    first_seq: int
    end: ChainHead
    before: str


def pruning_data(first_seq: int, end: ChainHead, before: str, key: Ed25519PrivateKey) -> dict[str, str | int | bool]:
    """The data of the event, signed."""
    signature = key.sign(_text(first_seq, end, before))
    return {
        "first_seq": first_seq,
        "last_seq": end.count,
        "head": end.hash,
        "before": before,
        "signature": signature.hex(),
    }


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
        isinstance(head, str)
        and HASH_PATTERN.fullmatch(head)
        and isinstance(before, str)
        and INSTANT_PATTERN.fullmatch(before)
        and isinstance(signature, str)
        and SIGNATURE_PATTERN.fullmatch(signature)
    ):
        return None
    end = ChainHead(last, head)
    if not is_signature_valid(server_key, bytes.fromhex(signature), _text(first, end, before)):
        return None
    return Pruning(event_seq=event_seq, first_seq=first, end=end, before=before)


def _text(first_seq: int, end: ChainHead, before: str) -> bytes:
    return f"{_HEADER}\n{first_seq}\n{end.count}\n{end.hash}\n{before}\n".encode("ascii")


def _is_count(value: Any) -> bool:
    return type(value) is int and value >= 1
