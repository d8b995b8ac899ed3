"""The lists of files of one session that go one way: those under way hear what is said of them, all can be shown."""

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from shared.transfer.view import TransferView
from shared.transport.file_lists import FileList, FileMessage

L = TypeVar("L", bound=FileList)


class KeptLists(Generic[L]):
    """Oldest first."""

    def __init__(self) -> None:
        """Begin with none."""
        self._kept: list[L] = []
        self._ended: set[int] = set()

    def __iter__(self) -> Iterator[L]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def views(self) -> tuple[TransferView, ...]:
        """What is shown of them."""
        return tuple(kept.view for kept in self._kept)

    def running(self, batch_id: int | None = None) -> list[L]:
        """Those that are not over; with a number, only the one of that number."""
        return [kept for kept in self._kept if not kept.is_over and batch_id in (None, kept.batch_id)]

    def add(self, kept: L) -> None:
        """One more."""
        self._kept.append(kept)

    def remove(self, is_unwanted: Callable[[L], bool]) -> bool:
        """Keep these no longer; says whether there were any."""
        before, self._kept = self._kept, [kept for kept in self._kept if not is_unwanted(kept)]
        return len(self._kept) < len(before)

    def clear(self) -> None:
        """A new session begins: nothing of the one before is known any more."""
        self._kept.clear()
        self._ended.clear()

    def take_ended(self) -> list[L]:
        """Those that are over and were not handed out here before."""
        new = [kept for kept in self._kept if kept.is_over and kept.batch_id not in self._ended]
        self._ended.update(kept.batch_id for kept in new)
        return new

    def take(self, message: FileMessage) -> None:
        """Something about a list; about one that is over, or never was, it comes too late and changes nothing."""
        for kept in self.running(message.batch_id):
            kept.take(message)

    def hold(self, batch_id: int, *, is_held: bool) -> None:
        """Let a batch wait, or go on."""
        for kept in self.running(batch_id):
            if kept.batch is not None:
                kept.batch.hold(is_held=is_held)

    def cancel(self, batch_id: int) -> None:
        """No more of it, or none of it."""
        for kept in self.running(batch_id):
            kept.cancel()

    def tick(self) -> None:
        """Let time pass."""
        for kept in self.running():
            kept.tick()

    def drop(self) -> None:
        """The session is over: nothing goes on. What went or came stays known."""
        for kept in self.running():
            kept.drop()
