"""What a mark looks like: nothing half transparent, where it was drawn, and the same however it is cut into parts."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter

from shared.geometry import NORMALIZED_MAX, Rect
from shared.session.mark_board import Mark
from shared.ui.mark_paint import (
    EDGE,
    PALETTE,
    edge_px,
    mark_bounds,
    paint_pointer,
    pointer_size_px,
    render_marks,
    stroke_px,
)

WIDTH, HEIGHT = 960, 540
WHOLE = Rect(0, 0, WIDTH, HEIGHT)
SHAPES = {
    "arrow": ("arrow", ((5_000, 5_000), (40_000, 50_000))),
    "short arrow": ("arrow", ((30_000, 30_000), (30_300, 30_000))),
    "arrow at rest": ("arrow", ((30_000, 30_000), (30_000, 30_000))),
    "box": ("box", ((60_000, 9_000), (20_000, 60_000))),
    "line": ("pen", ((1_000, 1_000), (20_000, 60_000), (40_000, 100), (65_535, 65_535))),
    "dot": ("pen", ((32_000, 32_000),)),
}


def _mark(tool, points, colour: int = 0) -> Mark:
    return Mark(mark_id=1, tool=tool, colour=colour, is_fading=False, points=points, changed_ms=0)


def _pixels(image: QImage) -> np.ndarray:
    return np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.bytesPerLine() // 4).copy()


@pytest.mark.parametrize("name", SHAPES)
def test_render_marks_no_pixel_is_half_transparent(name: str):
    pixels = _pixels(render_marks((_mark(*SHAPES[name]),), WIDTH, HEIGHT, WHOLE))
    assert set(np.unique(pixels >> 24)) == {0, 255}


@pytest.mark.parametrize("name", SHAPES)
def test_mark_bounds_hold_every_pixel(name: str):
    mark = _mark(*SHAPES[name])
    rows, columns = np.nonzero(_pixels(render_marks((mark,), WIDTH, HEIGHT, WHOLE)))
    bounds = mark_bounds((mark,), WIDTH, HEIGHT)
    assert bounds.contains(int(columns.min()), int(rows.min()))
    assert bounds.contains(int(columns.max()), int(rows.max()))
    assert bounds.intersect(WHOLE) == bounds


@pytest.mark.parametrize("name", SHAPES)
def test_render_marks_parts_are_the_same_as_the_whole(name: str):
    mark = _mark(*SHAPES[name])
    whole = _pixels(render_marks((mark,), WIDTH, HEIGHT, WHOLE))
    for part in (Rect(0, 0, 481, HEIGHT), Rect(481, 0, 479, HEIGHT), Rect(100, 37, 333, 400)):
        cut = whole[part.y : part.bottom_px, part.x : part.right_px]
        assert (_pixels(render_marks((mark,), WIDTH, HEIGHT, part)) == cut).all()


def test_render_marks_is_there_where_it_was_drawn():
    at = round(0.5 * NORMALIZED_MAX)
    image = render_marks((_mark("arrow", ((5_000, at), (at, at)), colour=1),), WIDTH, HEIGHT, WHOLE)
    middle = image.pixelColor(WIDTH // 4, HEIGHT // 2)
    assert middle == QColor(PALETTE[1])
    stroke = stroke_px(WIDTH, HEIGHT)
    beside = image.pixelColor(WIDTH // 4, HEIGHT // 2 - stroke // 2 - edge_px(stroke) + 1)
    assert beside == QColor(EDGE)
    assert image.pixelColor(WIDTH // 2 + 3 * stroke, HEIGHT // 2).alpha() == 0, "the tip is where it points"


def test_mark_bounds_of_nothing_are_empty():
    assert mark_bounds((), WIDTH, HEIGHT).area_px == 0


@pytest.mark.parametrize(
    ("size", "stroke"), [((1920, 1080), 5), ((3840, 2160), 10), ((640, 400), 3), ((9000, 9000), 20)]
)
def test_stroke_px_follows_the_screen_within_bounds(size: tuple[int, int], stroke: int):
    assert stroke_px(*size) == stroke


def test_paint_pointer_points_with_its_tip():
    image = QImage(80, 80, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    paint_pointer(painter, 20, 20, 5)
    painter.end()
    pixels = _pixels(image)
    assert set(np.unique(pixels >> 24)) == {0, 255}
    rows, columns = np.nonzero(pixels)
    assert (columns.min(), rows.min()) == (
        pytest.approx(20 - edge_px(5), abs=1),
        pytest.approx(20 - edge_px(5), abs=1),
    )
    width, height = pointer_size_px(5)
    assert image.pixelColor(21, 24) == QColor(PALETTE[0])
    assert columns.max() <= 20 + width + edge_px(5) + 1
    assert rows.max() <= 20 + height + edge_px(5) + 1
