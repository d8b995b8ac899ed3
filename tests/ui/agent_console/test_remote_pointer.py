"""The pointer over there: the agent's own takes its shape and its very hotspot; moved by the person it is painted."""

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from agent_console.domain.viewport import Viewport
from agent_console.ui.main_window import ConsoleWindow
from agent_console.ui.remote_pointer import RemotePointer
from agent_console.ui.remote_view import RemoteView
from agent_console.view_models.screens import CursorView
from client.media.x_cursor import XCursorSource
from shared.geometry import Rect, normalize_point
from tests.desk.display import VirtualDisplay, stop_process, wait_until
from tests.desk.person import Person
from tests.ui.agent_console.recorder import VIEW, crosshair, tab

ROOT = Path(__file__).parents[3]
SCREEN = Rect(0, 0, 640, 400)
FITTED = Viewport(widget_width_px=640, widget_height_px=400, remote_width_px=640, remote_height_px=400)


def _hover(remote: RemoteView, x_px: int, y_px: int) -> None:
    lies = remote.view.picture
    at = QPointF(lies.x + x_px, lies.y + y_px)
    none = Qt.MouseButton.NoButton
    event = QMouseEvent(
        QEvent.Type.MouseMove, at, remote.viewport().mapToGlobal(at), none, none, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(remote.viewport(), event)


def _moved(x_px: int, y_px: int, count: int = 1, **changes: Any) -> CursorView:
    position = normalize_point(x_px, y_px, SCREEN)
    return CursorView(image=crosshair(24, 5, 9), position=position, moved_count=count, **changes)


def _colour(remote: RemoteView, x_px: int, y_px: int) -> str:
    lies = remote.view.picture
    return remote.viewport().grab().toImage().pixelColor(lies.x + x_px, lies.y + y_px).name()


def _shape(remote: RemoteView) -> Qt.CursorShape:
    return remote.viewport().cursor().shape()


def test_pointer_takes_the_shape_over_the_picture_and_only_there(remote: RemoteView):
    remote.show_cursor(CursorView(image=crosshair(24, 5, 9)))
    _hover(remote, 100, 100)
    assert _shape(remote) == Qt.CursorShape.BitmapCursor
    cursor = remote.viewport().cursor()
    assert cursor.hotSpot() == QPoint(5, 9)
    assert cursor.pixmap().toImage().pixelColor(5, 9).name() == "#000000"
    _hover(remote, -5, 100)
    assert _shape(remote) == Qt.CursorShape.ArrowCursor


def test_pointer_is_the_usual_one_before_any_shape_and_without_control(window: ConsoleWindow, remote: RemoteView):
    _hover(remote, 100, 100)
    assert _shape(remote) == Qt.CursorShape.ArrowCursor
    remote.show_cursor(CursorView(image=crosshair(24, 5, 9)))
    assert _shape(remote) == Qt.CursorShape.BitmapCursor
    window.show_tab(tab(1, rights={VIEW: "on"}))
    assert _shape(remote) == Qt.CursorShape.ArrowCursor


@pytest.mark.parametrize("changes", [{"cover": "asking"}, {"stage": "ended", "rights": {}, "end_reason": "panic"}])
def test_pointer_is_the_usual_one_while_covered_and_at_the_end(window, remote, changes):
    remote.show_cursor(_moved(100, 100))
    _hover(remote, 100, 100)
    window.show_tab(tab(1, **changes))
    assert _shape(remote) == Qt.CursorShape.ArrowCursor


def test_pointer_hidden_over_there_is_a_dot_here(remote: RemoteView):
    remote.show_cursor(CursorView(is_hidden=True))
    _hover(remote, 100, 100)
    cursor = remote.viewport().cursor()
    assert cursor.shape() == Qt.CursorShape.BitmapCursor
    assert cursor.pixmap().width() <= 8


def test_pointer_moved_by_the_person_is_painted_until_the_agent_moves(remote: RemoteView):
    remote.show_cursor(_moved(300, 200))
    assert _colour(remote, 300, 200) == "#000000"
    assert _colour(remote, 301, 200) not in ("#336699", "#000000")
    assert _colour(remote, 300 - 6, 200) == "#336699"
    _hover(remote, 50, 50)
    assert _colour(remote, 300, 200) == "#336699"
    remote.show_cursor(_moved(310, 210, 2))
    assert _colour(remote, 310, 210) == "#000000"


def test_pointer_another_shape_alone_does_not_bring_the_painted_one_back(remote: RemoteView):
    remote.show_cursor(_moved(300, 200))
    _hover(remote, 50, 50)
    remote.show_cursor(replace(_moved(300, 200), image=crosshair(30, 0, 0)))
    assert _colour(remote, 300, 200) == "#336699"


def test_pointer_of_who_only_looks_stays_painted(window: ConsoleWindow, remote: RemoteView):
    window.show_tab(tab(1, rights={VIEW: "on"}))
    remote.show_cursor(_moved(300, 200))
    _hover(remote, 50, 50)
    assert _colour(remote, 300, 200) == "#000000"
    remote.show_cursor(replace(_moved(0, 0, 2), position=None))
    assert _colour(remote, 300, 200) == "#336699"


def test_pointer_stays_where_the_agent_left_it_when_control_ends(window: ConsoleWindow, remote: RemoteView):
    remote.show_cursor(CursorView(image=crosshair(24, 5, 9)))
    _hover(remote, 120, 130)
    window.show_tab(tab(1, rights={VIEW: "on"}))
    assert _colour(remote, 120, 130) == "#000000"


def test_pointer_painted_at_an_edge_stays_inside_the_picture(remote: RemoteView):
    beside = QPoint(remote.view.picture.right_px + 3, remote.view.picture.bottom_px - 3)
    ground = remote.viewport().grab().toImage().pixelColor(beside).name()
    remote.show_cursor(_moved(639, 399))
    assert _colour(remote, 639, 399) == "#000000"
    assert remote.viewport().grab().toImage().pixelColor(beside).name() == ground


@pytest.mark.parametrize(
    ("view", "side_px", "expected_px"),
    [
        (FITTED, 24, 24),
        (replace(FITTED, zoom=2.0), 24, 48),
        (replace(FITTED, zoom=0.5), 24, 20),  # never lost
        (replace(FITTED, zoom=0.5), 64, 32),
        (replace(FITTED, zoom=0.5), 12, 12),
        (replace(FITTED, zoom=2.0), 128, 96),  # never cut off
        (replace(FITTED, zoom=2.0, pixel_ratio=2.0), 24, 48),
        (replace(FITTED, zoom=0.5, pixel_ratio=2.0), 24, 40),
    ],
)
def test_pointer_is_scaled_with_the_picture_within_reason(qapp, view: Viewport, side_px: int, expected_px: int):
    pointer = RemotePointer()
    pointer.show(_moved(10, 10) if side_px == 24 else replace(_moved(10, 10), image=crosshair(side_px, 5, 9)))
    assert pointer.area(view).size().width() == expected_px


def test_pointer_area_follows_the_picture(qapp):
    pointer = RemotePointer()
    pointer.show(_moved(100, 50))
    view = replace(FITTED, zoom=2.0, scroll_x_px=40, scroll_y_px=10)
    # The hotspot (5, 9) at double size is (11, 19); the pixel (100, 50) has its middle at (201, 101).
    assert pointer.area(view) == QRect(201 - 40 - 11, 101 - 10 - 19, 48, 48)


class _Seen:
    """The cursor that display shows, read as the other program would."""

    def __init__(self, name: str) -> None:
        from Xlib import display as xdisplay

        self._display = xdisplay.Display(name)
        self._display.xfixes_query_version()
        self._source = XCursorSource(self._display)

    def read(self) -> tuple[np.ndarray, tuple[int, int]]:
        image = self._source.read_image()
        pixels = np.frombuffer(image.pixels, np.uint8).reshape(image.height_px, image.width_px, 4)
        return pixels, (image.hotspot_x_px, image.hotspot_y_px)

    def close(self) -> None:
        self._display.close()


@pytest.mark.parametrize("scale", [1, 2])
def test_pointer_on_a_real_display_points_with_the_right_pixel(
    make_display: Callable[..., VirtualDisplay], tmp_path: Path, scale: int
):
    display = make_display(width_px=1280 * scale, height_px=800 * scale, has_accessibility=False)
    log = tmp_path / "calls.jsonl"
    command = [sys.executable, "-m", "tests.ui.agent_console.desk_program", str(log)]
    environment = {"QT_SCALE_FACTOR": str(scale)}
    process = display.start(command, cwd=ROOT, environment=environment, log=tmp_path / "out.txt")
    seen = _Seen(display.name)
    try:
        wait_until(lambda: log.exists() and '"place"' in log.read_text(), "the window is shown", timeout_s=30)
        place = next(json.loads(line) for line in log.read_text().splitlines() if '"place"' in line)
        _, left_px, top_px, width_px, height_px = place
        with Person(display.name) as person:
            person.move(left_px + width_px // 2, top_px + height_px // 2)
            wait_until(lambda: seen.read()[0].shape[0] >= 24 and _is_crosshair(*seen.read()), "the shape is worn")
            pixels, (x, y) = seen.read()
            factor = pixels.shape[0] / 24
            assert factor == pytest.approx(width_px / 640, abs=0.05)
            assert (x, y) == (int(5.5 * factor), int(9.5 * factor))
            person.move(left_px + 3, top_px - 10)
            wait_until(lambda: not _is_crosshair(*seen.read()), "the usual arrow beside the picture")
    finally:
        seen.close()
        stop_process(process)


def _is_crosshair(pixels: np.ndarray, hotspot: tuple[int, int]) -> bool:
    """Whether the pixel that points is the one black one."""
    darkest = pixels[hotspot[1], hotspot[0]]
    return bool(darkest[3] > 200 and darkest[:3].max() < 60 and abs(int(pixels[-1, -1, 3]) - 128) < 4)
