"""Reads the files a batch sends: real files only, never through a link, never more of one than was told.

What was chosen is looked at once, and a file that is another one by the time it is read is not sent.
"""

import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from shared.protocol import limits
from shared.transfer.manifest import ManifestProblem, Offered
from shared.transfer.outcome import FileRefusedError

_LOOKED_AT_MAX = 20_000  # entries of folders; whoever drops a whole disk gets an answer soon


class SourceFile(msgspec.Struct, frozen=True, kw_only=True):
    """One file to be read: where it is, what the other side is told, and how to know it again."""

    path: str
    shown: str
    size_bytes: int
    device: int
    inode: int


@dataclass(slots=True)
class Chosen:
    """What came of a choice of files and folders.

    Attributes:
        files: what will be sent, in the order of their names.
        skipped: what is no file that could be sent, such as links and devices, by the names the chooser knows.
        problem: why nothing of it can be sent.
    """

    files: list[SourceFile] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    problem: ManifestProblem | None = None

    @property
    def offered(self) -> list[Offered]:
        """The list as the other side is told."""
        return [Offered(path=file.shown, size_bytes=file.size_bytes) for file in self.files]


def look_at(paths: Sequence[Path]) -> Chosen:
    """Find the files in a choice; folders are entered, links and special files are not followed and named instead."""
    chosen = Chosen()
    waiting = [(path, path.name) for path in reversed(paths)]
    looked_at = 0
    while waiting:
        path, shown = waiting.pop()
        looked_at += 1
        if len(chosen.files) > limits.FILE_BATCH_MAX or looked_at > _LOOKED_AT_MAX:
            chosen.problem = ManifestProblem.TOO_MANY
            return chosen
        try:
            found = path.lstat()
            if stat.S_ISDIR(found.st_mode):
                inside = sorted(path.iterdir(), reverse=True)
                waiting += [(entry, f"{shown}/{entry.name}") for entry in inside]
                continue
        except OSError:
            chosen.skipped.append(shown)
            continue
        if stat.S_ISREG(found.st_mode) and _is_text(shown):
            chosen.files.append(
                SourceFile(
                    path=str(path), shown=shown, size_bytes=found.st_size, device=found.st_dev, inode=found.st_ino
                )
            )
        else:
            chosen.skipped.append(shown)
    if len(chosen.files) > limits.FILE_BATCH_MAX:
        chosen.problem = ManifestProblem.TOO_MANY
    elif not chosen.files:
        chosen.problem = ManifestProblem.EMPTY
    elif sum(file.size_bytes for file in chosen.files) > limits.FILE_BATCH_MAX_BYTES:
        chosen.problem = ManifestProblem.TOO_LARGE
    return chosen


class FileSource:
    """A `SourcePort` over the disk."""

    def __init__(self, files: Sequence[SourceFile]) -> None:
        """Nothing is opened yet."""
        self._files = tuple(files)
        self._fd = -1
        self._left = 0

    def open(self, index: int) -> None:
        """Begin to read this file from its start."""
        self.close()
        file = self._files[index]
        # Without O_NONBLOCK a pipe that was put in the file's place would hold us for ever.
        flags = os.O_RDONLY | os.O_CLOEXEC | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        try:
            self._fd = os.open(file.path, flags)
            found = os.fstat(self._fd)
        except OSError as error:
            self.close()
            raise FileRefusedError("file_unreadable") from error
        is_same = stat.S_ISREG(found.st_mode) and (found.st_dev, found.st_ino) == (file.device, file.inode)
        if not is_same or found.st_size < file.size_bytes:
            self.close()
            raise FileRefusedError("file_changed")
        self._left = file.size_bytes

    def read(self, max_bytes: int) -> bytes:
        """The next bytes."""
        if self._fd < 0 or not self._left:
            return b""
        try:
            data = os.read(self._fd, min(max_bytes, self._left))
        except OSError as error:
            raise FileRefusedError("file_unreadable") from error
        self._left -= len(data)
        return data

    def close(self) -> None:
        """Let go of the file that is open."""
        if self._fd >= 0:
            os.close(self._fd)
        self._fd, self._left = -1, 0


def _is_text(name: str) -> bool:
    """Whether a name can be told at all: undecodable bytes of a file system cannot."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return len(name) <= limits.FILE_PATH_MAX_CHARS
