from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from agent_console.ui.main_window import ConsoleWindow
from agent_console.view_models.screens import Trouble
from tests.ui.agent_console.recorder import SIGNED_IN, RecordedIntents, tab


def test_code_typed_is_grouped_while_typing_and_sent_as_digits(
    qtbot: QtBot, window: ConsoleWindow, intents: RecordedIntents
) -> None:
    field = window.workspace.empty_code.field
    qtbot.keyClicks(field, "417382-915")
    assert field.text() == "417 382 915"
    qtbot.keyClicks(field, " 604")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.text() == "417 382 915 604"
    assert intents.calls == [("use_code", "417382915604")]


def test_code_edited_in_the_middle_keeps_the_cursor_there(qtbot: QtBot, window: ConsoleWindow) -> None:
    field = window.workspace.empty_code.field
    qtbot.keyClicks(field, "41782915604")
    field.setCursorPosition(3)
    qtbot.keyClicks(field, "3")
    assert field.text() == "417 382 915 604"
    qtbot.keyClick(field, Qt.Key.Key_Backspace)
    assert field.text() == "417 829 156 04"
    assert field.cursorPosition() == 3


def test_code_pasted_with_words_around_it_is_taken(
    qtbot: QtBot, window: ConsoleWindow, intents: RecordedIntents
) -> None:
    field = window.workspace.empty_code.field
    QApplication.clipboard().setText("my code: 417-382-915-604!")
    qtbot.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert field.text() == "417 382 915 604"


def test_code_with_a_wrong_digit_is_told_at_once_and_not_sent(
    qtbot: QtBot, window: ConsoleWindow, intents: RecordedIntents
) -> None:
    entry = window.workspace.empty_code
    qtbot.keyClicks(entry.field, "417382915603")
    qtbot.waitUntil(lambda: "One digit is wrong" in entry.problem_text)  # after a pause, without Enter
    qtbot.keyClick(entry.field, Qt.Key.Key_Return)
    assert intents.calls == []
    assert entry.field.text() == "417 382 915 603"
    qtbot.keyClick(entry.field, Qt.Key.Key_Backspace)
    assert entry.problem_text == ""


def test_code_half_typed_says_nothing_until_enter(
    qtbot: QtBot, window: ConsoleWindow, intents: RecordedIntents
) -> None:
    entry = window.workspace.empty_code
    qtbot.keyClicks(entry.field, "417382")
    entry._judge()
    assert entry.problem_text == ""
    qtbot.keyClick(entry.field, Qt.Key.Key_Return)
    assert "Digits are missing" in entry.problem_text
    assert intents.calls == []


def test_code_too_short_for_enter_goes_on_saying_so(qtbot: QtBot, window: ConsoleWindow) -> None:
    entry = window.workspace.empty_code
    qtbot.keyClicks(entry.field, "12")
    qtbot.keyClick(entry.field, Qt.Key.Key_Return)
    said = entry.problem_text
    assert said
    qtbot.wait(900)  # longer than the pause after which what is half typed is judged
    assert entry.problem_text == said


def test_code_on_its_way_is_not_sent_twice_and_cleared_when_it_worked(
    qtbot: QtBot, window: ConsoleWindow, intents: RecordedIntents
) -> None:
    entry = window.workspace.empty_code
    qtbot.keyClicks(entry.field, "417382915604")
    window.show_account(replace(SIGNED_IN, is_claiming=True))
    qtbot.keyClick(entry.field, Qt.Key.Key_Return)
    assert intents.calls == []
    window.show_account(SIGNED_IN)
    assert entry.field.text() == ""


def test_code_refused_by_the_server_stays_with_the_reason(qtbot: QtBot, window: ConsoleWindow) -> None:
    entry = window.workspace.empty_code
    qtbot.keyClicks(entry.field, "417382915604")
    window.show_account(replace(SIGNED_IN, is_claiming=True))
    window.show_account(replace(SIGNED_IN, code_trouble=Trouble(code="code_unknown")))
    assert entry.field.text() == "417 382 915 604"
    assert "does not exist or has expired" in entry.problem_text
    qtbot.keyClicks(entry.field, "9")  # typing replaces the refused code
    assert entry.field.text() == "9"
    assert entry.problem_text == ""


