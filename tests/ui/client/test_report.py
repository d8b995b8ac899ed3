"""Stars and reports at the end of a session, in the real windows."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from client.domain.feedback import FeedbackState
from client.ui.main_window import ClientWindows
from client.ui.rating_row import SEND_AFTER_MS
from client.view_models.screens import HomeView
from shared.protocol.limits import REPORT_MAX_CHARS
from tests.ui.client.acts import show
from tests.ui.client.samples import ENDED, RecordingIntents, session


def _in_front(windows: ClientWindows) -> object:
    return windows.main.stack.currentWidget()


def test_a_star_is_told_once_and_lights_all_before_it(
    windows: ClientWindows, intents: RecordingIntents, qtbot: QtBot
) -> None:
    show(windows, ENDED, qtbot)
    row = windows.ended.rating
    row.buttons[3].click()
    assert [button.is_lit for button in row.buttons] == [True, True, True, True, False]
    assert "rate" not in intents.names(), "perhaps it is not the last one"
    qtbot.waitUntil(lambda: ("rate", 4) in intents.calls, timeout=SEND_AFTER_MS + 2_000)
    QTest.qWait(SEND_AFTER_MS + 100)
    assert intents.names() == ["rate"]


def test_whoever_walks_along_the_stars_with_the_keyboard_tells_the_last(
    windows: ClientWindows, intents: RecordingIntents, qtbot: QtBot
) -> None:
    show(windows, ENDED, qtbot)
    first = windows.ended.rating.buttons[0]
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Space)
    for button in windows.ended.rating.buttons[:4]:
        QTest.keyClick(button, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: "rate" in intents.names(), timeout=SEND_AFTER_MS + 2_000)
    assert intents.calls[-1] == ("rate", 5)


def test_whoever_leaves_at_once_has_chosen_all_the_same(
    windows: ClientWindows, intents: RecordingIntents, qtbot: QtBot
) -> None:
    show(windows, ENDED, qtbot)
    windows.ended.rating.buttons[1].click()
    windows.ended.close_button.click()
    windows.render(HomeView())
    assert intents.names() == ["go_home", "rate"]


def test_stars_say_their_meaning_to_a_screen_reader(windows: ClientWindows, qtbot: QtBot) -> None:
    show(windows, ENDED, qtbot)
    names = [button.accessibleName() for button in windows.ended.rating.buttons]
    assert names[0] == "1 of 5 stars: bad"
    assert names[4] == "5 of 5 stars: very good"


def test_another_session_begins_without_stars_or_words(windows: ClientWindows, qtbot: QtBot) -> None:
    show(windows, replace(ENDED, feedback=FeedbackState(stars=5, stars_progress="kept")), qtbot)
    assert windows.ended.rating.said.text() == "Thank you."
    windows.ended.wrong_button.click()
    windows.report.cause_buttons["other"].setChecked(True)
    windows.report.words.setPlainText("words about the first")
    windows.render(session())
    show(windows, replace(ENDED, started_at="2026-11-23T09:00:00.000Z"), qtbot)
    assert _in_front(windows) is windows.ended
    assert not any(button.is_lit or button.isChecked() for button in windows.ended.rating.buttons)
    assert (windows.report.cause, windows.report.words.toPlainText()) == (None, "")


def test_report_needs_a_choice_and_goes_with_the_words(
    windows: ClientWindows, intents: RecordingIntents, qtbot: QtBot
) -> None:
    show(windows, ENDED, qtbot)
    QTest.mouseClick(windows.ended.wrong_button, Qt.MouseButton.LeftButton)
    assert _in_front(windows) is windows.report
    assert windows.main.windowTitle() == "What was wrong? | Alongside"
    assert not windows.report.send_button.isEnabled()
    assert windows.report.money.isHidden()
    assert "help.contoso.example" in windows.report.next.text()
    windows.report.cause_buttons["asked_for_money"].click()
    assert windows.report.money.isVisible()
    QTest.keyClicks(windows.report.words, "He wanted a gift card")
    QTest.keyClick(windows.report.words, Qt.Key.Key_Return)
    QTest.keyClicks(windows.report.words, "of 500")
    assert intents.names() == [], "Enter in the words sends nothing"
    windows.report.send_button.click()
    assert intents.calls[-1] == ("report", ("asked_for_money", "He wanted a gift card\nof 500"))


def test_esc_leads_back_to_the_receipt(windows: ClientWindows, intents: RecordingIntents, qtbot: QtBot) -> None:
    show(windows, ENDED, qtbot)
    windows.ended.wrong_button.click()
    QTest.keyClick(windows.report, Qt.Key.Key_Escape)
    assert _in_front(windows) is windows.ended
    assert intents.names() == []


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (FeedbackState(report_progress="sending"), "Sending"),
        (FeedbackState(report_progress="waiting", is_saved=True), "kept on this computer"),
        (FeedbackState(report_progress="waiting"), "leave this window open"),
        (FeedbackState(report_progress="kept"), "has arrived, with the receipt"),
        (FeedbackState(report_progress="refused"), "24 hours"),
    ],
)
def test_what_becomes_of_the_report_is_said(
    windows: ClientWindows, qtbot: QtBot, state: FeedbackState, words: str
) -> None:
    show(windows, ENDED, qtbot)
    windows.ended.wrong_button.click()
    windows.render(replace(ENDED, feedback=state))
    QApplication.processEvents()
    assert _in_front(windows) is windows.report
    assert windows.report.outcome.isVisible()
    assert words in windows.report.outcome.label.text()
    assert windows.report.send_button.isHidden()


def test_the_words_end_where_a_report_ends(windows: ClientWindows, qtbot: QtBot) -> None:
    show(windows, ENDED, qtbot)
    windows.ended.wrong_button.click()
    windows.report.words.insertPlainText("я" * (REPORT_MAX_CHARS + 50))
    assert len(windows.report.words.toPlainText()) == REPORT_MAX_CHARS


def test_one_press_in_the_messages_stops_first_and_asks_then(
    windows: ClientWindows, intents: RecordingIntents, qtbot: QtBot
) -> None:
    show(windows, session(), qtbot)
    windows.bar.messages_button.click()
    qtbot.waitUntil(windows.messages.isVisible)
    QTest.mouseClick(windows.messages.report_button, Qt.MouseButton.LeftButton)
    assert intents.names() == ["stop"]
    show(windows, ENDED, qtbot)
    assert _in_front(windows) is windows.report


def test_a_session_nobody_came_to_is_neither_rated_nor_reported(windows: ClientWindows, qtbot: QtBot) -> None:
    show(windows, replace(ENDED, helper=None), qtbot)
    assert windows.ended.rating.isHidden()
    assert windows.ended.wrong_button.isHidden()


@pytest.mark.parametrize(
    ("state", "words"), [("waiting", "still to be sent"), ("kept", "has arrived now"), ("refused", "too late")]
)
def test_first_page_says_what_became_of_an_earlier_report(
    make_windows: Callable[..., ClientWindows], qtbot: QtBot, state: str, words: str
) -> None:
    windows = make_windows()
    show(windows, HomeView(earlier_report=state), qtbot)
    assert words in windows.home.earlier.label.text()
    show(windows, HomeView(), qtbot)
    assert windows.home.earlier.isHidden()
    assert "kept with the record of the session" in windows.home.kept_hint.text()
