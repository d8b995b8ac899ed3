"""One look at the screen: read where it changed, and say what moved and what is new."""

from client.media.damage import KnownPicture
from client.media.ports import Capture, DamageSource
from shared.geometry import Rect, bounding_box
from shared.screen.update import Move

SEPARATE_READS_MAX = 4
"""More changed rectangles than that are read as one box."""


def look(
    capture: Capture, picture: KnownPicture, damage: DamageSource, *, is_whole: bool
) -> tuple[list[Move], list[Rect]]:
    """Read what was reported, or everything, and bring the picture up to date.

    Returns:
        What moved, in the order in which a viewer has to move it, and where exact pixels are needed afterwards; in
        pixels of the picture.

    Raises:
        CaptureFailedError: the screen cannot be read.
    """
    area = capture.area
    reported = damage.take()
    if reported is None or is_whole:
        reads = [picture.area]
    else:
        parts = [part for part in (rect.intersect(area) for rect in reported) if part.area_px]
        reads = [Rect(part.x - area.x, part.y - area.y, part.width, part.height) for part in parts]
        if len(reads) > SEPARATE_READS_MAX:
            reads = [bounding_box(reads)]
    fresh = [(rect, capture.grab(rect)) for rect in reads]
    # All moves before the first comparison: the viewer has none of the new pixels yet when it moves the old ones.
    moves = [move for rect, pixels in fresh for move in picture.follow(rect, pixels)]
    dirty = [part for rect, pixels in fresh for part in picture.absorb(rect, pixels)]
    return moves, dirty
