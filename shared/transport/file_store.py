"""Writes the files of a batch into the chosen folder and nowhere else: always new, never over or through anything.

Every name is opened from the folder that was chosen, by its handle, without following links, so that a folder that is
swapped meanwhile leads nowhere. A file is written under a name of ours and gets its own only when it is whole, by a
link, which fails where something of that name is. Nothing is unpacked, made executable or opened.
"""

import contextlib
import ctypes
import errno
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from shared.transfer.manifest import Target
from shared.transfer.names import folded, numbered
from shared.transfer.outcome import FileRefusedError

SPARE_BYTES = 64 * 1024 * 1024  # a disk that is full to the last byte stops other programs too
NUMBER_MAX = 1_000
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_NO_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EXDEV)
_RENAME_NOREPLACE = 1
_FOLDER_FLAGS = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | os.O_CLOEXEC
_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)
IS_SUPPORTED = os.open in os.supports_dir_fd and os.link in os.supports_dir_fd
"""Whether this system lets us name files from a folder's handle, without which nothing is received."""


class FileStore:
    """A `SinkPort` over the disk."""

    def __init__(self, folder: Path, targets: Sequence[Target], *, origin: str, mark: str) -> None:
        """Open the folder and see whether there is room.

        Args:
            folder: as the person chose it.
            targets: every file of the batch, with plain names.
            origin: where the files come from, for the mark they get.
            mark: goes into the names of what is not whole yet; letters and digits.

        Raises:
            FileRefusedError: `folder_unusable`, `disk_full`, or `files_unsupported`.
        """
        if not IS_SUPPORTED:
            raise FileRefusedError("files_unsupported")
        self._targets = tuple(targets)
        self._origin = origin
        self._mark = mark
        self._made: dict[tuple[str, ...], str] = {}
        self._present: dict[tuple[str, ...], set[str]] = {}
        self._fd = self._place_fd = self._root_fd = -1
        self._index = -1
        try:
            self._root_fd = os.open(folder, _FOLDER_FLAGS)
            room = os.fstatvfs(self._root_fd)
        except OSError as error:
            self.close()
            raise FileRefusedError("folder_unusable") from error
        if sum(target.size_bytes for target in targets) + SPARE_BYTES > room.f_bavail * room.f_frsize:
            self.close()
            raise FileRefusedError("disk_full")

    def begin(self, index: int) -> None:
        """Begin this file."""
        self.discard()
        target = self._targets[index]
        with _said("file_unwritable"):
            self._place_fd = self._open_place(target.folders)
            self._index = index
            self._fd = os.open(
                self._temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NOFOLLOW | os.O_CLOEXEC, 0o644,
                dir_fd=self._place_fd,
            )  # fmt: skip

    def write(self, data: bytes) -> None:
        """Append."""
        view = memoryview(data)
        with _said("file_unwritable"):
            while view:
                view = view[os.write(self._fd, view) :]

    def restart(self) -> None:
        """From nothing again."""
        with _said("file_unwritable"):
            os.lseek(self._fd, 0, os.SEEK_SET)
            os.ftruncate(self._fd, 0)

    def finish(self) -> str:
        """Give the whole file its name."""
        target = self._targets[self._index]
        mark_as_foreign(self._fd, self._origin)
        with _said("file_unwritable"):
            name = self._name_it(target)
        folders = [self._made[target.folders[:depth]] for depth in range(1, len(target.folders) + 1)]
        self._close_place()
        return "/".join((*folders, name))

    def discard(self) -> None:
        """Remove what is not whole."""
        if self._place_fd >= 0:
            with contextlib.suppress(OSError):
                os.unlink(self._temporary, dir_fd=self._place_fd)
        self._close_place()

    def close(self) -> None:
        """Let go of everything; what is not whole goes."""
        self.discard()
        if self._root_fd >= 0:
            os.close(self._root_fd)
        self._root_fd = -1

    @property
    def _temporary(self) -> str:
        return f".{self._mark}-{self._index}.part"

    def _close_place(self) -> None:
        for fd in (self._fd, self._place_fd):
            if fd >= 0:
                os.close(fd)
        self._fd = self._place_fd = self._index = -1

    def _open_place(self, folders: tuple[str, ...]) -> int:
        """The folder a file goes to; what is needed of it is made, and nothing that was there before is entered."""
        place = os.dup(self._root_fd)
        try:
            for depth in range(1, len(folders) + 1):
                path = folders[:depth]
                if path not in self._made:
                    self._made[path] = self._make_folder(place, path)
                inner = os.open(self._made[path], _FOLDER_FLAGS | _NOFOLLOW, dir_fd=place)
                os.close(place)
                place = inner
        except BaseException:
            os.close(place)
            raise
        return place

    def _make_folder(self, place: int, path: tuple[str, ...]) -> str:
        present = self._names_in(place, path[:-1])
        for name in self._free_names(path[-1], present):
            try:
                os.mkdir(name, 0o755, dir_fd=place)
            except FileExistsError:
                continue
            present.add(folded(name))
            return name
        raise FileRefusedError("file_unwritable")

    def _name_it(self, target: Target) -> str:
        present = self._names_in(self._place_fd, target.folders)
        for name in self._free_names(target.name, present):
            try:
                self._link(name)
            except FileExistsError:
                continue
            present.add(folded(name))
            return name
        raise FileRefusedError("file_unwritable")

    def _link(self, name: str) -> None:
        if not self._is_ours(self._temporary):
            raise FileRefusedError("file_unwritable")  # somebody put something else in its place
        try:
            os.link(
                self._temporary, name, src_dir_fd=self._place_fd, dst_dir_fd=self._place_fd, follow_symlinks=False
            )
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            _rename_to_new(self._place_fd, self._temporary, name)
        else:
            os.unlink(self._temporary, dir_fd=self._place_fd)
        if not self._is_ours(name):
            raise FileRefusedError("file_unwritable")

    def _is_ours(self, name: str) -> bool:
        """Whether that name stands for the very file we wrote, and not for a link that was put there."""
        found, written = os.stat(name, dir_fd=self._place_fd, follow_symlinks=False), os.fstat(self._fd)
        return (found.st_dev, found.st_ino) == (written.st_dev, written.st_ino)

    def _names_in(self, place: int, folders: tuple[str, ...]) -> set[str]:
        """The names there are, read once a folder: a letter in upper case is another name only on some disks."""
        if folders not in self._present:
            self._present[folders] = {folded(name) for name in os.listdir(place)}
        return self._present[folders]

    @staticmethod
    def _free_names(name: str, present: set[str]) -> Iterator[str]:
        names = (numbered(name, number) for number in range(1, NUMBER_MAX))
        return (each for each in names if folded(each) not in present)


