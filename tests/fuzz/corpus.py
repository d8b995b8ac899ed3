"""The inputs that are kept: where they lie, what they are called, and how few of them are enough."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from tests.fuzz import target

KEPT = target.HERE / "corpus"
FILES_MAX = 100
BYTES_MAX = 300 * 1024
FOUND_PREFIX = "found-"
"""Inputs a parser once failed on; they stay whatever else goes."""


def kept_in(name: str) -> list[Path]:
    """The inputs of a target, what was found first."""
    folder = KEPT / name
    paths = [path for path in folder.iterdir() if path.is_file()] if folder.is_dir() else []
    return sorted(paths, key=lambda path: (not path.name.startswith(FOUND_PREFIX), path.name))


def keep_found(name: str, data: bytes) -> Path:
    """Keep an input a parser failed on."""
    path = KEPT / name / (FOUND_PREFIX + _name_of(data))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def replace(name: str, seeds: Iterable[bytes], others: Iterable[bytes]) -> int:
    """Keep what was found, the seeds, and as many of the others as there is room for; says how many there are now.

    Args:
        name: the target.
        seeds: real inputs.
        others: what the fuzzer made of them; where they are too many, evenly from the shortest to the longest.
    """
    folder = KEPT / name
    folder.mkdir(parents=True, exist_ok=True)
    found = [path for path in kept_in(name) if path.name.startswith(FOUND_PREFIX)]
    for path in set(kept_in(name)) - set(found):
        path.unlink()
    real = sorted(set(seeds))
    made = sorted(set(others) - set(real), key=lambda data: (len(data), data))
    room = max(0, FILES_MAX - len(found) - len(real))
    step = max(1.0, len(made) / room) if room else 1.0
    chosen = real + [made[int(place * step)] for place in range(min(room, len(made)))]
    count, size_bytes = len(found), sum(path.stat().st_size for path in found)
    for data in chosen:
        if count < FILES_MAX and size_bytes + len(data) <= BYTES_MAX:
            (folder / _name_of(data)).write_bytes(data)
            count, size_bytes = count + 1, size_bytes + len(data)
    return count


def _name_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]
