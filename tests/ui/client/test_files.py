"""Files in the person's windows: the list before the answer, the folder, and the window that shows them coming."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from client.ui.curtain import Curtain
from client.ui.files_question import FilesQuestion
from client.ui.main_window import ClientWindows
from shared.capability import Capability
from shared.transfer.view import FileRow
from shared.ui.i18n import install_language
from tests.fakes.small_disk import small_disk
from tests.ui.client.acts import show, wake
from tests.ui.client.samples import (
    DONE,
    ENDED,
    FILES,
    MOVING,
    VIEW,
    RecordingIntents,
    StillClock,
    files_question,
    question,
    session,
)


def _table(windows: ClientWindows) -> list[tuple[str, str]]:
    table = windows.question.files.table
    return [(table.item(row, 0).text(), table.item(row, 1).text()) for row in range(table.rowCount())]


def test_question_shows_every_name_and_size_and_the_sum(windows: ClientWindows, qtbot: QtBot) -> None:
    many = tuple(FileRow(name=f"file {number}.txt", size_bytes=1_500) for number in range(500))
    show(windows, session(question=files_question(many)), qtbot)
    assert _table(windows) == [(f"file {number}.txt", "1.5 kB") for number in range(500)]
    assert windows.question.files.total.text() == "500 files, together 750 kB"
    assert windows.question.question.text() == "Ana Pop asks to send you files."


def test_long_name_is_shown_to_its_end(windows: ClientWindows, qtbot: QtBot) -> None:
    name = "invoice" * 24 + ".exe"
    show(windows, session(question=files_question((FileRow(name=name, size_bytes=1),))), qtbot)
    table = windows.question.files.table
    item, metrics = table.item(0, 0), table.fontMetrics()
    assert item.text().replace("\u200b", "") == name
    assert item.data(Qt.ItemDataRole.AccessibleTextRole) == name
    lines = -(-metrics.horizontalAdvance(name) // table.columnWidth(0))
    assert lines > 3
    assert table.rowHeight(0) >= lines * metrics.height()
    assert table.height() >= table.rowHeight(0)


def test_question_about_something_else_shows_no_list(windows: ClientWindows, qtbot: QtBot) -> None:
    show(windows, session(question=files_question()), qtbot)
    assert windows.question.files.isVisible()
    show(windows, session(question=question(Capability.CONTROL, prompt_id=2)), qtbot)
    assert not windows.question.files.isVisible()


def test_yes_carries_the_folder_and_then_the_answer(
    windows: ClientWindows, intents: RecordingIntents, clock: StillClock, qtbot: QtBot, tmp_path: Path
) -> None:
    part = windows.question.files
    part.choice.choose = lambda *_: tmp_path
    show(windows, session(question=files_question()), qtbot)
    QTest.mouseClick(part.folder_button, Qt.MouseButton.LeftButton)
    assert str(tmp_path) in part.place.accessibleName()
    wake(windows, clock)
    QTest.mouseClick(windows.question.allow_button, Qt.MouseButton.LeftButton)
    assert intents.names() == ["choose_folder", "answer"]
    assert ("choose_folder", (1, str(tmp_path))) in intents.calls


def test_full_disk_is_said_beside_the_folder_and_a_yes_waits_for_room(
    windows: ClientWindows, intents: RecordingIntents, clock: StillClock, qtbot: QtBot, tmp_path: Path
) -> None:
    part, allow = windows.question.files, windows.question.allow_button
    with small_disk(tmp_path / "small", size="65m") as folder:
        chosen = [folder, tmp_path]
        part.choice.choose = lambda *_: chosen.pop(0)
        show(windows, session(question=files_question((FileRow(name="a.iso", size_bytes=4_000_000),))), qtbot)
        QTest.mouseClick(part.folder_button, Qt.MouseButton.LeftButton)
        assert part.place.accessibleName() == (
            f"They will be saved in {folder}. There is room for 1.0 MB only. Choose another folder."
        )
        wake(windows, clock)
        assert (allow.isEnabled(), allow.text()) == (False, "Allow")
        windows.question._allow()
        assert intents.names() == []
        QTest.mouseClick(part.folder_button, Qt.MouseButton.LeftButton)
        windows.question._observe()
        assert "only" not in part.place.accessibleName()
        QTest.mouseClick(allow, Qt.MouseButton.LeftButton)
        assert intents.names() == ["choose_folder", "answer"]


def test_room_that_was_made_meanwhile_counts(
    windows: ClientWindows, clock: StillClock, qtbot: QtBot, tmp_path: Path
) -> None:
    part, allow = windows.question.files, windows.question.allow_button
    with small_disk(tmp_path / "small", size="70m") as folder:
        (folder / "old").write_bytes(bytes(5_000_000))
        part.choice.choose = lambda *_: folder
        show(windows, session(question=files_question((FileRow(name="a.iso", size_bytes=4_000_000),))), qtbot)
        QTest.mouseClick(part.folder_button, Qt.MouseButton.LeftButton)
        wake(windows, clock)
        assert not allow.isEnabled()
        (folder / "old").unlink()
        windows.question._observe()
        assert allow.isEnabled()
        assert "only" not in part.place.accessibleName()


def test_full_disk_holds_back_no_question_about_something_else(
    windows: ClientWindows, clock: StillClock, qtbot: QtBot, tmp_path: Path
) -> None:
    part = windows.question.files
    with small_disk(tmp_path / "small") as folder:
        part.choice.choose = lambda *_: folder
        show(windows, session(question=files_question()), qtbot)
        QTest.mouseClick(part.folder_button, Qt.MouseButton.LeftButton)
        assert "There is no room left." in part.place.accessibleName()
        show(windows, session(question=question(Capability.CONTROL, prompt_id=2)), qtbot)
        wake(windows, clock)
        assert windows.question.allow_button.isEnabled()


def test_folder_whose_disk_does_not_tell_is_no_reason_to_wait(
    windows: ClientWindows, clock: StillClock, qtbot: QtBot, tmp_path: Path
) -> None:
    part = windows.question.files
    part.choice.choose = lambda *_: tmp_path / "gone"
    show(windows, session(question=files_question()), qtbot)
    QTest.mouseClick(part.folder_button, Qt.MouseButton.LeftButton)
    wake(windows, clock)
    assert windows.question.allow_button.isEnabled()


def test_folder_dialog_is_shown_behind_the_curtain(
    windows: ClientWindows, intents: RecordingIntents, qtbot: QtBot, tmp_path: Path
) -> None:
    part = windows.question.files
    during: list[str] = []

    def choose(*_: object) -> Path:
        during.extend(intents.curtains)
        return tmp_path

    part._choose_folder = choose
    show(windows, session(question=files_question()), qtbot)
    QTest.mouseClick(part.folder_button, Qt.MouseButton.LeftButton)
    assert (part.choice.folder, during, intents.curtains) == (tmp_path, ["drawn"], ["drawn"])
    qtbot.waitUntil(lambda: intents.curtains == ["drawn", "open"])


def test_folder_chosen_for_one_list_is_not_that_of_the_next(
    windows: ClientWindows, intents: RecordingIntents, qtbot: QtBot, tmp_path: Path
) -> None:
    part = windows.question.files
    usual = FilesQuestion(Curtain(intents)).choice.folder
    part.choice.choose = lambda *_: tmp_path
    show(windows, session(question=files_question()), qtbot)
    QTest.mouseClick(part.folder_button, Qt.MouseButton.LeftButton)
    show(windows, session(question=replace(files_question(), batch_id=2, prompt_id=2)), qtbot)
    assert part.choice.folder == usual


def test_folder_dialog_that_was_closed_changes_nothing(windows: ClientWindows, qtbot: QtBot) -> None:
    part = windows.question.files
    part.choice.choose = lambda *_: None
    show(windows, session(question=files_question()), qtbot)
    before = part.choice.folder
    QTest.mouseClick(part.folder_button, Qt.MouseButton.LeftButton)
    assert part.choice.folder == before


def test_folder_dialog_closes_with_its_question(windows: ClientWindows, qtbot: QtBot) -> None:
    show(windows, session(question=files_question()), qtbot)
    part = windows.question.files
    before = part.choice.folder
    seen: list[bool] = []

    def withdraw() -> None:
        seen.append(any(dialog.isVisible() for dialog in part.findChildren(QFileDialog)))
        windows.render(session(rights=(VIEW,)))

    QTimer.singleShot(300, withdraw)
    QTest.mouseClick(part.folder_button, Qt.MouseButton.LeftButton)  # comes back only when the dialog is gone
    assert seen == [True]
    assert part.choice.folder == before
    assert not any(dialog.isVisible() for dialog in part.findChildren(QFileDialog))


def test_question_about_files_counts_two_minutes(windows: ClientWindows, qtbot: QtBot) -> None:
    show(windows, session(question=files_question()), qtbot)
    windows.question._observe()
    assert "119" in windows.question.remaining.text()


def test_window_comes_with_the_files_and_the_button_brings_it_back(windows: ClientWindows, qtbot: QtBot) -> None:
    show(windows, session(rights=(VIEW,)), qtbot)
    assert not windows.transfers.isVisible()
    show(windows, session(rights=(VIEW,), transfers=(MOVING,)), qtbot)
    assert windows.transfers.isVisible()
    windows.transfers.close()
    assert not windows.transfers.isVisible()
    windows.render(session(rights=(VIEW,), transfers=(replace(MOVING, done_bytes=20_000_000),)))
    assert not windows.transfers.isVisible(), "who closed it does not want it at every percent"
    QTest.mouseClick(windows.bar.files_button, Qt.MouseButton.LeftButton)
    assert windows.transfers.isVisible()


def test_pause_and_cancel_say_so(windows: ClientWindows, intents: RecordingIntents, qtbot: QtBot) -> None:
    show(windows, session(rights=(VIEW,), transfers=(MOVING,)), qtbot)
    card = windows.transfers.list.cards[1]
    assert card.state.text() == "19.3 MB of 46.4 MB · 3.2 MB a second · 9\u00a0seconds left"
    QTest.mouseClick(card.hold_button, Qt.MouseButton.LeftButton)
    windows.render(session(rights=(VIEW,), transfers=(replace(MOVING, is_held_here=True),)))
    assert card.state.text() == "Paused here"
    QTest.mouseClick(card.hold_button, Qt.MouseButton.LeftButton)
    QTest.mouseClick(card.cancel_button, Qt.MouseButton.LeftButton)
    assert [call for call in intents.calls if call[0] in ("hold_files", "take_back")] == [
        ("hold_files", (1, True)),
        ("hold_files", (1, False)),
        ("take_back", Capability.FILE_TO_USER),
    ]


def test_checksums_are_shown_short_and_copied_whole(windows: ClientWindows, qtbot: QtBot) -> None:
    show(windows, session(rights=(VIEW,), transfers=(MOVING,)), qtbot)
    windows.render(session(rights=(VIEW,), transfers=(DONE,)))
    card = windows.transfers.list.cards[1]
    assert not card.cancel_button.isVisible()
    assert card.state.text() == "Done, but 1 file could not be sent."
    QTest.mouseClick(card.copy_buttons[0], Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == DONE.files[0].sha256


def test_end_of_the_session_takes_the_window_away(windows: ClientWindows, qtbot: QtBot) -> None:
    show(windows, session(rights=(VIEW,), transfers=(MOVING,)), qtbot)
    windows.close_all()
    assert not windows.transfers.isVisible()


def test_receipt_names_the_files_with_their_whole_checksums(
    make_windows: Callable[..., ClientWindows], tmp_path: Path, qtbot: QtBot
) -> None:
    windows = make_windows(choose_path=lambda _parent, _title, proposed: tmp_path / proposed.name)
    show(windows, replace(ENDED, files=(replace(DONE.files[0], name="setup\u202e.exe"),)), qtbot)
    windows.ended.save_button.click()
    text = next(tmp_path.glob("*.txt")).read_text(encoding="utf-8")
    assert f"- setup.exe, 41.7 MB, SHA-256 {DONE.files[0].sha256}" in text


@pytest.mark.parametrize("language", ["en", "ru", "ro"])
def test_every_language_says_everything(
    windows: ClientWindows, qtbot: QtBot, qapp: QApplication, language: str
) -> None:
    show(windows, session(rights=(VIEW,), transfers=(MOVING,), question=files_question(FILES)), qtbot)
    install_language(qapp, language)
    qapp.processEvents()
    part, card = windows.question.files, windows.transfers.list.cards[1]
    for words in (part.total.text(), part.place.text(), part.folder_button.text(), card.state.text()):
        assert words
        assert "{" not in words
    if language != "en":
        assert part.folder_button.text() != "Another folder…"
        assert card.cancel_button.text() != "Cancel"
