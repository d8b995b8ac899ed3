"""Carries changed rectangles from decoding threads to the Qt thread: merged, delivered once a turn, never queued."""

from collections.abc import Callable, Iterable
from threading import Lock

from PySide6.QtCore import QObject, Qt, Signal, Slot

DirtyRect = tuple[int, int, int, int]
"""x, y, width, height in pixels of the picture."""

RECTS_MAX = 48
"""Past this many, painting their bounding box costs less than telling them apart."""


def merge_rects(rects: list[DirtyRect]) -> list[DirtyRect]:
    """Drop empty and repeated rectangles; turn too many into the one around them all."""
    kept = list(dict.fromkeys(rect for rect in rects if rect[2] > 0 and rect[3] > 0))
    if len(kept) <= RECTS_MAX:
        return kept
    left = min(rect[0] for rect in kept)
    top = min(rect[1] for rect in kept)
    right = max(rect[0] + rect[2] for rect in kept)
    bottom = max(rect[1] + rect[3] for rect in kept)
    return [(left, top, right - left, bottom - top)]


class DirtyBridge(QObject):
    """Gathers the dirty rectangles of every tab and hands them to one callable on the Qt thread.

    However many updates arrive while the Qt thread is busy, at most one wake-up waits in its queue, and the memory
    held is bounded by the number of tabs.
    """

    _woken = Signal()

    def __init__(self, receive: Callable[[int, list[DirtyRect]], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._receive = receive
        self._lock = Lock()
        self._dirty: dict[int, list[DirtyRect]] = {}
        self._woken.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def post(self, tab_id: int, rects: Iterable[DirtyRect]) -> None:
        """Say from any thread that these parts of a tab's picture changed."""
        with self._lock:
            is_first = not self._dirty
            gathered = self._dirty.setdefault(tab_id, [])
            gathered.extend(rects)
            if len(gathered) > RECTS_MAX:
                gathered[:] = merge_rects(gathered)
        if is_first:
            self._woken.emit()

    def forget(self, tab_id: int) -> None:
        """Drop what waits for a tab that is gone."""
        with self._lock:
            self._dirty.pop(tab_id, None)

    @Slot()
    def _deliver(self) -> None:
        with self._lock:
            dirty, self._dirty = self._dirty, {}
        for tab_id, rects in dirty.items():
            self._receive(tab_id, merge_rects(rects))
