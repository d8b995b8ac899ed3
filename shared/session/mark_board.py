"""What is drawn on the shared screen: a handful of marks, the oldest of which go when there are too many."""

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from shared.protocol.limits import (
    MARK_LENGTH_MAX,
    MARK_LINE_MAX_POINTS,
    MARKS_LENGTH_MAX,
    MARKS_MAX,
    MARKS_POINTS_MAX,
)

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

    @property
    def length(self) -> int:
        """The way through all of its points, each step by the longer of its two sides."""
        steps = pairwise(self.points)
        return sum(max(abs(x - from_x), abs(y - from_y)) for (from_x, from_y), (x, y) in steps)


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
        self._make_room()

    def extend(self, mark_id: int, points: tuple[MarkPoint, ...], now_ms: int) -> bool:
        """Go on with a line; says whether there is one of that number with so much room left."""
        mark = self._marks.get(mark_id)
        if mark is None or mark.tool != "pen":
            return False
        longer = replace(mark, points=mark.points + points, changed_ms=now_ms)
        if len(longer.points) > MARK_LINE_MAX_POINTS or longer.length > MARK_LENGTH_MAX:
            return False
        self._marks[mark_id] = longer
        self._make_room()
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

    def _make_room(self) -> None:
        while len(self._marks) > MARKS_MAX or self._is_too_much():
            del self._marks[next(iter(self._marks))]

    def _is_too_much(self) -> bool:
        marks = self._marks.values()
        return (
            sum(len(mark.points) for mark in marks) > MARKS_POINTS_MAX
            or sum(mark.length for mark in marks) > MARKS_LENGTH_MAX
        )


def _fades_at_ms(mark: Mark) -> float:
    return mark.changed_ms + FADE_MS if mark.is_fading else float("inf")
