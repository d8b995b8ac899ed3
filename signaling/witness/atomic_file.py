"""Writes a small file whole or not at all, whatever ends the process in between."""

import contextlib
import os
from pathlib import Path


def write_atomically(path: Path, data: bytes, *, is_durable: bool = True) -> None:
    """Replace a file's content.

    Args:
        path: the file; its folder is there.
        data: all of it.
        is_durable: also on the disk when this returns, so that a loss of power cannot take it back.

    Raises:
        OSError: no room, no permission. The file is as it was.
    """
    waiting = path.with_name(f".{path.name}.new")
    descriptor = os.open(waiting, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    try:
        left = memoryview(data)
        while left:
            left = left[os.write(descriptor, left) :]
        if is_durable:
            os.fsync(descriptor)
    except OSError:
        # What is half written would take room on a disk that has none.
        with contextlib.suppress(OSError):
            waiting.unlink()
        raise
    finally:
        os.close(descriptor)
    waiting.rename(path)
    if is_durable:
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Bring what was made, renamed or removed in a folder to the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