@pytest.mark.parametrize("cursor", [0, 5, 15])
def test_code_wrong_then_clicked_into_begins_anew_with_the_next_digit(
    qtbot: QtBot, window: ConsoleWindow, cursor: int
) -> None:
    entry = window.workspace.empty_code
    qtbot.keyClicks(entry.field, "768232388761")
    qtbot.keyClick(entry.field, Qt.Key.Key_Return)
    assert "One digit is wrong" in entry.problem_text
    window.workspace.setFocus()
    qtbot.mouseClick(entry.field, Qt.MouseButton.LeftButton)
    entry.field.setCursorPosition(cursor)
    qtbot.keyClicks(entry.field, "417382")
    assert (entry.field.text(), entry.problem_text) == ("417 382", "")


def test_code_wrong_may_be_mended_where_it_is_wrong(qtbot: QtBot, window: ConsoleWindow) -> None:
    entry = window.workspace.empty_code
    qtbot.keyClicks(entry.field, "417382915603")
    qtbot.keyClick(entry.field, Qt.Key.Key_Return)
    qtbot.keyClick(entry.field, Qt.Key.Key_Backspace)
    assert entry.problem_text == ""
    qtbot.keyClicks(entry.field, "4")
    assert entry.field.text() == "417 382 915 604"


def test_code_half_typed_goes_on_after_enter(qtbot: QtBot, window: ConsoleWindow, intents: RecordedIntents) -> None:
    entry = window.workspace.empty_code
    qtbot.keyClicks(entry.field, "417382")
    qtbot.keyClick(entry.field, Qt.Key.Key_Return)
    qtbot.keyClicks(entry.field, "915604")
    assert entry.field.text() == "417 382 915 604"


def test_code_refused_by_the_server_without_the_focus_begins_anew_too(qtbot: QtBot, window: ConsoleWindow) -> None:
    entry = window.workspace.empty_code
    qtbot.keyClicks(entry.field, "417382915604")
    qtbot.keyClick(entry.field, Qt.Key.Key_Return)
    window.workspace._menu_button.setFocus()
    refused = replace(SIGNED_IN, code_trouble=Trouble(code="code_unknown"))
    window.show_account(replace(SIGNED_IN, is_claiming=True))
    window.show_account(refused)
    entry.field.setFocus()
    entry.field.end(False)
    qtbot.keyClicks(entry.field, "9")
    assert (entry.field.text(), entry.problem_text) == ("9", "")
    window.show_account(replace(refused, organisation="Other"))
    assert entry.problem_text == "", "what was said of the old code does not come back"
    qtbot.keyClicks(entry.field, "82915604222")
    qtbot.keyClick(entry.field, Qt.Key.Key_Return)
    window.show_account(refused)  # so fast that nobody saw it busy
    assert "does not exist or has expired" in entry.problem_text


@pytest.mark.parametrize(
    ("digits", "words"),
    [
        ("4173829156041", "There are too many digits, or one is wrong."),
        ("417382915604" * 2, "There are too many digits."),
    ],
)
def test_code_with_too_many_digits_says_so(qtbot: QtBot, window: ConsoleWindow, digits: str, words: str) -> None:
    entry = window.workspace.empty_code
    qtbot.keyClicks(entry.field, digits)
    qtbot.waitUntil(lambda: words in entry.problem_text)  # after a pause, without Enter
    qtbot.keyClick(entry.field, Qt.Key.Key_Return)
    assert words in entry.problem_text
    qtbot.keyClicks(entry.field, "4")
    assert entry.field.text() == "4"


def test_code_field_is_reached_from_a_tab_and_tells_troubles_above_the_pages(
    qtbot: QtBot, window: ConsoleWindow, intents: RecordedIntents
) -> None:
    window.show_tab(tab(1))
    qtbot.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    field = window.workspace.code.field
    assert field.hasFocus()
    qtbot.keyClicks(field, "417382915603")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert "One digit is wrong" in window.workspace.notice.text
    assert intents.named("use_code") == []
    window.show_account(replace(SIGNED_IN, is_connected=False))
    assert "server cannot be reached" in window.workspace.notice.text, "with no server no other code helps"
    window.show_account(SIGNED_IN)
    assert "One digit is wrong" in window.workspace.notice.text
