"""Corners, and physical pixels."""

import pytest
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QApplication

from client.ui.amber_frame import strip_rects
from client.ui.screen_geometry import (
    corner_positions,
    free_corner,
    nearest_corner,
    physical_rect,
    room_beside,
    screen_of_monitor,
)
from client.view_models.screens import MonitorChoice


class ScaledScreen:
    """A display of 2560 x 1440 physical pixels at 200 %, right of another one."""

    def geometry(self) -> QRect:
        return QRect(1920, 0, 1280, 720)

    def devicePixelRatio(self) -> float:
        return 2.0


def test_physical_rect_scales_inside_the_screen_only() -> None:
    screen = ScaledScreen()

    assert physical_rect(QRect(1920, 0, 1280, 720), screen) == (1920, 0, 2560, 1440)
    assert physical_rect(QRect(1930, 10, 100, 50), screen) == (1940, 20, 200, 100)


def test_screen_of_monitor_finds_the_same_rectangle_only(qapp: QApplication) -> None:
    screen = qapp.primaryScreen()
    x, y, width, height = physical_rect(screen.geometry(), screen)
    here = MonitorChoice(monitor_id=0, name="", width_px=width, height_px=height, is_primary=True, x_px=x, y_px=y)
    away = MonitorChoice(monitor_id=1, name="", width_px=width, height_px=height, is_primary=False, x_px=x + 5_000)

    assert screen_of_monitor(here) is screen
    assert screen_of_monitor(away) is None


def test_nearest_corner_of_a_dropped_window() -> None:
    corners = corner_positions(QRect(0, 0, 1366, 768), 400, 100, 16)

    assert corners["bottom_right"] == QPoint(950, 652)
    assert nearest_corner(QPoint(40, 600), corners) == "bottom_left"


def test_corner_positions_window_larger_than_the_screen_keeps_its_start_visible() -> None:
    assert corner_positions(QRect(0, 0, 300, 200), 400, 100, 16)["top_right"].x() == 16


def test_strip_rects_enclose_without_overlap() -> None:
    outer = QRect(10, 20, 300, 200)
    strips = strip_rects(outer, 4)

    assert all(outer.contains(strip) for strip in strips)
    assert not any(a.intersects(b) for number, a in enumerate(strips) for b in strips[number + 1 :])
    assert sum(strip.width() * strip.height() for strip in strips) == 300 * 200 - 292 * 192


@pytest.mark.parametrize(
    ("taken", "room"),
    [
        (QRect(), QRect(0, 0, 1920, 1040)),
        (QRect(1230, 16, 674, 120), QRect(0, 0, 1920, 1040)),
        (QRect(480, 16, 1424, 180), QRect(0, 196, 1920, 844)),
        (QRect(480, 900, 1424, 120), QRect(0, 0, 1920, 900)),
        (QRect(480, 460, 1424, 180), QRect(0, 0, 1920, 1040)),
    ],
    ids=["nothing taken", "beside it", "at the top", "at the bottom", "in the middle of too low a screen"],
)
def test_room_beside_is_where_nothing_is_covered(taken: QRect, room: QRect) -> None:
    assert room_beside(QRect(0, 0, 1920, 1040), taken, 528, 500) == room


def test_free_corner_is_the_nearest_one_where_nothing_of_ours_is() -> None:
    size = QSize(400, 300)
    corners = corner_positions(QRect(0, 0, 1366, 768), size.width(), size.height(), 24)
    wanted = corners["bottom_right"]
    assert free_corner(corners, wanted, size, []) == wanted
    assert free_corner(corners, wanted, size, [QRect(wanted, size)]) == corners["top_right"]
    taken = [QRect(wanted, size), QRect(corners["top_right"], size)]
    assert free_corner(corners, wanted, size, taken) == corners["bottom_left"]
    assert free_corner(corners, wanted, size, [QRect(0, 0, 1366, 768)]) == wanted
