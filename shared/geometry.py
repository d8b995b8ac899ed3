"""Points and rectangles, and the mapping between what the agent points at and the assisted screen's pixels."""

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
