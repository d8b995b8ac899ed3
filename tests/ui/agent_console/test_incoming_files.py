"""Files a person sends, in the console's panel: asked for with a reason, listed, and taken into a folder or not."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from agent_console.ui.incoming_files import IncomingFiles
from agent_console.ui.main_window import ConsoleWindow
from tests.fakes.small_disk import small_disk
from tests.ui.agent_console.recorder import RecordedIntents, tab
from tests.ui.client.samples import DONE, FILES, GOING

LEFT = Qt.MouseButton.LeftButton
OFFERED = replace(GOING, stage="waiting", done_bytes=0)


def test_button_asks_with_the_reason(window: ConsoleWindow, intents: RecordedIntents, qtbot: QtBot) -> None:
    window.show_tab(tab(1, may_ask_files=True))
    panel = window.page(1).panel
    panel.reason.setText("the log file")
    QTest.mouseClick(panel.files.ask_button, LEFT)
    assert intents.named("ask_for_files") == [("ask_for_files", 1, "the log file")]


def test_keyboard_goes_back_to_the_reason_when_the_button_has_done_its_work(
    window: ConsoleWindow, intents: RecordedIntents
) -> None:
    window.show_tab(tab(1, may_ask_files=True))
    panel = window.page(1).panel
    panel.files.ask_button.setFocus()
    QTest.keyClick(panel.files.ask_button, Qt.Key.Key_Space)
    window.show_tab(tab(1, may_ask_files=False, files_request="asked"))
    assert panel.reason.hasFocus()
    assert len(intents.calls) == 1

    window.show_tab(tab(1, transfers=(OFFERED,)))
    panel.files.incoming.save_button.setFocus()
    window.show_tab(tab(1, transfers=(replace(OFFERED, stage="moving"),)))
    assert panel.reason.hasFocus()


def test_state_of_the_request_is_said(window: ConsoleWindow) -> None:
    window.show_tab(tab(1))
    section = window.page(1).panel.files
    assert section.request.isHidden()
    for state, words in (("asked", "looking for the files"), ("refused", "sent no files")):
        window.show_tab(tab(1, files_request=state, may_ask_files=state == "refused"))
        assert words in section.request.text()
        assert not section.request.isHidden()
        assert section.ask_button.isEnabled() is (state == "refused")


def test_list_is_shown_with_every_name_and_taken_into_the_chosen_folder(
    window: ConsoleWindow, intents: RecordedIntents, tmp_path: Path
) -> None:
    window.show_tab(tab(1, transfers=(OFFERED,)))
    part = window.page(1).panel.files.incoming
    assert not part.isHidden()
    rows = [part.table.item(row, 0).text() for row in range(part.table.rowCount())]
    assert [row.replace("\u200b", "") for row in rows] == [file.name for file in FILES[1:]]
    assert part.total.text() == "2 files, together 4.7 MB"
    assert window.page(1).panel.files.list.cards == {}, "it is not under way"
    part.choice.choose = lambda *_: tmp_path
    part.folder_button.click()
    assert str(tmp_path) in part.place.accessibleName()
    part.save_button.click()
    assert intents.named("accept_files") == [("accept_files", 1, OFFERED.batch_id, tmp_path)]


def test_full_disk_is_said_beside_the_folder_and_nothing_is_saved_there(
    window: ConsoleWindow, intents: RecordedIntents, tmp_path: Path
) -> None:
    window.show_tab(tab(1, transfers=(OFFERED,)))
    part = window.page(1).panel.files.incoming
    with small_disk(tmp_path / "small", size="65m") as folder:
        chosen = [folder, tmp_path]
        part.choice.choose = lambda *_: chosen.pop(0)
        part.folder_button.click()
        assert part.place.accessibleName().endswith("There is room for 1.0 MB only. Choose another folder.")
        assert not part.save_button.isEnabled()
        part.save_button.click()
        assert intents.named("accept_files") == []
        part.folder_button.click()
        assert part.save_button.isEnabled()
        part.save_button.click()
        assert intents.named("accept_files") == [("accept_files", 1, OFFERED.batch_id, tmp_path)]


def test_button_stays_in_sight_when_a_long_folder_takes_more_lines(window: ConsoleWindow, qtbot: QtBot) -> None:
    window.resize(1_000, 600)
    window.show_tab(tab(1))
    window.show_tab(tab(1, transfers=(OFFERED,)))
    part = window.page(1).panel.files.incoming

    def is_seen() -> bool:
        return part.save_button.visibleRegion().boundingRect() == part.save_button.rect()

    qtbot.waitUntil(is_seen)
    part.choice.choose = lambda *_: Path("/", *["a-folder-with-a-long-name"] * 8)
    part.folder_button.click()
    qtbot.wait(300)
    assert is_seen()


def test_list_can_be_refused(window: ConsoleWindow, intents: RecordedIntents) -> None:
    window.show_tab(tab(1, transfers=(OFFERED,)))
    window.page(1).panel.files.incoming.refuse_button.click()
    assert intents.named("cancel_files") == [("cancel_files", 1, OFFERED.batch_id)]


def test_folder_chosen_for_one_list_is_not_that_of_the_next(window: ConsoleWindow, tmp_path: Path) -> None:
    window.show_tab(tab(1, transfers=(OFFERED,)))
    part = window.page(1).panel.files.incoming
    part.choice.choose = lambda *_: tmp_path
    part.folder_button.click()
    window.show_tab(tab(1, transfers=(replace(OFFERED, batch_id=OFFERED.batch_id + 1),)))
    assert part.choice.folder == IncomingFiles().choice.folder


def test_list_that_was_taken_becomes_a_card_and_says_where_it_went(
    window: ConsoleWindow, intents: RecordedIntents
) -> None:
    window.show_tab(tab(1, transfers=(OFFERED,)))
    section = window.page(1).panel.files
    window.show_tab(tab(1, transfers=(replace(GOING, folder="/home/ana/Downloads"),)))
    assert section.incoming.isHidden()
    card = section.list.cards[GOING.batch_id]
    assert card.way.text() == "You receive"
    assert "/home/ana/Downloads" in section.place.accessibleName()
    QTest.mouseClick(card.hold_button, LEFT)
    QTest.mouseClick(card.cancel_button, LEFT)
    assert intents.named("hold_files", "cancel_files") == [
        ("hold_files", 1, GOING.batch_id, True), ("cancel_files", 1, GOING.batch_id),
    ]  # fmt: skip
    window.show_tab(tab(1, transfers=(replace(DONE, batch_id=GOING.batch_id, direction="from_user"),)))
    assert len(card.copy_buttons) == 2
