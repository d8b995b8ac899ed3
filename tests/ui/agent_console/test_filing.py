"""Filing a session at its end, in the real window."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from agent_console.ui.main_window import ConsoleWindow
from agent_console.ui.page_switch import ABOUT_PAGE, FILING_PAGE
from shared.protocol.limits import NOTE_MAX_CHARS
from shared.ui.i18n import install_language
from tests.ui.agent_console import recorder as r


@pytest.fixture
def live(window: ConsoleWindow) -> ConsoleWindow:
    window.show_tab(r.tab(1, filing=r.filing("unfiled")))
    QApplication.processEvents()
    return window


def _end(window: ConsoleWindow, progress: str = "unfiled", **more: object) -> None:
    window.show_tab(r.tab(1, stage="ended", end_reason="user_stopped", rights={}, filing=r.filing(progress), **more))
    QApplication.processEvents()


def test_end_of_a_session_turns_to_filing_and_the_tab_is_marked(live: ConsoleWindow) -> None:
    panel = live.page(1).panel
    assert panel.pages.currentIndex() == ABOUT_PAGE, "nothing is in the way while the session runs"
    assert panel.switch.buttons[FILING_PAGE].isVisible()
    _end(live)
    assert panel.pages.currentIndex() == FILING_PAGE
    assert "not filed" in live.workspace.tabs.accessibleTabName(0)
    _end(live, "filed")
    assert "not filed" not in live.workspace.tabs.accessibleTabName(0)


def test_begun_while_it_runs_and_filed_after_its_end(live: ConsoleWindow, intents: r.RecordedIntents) -> None:
    panel = live.page(1).panel
    panel.switch.buttons[FILING_PAGE].click()
    QTest.keyClicks(panel.filing.note, "New driver")
    _end(live)
    filing = panel.filing
    assert filing.note.toPlainText() == "New driver"
    assert not filing.button.isEnabled()
    filing.category.setCurrentIndex(filing.category.findData("printing"))
    assert not filing.button.isEnabled()
    QTest.mouseClick(filing.result_buttons["solved"], Qt.MouseButton.LeftButton)
    QTest.mouseClick(filing.button, Qt.MouseButton.LeftButton)
    assert intents.calls[-1] == ("file_session", 1, "printing", "solved", "New driver")
    _end(live, "filed")
    assert "24 hours" in filing.state.text()
    assert not filing.button.isEnabled(), "nothing is new"
    filing.result_buttons["partly"].click()
    assert filing.button.isEnabled()
    assert filing.button.text() == "File again"


@pytest.mark.parametrize(
    ("progress", "trouble", "words"),
    [
        ("waiting", "", "when the server can be reached"),
        ("refused", "category_unknown", "no longer in the list"),
        ("refused", "record_closed", "24 hours"),
    ],
)
def test_what_became_of_it_is_said(live: ConsoleWindow, progress: str, trouble: str, words: str) -> None:
    filing = live.page(1).panel.filing
    filing.category.setCurrentIndex(1)
    filing.result_buttons["solved"].setChecked(True)
    filing.button.click()
    live.show_tab(r.tab(1, filing=r.filing(progress, trouble=trouble)))
    assert words in filing.state.text()
    assert filing.button.isEnabled() == (progress == "refused")


def test_a_note_that_is_too_long_is_not_cut_but_said(live: ConsoleWindow) -> None:
    filing = live.page(1).panel.filing
    filing.category.setCurrentIndex(1)
    filing.result_buttons["solved"].setChecked(True)
    filing.note.setPlainText("x" * (NOTE_MAX_CHARS + 2))
    assert filing.state.text() == "The note is too long by 2 characters."
    assert not filing.button.isEnabled()


def test_kinds_of_problem_speak_the_language_and_the_choice_stays(live: ConsoleWindow, qapp: QApplication) -> None:
    filing = live.page(1).panel.filing
    filing.category.setCurrentIndex(filing.category.findData("sign_in"))
    install_language(qapp, "ru")
    QApplication.processEvents()
    assert filing.category.currentText() == "Пароль или вход"
    assert filing.category.itemText(5) == "Other", "English where the admin gave no other name"
    install_language(qapp, "en")


def test_closing_the_tab_of_an_unfiled_session_asks_once(live: ConsoleWindow, intents: r.RecordedIntents) -> None:
    _end(live)
    live.close_ended()
    assert not any(call[0] == "close_tab" for call in intents.calls)
    assert "not filed yet" in live.workspace.notice.text
    live.page(1).panel.switch.show_page(ABOUT_PAGE)
    live.workspace.notice._buttons[0].click()
    assert live.page(1).panel.pages.currentIndex() == FILING_PAGE
    live.close_ended()
    live.workspace.notice._buttons[1].click()
    assert intents.calls[-1] == ("close_tab", 1)


def test_closing_a_filed_one_asks_nothing(live: ConsoleWindow, intents: r.RecordedIntents) -> None:
    _end(live, "filed")
    live.close_ended()
    assert intents.calls[-1] == ("close_tab", 1)


def test_window_says_that_what_is_not_filed_is_lost(live: ConsoleWindow, qtbot: QtBot) -> None:
    _end(live)
    live.close()
    assert live.isVisible()
    assert live.workspace.notice.text == "1 session is not filed yet: what you wrote about it is lost."
    live.workspace.notice._buttons[0].click()
    qtbot.waitUntil(lambda: not live.isVisible())


def test_a_next_session_is_not_held_up(live: ConsoleWindow, intents: r.RecordedIntents) -> None:
    _end(live)
    live.workspace.code.field.setText("417382915604")
    live.workspace.code.submit()
    assert intents.calls[-1][0] == "use_code"
    live.show_tab(replace(r.tab(2, title="902 …"), filing=r.filing("none")))
    assert live.current_tab_id == 2
    assert not live.page(2).panel.switch.buttons[FILING_PAGE].isVisible()
