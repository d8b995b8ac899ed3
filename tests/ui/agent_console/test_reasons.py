"""Rules that want a reason: what cannot be asked for sleeps and says why, and wakes as soon as there are words."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from agent_console.ui.main_window import ConsoleWindow
from agent_console.ui.session_page import SessionPage
from agent_console.ui.side_panel import SidePanel
from agent_console.view_models.screens import TabView
from shared.capability import Capability
from shared.protocol.limits import REASON_MAX_CHARS
from tests.ui.agent_console.recorder import CONTROL, VIEW, RecordedIntents, tab

FILES = frozenset({Capability.FILE_TO_USER, Capability.FILE_FROM_USER})
ALL = FILES | {VIEW, CONTROL}


def _strict(**changes: object) -> TabView:
    fields: dict[str, object] = {
        "rights": {VIEW: "on", CONTROL: "off"},
        "may_send_files": True,
        "may_ask_files": True,
        "needs_reason": ALL,
    }
    return tab(1, **(fields | changes))


def test_button_sleeps_with_a_sentence_until_there_are_words(window: ConsoleWindow, intents: RecordedIntents) -> None:
    window.show_tab(_strict())
    panel = window.page(1).panel
    row = panel.right_row(CONTROL)
    assert row is not None
    assert not row.button.isEnabled()
    assert row.state_text == "Write below why you ask, then you can"
    assert row.button.accessibleDescription() == row.state_text
    assert "Your organisation's rules want it" in panel.reason.accessibleName()
    QTest.mouseClick(row.button, Qt.MouseButton.LeftButton)
    assert intents.named("ask_for") == []
    QTest.keyClicks(panel.reason, "to")
    assert not row.button.isEnabled(), "two letters are no words"
    QTest.keyClicks(panel.reason, " set the printer")
    assert row.button.isEnabled()
    assert row.state_text == "Off"
    QTest.mouseClick(row.button, Qt.MouseButton.LeftButton)
    assert intents.named("ask_for") == [("ask_for", 1, CONTROL, "to set the printer")]


@pytest.mark.parametrize("blank", ["     ", "\u200b\u200b\u200b\u200b", "\u3164\u3164\u3164\u3164", "?!..."])
def test_blanks_wake_nothing(window: ConsoleWindow, intents: RecordedIntents, blank: str) -> None:
    window.show_tab(_strict())
    panel = window.page(1).panel
    panel.reason.setText(blank)
    row = panel.right_row(CONTROL)
    assert row is not None
    sleeping = (row.button, panel.files.send_button, panel.files.folder_button, panel.files.ask_button)
    assert not any(button.isEnabled() for button in sleeping)
    assert not panel.files.may_send, "not by dropping them either"
    assert panel.files.request.text() == "Write above why you ask: your organisation's rules want a reason."
    panel.reason.setText("the driver")
    assert all(button.isEnabled() for button in sleeping)
    assert panel.files.request.isHidden()


def test_shortcut_goes_to_the_reason_instead_of_doing_nothing(
    window: ConsoleWindow, intents: RecordedIntents
) -> None:
    window.show_tab(_strict())
    panel = window.page(1).panel
    panel.ask_for(CONTROL)
    assert intents.named("ask_for") == []
    assert panel.reason.hasFocus()


def test_what_the_rules_do_not_name_is_asked_as_ever_and_what_is_on_is_given_back(
    window: ConsoleWindow, intents: RecordedIntents
) -> None:
    window.show_tab(_strict(needs_reason=frozenset({VIEW})))
    panel = window.page(1).panel
    for right in (CONTROL, VIEW):
        row = panel.right_row(right)
        assert row is not None
        assert row.button.isEnabled()
        row.act()
    assert intents.named("ask_for", "give_back") == [("ask_for", 1, CONTROL, ""), ("give_back", 1, VIEW)]


def test_other_screens_want_the_reason_of_seeing(window: ConsoleWindow, intents: RecordedIntents) -> None:
    window.show_tab(_strict())
    panel = window.page(1).panel
    asks = [button for button in panel._monitors.buttons if not button.isHidden()]
    assert asks
    assert not any(button.isEnabled() for button in asks)
    assert any("write above why you ask" in text for text in panel._monitors.texts)
    panel.reason.setText("the other one")
    assert all(button.isEnabled() for button in asks)


def test_curtain_says_where_to_write_and_wakes_with_the_words(
    window: ConsoleWindow, intents: RecordedIntents
) -> None:
    window.show_tab(_strict(stage="verified", rights={VIEW: "off", CONTROL: "off"}, cover="no_view", shared_ids=()))
    page = window.page(1)
    assert "Write in the panel why you want to see it" in page.curtain.text
    assert not page.curtain.button.isEnabled()
    page.panel.reason.setText("to see the error")
    assert page.curtain.button.isEnabled()
    QTest.mouseClick(page.curtain.button, Qt.MouseButton.LeftButton)
    assert intents.named("ask_for") == [("ask_for", 1, VIEW, "to see the error")]


def test_more_time_is_asked_for_with_a_reason_too(window: ConsoleWindow, intents: RecordedIntents) -> None:
    view = _strict(rights={VIEW: "on", CONTROL: "on"}, rights_end_at_mono_ms={CONTROL: 9_000_000 + 30_000})
    window.show_tab(view)
    page = window.page(1)
    assert _actions(page) == ["Write why you ask"]
    page.notice._buttons[0].click()
    assert page.panel.reason.hasFocus()
    assert intents.named("ask_for_time") == []
    page.panel.reason.setText("one more minute")
    assert _actions(page) == ["Ask for more time"]
    window.show_tab(replace(view, needs_reason=frozenset()))
    page.panel.reason.clear()
    assert _actions(page) == ["Ask for more time"]


def _actions(page: SessionPage) -> list[str]:
    return [button.text() for button in page.notice._buttons]


def test_reason_that_fills_its_field_says_how_much_fits(window: ConsoleWindow) -> None:
    window.show_tab(tab(1))
    panel = window.page(1).panel
    QTest.keyClicks(panel.reason, "a" * (REASON_MAX_CHARS - 1))
    assert not _labels(panel, "fit here")
    QTest.keyClicks(panel.reason, "bc")
    assert panel.reason.text() == "a" * (REASON_MAX_CHARS - 1) + "b"
    assert _labels(panel, "No more than 80 characters fit here.")
    assert panel.reason.accessibleDescription() == "No more than 80 characters fit here."
    QTest.keyClick(panel.reason, Qt.Key.Key_Backspace)
    assert not _labels(panel, "fit here")


def _labels(panel: SidePanel, words: str) -> list[QLabel]:
    return [label for label in panel.findChildren(QLabel) if label.isVisible() and words in label.text()]
