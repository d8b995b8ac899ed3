"""Where the client's own windows are, written by the Qt thread and read by whoever injects input."""

from collections.abc import Iterable
from dataclasses import dataclass

from shared.geometry import Rect


@dataclass(frozen=True, slots=True)
class OwnWindowsSnapshot:
    """One consistent picture of our windows.

    Attributes:
        rects: outer frames, title bars included, in physical pixels of the whole desktop.
        is_focused: whether one of them has the keyboard focus, as far as the toolkit knows.
    """

    rects: tuple[Rect, ...] = ()
    is_focused: bool = False

    def covers(self, x_px: int, y_px: int) -> bool:
        """Whether that pixel lies on one of our windows, even if something else covers it there."""
        return any(rect.contains(x_px, y_px) for rect in self.rects)


class OwnWindows:
    """Holds the latest snapshot; safe to use from any thread, because a whole snapshot is swapped in."""

    def __init__(self) -> None:
        self._snapshot = OwnWindowsSnapshot()

    @property
    def snapshot(self) -> OwnWindowsSnapshot:
        """The windows as last reported."""
        return self._snapshot

    def replace(self, rects: Iterable[Rect], *, is_focused: bool) -> None:
        """These are our windows now: call it when one is shown, hidden, moved, resized, focused or left."""
        self._snapshot = OwnWindowsSnapshot(tuple(rects), is_focused)
