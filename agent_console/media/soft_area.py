"""Remembers which pixels of the canvas were last painted from video and not yet replaced by exact ones."""

import threading

import numpy as np

from shared.geometry import Rect


class SoftArea:
    """One byte a pixel, made when the first video comes: a session that is all tiles costs nothing.

    Painted by the decode thread, counted by any.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._size = (0, 0)
        self._is_soft = np.zeros(self._size, np.bool_)
        self._count: int | None = 0

    def resize(self, width_px: int, height_px: int) -> None:
        """The canvas is new and that large; black is exact until something is painted."""
        with self._lock:
            self._is_soft = np.zeros((0, 0), np.bool_)
            self._size = height_px, width_px
            self._count = 0

    def paint(self, rect: Rect, *, is_exact: bool) -> None:
        """That part of the canvas is painted anew."""
        with self._lock:
            if is_exact and self._count == 0:
                return
            if not self._is_soft.size:
                self._is_soft = np.zeros(self._size, np.bool_)
            self._is_soft[rect.y : rect.bottom_px, rect.x : rect.right_px] = not is_exact
            self._count = None

    def move(self, rect: Rect, from_x: int, from_y: int) -> None:
        """Pixels were copied to `rect` from the same canvas, and are as soft there as they were; both may overlap."""
        with self._lock:
            if self._count == 0:
                return
            source = self._is_soft[from_y : from_y + rect.height, from_x : from_x + rect.width]
            self._is_soft[rect.y : rect.bottom_px, rect.x : rect.right_px] = source
            self._count = None

    def count_px(self) -> int:
        """How many pixels are soft; a tenth of a millisecond for a screen of 1920 x 1080, nothing if none changed."""
        with self._lock:
            if self._count is None:
                self._count = int(np.count_nonzero(self._is_soft))
            return self._count
