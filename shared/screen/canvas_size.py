"""How large the picture of a screen, or of several as one, may be."""

from shared.geometry import Rect
from shared.protocol import limits


def fits_canvas(area: Rect) -> bool:
    """Whether the viewer takes a picture of that size; what does not fit must not be offered to be shown."""
    return (
        0 < area.width <= limits.SCREEN_SIDE_MAX_PX
        and 0 < area.height <= limits.SCREEN_SIDE_MAX_PX
        and area.area_px <= limits.SCREEN_AREA_MAX_PX
    )
