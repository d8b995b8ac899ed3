"""By Tab alone, by a screen reader, and with a finger: every control of every page."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QRadioButton
from pytestqt.qtbot import QtBot

from client.ui.main_window import ClientWindows
from client.ui.rating_row import StarButton
from shared.ui.theme import apply_theme
from tests.ui.client.reach import controls, show, walk_by_tab
from tests.ui.client.samples import VIEWS


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
