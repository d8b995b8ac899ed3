"""The curves of the line: on demand, in words too, and at rest while nobody looks."""

from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionButton
from pytestqt.qtbot import QtBot

from agent_console.domain.sharpness import Sharpness
from agent_console.ui.line_graph import LineGraph
from agent_console.ui.main_window import ConsoleWindow
from agent_console.ui.session_page import SessionPage
from shared.link_stats import LinkStats
from shared.ui.i18n import install_language
from tests.ui.agent_console.recorder import VIEW, tab


class Paints(QObject):
    """Counts how often a widget is painted."""

    def __init__(self, graph: LineGraph) -> None:
        super().__init__()
        self.count = 0
        graph.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Paint
        return super().eventFilter(watched, event)


def _page(window: ConsoleWindow, **changes: object) -> SessionPage:
    window.show_tab(tab(1, **changes))
    page = window.page(1)
    assert page is not None
    return page


def test_graph_comes_and_goes_by_key_and_by_a_click_on_the_line(qtbot: QtBot, window: ConsoleWindow) -> None:
    page = _page(window)
    assert not page.graph.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    assert page.graph.isVisible()
    qtbot.mouseClick(page.line.buttons[0], Qt.MouseButton.LeftButton)
    assert not page.graph.isVisible()


def test_graph_says_in_words_what_it_draws(window: ConsoleWindow) -> None:
    page = _page(window)
    page.toggle_graph()
    page.note_second()
    window.show_tab(tab(1, stats=LinkStats(rtt_ms=90.0, bitrate_kbps=2100.0, pictures_per_s=30.0)))
    page.note_second()
    assert page.graph.accessibleDescription().splitlines() == [
        "Rate: now 2.10 Mbit/s, usually 1.21 Mbit/s, at most 2.10 Mbit/s",
        "There and back: now 90 ms, usually 51 ms, at most 90 ms",
        "Pictures: now 30 pictures/s, usually 27 pictures/s, at most 30 pictures/s",
    ]
    window.show_tab(tab(1, cover="stalled"))
    page.note_second()
    assert "now not known" in page.graph.text


def test_graph_is_painted_once_a_reading_and_never_while_hidden(qtbot: QtBot, window: ConsoleWindow) -> None:
    page = _page(window)
    paints = Paints(page.graph)
    for _ in range(5):
        page.note_second()
        QApplication.processEvents()
    assert paints.count == 0
    page.toggle_graph()
    QApplication.processEvents()
    before = paints.count
    for _ in range(3):
        page.note_second()
        QApplication.processEvents()
    assert paints.count == before + 3
    window.show_tab(tab(2))  # in front of it
    QApplication.processEvents()
    before = paints.count
    page.note_second()
    QApplication.processEvents()
    assert paints.count == before


def test_graph_ink_follows_the_readings(window: ConsoleWindow) -> None:
    page = _page(window)
    page.toggle_graph()
    QApplication.processEvents()
    empty = page.graph.grab().toImage()
    for _ in range(60):
        page.note_second()
    assert page.graph.grab().toImage() != empty


def test_line_says_what_the_picture_is_and_what_is_wrong(window: ConsoleWindow) -> None:
    page = _page(window, sharpness=Sharpness.SOFT, stats=LinkStats(rtt_ms=180.0, bitrate_kbps=40.0))
    assert page.line.line_text == "soft while it moves · slow line · 180 ms · 0.04 Mbit/s"
    window.show_tab(tab(1, sharpness=Sharpness.CATCHING_UP))
    assert page.line.line_text == "catching up · 12 ms · 0.31 Mbit/s"
    window.show_tab(tab(1, cover="paused"))
    assert page.line.line_text == "paused · 12 ms"
    window.show_tab(tab(1, cover="stalled"))
    assert page.line.line_text == "frozen, the line is silent"


@pytest.mark.parametrize("language", ["en", "ru", "ro"])
@pytest.mark.parametrize("width_px", [880, 960, 1100, 1366])
@pytest.mark.parametrize("changes", [{}, {"is_person_active": True}, {"rights": {VIEW: "on"}}])
def test_line_that_has_no_room_is_cut_between_figures_and_says_so(
    qapp: QApplication, window: ConsoleWindow, language: str, width_px: int, changes: dict[str, Any]
) -> None:
    install_language(qapp, language)
    window.resize(width_px, 600)
    stats = LinkStats(rtt_ms=180.0, loss_ratio=0.05, bitrate_kbps=1.0)
    page = _page(window, sharpness=Sharpness.SOFT, stats=stats, **changes)
    qapp.processEvents()
    line = page.line.buttons[0]
    option = QStyleOptionButton()
    option.initFrom(line)
    room = line.style().subElementRect(QStyle.SubElement.SE_PushButtonContents, option, line)
    shown, whole = line.text(), page.line.line_text
    if not shown:
        assert width_px == 880, (
            "the keys that bring the keyboard back come first, where there is room for nothing else"
        )
        return
    assert line.fontMetrics().horizontalAdvance(shown) <= room.width()
    figures = shown.removesuffix(" \N{HORIZONTAL ELLIPSIS}")
    is_one_word = " · " not in shown
    assert shown == whole or shown.endswith("\N{HORIZONTAL ELLIPSIS}")
    assert is_one_word or whole == figures or whole.startswith(f"{figures} · ")


@pytest.mark.parametrize("width_px", [880, 1366])
def test_line_hint_that_the_persons_hand_comes_first_is_never_cut(
    qapp: QApplication, window: ConsoleWindow, width_px: int
) -> None:
    window.resize(width_px, 600)
    page = _page(window, is_person_active=True)
    qapp.processEvents()
    hint = page.line._hint
    assert "your input does not arrive" in hint.text()
    assert hint.width() >= hint.sizeHint().width()
    assert not hint.geometry().intersects(page.line.buttons[0].geometry())
