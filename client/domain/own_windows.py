"""Where the client's own windows are, written by the Qt thread and read by whoever injects input."""

import threading
from dataclasses import dataclass

from shared.geometry import Rect


@dataclass(frozen=True, slots=True)
class OwnWindowsSnapshot:
    """One consistent picture of our windows.

    Attributes:
        rects: outer frames, title bars included, in physical pixels of the whole desktop.
        window_ids: the system's own numbers for these windows (X11 window ids).
        is_focused: whether one of them has the keyboard focus, as far as the toolkit knows.
    """

    rects: tuple[Rect, ...] = ()
    window_ids: frozenset[int] = frozenset()
    is_focused: bool = False

    def covers(self, x_px: int, y_px: int) -> bool:
        """Whether that pixel lies on one of our windows, even if something else covers it there."""
        return any(rect.contains(x_px, y_px) for rect in self.rects)


class OwnWindows:
    """Holds the latest snapshot; safe to use from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._frames: dict[int, Rect] = {}
        self._focused_id: int | None = None
        # Readers take the reference without the lock: a whole snapshot is swapped in, never changed.
        self._snapshot = OwnWindowsSnapshot()

    @property
    def snapshot(self) -> OwnWindowsSnapshot:
        """The windows as last reported."""
        return self._snapshot

    def place(self, window_id: int, frame: Rect) -> None:
        """A window of ours is shown, moved or resized; `frame` is in physical pixels."""
        with self._lock:
            self._frames[window_id] = frame
            self._publish()

    def remove(self, window_id: int) -> None:
        """A window of ours was hidden or closed."""
        with self._lock:
            self._frames.pop(window_id, None)
            if self._focused_id == window_id:
                self._focused_id = None
            self._publish()

    def focus(self, window_id: int | None) -> None:
        """One of our windows got the keyboard focus; None when none of them has it."""
        with self._lock:
            self._focused_id = window_id
            self._publish()

    def _publish(self) -> None:
        self._snapshot = OwnWindowsSnapshot(
            rects=tuple(self._frames.values()),
            window_ids=frozenset(self._frames),
            is_focused=self._focused_id is not None,
        )
