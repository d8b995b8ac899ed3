"""Zoom and the part of the picture that is seen: by keys, buttons, wheel, dragging and at the edges."""

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from agent_console.ui.main_window import ConsoleWindow
from agent_console.ui.picture_panner import EDGE_PX, edge_push
from agent_console.ui.remote_view import RemoteView
from tests.ui.agent_console.recorder import VIEW, DrawnSurface, RecordedIntents, tab

CTRL = Qt.KeyboardModifier.ControlModifier
SIZE_PX = (3000, 2000)


@pytest.fixture
def remote(window: ConsoleWindow) -> RemoteView:
    """A controlled picture, larger than the window in both directions when shown one to one."""
    return _show(window)


@pytest.fixture
def seen(window: ConsoleWindow) -> RemoteView:
    """The same without control."""
    return _show(window, rights={VIEW: "on"})


def _show(window: ConsoleWindow, **changes: object) -> RemoteView:
    window.show_tab(tab(1, **changes))
    surface = DrawnSurface(*SIZE_PX)
    window.attach_picture(1, surface, surface.lock)
    page = window.page(1)
    assert page is not None
    QApplication.processEvents()
    return page.remote


def _wheel(remote: RemoteView, at: QPoint, turn: int, keys: Qt.KeyboardModifier = CTRL) -> None:
    port = remote.viewport()
    event = QWheelEvent(
        QPointF(at),
        QPointF(port.mapToGlobal(at)),
        QPoint(),
        QPoint(0, turn),
        Qt.MouseButton.NoButton,
        keys,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QCoreApplication.sendEvent(port, event)


def test_zoom_goes_by_keys_and_buttons_and_is_each_tabs_own(qtbot: QtBot, window: ConsoleWindow) -> None:
    surfaces = [DrawnSurface(1920, 1080) for _ in range(2)]
    for tab_id, surface in enumerate(surfaces, start=1):
        window.show_tab(tab(tab_id))
        window.attach_picture(tab_id, surface, surface.lock)
    window.workspace.tabs.choose(1)
    QApplication.processEvents()
    first, second = window.page(1), window.page(2)
    assert first is not None
    assert second is not None
    fitted = first.line.scale_text
    qtbot.keyClick(window, Qt.Key.Key_Plus, CTRL)
    qtbot.keyClick(window, Qt.Key.Key_Equal, CTRL)
    assert (first.remote.zoom, first.line.scale_text) == (0.75, "75%")
    qtbot.keyClick(window, Qt.Key.Key_Minus, CTRL)
    assert first.remote.zoom == 0.67
    qtbot.mouseClick(first.line.buttons[3], Qt.MouseButton.LeftButton)
    assert first.remote.zoom == 0.75
    assert second.remote.zoom is None
    window.workspace.tabs.choose(2)
    window.workspace.tabs.choose(1)
    assert first.remote.zoom == 0.75
    qtbot.keyClick(window, Qt.Key.Key_0, CTRL)
    assert (first.remote.zoom, first.line.scale_text) == (None, fitted)
    qtbot.keyClick(window, Qt.Key.Key_0, CTRL)
    assert first.line.scale_text == "100%"


def test_zoom_by_wheel_keeps_what_is_under_the_pointer(remote: RemoteView, intents: RecordedIntents) -> None:
    at = QPoint(700, 150)
    before = remote.view.remote_at(at.x(), at.y())
    assert before is not None
    for _ in range(6):
        _wheel(remote, at, 120)
        now = remote.view.remote_at(at.x(), at.y())
        assert now is not None
        assert abs(now[0] - before[0]) <= 2
        assert abs(now[1] - before[1]) <= 2
    assert remote.zoom is not None
    assert remote.zoom > 1
    assert intents.named("wheel_turned") == []


def test_zoom_by_wheel_gathers_what_a_touchpad_tells_in_parts(remote: RemoteView) -> None:
    remote.set_zoom(1.0)
    for _ in range(7):
        _wheel(remote, QPoint(300, 200), 15)
    assert remote.zoom == 1.0
    _wheel(remote, QPoint(300, 200), 15)
    assert remote.zoom == 1.25


def test_zoom_never_takes_the_wheel_from_a_captured_keyboard(remote: RemoteView, intents: RecordedIntents) -> None:
    remote.capture()
    _wheel(remote, QPoint(300, 200), -120)
    assert remote.zoom is None
    assert intents.named("wheel_turned") == [("wheel_turned", 1, 0, 120)]


def test_zoom_plain_wheel_goes_over_there(remote: RemoteView, intents: RecordedIntents) -> None:
    _wheel(remote, QPoint(300, 200), -120, Qt.KeyboardModifier.NoModifier)
    assert remote.zoom is None
    assert intents.named("wheel_turned") == [("wheel_turned", 1, 0, 120)]


@pytest.mark.parametrize("button", [Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton])
def test_pan_without_control_a_drag_pulls_the_picture(
    qtbot: QtBot, seen: RemoteView, intents: RecordedIntents, button: Qt.MouseButton
) -> None:
    seen.set_zoom(1.0, QPointF(0, 0))
    port = seen.viewport()
    assert port.cursor().shape() is Qt.CursorShape.OpenHandCursor
    held = seen.view.remote_at(400, 300)
    qtbot.mousePress(port, button, pos=QPoint(400, 300))
    assert port.cursor().shape() is Qt.CursorShape.ClosedHandCursor
    qtbot.mouseMove(port, QPoint(310, 180))
    assert seen.view.remote_at(310, 180) == held
    qtbot.mouseRelease(port, button, pos=QPoint(310, 180))
    qtbot.mouseMove(port, QPoint(200, 100))
    assert seen.view.remote_at(310, 180) == held
    assert intents.calls == []


def test_pan_with_control_the_middle_button_belongs_there(
    qtbot: QtBot, remote: RemoteView, intents: RecordedIntents
) -> None:
    remote.set_zoom(1.0)
    before = remote.view
    qtbot.mousePress(remote.viewport(), Qt.MouseButton.MiddleButton, pos=QPoint(400, 300))
    qtbot.mouseMove(remote.viewport(), QPoint(310, 180))
    assert remote.view == before
    assert intents.named("button_changed") == [("button_changed", 1, 2, True)]
    qtbot.mouseRelease(remote.viewport(), Qt.MouseButton.MiddleButton, pos=QPoint(310, 180))
    assert intents.named("button_changed")[1:] == [("button_changed", 1, 2, False)]


def test_pan_a_pointer_that_rests_at_an_edge_moves_the_picture_and_points_anew(
    qtbot: QtBot, remote: RemoteView, intents: RecordedIntents
) -> None:
    remote.set_zoom(1.0, QPointF(0, 0))
    QApplication.processEvents()  # the bars take room
    port, start = remote.viewport(), remote.view
    at = QPoint(port.width() - 2, port.height() // 2)
    qtbot.mouseMove(port, QPoint(port.width() // 2, port.height() // 2))
    qtbot.mouseMove(port, at)
    qtbot.waitUntil(lambda: bool(intents.named("pointer_moved")))
    first = intents.named("pointer_moved")[-1]
    qtbot.waitUntil(lambda: remote.view.scroll_x_px == remote.view.scroll_max_px[0], timeout=8000)
    assert remote.view.scroll_y_px == start.scroll_y_px
    last = intents.named("pointer_moved")[-1]
    assert last[2] > first[2]
    assert last[2:] == remote.view.normalized_at(at.x(), at.y())


def test_pan_a_pointer_on_its_way_out_moves_nothing(qtbot: QtBot, remote: RemoteView) -> None:
    remote.set_zoom(1.0, QPointF(0, 0))
    QApplication.processEvents()  # the bars take room
    port, start = remote.viewport(), remote.view
    qtbot.mouseMove(port, QPoint(port.width() - 2, 200))
    qtbot.mouseMove(port, QPoint(port.width() // 2, 200))
    qtbot.wait(400)
    assert remote.view.scroll_x_px == start.scroll_x_px


def test_edge_push_grows_towards_the_edge_and_spares_small_rooms() -> None:
    assert edge_push(500, 1000) == edge_push(EDGE_PX, 1000) == edge_push(999 - EDGE_PX, 1000) == 0
    assert edge_push(0, 1000) < edge_push(EDGE_PX - 1, 1000) < 0
    assert edge_push(999, 1000) > edge_push(1000 - EDGE_PX, 1000) > 0
    assert edge_push(0, 3 * EDGE_PX) == 0


def test_bars_appear_only_for_what_does_not_fit(qtbot: QtBot, window: ConsoleWindow, remote: RemoteView) -> None:
    assert not remote.horizontalScrollBar().isVisible()
    remote.set_zoom(1.0)
    qtbot.waitUntil(remote.horizontalScrollBar().isVisible)
    qtbot.waitUntil(remote.verticalScrollBar().isVisible)
    remote.set_zoom(0.25)
    qtbot.waitUntil(lambda: not remote.horizontalScrollBar().isVisible())
    assert not remote.horizontalScrollBar().isVisible()
    assert not remote.verticalScrollBar().isVisible()
    remote.set_zoom(1.0)
    window.toggle_full_screen()
    assert not remote.horizontalScrollBar().isVisible()
    assert remote.view.scroll_max_px[0] > 0
