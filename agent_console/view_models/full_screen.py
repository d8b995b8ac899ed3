"""Decides where the two things lie that full screen keeps over the picture: the bar at the top, the release keys."""

from typing import Literal

Side = Literal["top", "bottom"]

NEAR_PX = 72
"""What the agent aims at within this distance must not have words in front of it."""

BAR_TOUCH_PX = 1
"""Where a pointer pushed against the edge comes to rest; nothing on the picture is only that high."""

BAR_LEAVE_PX = 48
"""How far below the bar the pointer may stray before the bar goes."""


def hint_side(side: Side, y_px: float, height_px: int) -> Side:
    """The side for the release keys: as before, unless the pointer comes near them there.

    Args:
        side: where they are.
        y_px: where the pointer is, from the top.
        height_px: of the picture's room.
    """
    if side == "top" and y_px < NEAR_PX:
        return "bottom"
    if side == "bottom" and y_px > height_px - NEAR_PX:
        return "top"
    return side


def is_touching_top(y_px: float) -> bool:
    """Whether the pointer asks for the bar."""
    return y_px <= BAR_TOUCH_PX


def has_left_bar(y_px: float, bar_px: int) -> bool:
    """Whether the pointer is done with the bar."""
    return y_px > bar_px + BAR_LEAVE_PX
