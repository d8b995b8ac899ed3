"""Where the viewer has video instead of exact pixels, and when each place was quiet long enough to become exact."""

from collections.abc import Iterable

import numpy as np

from client.media.tiles import CHUNK_MAX_PX
from shared.geometry import Rect
from shared.screen.update import Move

CELL_PX = 64
BATCH_MAX_PX = 400_000
ROW_MAX_PX = CHUNK_MAX_PX // CELL_PX
"""A longer row of squares would be cut into tiles lower than a square, none of which ever makes one exact."""

QUIET_MIN_MS = 80  # nothing changed there for this long,
QUIET_PAUSES = 2.5  # or for so many of its own pauses: a film of ten pictures a second is never at rest,
QUIET_MAX_MS = 300  # and what changes slower than that may be exact each time

_EXACT = np.iinfo(np.int64).max


class LossyMap:
    """Squares of `CELL_PX`. Belongs to the media thread."""

    def __init__(self, area: Rect) -> None:
        self._area = area
        shape = (-(-area.height // CELL_PX), -(-area.width // CELL_PX))
        self._changed_ms = np.zeros(shape, np.int64)
        self._due_ms = np.full(shape, _EXACT)
        self._next_due_ms: int = _EXACT

    def __bool__(self) -> bool:
        return self._next_due_ms != _EXACT

    def mark(self, rects: Iterable[Rect], now_ms: int) -> None:
        """These parts were just painted from video."""
        # Gathered first: a square that two of them touch changed once.
        is_marked = np.zeros(self._due_ms.shape, np.bool_)
        for rect in rects:
            is_marked[_rows(rect), _columns(rect)] = True
        pauses_ms = np.where(self._due_ms == _EXACT, 0, now_ms - self._changed_ms)
        quiet_ms = np.clip(np.rint(QUIET_PAUSES * pauses_ms).astype(np.int64), QUIET_MIN_MS, QUIET_MAX_MS)
        np.copyto(self._due_ms, now_ms + quiet_ms, where=is_marked)
        self._changed_ms[is_marked] = now_ms
        self._next_due_ms = int(self._due_ms.min())

    def clear(self, rects: Iterable[Rect]) -> None:
        """These parts are exact now; squares that are only partly covered stay."""
        if not self:
            return
        for rect in rects:
            right, bottom = rect.right_px, rect.bottom_px
            # A rectangle that ends at the edge of the screen covers the cut squares there.
            right += CELL_PX if right == self._area.right_px else 0
            bottom += CELL_PX if bottom == self._area.bottom_px else 0
            rows = slice(-(-rect.y // CELL_PX), bottom // CELL_PX)
            self._due_ms[rows, -(-rect.x // CELL_PX) : right // CELL_PX] = _EXACT
        self._next_due_ms = int(self._due_ms.min())

    def move(self, move: Move, now_ms: int) -> None:
        """These pixels went elsewhere as the viewer has them, exact or not."""
        if not self:
            return
        dx, dy = move.rect.x - move.from_x, move.rect.y - move.from_y
        carried = [_rect_of(*cell).intersect(move.source) for cell in np.argwhere(self._due_ms != _EXACT).tolist()]
        self.clear([move.rect])
        self.mark(
            [Rect(part.x + dx, part.y + dy, part.width, part.height) for part in carried if part.area_px], now_ms
        )

    def next_due_ms(self) -> int | None:
        """When the square that has been quiet longest may become exact."""
        return self._next_due_ms if self else None

    def due(self, now_ms: int) -> list[Rect]:
        """Quiet squares as rectangles, row by row, at most `BATCH_MAX_PX`."""
        rects: list[Rect] = []
        left_px = BATCH_MAX_PX
        for row, column in np.argwhere(self._due_ms <= now_ms).tolist():
            part = _rect_of(row, column).intersect(self._area)
            if part.area_px > left_px:
                break
            left_px -= part.area_px
            last = rects[-1] if rects else None
            if last and (last.y, last.right_px) == (part.y, part.x) and last.width + part.width <= ROW_MAX_PX:
                rects[-1] = Rect(last.x, last.y, last.width + part.width, last.height)
            else:
                rects.append(part)
        return rects


def _rows(rect: Rect) -> slice:
    return slice(rect.y // CELL_PX, (rect.bottom_px - 1) // CELL_PX + 1)


def _columns(rect: Rect) -> slice:
    return slice(rect.x // CELL_PX, (rect.right_px - 1) // CELL_PX + 1)


def _rect_of(row: int, column: int) -> Rect:
    return Rect(column * CELL_PX, row * CELL_PX, CELL_PX, CELL_PX)
