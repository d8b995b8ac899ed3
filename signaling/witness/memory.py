"""What the witness remembers from one run to the next: its last checkpoint, and the sessions open at that moment."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.audit.chain import ChainHead
from shared.audit.checkpoint import NOTE_MAX_BYTES, Checkpoint, read_checkpoint
from shared.audit.event import HASH_PATTERN, SID_PATTERN
from shared.audit.verifier import SessionTally
from shared.errors import AlongsideError
from signaling.witness.atomic_file import write_atomically

MEMORY_FILE = "memory.json"
_VERSION = 1


class MemoryUnusableError(AlongsideError):
    """The file cannot be used: `memory_damaged`, or `memory_foreign` when another key than this one signed it."""

    code = "memory_damaged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What is kept.

    Attributes:
        note: the last checkpoint, signed.
        checkpoint: the same, read.
        server_key: the server's 32-byte public audit key; another one later is refused.
        sessions: what was seen up to there of each session that was not closed, by its id.
    """

    note: bytes
    checkpoint: Checkpoint
    server_key: bytes
    sessions: Mapping[str, SessionTally]


def read_memory(folder: Path, own_key: bytes) -> Memory | None:
    """Read it; None when nothing was signed yet.

    Args:
        folder: the witness's own.
        own_key: its 32-byte public key.

    Raises:
        MemoryUnusableError: it is damaged, or not signed by this witness.
        OSError: it cannot be read.
    """
    try:
        data = (folder / MEMORY_FILE).read_bytes()
    except FileNotFoundError:
        return None
    try:
        found = json.loads(data)
        if found["version"] != _VERSION:
            raise MemoryUnusableError
        note = found["note"].encode()
        memory = Memory(
            note=note,
            checkpoint=_checkpoint_of(note),
            server_key=bytes.fromhex(_matching(HASH_PATTERN, found["server_key"])),
            sessions={_matching(SID_PATTERN, sid): _tally_of(tally) for sid, tally in found["sessions"].items()},
        )
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise MemoryUnusableError from error
    if not memory.checkpoint.is_signed_by(own_key):
        raise MemoryUnusableError("memory_foreign")
    return memory


def write_memory(folder: Path, memory: Memory) -> None:
    """Keep it, whole or not at all, on the disk when this returns.

    Raises:
        OSError: it cannot be written; what was kept before stays.
    """
    found = {
        "version": _VERSION,
        "note": memory.note.decode(),
        "server_key": memory.server_key.hex(),
        "sessions": {sid: _json_of(tally) for sid, tally in memory.sessions.items()},
    }
    write_atomically(folder / MEMORY_FILE, json.dumps(found, indent=1).encode() + b"\n")


def make_memory(note: bytes, *, server_key: bytes, sessions: Mapping[str, SessionTally]) -> Memory:
    """The memory right after that note was signed."""
    return Memory(note=note, checkpoint=_checkpoint_of(note), server_key=server_key, sessions=sessions)


def _checkpoint_of(note: bytes) -> Checkpoint:
    checkpoint = read_checkpoint(note) if len(note) <= NOTE_MAX_BYTES else None
    if not isinstance(checkpoint, Checkpoint):
        raise TypeError
    return checkpoint


def _json_of(tally: SessionTally) -> dict[str, Any]:
    return {
        "count": tally.chain.count,
        "head": tally.chain.hash,
        "is_whole_from_start": tally.is_whole_from_start,
        "client_key": tally.client_key,
        "last_cseq": tally.last_cseq,
    }


def _tally_of(found: dict[str, Any]) -> SessionTally:
    count, last_cseq, is_whole, key = (
        found[name] for name in ("count", "last_cseq", "is_whole_from_start", "client_key")
    )
    if type(count) is not int or type(last_cseq) is not int or not isinstance(is_whole, bool):
        raise TypeError
    return SessionTally(
        chain=ChainHead(count, _matching(HASH_PATTERN, found["head"])),
        is_whole_from_start=is_whole,
        client_key=None if key is None else _matching(HASH_PATTERN, key),
        last_cseq=last_cseq,
    )


def _matching(pattern: Any, value: Any) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise ValueError
    return value
