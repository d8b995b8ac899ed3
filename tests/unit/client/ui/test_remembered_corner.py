"""A window comes back to the corner it was put into, and to its first one where that corner is unknown."""

import pytest
from PySide6.QtCore import QPoint, QRect

from client.ui.remembered_corner import RememberedCorner
from client.ui.screen_geometry import corner_positions
from shared.ui.i18n import language_settings

CORNERS = corner_positions(QRect(0, 0, 1_000, 800), 200, 100, 16)


@pytest.fixture(autouse=True)
def _forgotten(qapp: object):
    yield
    language_settings().remove("test_corner")


def test_corner_is_the_first_one_until_the_window_was_moved_and_then_the_nearest():
    corner = RememberedCorner("test_corner", "top_right")
    assert corner.find(CORNERS) == CORNERS["top_right"]
    corner.keep(CORNERS["bottom_left"] + QPoint(30, -20), CORNERS)
    assert corner.find(CORNERS) == CORNERS["bottom_left"]
    assert RememberedCorner("test_corner", "top_right").find(CORNERS) == CORNERS["bottom_left"]


def test_corner_that_does_not_exist_is_the_first_one():
    language_settings().setValue("test_corner", "middle")
    assert RememberedCorner("test_corner", "top_left").find(CORNERS) == CORNERS["top_left"]
