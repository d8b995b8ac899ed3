"""Widget, device and remote pixels: exact at one to one, consistent at every zoom."""

from dataclasses import replace
from typing import Any

import pytest

from agent_console.domain.viewport import ZOOM_STEPS, Viewport
from shared.geometry import Rect


def _fit(width: int, height: int, remote: tuple[int, int], **more: Any) -> Viewport:
    return Viewport(
        widget_width_px=width,
        widget_height_px=height,
        remote_width_px=remote[0],
        remote_height_px=remote[1],
        **more,
    )


def test_viewport_fit_wide_screen_has_bars_above_and_below() -> None:
    view = _fit(800, 800, (1600, 900))
    assert view.picture == Rect(0, 175, 800, 450)
    assert view.remote_at(0, 174) is None
    assert view.remote_at(0, 175) == (1, 1)
    assert view.remote_at(799, 624) == (1599, 899)
    assert view.remote_at(799, 625) is None
    assert not view.is_pixel_exact


def test_viewport_fit_tall_screen_has_bars_at_the_sides() -> None:
    view = _fit(1000, 500, (800, 1000))
    assert view.picture == Rect(300, 0, 400, 500)
    assert view.remote_at(299, 10) is None
    assert view.scale == 0.5


def test_viewport_fit_small_screen_stays_one_to_one_in_the_middle() -> None:
    view = _fit(1000, 700, (640, 480))
    assert view.picture == Rect(180, 110, 640, 480)
    assert view.is_pixel_exact
    assert view.remote_at(180.9, 110.2) == (0, 0)
    assert view.remote_at(819, 589) == (639, 479)


def test_viewport_fit_may_enlarge_fills_the_widget() -> None:
    view = _fit(1280, 960, (640, 480), may_enlarge=True)
    assert view.picture == Rect(0, 0, 1280, 960)
    assert view.remote_at(1, 1) == (0, 0)
    assert view.remote_at(2, 3) == (1, 1)


def test_viewport_high_density_counts_device_pixels() -> None:
    view = _fit(640, 400, (1280, 800), pixel_ratio=2.0)
    assert view.picture == Rect(0, 0, 1280, 800)
    assert view.is_pixel_exact
    assert view.remote_at(100.0, 50.0) == (200, 100)
    assert view.remote_at(100.5, 50.5) == (201, 101)


def test_viewport_one_to_one_scrolls_to_the_ends_and_no_further() -> None:
    view = _fit(500, 400, (1920, 1080), zoom=1.0)
    assert view.picture == Rect(0, 0, 1920, 1080)
    assert view.scroll_max_px == (1420, 680)
    moved = view.scrolled_by(100, 5000)
    assert moved.picture == Rect(-100, -680, 1920, 1080)
    assert moved.remote_at(0, 399) == (100, 1079)
    assert moved.scrolled_by(-5000, -5000) == view


def test_viewport_zoom_keeps_the_pixel_under_the_pointer() -> None:
    view = _fit(800, 600, (1920, 1080))
    before = view.remote_at(500, 300)
    zoomed = view.zoomed_to(2.0, 500, 300)
    assert zoomed.scale == 2.0
    assert zoomed.remote_at(500, 300) == before
    assert zoomed.zoomed_to(None, 0, 0) == view


def test_viewport_zoom_stays_within_its_limits() -> None:
    view = _fit(800, 600, (1920, 1080))
    assert view.zoomed_to(100.0, 0, 0).zoom == ZOOM_STEPS[-1]
    assert view.zoomed_to(0.0, 0, 0).zoom == ZOOM_STEPS[0]


def test_viewport_steps_of_zoom_start_from_what_is_shown() -> None:
    fitted = _fit(1000, 700, (1920, 1080))  # at 0.52
    assert fitted.next_zoom(1) == 0.67
    assert fitted.next_zoom(3) == 0.9
    assert fitted.next_zoom(-1) == 0.5
    whole = replace(fitted, zoom=1.0)
    assert (whole.next_zoom(1), whole.next_zoom(-1)) == (1.25, 0.9)
    assert replace(fitted, zoom=8.0).next_zoom(1) == 8.0
    assert replace(fitted, zoom=0.1).next_zoom(-5) == 0.1
    nearly = _fit(990, 2000, (1000, 1000))  # 0.99: a step to 1.0 would change nothing one can see
    assert nearly.next_zoom(1) == 1.25


def test_viewport_that_begins_within_a_device_pixel_counts_from_that_pixel() -> None:
    """A widget 45 pixels down at a ratio of 1.5 begins at 67.5 device pixels: its first whole one is 0.5 further."""
    view = _fit(400, 300, (600, 450), pixel_ratio=1.5, zoom=1.0, edge_y=-0.5)
    assert view.picture == Rect(0, 0, 600, 450)
    assert view.remote_at(0, 0) is None  # half a pixel of whatever is above
    assert view.remote_at(0, 0.34) == (0, 0)
    assert view.remote_at(0, 1.01) == (0, 1)
    assert view.widget_rect_of(Rect(0, 1, 1, 1)) == Rect(0, 1, 1, 1)


def test_viewport_drag_outside_means_the_edge() -> None:
    view = _fit(1000, 700, (640, 480))
    assert view.normalized_at(0, 0) is None
    assert view.remote_near(0, 0) == (0, 0)
    assert view.remote_near(5000, 300) == (639, 190)
    assert view.normalized_at(5000, 5000, is_dragging=True) == (65484, 65467)


def test_viewport_changed_pixels_are_repainted_with_room_for_smoothing() -> None:
    exact = _fit(1000, 700, (640, 480))
    assert exact.widget_rect_of(Rect(10, 20, 5, 6)) == Rect(190, 130, 5, 6)
    half = _fit(800, 450, (1600, 900))
    assert half.device_rect_of(Rect(11, 11, 2, 2)) == Rect(5, 5, 2, 2)
    assert half.widget_rect_of(Rect(11, 11, 2, 2)) == Rect(3, 3, 6, 6)
    assert half.widget_rect_of(Rect(0, 0, 2, 2)) == Rect(0, 0, 3, 3)
    assert exact.scrolled_by(0, 0).widget_rect_of(Rect(0, 0, 0, 0)) == Rect(0, 0, 0, 0)


@pytest.mark.parametrize("view", [_fit(0, 0, (640, 480)), _fit(800, 600, (0, 0)), _fit(800, 600, (0, 0), zoom=1.0)])
def test_viewport_without_room_or_picture_shows_nothing(view: Viewport) -> None:
    assert view.picture.area_px == 0
    assert view.remote_at(0, 0) is None
    assert view.remote_near(0, 0) is None
    assert view.normalized_at(0, 0, is_dragging=True) is None
    assert view.device_rect_of(Rect(0, 0, 1, 1)).area_px == 0
    assert view.widget_rect_of(Rect(0, 0, 1, 1)).area_px == 0
    assert view.device_at(1, 1) == (0, 0)
    assert not view.is_pixel_exact
    assert view.zoomed_to(2.0, 1, 1).zoom == 2.0
