"""The picture as the agent sees it: one buffer that decoding paints into and a widget shows without a copy."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

import numpy as np
import numpy.typing as npt

from shared.geometry import Rect
from shared.screen.pixel_move import move_pixels
from shared.screen.update import Move

DIRTY_MAX = 64
"""Beyond this many rectangles one around them all is cheaper to paint."""

_OPAQUE = np.uint32(0xFF00_0000)


class Canvas:
    """Rows of blue, green, red and 255: what Qt calls Format_RGB32 and X11 a 24-bit image.

    Decoding paints from its own thread. Whoever shows the picture takes `locked()` around it, wraps `buffer` and
    draws what `take_dirty` names. A change of size makes a new buffer; `generation` then goes up.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pixels = _blank(1, 1)
        self._dirty: list[Rect] = []
        self.generation = 0

    @property
    def width_px(self) -> int:
        """Pixels in a row; 1 before the first picture."""
        return self._pixels.shape[1]

    @property
    def height_px(self) -> int:
        """Rows; 1 before the first picture."""
        return self._pixels.shape[0]

    @property
    def stride_bytes(self) -> int:
        """From one row to the next."""
        return self._pixels.strides[0]

    @property
    def buffer(self) -> memoryview:
        """All rows, for `QImage(buffer, width_px, height_px, stride_bytes, Format_RGB32)`; keep it as long."""
        return self._pixels.data.cast("B")

    @property
    def lock(self) -> threading.Lock:
        """What keeps the picture as it is; for a widget that paints piece by piece."""
        return self._lock

    @contextmanager
    def locked(self) -> Iterator["Canvas"]:
        """Keep the picture as it is while it is shown; decoding waits meanwhile, so be quick."""
        with self._lock:
            yield self

    def snapshot(self, rect: Rect | None = None) -> npt.NDArray[np.uint8]:
        """A copy of a part, or of everything; shape (height, width, 4)."""
        with self._lock:
            part = rect or Rect(0, 0, self.width_px, self.height_px)
            return self._pixels[part.y : part.bottom_px, part.x : part.right_px].copy()

    def take_dirty(self) -> list[Rect]:
        """What was painted since the last call."""
        with self._lock:
            dirty, self._dirty = self._dirty, []
            return dirty

    def resize(self, width_px: int, height_px: int) -> bool:
        """Make it that large, and black; says whether it was another size before. Decode thread."""
        with self._lock:
            if (width_px, height_px) == (self.width_px, self.height_px):
                return False
            self._pixels = _blank(1, 1)  # lets go of the old rows before the new ones are there
            self._pixels = _blank(width_px, height_px)
            self._dirty = [Rect(0, 0, width_px, height_px)]
            self.generation += 1
            return True

    def begin(self) -> "CanvasPainter":
        """Paint several rectangles that become visible together: `with canvas.begin() as painter`. Decode thread."""
        return CanvasPainter(self)


class CanvasPainter:
    """Holds the lock from first to last rectangle of an update, so that nobody sees half of it."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self._rects: list[Rect] = []
        self.became_dirty = False

    def __enter__(self) -> Self:
        self._canvas._lock.acquire()  # noqa: SLF001 - one class in two parts
        return self

    def __exit__(self, *_: object) -> None:
        canvas = self._canvas
        self.became_dirty = bool(self._rects) and not canvas._dirty  # noqa: SLF001
        dirty = canvas._dirty + self._rects  # noqa: SLF001
        canvas._dirty = dirty if len(dirty) <= DIRTY_MAX else [_box(dirty)]  # noqa: SLF001
        canvas._lock.release()  # noqa: SLF001

    def paint(self, rect: Rect, source: npt.NDArray[np.uint8], left_px: int, top_px: int) -> None:
        """Paint `rect` from a picture whose own corner lies at `left_px, top_px` of the canvas.

        Both must lie inside the canvas; `source` has the shape (height, width, 4), its fourth bytes say nothing.
        """
        x, y = rect.x - left_px, rect.y - top_px
        words = source.view(np.uint32)[y : y + rect.height, x : x + rect.width, 0]
        target = self._words()[rect.y : rect.bottom_px, rect.x : rect.right_px]
        np.bitwise_or(words, _OPAQUE, out=target)
        self._rects.append(rect)

    def move(self, move: Move) -> None:
        """Copy what is there already to another place; both lie inside the canvas and may overlap."""
        move_pixels(self._words(), move)
        self._rects.append(move.rect)

    def _words(self) -> npt.NDArray[np.uint32]:
        return self._canvas._pixels.view(np.uint32)[:, :, 0]  # noqa: SLF001


def _blank(width_px: int, height_px: int) -> npt.NDArray[np.uint8]:
    pixels = np.zeros((height_px, width_px, 4), np.uint8)
    pixels[:, :, 3] = 0xFF
    return pixels


def _box(rects: list[Rect]) -> Rect:
    left, top = min(rect.x for rect in rects), min(rect.y for rect in rects)
    right, bottom = max(rect.right_px for rect in rects), max(rect.bottom_px for rect in rects)
    return Rect(left, top, right - left, bottom - top)