def room_bytes(folder: Path) -> int | None:
    """How much a batch for this folder may have in all; None when the disk does not tell."""
    try:
        return max(0, shutil.disk_usage(folder).free - SPARE_BYTES)
    except OSError:
        return None


def mark_as_foreign(fd: int, origin: str) -> None:
    """Say on the file where it came from, as browsers do; a file system that cannot keep it is no reason to stop.

    Linux has `user.xdg.origin.url` (freedesktop.org), macOS the quarantine: it asks before the first start.
    """
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            os.setxattr(fd, "user.xdg.origin.url", origin.encode())
    elif sys.platform == "darwin":
        value = b"0083;00000000;Alongside;"
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None, use_errno=True).fsetxattr(fd, b"com.apple.quarantine", value, len(value), 0, 0)


@contextlib.contextmanager
def _said(code: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise FileRefusedError("disk_full" if error.errno in _FULL else code) from error


def _rename_to_new(place_fd: int, old: str, new: str) -> None:
    """For file systems without hard links: a rename that fails where something is (renameat2, Linux 3.15)."""
    libc = ctypes.CDLL(None, use_errno=True)
    rename = getattr(libc, "renameat2", None)
    if rename is None:
        raise OSError(errno.ENOSYS, "no way to rename without replacing")
    if rename(place_fd, old.encode(), place_fd, new.encode(), _RENAME_NOREPLACE):
        number = ctypes.get_errno()
        raise FileExistsError(number, new) if number == errno.EEXIST else OSError(number, new)
