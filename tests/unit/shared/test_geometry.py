"""Rectangles, and positions that survive the way to the other screen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.geometry import (
    NORMALIZED_MAX,
    Rect,
    bounding_box,
    denormalize_point,
    normalize_point,
    uncovered_parts,
)

_sides = st.integers(1, 32_768)
_offsets = st.integers(-50_000, 50_000)
_positions = st.integers(-5, NORMALIZED_MAX + 5)


def test_rect_edges_are_half_open() -> None:
    rect = Rect(-10, 20, 30, 40)
    assert (rect.right_px, rect.bottom_px, rect.area_px) == (20, 60, 1_200)
    assert rect.contains(-10, 20)
    assert rect.contains(19, 59)
    assert not rect.contains(20, 59)
    assert not rect.contains(19, 60)
    assert not rect.contains(-11, 20)


def test_rect_intersect_common_part() -> None:
    assert Rect(0, 0, 10, 10).intersect(Rect(5, 6, 10, 10)) == Rect(5, 6, 5, 4)
    assert Rect(0, 0, 10, 10).intersect(Rect(10, 0, 5, 5)).area_px == 0
    assert Rect(0, 0, 10, 10).intersect(Rect(50, 50, 5, 5)).area_px == 0


@given(st.builds(Rect, _offsets, _offsets, st.integers(0, 500), st.integers(0, 500)), st.data())
def test_rect_intersect_is_symmetric_and_holds_exactly_the_common_pixels(first: Rect, data: st.DataObject) -> None:
    near_x = st.integers(first.x - 600, first.x + 600)
    near_y = st.integers(first.y - 600, first.y + 600)
    second = data.draw(st.builds(Rect, near_x, near_y, st.integers(0, 500), st.integers(0, 500)))
    common = first.intersect(second)
    assert common.area_px == second.intersect(first).area_px
    x, y = data.draw(near_x), data.draw(near_y)
    assert common.contains(x, y) == (first.contains(x, y) and second.contains(x, y))


@given(_offsets, _offsets, _sides, _sides, st.data())
def test_point_every_pixel_survives_the_way_there(
    x: int, y: int, width: int, height: int, data: st.DataObject
) -> None:
    area = Rect(x, y, width, height)
    point = data.draw(st.integers(x, x + width - 1)), data.draw(st.integers(y, y + height - 1))
    assert denormalize_point(*normalize_point(*point, area), area) == point


@given(st.builds(Rect, _offsets, _offsets, _sides, _sides), _positions, _positions)
def test_point_any_position_lands_inside(area: Rect, x_norm: int, y_norm: int) -> None:
    assert area.contains(*denormalize_point(x_norm, y_norm, area))


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), _sides, _sides)
def test_point_outside_is_clamped_to_the_nearest_edge(x_px: float, y_px: float, width: int, height: int) -> None:
    area = Rect(0, 0, width, height)
    x_norm, y_norm = normalize_point(x_px, y_px, area)
    assert 0 <= x_norm <= NORMALIZED_MAX
    assert 0 <= y_norm <= NORMALIZED_MAX
    at_x, at_y = denormalize_point(x_norm, y_norm, area)
    assert at_x == min(max(0, int(x_px)), width - 1)
    assert at_y == min(max(0, int(y_px)), height - 1)


@pytest.mark.parametrize("area", [Rect(0, 0, 1920, 1080), Rect(-1280, 0, 1280, 1024), Rect(1920, -200, 2560, 1440)])
def test_point_corners_of_any_monitor_are_reached(area: Rect) -> None:
    assert denormalize_point(0, 0, area) == (area.x, area.y)
    assert denormalize_point(NORMALIZED_MAX, NORMALIZED_MAX, area) == (area.right_px - 1, area.bottom_px - 1)


def test_point_empty_area_gives_its_corner() -> None:
    empty = Rect(7, 8, 0, 0)
    assert normalize_point(50, 50, empty) == (0, 0)
    assert denormalize_point(500, 500, empty) == (7, 8)


_small_rects = st.builds(Rect, st.integers(-6, 6), st.integers(-6, 6), st.integers(0, 8), st.integers(0, 8))


def _pixels(rect: Rect) -> set[tuple[int, int]]:
    return {(x, y) for x in range(rect.x, rect.right_px) for y in range(rect.y, rect.bottom_px)}


@given(_small_rects, st.lists(_small_rects, max_size=4))
def test_uncovered_parts_are_exactly_what_no_cover_hides_and_each_pixel_once(area: Rect, covers: list[Rect]) -> None:
    parts = uncovered_parts(area, covers)
    hidden = set().union(*map(_pixels, covers)) if covers else set()
    assert sum(part.area_px for part in parts) == len(set().union(*map(_pixels, parts)) if parts else set())
    assert set().union(*map(_pixels, parts)) == _pixels(area) - hidden if parts else _pixels(area) <= hidden


def test_bounding_box_of_nothing_is_empty() -> None:
    assert bounding_box([]) == Rect(0, 0, 0, 0)


@given(
    st.lists(
        st.builds(
            Rect, st.integers(-8_000, 8_000), st.integers(-8_000, 8_000), st.integers(1, 7_680), st.integers(1, 4_320)
        ),
        min_size=1,
        max_size=5,
    ),
    st.data(),
)
def test_several_monitors_as_one_picture_every_pixel_of_each_is_hit_exactly(monitors: list[Rect], data) -> None:
    """What the agent points at in the box around all of them is the pixel that is pressed, on whichever it lies."""
    box = bounding_box(monitors)
    monitor = data.draw(st.sampled_from(monitors))
    x = data.draw(st.integers(monitor.x, monitor.right_px - 1))
    y = data.draw(st.integers(monitor.y, monitor.bottom_px - 1))
    canvas_x, canvas_y = x - box.x, y - box.y  # where the console paints it, and where its agent points
    sent = normalize_point(canvas_x, canvas_y, Rect(0, 0, box.width, box.height))
    assert denormalize_point(*sent, box) == (x, y)
