"""A witness that is a file on another path: one line of JSON a checkpoint, appended and flushed."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

from shared.audit.checkpoint import encode_witness_line, note_of_witness_line
from signaling.witness.atomic_file import sync_folder
from signaling.witness.target import DeliveryError

_TAIL_BYTES = 16 * 1024  # a line has about 500


class FileTarget:
    """Appends to a file, which may be one that the system lets grow only (`chattr +a`)."""

    def __init__(self, path: Path, *, now: Callable[[], str]) -> None:
        """`now` gives the instant to write beside each note."""
        self._path = path
        self._now = now

    @property
    def name(self) -> str:
        """See `Target`."""
        return f"file:{self._path}"

    def deliver(self, size: int, note: bytes) -> None:  # noqa: ARG002 - the port's; the note says it too
        """See `Target`."""
        try:
            self._append(note)
        except OSError as error:
            word = errno.errorcode.get(error.errno or 0, "unknown").lower()
            raise DeliveryError(f"file_{word}") from error

    def _append(self, note: bytes) -> None:
        is_new = not self._path.exists()
        descriptor = os.open(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            length = os.fstat(descriptor).st_size
            tail = os.pread(descriptor, _TAIL_BYTES, max(0, length - _TAIL_BYTES))
            if tail.endswith(b"\n") and note_of_witness_line(tail.splitlines()[-1]) == note:
                os.fsync(descriptor)  # written before a crash, perhaps not yet flushed
                return
            line = encode_witness_line(note, self._now())
            if tail and not tail.endswith(b"\n"):
                line = b"\n" + line  # what a full disk cut short stays a line of its own, which readers pass over
            if os.write(descriptor, line) != len(line):
                raise OSError(errno.ENOSPC, "cut short")
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if is_new:
            sync_folder(self._path.parent)
