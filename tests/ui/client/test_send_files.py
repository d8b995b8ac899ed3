"""Files the person sends, in their windows: asked for or not, chosen or dropped, read through, and only then sent."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from client.ui.main_window import ClientWindows
from shared.capability import Capability
from shared.ui.file_drop import dropped_paths
from shared.ui.i18n import install_language
from tests.ui.client.acts import show, wake
from tests.ui.client.samples import (
    ENDED,
    FILES,
    FROM_USER,
    GOING,
    MOVING,
    VIEW,
    RecordingIntents,
    StillClock,
    question,
    send_question,
    session,
)

LEFT = Qt.MouseButton.LeftButton


def _drop(window: QWidget, *urls: str) -> bool:
    """Drag these onto a window and let go; returns whether it took them."""
    data = QMimeData()
    data.setUrls([QUrl(url) for url in urls])
    actions, keys = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPointF(20, 20).toPoint(), actions, data, LEFT, keys)
    enter.ignore()
    QApplication.sendEvent(window, enter)
    drop = QDropEvent(QPointF(20, 20), actions, data, LEFT, keys)
    drop.ignore()
    QApplication.sendEvent(window, drop)
    assert not drop.isAccepted() or drop.dropAction() is Qt.DropAction.CopyAction, "the file is theirs to keep"
    return enter.isAccepted()


def _chosen(intents: RecordingIntents) -> list[object]:
    return [arguments for name, arguments in intents.calls if name == "choose_files"]


def test_request_asks_to_choose_and_cannot_be_answered_with_yes(
    windows: ClientWindows, intents: RecordingIntents, clock: StillClock, qtbot: QtBot
) -> None:
    show(windows, session(rights=(VIEW,), question=send_question()), qtbot)
    page = windows.question
    assert page.question.text() == "Ana Pop asks you for files."
    assert "The log file of the setup" in page.reason.text()
    assert page.sending.isVisible()
    assert not page.files.isVisible()
    assert (page.allow_button.text(), page.deny_button.text()) == ("Send", "Don't send")
    wake(windows, clock)
    assert not page.allow_button.isEnabled()
    page._allow()
    assert "answer" not in intents.names()


def test_buttons_choose_files_and_folders(windows: ClientWindows, intents: RecordingIntents, qtbot: QtBot) -> None:
    show(windows, session(rights=(VIEW,), question=send_question()), qtbot)
    part = windows.question.sending
    part._choose_files = lambda *_: [Path("/home/ion/setup.log")]
    part._choose_folder = lambda *_: []
    QTest.mouseClick(part.files_button, LEFT)
    QTest.mouseClick(part.folder_button, LEFT)
    assert _chosen(intents) == [(Path("/home/ion/setup.log"),)]


def test_list_is_read_for_three_seconds_and_then_sent(
    windows: ClientWindows, intents: RecordingIntents, clock: StillClock, qtbot: QtBot
) -> None:
    show(windows, session(rights=(VIEW,), question=send_question()), qtbot)
    wake(windows, clock)
    show(windows, session(rights=(VIEW,), question=send_question(FILES, prompt_id=2)), qtbot)
    page = windows.question
    assert page.question.text() == "Send these files to Ana Pop?"
    rows = [page.sending.table.item(row, 0).text() for row in range(page.sending.table.rowCount())]
    assert [row.replace("\u200b", "") for row in rows] == [file.name for file in FILES]
    assert page.sending.total.text() == "3 files, together 46.4 MB"
    assert page.allow_button.text() == "Send (3)", "what was looked at before was another question"
    assert not page.allow_button.isEnabled()
    wake(windows, clock)
    QTest.mouseClick(page.allow_button, LEFT)
    [(prompt_id, is_allowed, _, _)] = [arguments for name, arguments in intents.calls if name == "answer"]
    assert (prompt_id, is_allowed) == (2, True)
    assert "choose_folder" not in intents.names()


def test_choice_that_cannot_be_sent_says_why(windows: ClientWindows, qtbot: QtBot) -> None:
    question = send_question(files_problem="no_files", skipped_count=2)
    show(windows, session(rights=(VIEW,), question=question), qtbot)
    part = windows.question.sending
    assert part.problem.isVisible()
    assert part.skipped.text() == "2 links, special files, or unreadable names or folders left out"
    assert not windows.question.allow_button.isEnabled()


def test_files_dropped_on_a_question_are_chosen_and_addresses_are_not(
    windows: ClientWindows, intents: RecordingIntents, qtbot: QtBot
) -> None:
    show(windows, session(rights=(VIEW,), question=send_question()), qtbot)
    assert _drop(windows.main, "file:///x/a.txt", "https://example.org/evil", "file:///x/photos")
    assert not _drop(windows.main, "https://example.org/evil")
    assert _chosen(intents) == [(Path("/x/a.txt"), Path("/x/photos"))]
    assert dropped_paths(QMimeData()) == []


@pytest.mark.parametrize("name", ["bar", "transfers"])
def test_files_dropped_on_bar_and_window_are_chosen_when_they_may_be(
    windows: ClientWindows, intents: RecordingIntents, qtbot: QtBot, name: str
) -> None:
    show(windows, session(rights=(VIEW,)), qtbot)
    assert not _drop(getattr(windows, name), "file:///x/a.txt")
    show(windows, session(rights=(VIEW,), may_send_files=True), qtbot)
    assert _drop(getattr(windows, name), "file:///x/a.txt")
    assert _chosen(intents) == [(Path("/x/a.txt"),)]


def test_files_are_not_dropped_on_a_question_about_something_else(
    windows: ClientWindows, intents: RecordingIntents, qtbot: QtBot
) -> None:
    show(windows, session(question=question(Capability.CONTROL)), qtbot)
    assert not _drop(windows.main, "file:///x/a.txt")
    assert not windows.question.sending.isVisible()
    assert _chosen(intents) == []


def test_button_of_the_window_asks_which_files(
    windows: ClientWindows, intents: RecordingIntents, qtbot: QtBot
) -> None:
    show(windows, session(rights=(VIEW,), may_send_files=True), qtbot)
    QTest.mouseClick(windows.bar.files_button, LEFT)
    assert windows.transfers.isVisible()
    QTest.mouseClick(windows.transfers.send_button, LEFT)
    assert ("offer", FROM_USER) in intents.calls
    show(windows, session(rights=(VIEW,), question=send_question(cause="person", reason="")), qtbot)
    assert windows.question.question.text() == "Send files to Ana Pop?"
    assert windows.question.deny_button.text() == "Cancel"
    show(windows, session(rights=(VIEW,), may_send_files=False), qtbot)
    assert not windows.transfers.send_button.isEnabled()


def test_dialog_closes_with_its_question_and_chooses_nothing(
    windows: ClientWindows, intents: RecordingIntents, qtbot: QtBot
) -> None:
    show(windows, session(rights=(VIEW,), question=send_question()), qtbot)
    part = windows.question.sending
    seen: list[bool] = []

    def withdraw() -> None:
        seen.append(any(dialog.isVisible() for dialog in part.findChildren(QFileDialog)))
        windows.render(session(rights=(VIEW,)))

    QTimer.singleShot(300, withdraw)
    QTest.mouseClick(part.files_button, LEFT)  # comes back only when the dialog is gone
    assert seen == [True]
    assert _chosen(intents) == []
    assert intents.curtains == ["drawn"], "what it showed may be on the screen for a moment more"
    qtbot.waitUntil(lambda: intents.curtains == ["drawn", "open"])


def test_each_direction_is_cancelled_by_itself(
    windows: ClientWindows, intents: RecordingIntents, qtbot: QtBot
) -> None:
    show(windows, session(rights=(VIEW,), transfers=(MOVING, GOING)), qtbot)
    cards = windows.transfers.list.cards
    assert cards[MOVING.batch_id].way.text() == "You receive"
    assert cards[GOING.batch_id].way.text() == "You send"
    QTest.mouseClick(cards[GOING.batch_id].hold_button, LEFT)
    QTest.mouseClick(cards[GOING.batch_id].cancel_button, LEFT)
    QTest.mouseClick(cards[MOVING.batch_id].cancel_button, LEFT)
    assert [call for call in intents.calls if call[0] in ("hold_files", "take_back")] == [
        ("hold_files", (GOING.batch_id, True)),
        ("take_back", FROM_USER),
        ("take_back", Capability.FILE_TO_USER),
    ]


def test_list_nobody_took_yet_can_be_taken_back(windows: ClientWindows, qtbot: QtBot) -> None:
    show(windows, session(rights=(VIEW,), transfers=(replace(GOING, stage="waiting"),)), qtbot)
    card = windows.transfers.list.cards[GOING.batch_id]
    assert card.state.text() == "Waiting until your helper takes them"
    assert card.cancel_button.isVisible()
    assert not card.hold_button.isVisible()


def test_receipt_names_what_was_sent(windows: ClientWindows, qtbot: QtBot, tmp_path: Path) -> None:
    windows.ended._choose_path = lambda _parent, _title, proposed: tmp_path / proposed.name
    sent = (replace(FILES[1], sha256="ab" * 32),)
    show(windows, replace(ENDED, sent_files=sent), qtbot)
    windows.ended.save_button.click()
    text = next(tmp_path.glob("*.txt")).read_text(encoding="utf-8")
    assert "Files that you sent:" in text
    assert f"- {FILES[1].name}, 1.2 MB, SHA-256 {'ab' * 32}" in text


@pytest.mark.parametrize("language", ["ru", "ro"])
def test_every_language_says_everything(
    windows: ClientWindows, qtbot: QtBot, qapp: QApplication, language: str
) -> None:
    show(windows, session(rights=(VIEW,), transfers=(GOING,), question=send_question(FILES)), qtbot)
    page = windows.question
    parts = [page.question, page.allow_button, page.sending.total, page.sending.files_button]
    parts += [page.sending.folder_button, windows.transfers.send_button, windows.transfers.hint]
    english = {part.text() for part in parts}
    install_language(qapp, language)
    qapp.processEvents()
    words = {part.text() for part in parts}
    assert not words & english
    assert not any("{" in text for text in words)
