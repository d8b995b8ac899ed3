"""What a target is: a module that feeds one parser, and what the fuzzer is told about it."""

import importlib
from pathlib import Path
from typing import Protocol, cast

HERE = Path(__file__).parent
NAMES = tuple(sorted(path.stem for path in (HERE / "targets").glob("*.py")))
"""Every target there is; each is a module of that name under `targets`."""

LENGTH_BYTES = 2


class Target(Protocol):
    """A module of `targets`; one that spends its time beside its parser may have a `quicken`, for the fuzzer only.

    Attributes:
        PARSER: what is fed, in a few words.
        MAX_BYTES: how long an input may become; what is beyond it is a matter of limits, which have tests of their own.
        WORDS: what means something to the parser, so that the fuzzer need not find it letter by letter.
    """

    PARSER: str
    MAX_BYTES: int
    WORDS: tuple[bytes, ...]

    def seeds(self) -> list[bytes]:
        """Real inputs, from which the corpus grew."""
        ...

    def run(self, data: bytes) -> None:
        """Feed the parser; whatever this raises is a fault of ours."""
        ...


UNWATCHED: dict[str, tuple[str, ...]] = {
    "description": ("aiortc.sdp",),
    "picture": ("shared.geometry", "shared.errors"),
    "file_names": ("shared.transfer.names",),
    "words": ("shared.protocol.text",),
    "records": ("shared.audit.canonical",),
    "export": ("shared.audit.canonical",),
    "receipt": ("shared.audit.canonical",),
}
"""Modules in whose inner loops watching every branch costs more than it shows."""


def load(name: str) -> Target:
    """Import one target."""
    return cast("Target", importlib.import_module(f"tests.fuzz.targets.{name}"))


def pieces(data: bytes, count_max: int) -> list[bytes]:
    """Cut an input into several: each has its length before it, the last ends where the input does."""
    found: list[bytes] = []
    at = 0
    while at + LENGTH_BYTES <= len(data) and len(found) < count_max:
        end = at + LENGTH_BYTES + int.from_bytes(data[at : at + LENGTH_BYTES], "big")
        found.append(data[at + LENGTH_BYTES : end])
        at = end
    return found


def joined(parts: list[bytes]) -> bytes:
    """The input that `pieces` cuts into these."""
    return b"".join(len(part).to_bytes(LENGTH_BYTES, "big") + part for part in parts)
