"""Keeps reports that the server has not got yet: one file each in the person's data folder, for its owner only."""

import contextlib
import os
from pathlib import Path

import msgspec

from client.domain.feedback import SavedReport

FOLDER_NAME = "unsent-reports"
_SUFFIX = ".json"
_PART_SUFFIX = ".part"
_FILES_MAX = 50
_FILE_MAX_BYTES = 8 * 1024 * 1024


class ReportFolder:
    """Each call comes back when the disk has it. What cannot be read is left alone and passed over."""

    def __init__(self, folder: Path) -> None:
        """Name the folder; it is made with the first report."""
        self._folder = folder

    def save(self, report: SavedReport) -> bool:
        """Write it aside, flush it, and give it its name; False when the disk would not have it."""
        path = self._path(report.session_id)
        aside = path.with_suffix(_PART_SUFFIX)
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            aside.unlink(missing_ok=True)
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
            with os.fdopen(os.open(aside, flags, 0o600), "wb") as file:
                file.write(msgspec.json.encode(report))
                file.flush()
                os.fsync(file.fileno())
            aside.replace(path)
            self._flush_folder()
        except OSError:
            with contextlib.suppress(OSError):
                aside.unlink(missing_ok=True)
            return False
        return True

    def drop(self, session_id: str) -> None:
        """Delete it; one that cannot be deleted is sent once more at the next start, which changes nothing."""
        with contextlib.suppress(OSError):
            self._path(session_id).unlink(missing_ok=True)
            self._flush_folder()

    def saved(self) -> list[SavedReport]:
        """Every report that is there, by name."""
        try:
            paths = sorted(path for path in self._folder.iterdir() if path.suffix == _SUFFIX)
        except OSError:
            return []
        found: list[SavedReport] = []
        for path in paths[:_FILES_MAX]:
            with contextlib.suppress(OSError, msgspec.DecodeError):
                if path.stat().st_size <= _FILE_MAX_BYTES:
                    report = msgspec.json.decode(path.read_bytes(), type=SavedReport)
                    # The file's name is what it is deleted by: it must be its own.
                    if self._path(report.session_id) == path:
                        found.append(report)
        return found

    def _path(self, session_id: str) -> Path:
        safe = "".join(character for character in session_id if character in "0123456789abcdef")
        return self._folder / f"{safe}{_SUFFIX}"

    def _flush_folder(self) -> None:
        if os.name != "posix":
            return
        descriptor = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
