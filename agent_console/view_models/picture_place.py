"""Where the remote picture lies in its widget, and which point of it the pointer is on.

Everything is in physical pixels of the agent's display, so that one remote pixel can be exactly one of ours at any
scale.
"""

from dataclasses import dataclass
from math import ceil, floor

from shared.geometry import Rect, normalize_point

_SNAP_RATIO = 0.04
"""A fitted picture this near to its actual size is shown unscaled: sharp letters are worth a thin border."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The whole picture as it lies in the viewport; may reach beyond it when shown in actual size.

    Attributes:
        x_px, y_px: upper left corner; negative when scrolled.
        width_px, height_px: as large as it is shown.
        picture_width_px, picture_height_px: as large as it is.
    """

    x_px: int
    y_px: int
    width_px: int
    height_px: int
    picture_width_px: int
    picture_height_px: int

    @property
    def is_unscaled(self) -> bool:
        """Whether each of its pixels is one of ours."""
        return (self.width_px, self.height_px) == (self.picture_width_px, self.picture_height_px)

    def contains(self, x_px: float, y_px: float) -> bool:
        """Whether a point of the viewport lies on the picture."""
        return self.x_px <= x_px < self.x_px + self.width_px and self.y_px <= y_px < self.y_px + self.height_px

    def normalize(self, x_px: float, y_px: float) -> tuple[int, int]:
        """The point of the picture under a point of the viewport, 0..65535, clamped to the picture's edge."""
        area = Rect(0, 0, self.picture_width_px, self.picture_height_px)
        return normalize_point(
            (x_px - self.x_px) * self.picture_width_px / max(1, self.width_px),
            (y_px - self.y_px) * self.picture_height_px / max(1, self.height_px),
            area,
        )

    def cover(self, rect: tuple[int, int, int, int]) -> Rect:
        """What must be painted when this rectangle of the picture changed; smoothing lets it bleed by one pixel."""
        x, y, width, height = rect
        across, down = self.width_px / self.picture_width_px, self.height_px / self.picture_height_px
        bleed_px = 0 if self.is_unscaled else 1 + ceil(max(across, down))
        left = floor(x * across) - bleed_px
        top = floor(y * down) - bleed_px
        right = ceil((x + width) * across) + bleed_px
        bottom = ceil((y + height) * down) + bleed_px
        return Rect(self.x_px + left, self.y_px + top, right - left, bottom - top)


def place_fitted(view_px: tuple[int, int], picture_px: tuple[int, int], *, largest_scale: float) -> Place | None:
    """Show the whole picture as large as it goes, centred, at most `largest_scale` times its size; None if empty."""
    if min(*view_px, *picture_px) <= 0:
        return None
    scale = min(view_px[0] / picture_px[0], view_px[1] / picture_px[1], largest_scale)
    if 1.0 <= scale <= 1.0 + _SNAP_RATIO:
        scale = 1.0
    width_px = max(1, min(view_px[0], round(picture_px[0] * scale)))
    height_px = max(1, min(view_px[1], round(picture_px[1] * scale)))
    return Place(
        x_px=(view_px[0] - width_px) // 2,
        y_px=(view_px[1] - height_px) // 2,
        width_px=width_px,
        height_px=height_px,
        picture_width_px=picture_px[0],
        picture_height_px=picture_px[1],
    )


def place_actual(view_px: tuple[int, int], picture_px: tuple[int, int], scrolled_px: tuple[int, int]) -> Place | None:
    """Show the picture pixel for pixel, scrolled by so much; centred along a side that has room. None if empty."""
    if min(*view_px, *picture_px) <= 0:
        return None
    room_x_px, room_y_px = view_px[0] - picture_px[0], view_px[1] - picture_px[1]
    return Place(
        x_px=room_x_px // 2 if room_x_px >= 0 else -min(scrolled_px[0], -room_x_px),
        y_px=room_y_px // 2 if room_y_px >= 0 else -min(scrolled_px[1], -room_y_px),
        width_px=picture_px[0],
        height_px=picture_px[1],
        picture_width_px=picture_px[0],
        picture_height_px=picture_px[1],
    )
