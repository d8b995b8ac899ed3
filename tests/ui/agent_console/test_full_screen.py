"""Full screen: the picture alone, and what still lies over it."""

from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from agent_console.ui.main_window import ConsoleWindow
from agent_console.ui.session_page import SessionPage
from tests.ui.agent_console.recorder import DrawnSurface, RecordedIntents, tab

CTRL = Qt.KeyboardModifier.ControlModifier


def _in_full_screen(qtbot: QtBot, window: ConsoleWindow, **changes: Any) -> SessionPage:
    window.show_tab(tab(1, **changes))
    surface = DrawnSurface(640, 400)
    window.attach_picture(1, surface, surface.lock)
    qtbot.keyClick(window, Qt.Key.Key_F11)
    assert window.isFullScreen()
    page = window.page(1)
    assert page is not None
    QApplication.processEvents()
    qtbot.mouseMove(page.remote.viewport(), QPoint(300, 400))  # a pointer on the bar would keep it
    return page


def test_full_screen_is_the_picture_alone(qtbot: QtBot, window: ConsoleWindow) -> None:
    page = _in_full_screen(qtbot, window)
    assert not window.workspace.tabs.isVisible()
    assert not page.line.isVisible()
    assert not page.panel.isVisible()
    assert page.remote.size() == window.size()
    assert page.over.isVisible()  # says once how to leave
    qtbot.waitUntil(page.over.isHidden, timeout=8000)
    qtbot.keyClick(window, Qt.Key.Key_B, CTRL)
    assert page.panel.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_F11)
    assert not window.isFullScreen()
    assert window.workspace.tabs.isVisible()
    assert page.line.isVisible()
    assert page.panel.isVisible()


def test_full_screen_bar_comes_when_the_pointer_touches_the_top(qtbot: QtBot, window: ConsoleWindow) -> None:
    page = _in_full_screen(qtbot, window, title="Ion Vlad")
    qtbot.waitUntil(page.over.isHidden, timeout=8000)
    port = page.remote.viewport()
    qtbot.mouseMove(port, QPoint(300, 200))
    qtbot.mouseMove(port, QPoint(300, 0))
    qtbot.waitUntil(page.over.isVisible)
    words = " ".join(label.text() for label in page.over.findChildren(QLabel))
    for part in (
        "Ion Vlad",
        "12:34",
        "sharp",
        "right Ctrl or Ctrl+Alt+Shift" if page.remote.is_captured else "Click",
    ):
        assert part in words
    qtbot.mouseMove(port, QPoint(300, 300))
    qtbot.waitUntil(page.over.isHidden)
    qtbot.mouseMove(port, QPoint(300, 0))
    qtbot.waitUntil(page.over.isVisible)
    qtbot.mouseClick(page.over.leave_button, Qt.MouseButton.LeftButton)
    assert not window.isFullScreen()
    assert page.over.isHidden()


def test_full_screen_keeps_the_release_keys_in_sight_and_out_of_the_way(qtbot: QtBot, window: ConsoleWindow) -> None:
    page = _in_full_screen(qtbot, window)
    page.remote.capture()
    qtbot.waitUntil(page.over.isHidden, timeout=8000)
    hint = page.over.hint
    assert hint.isVisible()
    assert "right Ctrl or Ctrl+Alt+Shift" in hint.text()
    assert hint.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    assert hint.y() < 20
    qtbot.mouseMove(page.remote.viewport(), QPoint(window.width() // 2, 40))
    assert hint.y() > window.height() // 2
    page.let_go()
    assert hint.isHidden()


def test_full_screen_without_a_picture_keeps_its_bar(qtbot: QtBot, window: ConsoleWindow) -> None:
    page = _in_full_screen(qtbot, window, cover="paused")
    page.over._go()
    assert page.over.isVisible()
    window.show_tab(tab(1))
    qtbot.waitUntil(page.over.isHidden, timeout=8000)


def test_full_screen_bar_ends_the_session_after_asking(
    qtbot: QtBot, window: ConsoleWindow, intents: RecordedIntents
) -> None:
    page = _in_full_screen(qtbot, window)
    qtbot.mouseClick(page.over.end_button, Qt.MouseButton.LeftButton)
    assert "End this session?" in page.notice.text
    assert intents.named("end") == []
