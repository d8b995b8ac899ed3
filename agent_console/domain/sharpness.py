"""Says whether what is seen is exact, from what the receiver knows about its canvas."""

from enum import StrEnum

MOVING_MS = 400
"""Video comes 15 times a second or more while something moves: after this long without any, it has stopped."""


class Sharpness(StrEnum):
    """How near to the person's own screen the picture is."""

    SHARP = "sharp"
    """Every pixel is exact."""
    SOFT = "soft"
    """Something moves; those pixels are coded as video."""
    CATCHING_UP = "catching_up"
    """Nothing moves any more; the pixels that were video are being made exact."""


def judge_sharpness(*, soft_px: int, since_video_ms: int | None) -> Sharpness:
    """Judge.

    Args:
        soft_px: pixels last painted from video and not yet replaced by exact ones.
        since_video_ms: since the last video was painted; None if there never was any.
    """
    if soft_px <= 0 or since_video_ms is None:
        return Sharpness.SHARP
    return Sharpness.SOFT if since_video_ms < MOVING_MS else Sharpness.CATCHING_UP
