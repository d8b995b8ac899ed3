"""Pointing and drawing on a person's screen, from the mouse to the message, at every zoom."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from agent_console.ui.draw_panel import DrawPanel
from agent_console.ui.drawing_layer import DrawingLayer
from agent_console.ui.main_window import ConsoleWindow
from agent_console.ui.mark_painter import MarkPainter
from agent_console.ui.remote_view import RemoteView
from agent_console.ui.session_page import SessionPage
from shared.geometry import Rect, denormalize_point
from shared.protocol import peer_messages as peer
from shared.ui.mark_paint import PALETTE
from tests.ui.agent_console.recorder import CONTROL, VIEW, DrawnSurface, RecordedIntents, tab

AREA = Rect(0, 0, 640, 400)
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(window: ConsoleWindow) -> SessionPage:
    """Seeing, without control: a picture of 640 x 400."""
    window.show_tab(tab(1, rights={VIEW: "on"}, rights_end_at_mono_ms={}))
    surface = DrawnSurface(640, 400, "#336699")
    window.attach_picture(1, surface, surface.lock)
    found = window.page(1)
    assert found is not None
    QApplication.processEvents()
    return found


@pytest.fixture
def remote(page: SessionPage) -> RemoteView:
    return page.remote


def _at(remote: RemoteView, x_px: int, y_px: int) -> QPoint:
    x, y = remote.view.device_at(x_px, y_px)
    return QPoint(int(x / remote.view.pixel_ratio), int(y / remote.view.pixel_ratio))


def _drag(qtbot: QtBot, remote: RemoteView, *places: tuple[int, int]) -> None:
    port = remote.viewport()
    qtbot.mousePress(port, LEFT, pos=_at(remote, *places[0]))
    for place in places[1:]:
        qtbot.mouseMove(port, _at(remote, *place))
    qtbot.mouseRelease(port, LEFT, pos=_at(remote, *places[-1]))


def _drawn(intents: RecordedIntents) -> list[peer.MarkDraw]:
    return [message for _, _, message in intents.named("draw") if isinstance(message, peer.MarkDraw)]


def _pixels(points: list[peer.MarkPoint]) -> list[tuple[int, int]]:
    return [denormalize_point(point.x, point.y, AREA) for point in points]


def test_draw_arrow_without_control_goes_over_as_its_two_ends(
    qtbot: QtBot, window: ConsoleWindow, remote: RemoteView, intents: RecordedIntents
) -> None:
    window.draw("arrow")
    _drag(qtbot, remote, (100, 50), (200, 90), (301, 202))
    last = _drawn(intents)[-1]
    assert (last.tool, last.colour, last.is_fading, last.clear_count) == ("arrow", 0, True, 0)
    assert _pixels(last.points) == [(100, 50), (301, 202)]
    assert intents.named("pointer_moved", "button_changed") == []


@pytest.mark.parametrize("zoom", [None, 1.0, 2.0, 0.5, 3.0])
def test_draw_box_at_every_zoom_means_the_pixels_it_was_drawn_over(
    qtbot: QtBot, window: ConsoleWindow, remote: RemoteView, intents: RecordedIntents, zoom: float | None
) -> None:
    remote.set_zoom(zoom)
    QApplication.processEvents()
    middle = remote.view.remote_at(remote.viewport().width() / 2, remote.viewport().height() / 2)
    assert middle is not None
    corners = (middle[0] - 30, middle[1] - 20), (middle[0] + 35, middle[1] + 25)
    window.draw("box")
    _drag(qtbot, remote, *corners)
    found = _pixels(_drawn(intents)[-1].points)
    slack = 1 if remote.view.scale < 1 else 0
    assert np.abs(np.subtract(found, corners)).max() <= slack


def test_draw_line_shows_at_once_over_the_picture(
    qtbot: QtBot, window: ConsoleWindow, remote: RemoteView, intents: RecordedIntents
) -> None:
    window.draw("pen")
    remote.drawing.choose_colour(1)
    port = remote.viewport()
    qtbot.mousePress(port, LEFT, pos=_at(remote, 100, 100))
    qtbot.mouseMove(port, _at(remote, 300, 100))
    shown = port.grab().toImage()
    assert shown.pixelColor(_at(remote, 200, 100)) == QColor(PALETTE[1])
    assert shown.pixelColor(_at(remote, 200, 140)) == QColor("#336699")
    qtbot.mouseRelease(port, LEFT, pos=_at(remote, 300, 100))
    window.show_tab(tab(1, rights={VIEW: "on"}, cover="paused"))
    assert port.grab().toImage().pixelColor(_at(remote, 200, 100)) != QColor(PALETTE[1]), "hidden while paused"
    window.show_tab(tab(1, rights={VIEW: "on"}))
    assert port.grab().toImage().pixelColor(_at(remote, 200, 100)) == QColor(PALETTE[1])
    window.show_tab(tab(1, rights={VIEW: "on"}, clear_count=1))
    assert port.grab().toImage().pixelColor(_at(remote, 200, 100)) == QColor("#336699"), "cleared by the person"


def test_draw_with_a_tool_in_hand_nothing_is_steered_and_escape_gives_the_mouse_back(
    qtbot: QtBot, window: ConsoleWindow, page: SessionPage, intents: RecordedIntents
) -> None:
    window.show_tab(tab(1))
    remote = page.remote
    remote.capture()
    window.draw("box")
    assert not remote.is_captured
    assert "Esc" in page.line.hint_text
    intents.calls.clear()
    _drag(qtbot, remote, (10, 10), (60, 60))
    qtbot.mouseClick(remote.viewport(), Qt.MouseButton.RightButton, pos=_at(remote, 20, 20))
    wheel = QWheelEvent(
        QPointF(_at(remote, 50, 50)),
        remote.viewport().mapToGlobal(QPointF(_at(remote, 50, 50))),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(remote.viewport(), wheel)
    qtbot.keyClick(remote, Qt.Key.Key_Return)
    assert {call[0] for call in intents.calls} == {"draw"}
    assert not remote.is_captured
    qtbot.keyClick(remote, Qt.Key.Key_Escape)
    assert remote.drawing.tool is None
    assert "Esc" not in page.line.hint_text
    qtbot.mouseClick(remote.viewport(), LEFT, pos=_at(remote, 20, 20))
    assert intents.named("button_changed")


def test_draw_pointer_follows_the_mouse_and_leaves_with_it(
    qtbot: QtBot, window: ConsoleWindow, remote: RemoteView, intents: RecordedIntents
) -> None:
    page = window.page(1)
    assert page is not None
    window.draw("pointer")
    assert page.line.hint_text == "The mouse points on their screen. Esc gives it back"
    qtbot.mouseMove(remote.viewport(), _at(remote, 320, 200))

    def pointed() -> list[peer.MarkPointer]:
        return [message for _, _, message in intents.named("draw") if isinstance(message, peer.MarkPointer)]

    qtbot.waitUntil(lambda: bool(pointed()))
    assert denormalize_point(pointed()[-1].x, pointed()[-1].y, AREA) == (320, 200)
    QApplication.sendEvent(remote.viewport(), QEvent(QEvent.Type.Leave))
    assert not pointed()[-1].is_shown
    window.draw("box")
    assert page.line.hint_text == "The mouse draws on their screen. Esc gives it back"
    window.draw("pointer")
    assert not remote.viewport().cursor().pixmap().isNull(), "their own pointer looks like the one over there"


def test_draw_is_not_offered_while_nothing_is_seen(window: ConsoleWindow, page: SessionPage) -> None:
    panel = page.panel.draw
    assert isinstance(panel, DrawPanel)
    assert all(button.isEnabled() for button in panel.tool_buttons.values())
    window.draw("pen")
    assert page.remote.drawing.tool == "pen"
    for cover in ("asking", "paused", "stalled"):
        window.show_tab(tab(1, rights={VIEW: "on"}, cover=cover))
        assert page.remote.drawing.tool is None
        assert not any(button.isEnabled() for button in panel.tool_buttons.values())
        window.draw("pen")
        assert page.remote.drawing.tool is None
    window.show_tab(tab(1, stage="verified", rights={}, cover="no_view"))
    assert page.remote.drawing.marks == ()


def test_draw_panel_chooses_and_clears(
    qtbot: QtBot, window: ConsoleWindow, page: SessionPage, intents: RecordedIntents
) -> None:
    panel, layer = page.panel.draw, page.remote.drawing
    assert isinstance(layer, DrawingLayer)
    qtbot.mouseClick(panel.tool_buttons["box"], LEFT)
    assert (layer.tool, panel.tool_buttons["box"].isChecked(), page.remote.hasFocus()) == ("box", True, True)
    qtbot.mouseClick(panel.colour_buttons[2], LEFT)
    panel.stays.click()
    assert not panel.clear_button.isEnabled()
    _drag(qtbot, page.remote, (10, 10), (90, 90))
    last = _drawn(intents)[-1]
    assert (last.colour, last.is_fading) == (2, False)
    assert panel.clear_button.isEnabled()
    qtbot.mouseClick(panel.clear_button, LEFT)
    assert isinstance(intents.named("draw")[-1][2], peer.MarksClear)
    assert (layer.marks, panel.clear_button.isEnabled()) == ((), False)
    qtbot.mouseClick(panel.tool_buttons["box"], LEFT)
    assert layer.tool is None
    window.show_tab(tab(1, stage="ended", rights={}, cover="no_view", end_reason="user_stopped"))
    assert panel.isHidden()


def test_draw_double_click_and_drag_beside_the_picture_do_no_harm(
    qtbot: QtBot, window: ConsoleWindow, remote: RemoteView, intents: RecordedIntents
) -> None:
    window.draw("pen")
    qtbot.mouseDClick(remote.viewport(), LEFT, pos=_at(remote, 100, 100))
    qtbot.mouseRelease(remote.viewport(), LEFT, pos=_at(remote, 100, 100))
    qtbot.mousePress(remote.viewport(), LEFT, pos=QPoint(2, 2))
    qtbot.mouseRelease(remote.viewport(), LEFT, pos=QPoint(2, 2))
    assert len({message.mark_id for message in _drawn(intents)}) == len(remote.drawing.marks)


def test_mark_painter_paints_nothing_before_the_first_picture(window: ConsoleWindow) -> None:
    window.show_tab(tab(1, rights={VIEW: "on", CONTROL: "on"}))
    page = window.page(1)
    assert page is not None
    MarkPainter().paint(None, page.remote.view, (), None)
    window.draw("pen")
    assert page.remote.viewport().grab().toImage().width() > 0
