"""The bar's button that sends what is copied, and what the bar says of clipboards."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from client.ui.main_window import ClientWindows
from shared.capability import Capability
from shared.session.clip import ClipProblem
from shared.session.clip_desk import ClipNote, ClipView
from tests.fakes.clips import text_of
from tests.ui.client.samples import VIEW, RecordingIntents, question, right, session

FROM_USER, TO_USER = right(Capability.CLIPBOARD_FROM_USER), right(Capability.CLIPBOARD_TO_USER)
MAY = ClipView(may_send=True)


@pytest.mark.parametrize(
    ("view", "is_there"),
    [
        (session(rights=(VIEW,), clips=MAY), False),
        (session(rights=(VIEW, TO_USER)), False),
        (session(rights=(VIEW, FROM_USER), clips=MAY), True),
        (session(rights=(FROM_USER,), clips=MAY), True),
        (session(rights=(VIEW, FROM_USER), clips=ClipView(is_sending=True)), True),
        (session(rights=(VIEW, FROM_USER), is_paused=True), False),
        (session(rights=(VIEW, FROM_USER), question=question(Capability.CONTROL)), False),
    ],
)
def test_button_is_there_only_while_a_press_would_send(windows: ClientWindows, view, is_there: bool):
    windows.render(view)
    assert windows.bar.copied_button.isVisible() is is_there


def test_clipboard_is_read_at_the_press_and_at_no_other_time(windows: ClientWindows, intents: RecordingIntents):
    QGuiApplication.clipboard().setText("hunter2")
    windows.render(session(rights=(VIEW, FROM_USER), clips=MAY))
    windows.render(session(rights=(VIEW, FROM_USER, TO_USER), clips=MAY))
    assert "send_copied" not in intents.names()
    QGuiApplication.clipboard().setText("two\r\nlines")
    QTest.mouseClick(windows.bar.copied_button, Qt.MouseButton.LeftButton)
    assert intents.calls[-1] == ("send_copied", text_of("two\nlines"))
    QGuiApplication.clipboard().clear()
    QTest.mouseClick(windows.bar.copied_button, Qt.MouseButton.LeftButton)
    assert intents.calls[-1] == ("send_copied", ClipProblem.EMPTY)


def test_button_sleeps_while_something_is_on_its_way(windows: ClientWindows, intents: RecordingIntents):
    windows.render(session(rights=(VIEW, FROM_USER), clips=ClipView(is_sending=True)))
    QTest.mouseClick(windows.bar.copied_button, Qt.MouseButton.LeftButton)
    assert "send_copied" not in intents.names()


@pytest.mark.parametrize(
    ("note", "words"),
    [
        (ClipNote(code="put", clip=text_of("x" * 120)), "Ana Pop put text on your clipboard, 120 characters."),
        (ClipNote(code="sent", clip=text_of("x")), "Sent to Ana Pop: the text you copied, 1 character."),
        (ClipNote(code=ClipProblem.CONCEALED), "marked as a password"),
    ],
)
def test_bar_says_at_once_what_became_of_it(windows: ClientWindows, note: ClipNote, words: str):
    windows.render(session(rights=(VIEW, TO_USER), clips=ClipView(note=note), notice="control_ended_idle"))
    assert windows.bar.notice.isVisible()
    assert words in windows.bar.notice.accessibleName()


def test_question_says_how_long_a_yes_lasts_where_rules_made_that_shorter(windows: ClientWindows):
    windows.render(session(rights=(VIEW,), question=question(Capability.CONTROL, lasts_ms=10 * 60_000)))
    assert windows.question.stop_hint.text() == "It ends by itself after 10 minutes. You can stop it at any time."
    windows.render(session(rights=(VIEW,), question=question(Capability.CONTROL, prompt_id=2)))
    assert windows.question.stop_hint.text() == "You can stop it at any time."


@pytest.mark.parametrize(
    ("capability", "words"),
    [
        (Capability.CLIPBOARD_FROM_USER, "Nothing is sent until you press “Send what I copied”"),
        (Capability.CLIPBOARD_TO_USER, "It takes the place of what you copied before."),
    ],
)
def test_question_says_what_a_yes_means(windows: ClientWindows, capability: Capability, words: str):
    windows.render(session(rights=(VIEW,), question=question(capability)))
    assert words in windows.question.stop_hint.text()
    assert "You can stop it at any time." in windows.question.stop_hint.text()
