"""How each file of a batch ended, and the ports to the disk both ends of a batch work through."""

from dataclasses import dataclass, field
from typing import Protocol


class FileRefusedError(Exception):
    """A file cannot be read or written; the batch goes on with the next. `code` selects a sentence."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class FileOutcome:
    """The end of one file.

    Attributes:
        index: its place in the batch, from 0.
        code: empty when it is whole and in place, else why not.
        sha256: 32 bytes over the whole file; empty when it failed.
        saved_as: the name it got on this computer; empty on the sender's side.
    """

    index: int
    code: str = ""
    sha256: bytes = field(default=b"")
    saved_as: str = ""


class SourcePort(Protocol):
    """Files to be read, one at a time, by their place in the batch. Each may raise `FileRefusedError`."""

    def open(self, index: int) -> None:
        """Begin to read this file from its start; closes the one before."""

    def read(self, max_bytes: int) -> bytes:
        """The next bytes; empty at the end, and never more in all than the size that was told."""
        ...

    def close(self) -> None:
        """Let go of the file that is open, if any."""


class SinkPort(Protocol):
    """Files to be written, one at a time, by their place in the batch. Each may raise `FileRefusedError`."""

    def begin(self, index: int) -> None:
        """Begin this file from nothing, under a name nobody takes for the whole file."""

    def write(self, data: bytes) -> None:
        """Append to the file that was begun."""

    def restart(self) -> None:
        """Throw away what was written of the file that was begun."""

    def finish(self) -> str:
        """The file is whole and proved: give it its name, never that of another file, and return it."""
        ...

    def discard(self) -> None:
        """Remove what was begun; harmless when nothing was."""
