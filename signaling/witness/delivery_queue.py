"""Checkpoints that wait on the disk for one outside witness, oldest first; what was delivered is remembered."""

import json
import re
from pathlib import Path

from signaling.witness.atomic_file import sync_folder, write_atomically

WAITING_MAX = 10_000  # a week at one a minute; 40 MB of blocks on most disks

_DELIVERED_FILE = "delivered.json"
_NAME = re.compile(r"([0-9]{20})\.note")


class DeliveryQueue:
    """One folder. Filled by one thread and emptied by another; every step is whole or not done at all.

    When it is full the newest entry gives way to a newer one: that one covers all events the other did, so no event
    is left without a witness, only the steps between are wider. Everything may raise `OSError`.
    """

    def __init__(self, folder: Path, *, waiting_max: int = WAITING_MAX) -> None:
        self._folder = folder
        self._waiting_max = waiting_max
        folder.mkdir(mode=0o755, parents=True, exist_ok=True)

    def put(self, size: int, note: bytes) -> bool:
        """Let a checkpoint wait, on the disk when this returns; sizes only grow.

        Returns:
            False when it took the place of another because the queue was full.
        """
        sizes = self._sizes()
        write_atomically(self._path(size), note)
        if len(sizes) < self._waiting_max:
            return True
        self._path(sizes[-1]).unlink(missing_ok=True)
        sync_folder(self._folder)
        return False

    def oldest(self) -> tuple[int, bytes] | None:
        """Size and note of what has to be delivered next."""
        for size in self._sizes():
            try:
                return size, self._path(size).read_bytes()
            except FileNotFoundError:  # gave way this very moment
                continue
        return None

    def mark_delivered(self, size: int, at: str) -> None:
        """Remember that the witness has it, then take it out. Ended in between, it is delivered once more."""
        write_atomically(self._folder / _DELIVERED_FILE, json.dumps({"size": size, "at": at}).encode("ascii") + b"\n")
        self._path(size).unlink(missing_ok=True)

    def delivered(self) -> tuple[int, str]:
        """Size of the last that was delivered, and when; 0 and an empty text when none was, or nobody knows."""
        try:
            found = json.loads((self._folder / _DELIVERED_FILE).read_bytes())
            return int(found["size"]), str(found["at"])
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return 0, ""

    def newest_size(self) -> int:
        """Size of the newest that waits or was delivered."""
        return max([self.delivered()[0], *self._sizes()])

    def waiting_count(self) -> int:
        """How many wait."""
        return len(self._sizes())

    def _sizes(self) -> list[int]:
        names = (_NAME.fullmatch(path.name) for path in self._folder.iterdir())
        return sorted(int(name[1]) for name in names if name is not None)

    def _path(self, size: int) -> Path:
        return self._folder / f"{size:020d}.note"
