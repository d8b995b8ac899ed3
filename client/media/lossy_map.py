"""Where the viewer has video instead of exact pixels, and when each place was quiet long enough to become exact."""

from collections.abc import Iterable, Iterator

from shared.geometry import Rect
from shared.screen.update import Move

CELL_PX = 64
BATCH_MAX_PX = 400_000
QUIET_MIN_MS = 80  # nothing changed there for this long,
QUIET_PAUSES = 2.5  # or for so many of its own pauses: a film of ten pictures a second is never at rest,
QUIET_MAX_MS = 300  # and what changes slower than that may be exact each time

_Cell = tuple[int, int]


class LossyMap:
    """Squares of `CELL_PX`. Belongs to the media thread."""

    def __init__(self, area: Rect) -> None:
        self._area = area
        self._changed_and_due_ms: dict[_Cell, tuple[int, int]] = {}

    def __bool__(self) -> bool:
        return bool(self._changed_and_due_ms)

    def mark(self, rects: Iterable[Rect], now_ms: int) -> None:
        """These parts were just painted from video."""
        for cell in {cell for rect in rects for cell in _cells_of(rect)}:
            changed_ms, _ = self._changed_and_due_ms.get(cell, (now_ms, 0))
            quiet_ms = min(QUIET_MAX_MS, max(QUIET_MIN_MS, round(QUIET_PAUSES * (now_ms - changed_ms))))
            self._changed_and_due_ms[cell] = (now_ms, now_ms + quiet_ms)

    def clear(self, rects: Iterable[Rect]) -> None:
        """These parts are exact now; squares that are only partly covered stay."""
        if not self._changed_and_due_ms:
            return
        for rect in rects:
            right, bottom = rect.right_px, rect.bottom_px
            # A rectangle that ends at the edge of the screen covers the cut squares there.
            right += CELL_PX if right == self._area.right_px else 0
            bottom += CELL_PX if bottom == self._area.bottom_px else 0
            for row in range(-(-rect.y // CELL_PX), bottom // CELL_PX):
                for column in range(-(-rect.x // CELL_PX), right // CELL_PX):
                    self._changed_and_due_ms.pop((row, column), None)

    def move(self, move: Move, now_ms: int) -> None:
        """These pixels went elsewhere as the viewer has them, exact or not."""
        if not self._changed_and_due_ms:
            return
        dx, dy = move.rect.x - move.from_x, move.rect.y - move.from_y
        carried = [_rect_of(cell).intersect(move.source) for cell in self._changed_and_due_ms]
        self.clear([move.rect])
        self.mark(
            [Rect(part.x + dx, part.y + dy, part.width, part.height) for part in carried if part.area_px], now_ms
        )

    def next_due_ms(self) -> int | None:
        """When the square that has been quiet longest may become exact."""
        return min((due_ms for _, due_ms in self._changed_and_due_ms.values()), default=None)

    def due(self, now_ms: int) -> list[Rect]:
        """Quiet squares as rectangles, row by row, at most `BATCH_MAX_PX`."""
        rects: list[Rect] = []
        left_px = BATCH_MAX_PX
        for cell in sorted(cell for cell, (_, due_ms) in self._changed_and_due_ms.items() if now_ms >= due_ms):
            part = _rect_of(cell).intersect(self._area)
            if part.area_px > left_px:
                break
            left_px -= part.area_px
            last = rects[-1] if rects else None
            if last and (last.y, last.right_px) == (part.y, part.x):
                rects[-1] = Rect(last.x, last.y, last.width + part.width, last.height)
            else:
                rects.append(part)
        return rects


def _cells_of(rect: Rect) -> Iterator[_Cell]:
    for row in range(rect.y // CELL_PX, (rect.bottom_px - 1) // CELL_PX + 1):
        for column in range(rect.x // CELL_PX, (rect.right_px - 1) // CELL_PX + 1):
            yield row, column


def _rect_of(cell: _Cell) -> Rect:
    row, column = cell
    return Rect(column * CELL_PX, row * CELL_PX, CELL_PX, CELL_PX)
