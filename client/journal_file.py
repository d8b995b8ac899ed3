"""The append-only file behind the person's own record: when `append` returns, the line is on the disk.

Each line is written with one call and flushed before anything that rests on it happens. After a failed flush nobody
can know what is on the disk, so the file takes no more lines until it is opened anew.
"""

import contextlib
import os
import stat
from pathlib import Path

import platformdirs

from shared.audit.canonical import CanonicalFormError, parse_canonical
from shared.errors import JournalWriteError

JOURNAL_NAME = "journal.jsonl"
LINE_MAX_BYTES = 64 * 1024  # 24 fields of 200 characters are 57.6 KB when each needs 12 bytes

_PRIVATE_FILE = 0o600
_PRIVATE_FOLDER = 0o700


def default_journal_path() -> Path:
    """Where the record lies in the person's own data folder."""
    return platformdirs.user_data_path("alongside", appauthor=False) / JOURNAL_NAME


class JournalFile:
    """One open record; opened on the first append, readable by its owner only."""

    def __init__(self, path: Path) -> None:
        """Name the file; nothing is touched yet."""
        self._path = path
        self._descriptor: int | None = None
        self._is_broken = False
        self._starts_with_line_end = False

    @property
    def path(self) -> Path:
        """Where it lies."""
        return self._path

    def open(self) -> None:
        """Open or make the file now, so that trouble shows before a session begins.

        A last line that a crash cut short is ended, and so left behind as a line nobody reads.

        Raises:
            JournalWriteError: it cannot be opened, or is no plain file of ours.
        """
        if self._descriptor is not None:
            return
        try:
            self._path.parent.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
            self._descriptor = _open_private(self._path)
            self._starts_with_line_end = _ends_torn(self._path)
            _flush_folder(self._path.parent)
        except (OSError, ValueError) as error:
            self.close()
            raise _failure(error) from error

    def append(self, line: bytes) -> None:
        """Write one line and flush it to the disk.

        Args:
            line: without a line end.

        Raises:
            JournalWriteError: it is not on the disk, or may not be.
        """
        if self._is_broken:
            raise JournalWriteError
        if b"\n" in line or len(line) > LINE_MAX_BYTES:
            raise JournalWriteError("event_refused")
        self.open()
        assert self._descriptor is not None  # noqa: S101 - opened in the line above, or that raised
        data = (b"\n" if self._starts_with_line_end else b"") + line + b"\n"
        try:
            written = os.write(self._descriptor, data)
        except OSError as error:
            raise _failure(error) from error
        if written != len(data):
            # The disk is full: the part that fitted is ended by the next line that does.
            self._starts_with_line_end = True
            raise JournalWriteError
        self._starts_with_line_end = False
        try:
            os.fsync(self._descriptor)
        except OSError as error:
            self._is_broken = True
            raise _failure(error) from error

    def close(self) -> None:
        """Close the file; it opens again, and is sound again, with the next `append`."""
        if self._descriptor is not None:
            with contextlib.suppress(OSError):
                os.close(self._descriptor)
        self._descriptor = None
        self._is_broken = False


def read_journal(path: Path) -> list[bytes]:
    """Every whole line of a record, without line ends; lines cut by a crash or changed since are left out.

    Raises:
        OSError: it cannot be read.
    """
    whole: list[bytes] = []
    with path.open("rb") as stream:
        while line := stream.readline(LINE_MAX_BYTES + 1):
            text = line.removesuffix(b"\n")
            with contextlib.suppress(CanonicalFormError):
                if text != line and isinstance(parse_canonical(text), dict):
                    whole.append(text)
    return whole


def _open_private(path: Path) -> int:
    # Not through a link somebody laid there, not waiting on a pipe, not handed on to programs we start.
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
    for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"):
        flags |= getattr(os, name, 0)
    descriptor = os.open(path, flags, _PRIVATE_FILE)
    try:
        _make_private(descriptor)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _make_private(descriptor: int) -> None:
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        raise JournalWriteError
    if hasattr(os, "fchmod"):
        os.fchmod(descriptor, _PRIVATE_FILE)


def _ends_torn(path: Path) -> bool:
    with path.open("rb") as stream:
        if stream.seek(0, os.SEEK_END) == 0:
            return False
        stream.seek(-1, os.SEEK_END)
        return stream.read(1) != b"\n"


def _flush_folder(folder: Path) -> None:
    """Make the file's name last too; systems on which a folder cannot be opened do that by themselves."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _failure(error: Exception) -> JournalWriteError:
    return JournalWriteError(errno=getattr(error, "errno", None) or 0)
