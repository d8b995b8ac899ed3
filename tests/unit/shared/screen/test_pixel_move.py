"""A move is as if the source were copied aside first, in every direction."""

import numpy as np
import pytest

from shared.geometry import Rect
from shared.screen.pixel_move import move_pixels
from shared.screen.update import Move


@pytest.mark.parametrize("dx", [-40, -3, 0, 1, 50])
@pytest.mark.parametrize("dy", [-70, -20, -7, -1, 0, 2, 4, 9, 33, 80])
def test_move_pixels_any_direction_is_as_if_copied_aside_first(dx, dy):
    picture = np.random.default_rng(1).integers(0, 2**32, (200, 220), np.uint32)
    expected = picture.copy()
    rect = Rect(60 + dx, 90 + dy, 90, 30 if abs(dy) < 9 else 23)
    expected[rect.y : rect.bottom_px, rect.x : rect.right_px] = picture[90 : 90 + rect.height, 60:150]
    move_pixels(picture, Move(rect, 60, 90))
    assert (picture == expected).all()
