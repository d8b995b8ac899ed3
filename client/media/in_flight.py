"""What each update that is not acknowledged yet painted, so that of what is lost only that is sent anew."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shared.geometry import Rect

CELL_PX = 32
"""Lost areas are gathered in squares of this size: they may overlap, and an update's tiles may not."""


@dataclass(frozen=True, slots=True)
class Lost:
    """What the viewer does not have.

    Attributes:
        after_update_id: the last update it does have.
        rects: what later ones painted; disjoint, inside the screen.
        has_video: whether a coded picture was among it, so that the next one has to be a keyframe.
    """

    after_update_id: int
    rects: tuple[Rect, ...]
    has_video: bool


@dataclass(frozen=True, slots=True)
class _Painted:
    rects: tuple[Rect, ...]
    has_video: bool
    is_key: bool


class InFlight:
    """Remembers as many updates as may be unacknowledged, and no longer."""

    def __init__(self, area: Rect) -> None:
        self._area = area
        self._painted: dict[int, _Painted] = {}

    def note_sent(self, update_id: int, rects: Sequence[Rect], *, has_video: bool, is_key: bool) -> None:
        """An update went out and painted these parts."""
        if is_key:
            self._painted.clear()
        self._painted[update_id] = _Painted(tuple(rects), has_video, is_key)

    def note_resync(self, update_id: int, lost: Lost, rects: Sequence[Rect], *, has_video: bool) -> None:
        """One went out that holds all of that, and more; should it be lost too, it stands for what it replaced."""
        self._painted.clear()
        self._painted[update_id] = _Painted((*lost.rects, *rects), has_video or lost.has_video, is_key=False)

    def note_ack(self, update_id: int) -> None:
        """The viewer has that one and all before it."""
        for earlier in [each for each in self._painted if each <= update_id]:
            del self._painted[earlier]

    def lost_after(self, update_id: int) -> Lost | None:
        """What the viewer lacks that has nothing after that update; None when it needs the whole picture."""
        later = [painted for number, painted in self._painted.items() if number > update_id]
        if any(painted.is_key for painted in later):
            return None
        rects = gather(self._area, (rect for painted in later for rect in painted.rects))
        return Lost(update_id, tuple(rects), any(painted.has_video for painted in later))


def gather(area: Rect, rects: Iterable[Rect]) -> list[Rect]:
    """Disjoint rectangles over squares of `CELL_PX` that cover at least these."""
    cells: set[tuple[int, int]] = set()
    for rect in rects:
        for row in range(rect.y // CELL_PX, (rect.bottom_px - 1) // CELL_PX + 1):
            cells.update((row, column) for column in range(rect.x // CELL_PX, (rect.right_px - 1) // CELL_PX + 1))
    runs: dict[tuple[int, int], Rect] = {}
    done: list[Rect] = []
    row_runs: list[list[int]] = []
    for row, column in sorted(cells):
        if row_runs and row_runs[-1][0] == row and row_runs[-1][2] == column:
            row_runs[-1][2] = column + 1
        else:
            row_runs.append([row, column, column + 1])
    for row, first, end in row_runs:
        above = runs.get((first, end))
        if above is not None and above.bottom_px == row * CELL_PX:
            runs[first, end] = Rect(above.x, above.y, above.width, above.height + CELL_PX)
            continue
        if above is not None:
            done.append(above)
        runs[first, end] = Rect(first * CELL_PX, row * CELL_PX, (end - first) * CELL_PX, CELL_PX)
    return [rect.intersect(area) for rect in (*done, *runs.values())]
