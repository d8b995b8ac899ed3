"""Which pictures a viewer takes."""

import pytest

from shared.geometry import Rect
from shared.screen.canvas_size import fits_canvas


@pytest.mark.parametrize(
    ("width", "height", "fits"),
    [
        (1, 1, True),
        (7_680, 4_320, True),
        (3 * 3_840, 2_160, True),
        (2 * 7_680, 4_320, False),
        (16_385, 10, False),
        (0, 10, False),
    ],
)
def test_fits_canvas(width, height, fits):
    assert fits_canvas(Rect(-5, 7, width, height)) is fits
