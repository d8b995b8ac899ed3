"""Files in the console's panel: chosen or dropped, and how they go."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from agent_console.ui.main_window import ConsoleWindow
from shared.ui.file_drop import dropped_paths
from tests.ui.agent_console.recorder import RecordedIntents, tab
from tests.ui.client.samples import MOVING


def _urls(*urls: str) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl(url) for url in urls])
    return data


def test_button_sends_what_was_chosen_with_the_reason(
    window: ConsoleWindow, intents: RecordedIntents, qtbot: QtBot
) -> None:
    window.show_tab(tab(1, may_send_files=True))
    panel = window.page(1).panel
    panel.files._choose_files = lambda *_: [Path("/x/a.txt"), Path("/x/b.txt")]
    panel.reason.setText("the driver")
    QTest.mouseClick(panel.files.send_button, Qt.MouseButton.LeftButton)
    assert intents.named("send_files") == [("send_files", 1, (Path("/x/a.txt"), Path("/x/b.txt")), "the driver")]


def test_dialog_that_was_closed_sends_nothing(window: ConsoleWindow, intents: RecordedIntents) -> None:
    window.show_tab(tab(1, may_send_files=True))
    section = window.page(1).panel.files
    section._choose_folder = lambda *_: []
    QTest.mouseClick(section.folder_button, Qt.MouseButton.LeftButton)
    assert intents.named("send_files") == []


def test_files_dropped_on_the_panel_are_sent_and_addresses_are_not(
    window: ConsoleWindow, intents: RecordedIntents
) -> None:
    window.show_tab(tab(1, may_send_files=True))
    panel = window.page(1).panel
    data = _urls("file:///x/a.txt", "https://example.org/evil", "file:///x/photos")
    at, copy = QPointF(10, 10), Qt.DropAction.CopyAction
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(at.toPoint(), copy, data, buttons, keys)
    panel.dragEnterEvent(enter)
    assert enter.isAccepted()
    panel.dropEvent(QDropEvent(at, copy, data, buttons, keys))
    assert intents.named("send_files") == [("send_files", 1, (Path("/x/a.txt"), Path("/x/photos")), "")]
    assert dropped_paths(_urls("https://example.org/evil")) == []


def test_nothing_is_taken_while_it_cannot_be_asked(window: ConsoleWindow, intents: RecordedIntents) -> None:
    window.show_tab(tab(1, may_send_files=False))
    panel = window.page(1).panel
    assert not panel.files.send_button.isEnabled()
    data = _urls("file:///x/a.txt")
    enter = QDragEnterEvent(
        QPointF(5, 5).toPoint(), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    enter.ignore()
    panel.dragEnterEvent(enter)
    assert not enter.isAccepted()
    assert intents.named("send_files") == []


def test_card_says_how_it_goes_and_stops_it(window: ConsoleWindow, intents: RecordedIntents) -> None:
    window.show_tab(tab(1, transfers=(replace(MOVING, folder=""),)))
    section = window.page(1).panel.files
    card = section.list.cards[1]
    assert "19.3 MB of 46.4 MB" in card.state.text()
    QTest.mouseClick(card.hold_button, Qt.MouseButton.LeftButton)
    QTest.mouseClick(card.cancel_button, Qt.MouseButton.LeftButton)
    assert intents.named("hold_files", "cancel_files") == [("hold_files", 1, 1, True), ("cancel_files", 1, 1)]
    window.show_tab(tab(1, transfers=(replace(MOVING, stage="refused"),), may_send_files=True))
    assert card.state.text() == "The person did not allow it."
    assert not card.cancel_button.isVisible()
