"""A page of the client on show, its controls, and what Tab comes to."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from client.ui.code_display import CodeDisplay
from client.ui.main_window import ClientWindows
from client.view_models.screens import SessionView
from tests.ui.client.samples import VIEWS


def _window_of(windows: ClientWindows, name: str) -> QWidget:
    view = VIEWS[name]
    is_bar = isinstance(view, SessionView) and view.question is None
    return windows.bar if is_bar else windows.main


def show(windows: ClientWindows, name: str, qtbot: QtBot) -> QWidget:
    """The window that shows this page, in front and laid out."""
    windows.render(VIEWS[name])
    window = _window_of(windows, name)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    for _ in range(3):
        QApplication.processEvents()
    return window


def controls(window: QWidget) -> list[QWidget]:
    """What can be pressed or typed into."""
    kinds = (QAbstractButton, QLineEdit, CodeDisplay)
    return [
        widget
        for widget in window.findChildren(QWidget)
        if isinstance(widget, kinds) and widget.isVisible() and widget.isEnabled()
    ]


def walk_by_tab(window: QWidget) -> list[QWidget]:
    """Every widget Tab comes to until it comes back to where it began."""
    seen: list[QWidget] = []
    for _ in range(40):
        focused = QApplication.focusWidget()
        if focused is None or focused in seen:
            break
        seen.append(focused)
        QTest.keyClick(window, Qt.Key.Key_Tab)
    return seen
