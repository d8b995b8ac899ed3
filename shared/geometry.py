"""Points and rectangles, and the mapping between what the agent points at and the assisted screen's pixels."""

from collections.abc import Sequence
from dataclasses import dataclass

NORMALIZED_MAX = 65_535
"""Positions travel as 0..65535 across the shared area, so they survive any zoom and any resize on the way."""


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle of whole pixels; `x, y` is its upper left corner, `width, height` are never negative."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right_px(self) -> int:
        """First column to the right of the rectangle."""
        return self.x + self.width

    @property
    def bottom_px(self) -> int:
        """First row below the rectangle."""
        return self.y + self.height

    @property
    def area_px(self) -> int:
        """How many pixels it covers."""
        return self.width * self.height

    def contains(self, x_px: int, y_px: int) -> bool:
        """Whether that pixel lies inside."""
        return self.x <= x_px < self.right_px and self.y <= y_px < self.bottom_px

    def intersect(self, other: "Rect") -> "Rect":
        """The common part; zero wide or high when there is none."""
        x, y = max(self.x, other.x), max(self.y, other.y)
        right, bottom = min(self.right_px, other.right_px), min(self.bottom_px, other.bottom_px)
        return Rect(x, y, max(0, right - x), max(0, bottom - y))


def bounding_box(rects: Sequence[Rect]) -> Rect:
    """The smallest rectangle around all of them; empty when there are none."""
    if not rects:
        return Rect(0, 0, 0, 0)
    left, top = min(rect.x for rect in rects), min(rect.y for rect in rects)
    right, bottom = max(rect.right_px for rect in rects), max(rect.bottom_px for rect in rects)
    return Rect(left, top, right - left, bottom - top)


def uncovered_parts(area: Rect, covers: Sequence[Rect]) -> list[Rect]:
    """What of `area` lies under none of `covers`, as rectangles that do not overlap."""
    parts = [area] if area.area_px else []
    for cover in covers:
        parts = [rest for part in parts for rest in _without(part, cover.intersect(part))]
    return parts


def _without(part: Rect, hole: Rect) -> list[Rect]:
    """`part` without a hole that lies inside it: above, below, left and right of it."""
    if not hole.area_px:
        return [part]
    around = (
        Rect(part.x, part.y, part.width, hole.y - part.y),
        Rect(part.x, hole.bottom_px, part.width, part.bottom_px - hole.bottom_px),
        Rect(part.x, hole.y, hole.x - part.x, hole.height),
        Rect(hole.right_px, hole.y, part.right_px - hole.right_px, hole.height),
    )
    return [rect for rect in around if rect.area_px]


def normalize_point(x_px: float, y_px: float, area: Rect) -> tuple[int, int]:
    """Turn a pixel of `area` into 0..65535 on both axes, clamped to it. The pixel's centre is meant."""
    return _normalize(x_px - area.x, area.width), _normalize(y_px - area.y, area.height)


def denormalize_point(x_norm: int, y_norm: int, area: Rect) -> tuple[int, int]:
    """Turn 0..65535 back into the pixel of `area` it fell in; exact for screens up to 32768 pixels a side."""
    return area.x + _denormalize(x_norm, area.width), area.y + _denormalize(y_norm, area.height)


def _normalize(offset_px: float, size_px: int) -> int:
    if size_px <= 0:
        return 0
    inside_px = min(max(offset_px, 0.0), float(size_px - 1))
    return min(NORMALIZED_MAX, round((int(inside_px) + 0.5) * NORMALIZED_MAX / size_px))


def _denormalize(position_norm: int, size_px: int) -> int:
    if size_px <= 0:
        return 0
    inside_norm = min(max(position_norm, 0), NORMALIZED_MAX)
    return min(size_px - 1, inside_norm * size_px // NORMALIZED_MAX)
