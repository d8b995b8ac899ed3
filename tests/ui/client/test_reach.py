"""By Tab alone, by a screen reader, and without a word cut off: every page, every language."""

import re

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QRadioButton, QScrollBar, QWidget
from pytestqt.qtbot import QtBot

from client.ui.code_display import CodeDisplay
from client.ui.main_window import ClientWindows
from client.ui.rating_row import StarButton
from client.view_models.screens import SessionView
from shared.ui.file_table import FileTable
from shared.ui.i18n import install_language
from shared.ui.theme import apply_theme
from tests.ui.client.samples import VIEWS

SMALL_SCREEN_PX = 768 - 32  # a laptop of 1366 x 768 with a title bar


def window_of(windows: ClientWindows, name: str) -> QWidget:
    view = VIEWS[name]
    is_bar = isinstance(view, SessionView) and view.question is None
    return windows.bar if is_bar else windows.main


def show(windows: ClientWindows, name: str, qtbot: QtBot) -> QWidget:
    windows.render(VIEWS[name])
    window = window_of(windows, name)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    for _ in range(3):
        QApplication.processEvents()
    return window


def controls(window: QWidget) -> list[QWidget]:
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


@pytest.mark.parametrize("name", list(VIEWS))
def test_tab_alone_reaches_every_control(windows: ClientWindows, qtbot: QtBot, name: str) -> None:
    window = show(windows, name, qtbot)
    walked = walk_by_tab(window)
    # Radio buttons of one group are one stop, and so are the stars: arrows move inside it.
    stars = [widget for widget in controls(window) if isinstance(widget, StarButton)]
    assert not stars or any(star in walked for star in stars)
    wanted = [
        widget
        for widget in controls(window)
        if not (isinstance(widget, QRadioButton) and not widget.isChecked())
        and widget not in stars
        and not (widget.parent() is windows.main.languages and not widget.isChecked())
    ]

    assert walked
    assert {widget.objectName() or type(widget).__name__ for widget in wanted if widget not in walked} == set()


@pytest.mark.parametrize(
    "name", ["home", "home_trouble", "code_waiting", "code_unreachable", "question_monitors", "ended"]
)
def test_tab_order_is_reading_order(windows: ClientWindows, qtbot: QtBot, name: str) -> None:
    window = show(windows, name, qtbot)
    walked = walk_by_tab(window)
    places = []
    for widget in walked:
        corner = widget.mapTo(window, QPoint(0, widget.height() // 2))
        places.append((corner.y() // 24, corner.x()))
    start = places.index(min(places))
    turned = places[start:] + places[:start]

    assert turned == sorted(places)


@pytest.mark.parametrize("name", list(VIEWS))
def test_every_control_has_a_name_for_a_screen_reader(windows: ClientWindows, qtbot: QtBot, name: str) -> None:
    window = show(windows, name, qtbot)
    for widget in controls(window):
        interface = QAccessible.queryAccessibleInterface(widget)
        assert interface.text(QAccessible.Text.Name).strip(), type(widget).__name__


@pytest.mark.parametrize("name", list(VIEWS))
def test_targets_are_large_enough(windows: ClientWindows, qtbot: QtBot, name: str) -> None:
    window = show(windows, name, qtbot)
    for widget in controls(window):
        assert widget.height() >= 44, type(widget).__name__


@pytest.mark.parametrize("language", ["en", "ro", "ru"])
@pytest.mark.parametrize("name", list(VIEWS))
def test_no_word_is_cut_and_nothing_scrolls(
    windows: ClientWindows, qapp: QApplication, qtbot: QtBot, name: str, language: str
) -> None:
    install_language(qapp, language)
    window = show(windows, name, qtbot)
    assert window.height() <= SMALL_SCREEN_PX
    assert window.width() <= 1366
    bars = [bar for bar in window.findChildren(QScrollBar) if bar.isVisible() and bar.maximum() > 0]
    # A list of two hundred files scrolls; the page around it does not.
    bars = [bar for bar in bars if not any(table.isAncestorOf(bar) for table in window.findChildren(FileTable))]
    assert bars == []
    for label in window.findChildren(QLabel):
        if not label.isVisible() or not label.text():
            continue
        if label.wordWrap():
            assert label.height() >= label.heightForWidth(label.width()), label.text()
            longest = max(
                re.split(r"[\s-]", label.text()), key=lambda word: label.fontMetrics().horizontalAdvance(word)
            )
            assert label.fontMetrics().horizontalAdvance(longest) <= label.width(), longest
        else:
            assert label.width() >= label.sizeHint().width(), label.text()
    for widget in controls(window):
        if isinstance(widget, QAbstractButton):
            assert widget.width() >= widget.minimumSizeHint().width(), widget.text()
            right = widget.mapTo(window, QPoint(widget.width(), 0)).x()
            assert right <= window.width(), widget.text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_focus_is_visible_in_both_schemes(
    windows: ClientWindows, qapp: QApplication, qtbot: QtBot, scheme: str
) -> None:
    apply_theme(qapp, density="client", scheme="dark" if scheme == "dark" else "light")
    window = show(windows, "question_view", qtbot)
    button = windows.question.deny_button
    button.setFocus()
    with_ring = button.grab().toImage()
    window.setFocus()
    windows.question.setFocus()
    without = button.grab().toImage()

    changed = sum(
        with_ring.pixel(x, y) != without.pixel(x, y)
        for x in range(with_ring.width())
        for y in range(with_ring.height())
    )
    # At least as much as a line two pixels wide around the button (WCAG 2.2, 2.4.13).
    assert changed >= 2 * 2 * (button.width() + button.height()) * 0.8
