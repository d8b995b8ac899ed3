"""What is drawn on the shared screen: a handful of marks, the oldest of which go when there are too many."""

from dataclasses import dataclass, replace
from typing import Literal

from shared.protocol.limits import MARK_LINE_MAX_POINTS, MARKS_MAX

FADE_MS = 6_000
"""How long a mark that fades is seen after it was last added to: time to look up, find it and read beside it."""

MarkTool = Literal["arrow", "box", "pen"]
MarkPoint = tuple[int, int]
"""Across and down, 0..65535 over the shared picture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One thing that was drawn.

    Attributes:
        mark_id: chosen by who draws; the same number again is the same mark drawn anew.
        tool: an arrow from the first point to the last, a box between the two, or a line through all of them.
        colour: place in the palette.
        is_fading: whether it goes by itself.
        points: at least one.
        changed_ms: when it was last added to, on the monotonic clock of whoever keeps the board.
    """

    mark_id: int
    tool: MarkTool
    colour: int
    is_fading: bool
    points: tuple[MarkPoint, ...]
    changed_ms: int


class MarkBoard:
    """Keeps the marks in the order they were drawn. Both sides keep one by the same rules, and so the same."""

    def __init__(self) -> None:
        """Nothing is drawn."""
        self._marks: dict[int, Mark] = {}

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What is drawn now, the oldest first."""
        return tuple(self._marks.values())

    def draw(self, mark: Mark) -> None:
        """Put a mark on top, in place of what had its number; the oldest goes where there would be too many."""
        self._marks.pop(mark.mark_id, None)
        self._marks[mark.mark_id] = mark
        while len(self._marks) > MARKS_MAX:
            del self._marks[next(iter(self._marks))]

    def extend(self, mark_id: int, points: tuple[MarkPoint, ...], now_ms: int) -> bool:
        """Go on with a line; says whether there is one of that number with so much room left."""
        mark = self._marks.get(mark_id)
        if mark is None or mark.tool != "pen" or len(mark.points) + len(points) > MARK_LINE_MAX_POINTS:
            return False
        self._marks[mark_id] = replace(mark, points=mark.points + points, changed_ms=now_ms)
        return True

    def clear(self) -> bool:
        """Take everything away; says whether there was anything."""
        had_some = bool(self._marks)
        self._marks.clear()
        return had_some

    def expire(self, now_ms: int) -> bool:
        """Take away what has faded; says whether anything has."""
        faded = [mark.mark_id for mark in self._marks.values() if _fades_at_ms(mark) <= now_ms]
        for mark_id in faded:
            del self._marks[mark_id]
        return bool(faded)


def _fades_at_ms(mark: Mark) -> float:
    return mark.changed_ms + FADE_MS if mark.is_fading else float("inf")
