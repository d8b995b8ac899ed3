"""The clipboards at the agent's window: one press sends, one press copies, and the keyboard does both."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from agent_console.ui.main_window import ConsoleWindow
from agent_console.ui.session_page import SessionPage
from shared.capability import Capability
from shared.session.clip import Clip, ClipProblem
from shared.session.clip_desk import ClipNote, ClipView
from tests.fakes.clips import picture_of, text_of
from tests.fakes.pictures import png
from tests.ui.agent_console.recorder import VIEW, RecordedIntents, tab

TO_USER, FROM_USER, CONTROL = Capability.CLIPBOARD_TO_USER, Capability.CLIPBOARD_FROM_USER, Capability.CONTROL
CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
MAY = ClipView(may_send=True)


@pytest.fixture
def page(window: ConsoleWindow) -> SessionPage:
    window.show_tab(tab(1, rights={VIEW: "on", TO_USER: "on"}, clips=MAY))
    page = window.page(1)
    assert page is not None
    return page


def button(page: SessionPage, words: str) -> QPushButton:
    found = [each for each in page.notice.findChildren(QPushButton) if each.text() == words and each.isVisible()]
    assert len(found) == 1, [each.text() for each in page.notice.findChildren(QPushButton)]
    return found[0]


def test_each_way_has_a_row_of_its_own(window: ConsoleWindow, page: SessionPage, intents: RecordedIntents):
    row = page.panel.right_row(FROM_USER)
    assert row is not None
    QTest.mouseClick(row.button, Qt.MouseButton.LeftButton)
    assert intents.named("ask_for") == [("ask_for", 1, FROM_USER, "")]
    row = page.panel.right_row(TO_USER)
    assert row is not None
    QTest.mouseClick(row.button, Qt.MouseButton.LeftButton)
    assert intents.named("give_back") == [("give_back", 1, TO_USER)]


def test_button_and_keys_send_what_is_copied_at_that_moment(
    window: ConsoleWindow, page: SessionPage, intents: RecordedIntents, qtbot: QtBot
):
    QGuiApplication.clipboard().setText("before")
    window.show_tab(tab(1, rights={VIEW: "on", TO_USER: "on"}, clips=MAY, is_person_active=True))
    assert intents.named("send_clip") == []
    QGuiApplication.clipboard().setText("now")
    QTest.mouseClick(page.panel.clip.button, Qt.MouseButton.LeftButton)
    QGuiApplication.clipboard().clear()
    qtbot.keyClick(window, Qt.Key.Key_C, CTRL_SHIFT)
    assert intents.named("send_clip") == [("send_clip", 1, text_of("now")), ("send_clip", 1, ClipProblem.EMPTY)]


def test_without_the_right_there_is_no_button_and_the_keys_send_nothing_but_say_why(
    window: ConsoleWindow, page: SessionPage, intents: RecordedIntents, qtbot: QtBot
):
    QGuiApplication.clipboard().setText("hunter2")
    window.show_tab(tab(1, rights={VIEW: "on", TO_USER: "off"}))
    assert not page.panel.clip.button.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_C, CTRL_SHIFT)
    assert page.notice.text == (
        "Nothing was sent, because this is not allowed yet: Put on the clipboard. Ask for it first."
    )
    window.show_tab(tab(1, rights={VIEW: "on", TO_USER: "on"}, clips=MAY))
    assert page.notice.text == "", "it is allowed now"
    window.show_tab(tab(1, rights={VIEW: "on", TO_USER: "on"}, cover="paused"))
    assert not page.panel.clip.button.isEnabled()
    assert page.notice.text == ""
    qtbot.keyClick(window, Qt.Key.Key_C, CTRL_SHIFT)
    assert "the person has stopped this" in page.notice.text
    assert intents.named("send_clip") == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"rights": {VIEW: "on", TO_USER: "forbidden"}}, "because this is not allowed: Put on the clipboard."),
        ({"rights": {VIEW: "on", TO_USER: "on"}, "cover": "stalled"}, "the connection is silent"),
        ({"rights": {VIEW: "on", TO_USER: "on"}, "clips": ClipView(is_sending=True)}, "wait a moment"),
    ],
)
def test_why_a_press_sends_nothing_is_said_and_can_be_closed(
    window: ConsoleWindow, page: SessionPage, intents: RecordedIntents, changes: dict[str, Any], words: str
):
    window.show_tab(tab(1, **changes))
    page.send_clipboard()
    assert words in page.notice.text
    assert intents.named("send_clip") == []
    button(page, "Close").click()
    assert page.notice.text == ""


def test_why_a_press_sends_nothing_goes_by_itself(window: ConsoleWindow, page: SessionPage, qtbot: QtBot):
    window.show_tab(tab(1, rights={VIEW: "on", TO_USER: "off"}))
    page._clips._shown.setInterval(50)
    page.send_clipboard()
    assert "not allowed yet" in page.notice.text
    qtbot.waitUntil(lambda: not page.notice.text)


@pytest.mark.parametrize(
    ("note", "words"),
    [
        (ClipNote(code="sent", clip=text_of("x" * 120)), "On the person's clipboard now: the text you copied, 120"),
        (ClipNote(code=ClipProblem.CONCEALED), "marked as a password"),
        (ClipNote(code=ClipProblem.TEXT_TOO_LARGE), "longer than 262 kB"),
        (ClipNote(code="ended"), "the person has stopped this"),
    ],
)
def test_outcome_of_a_press_is_said(window: ConsoleWindow, page: SessionPage, note: ClipNote, words: str):
    window.show_tab(tab(1, rights={VIEW: "on", TO_USER: "on"}, clips=ClipView(may_send=True, note=note)))
    assert words in page.notice.text
    window.show_tab(tab(1, rights={VIEW: "on", TO_USER: "on"}, clips=MAY))
    assert page.notice.text == ""


@pytest.mark.parametrize("clip", [text_of("one\ntwo <b>"), picture_of(5, 4)])
def test_what_came_changes_the_clipboard_here_at_the_press_of_copy_only(
    window: ConsoleWindow, page: SessionPage, intents: RecordedIntents, clip: Clip
):
    QGuiApplication.clipboard().setText("mine")
    window.show_tab(tab(1, rights={VIEW: "on", FROM_USER: "on"}, clips=ClipView(came=clip)))
    assert "The person sent" in page.notice.text
    assert QGuiApplication.clipboard().text() == "mine"
    QTest.mouseClick(button(page, "Copy"), Qt.MouseButton.LeftButton)
    if clip.kind == "text":
        assert QGuiApplication.clipboard().text() == "one\ntwo <b>"
    else:
        assert QGuiApplication.clipboard().image().width() == 5
    assert intents.named("forget_clip") == [("forget_clip", 1)]


def test_what_came_can_be_closed_uncopied(window: ConsoleWindow, page: SessionPage, intents: RecordedIntents):
    QGuiApplication.clipboard().setText("mine")
    window.show_tab(tab(1, clips=ClipView(came=text_of("theirs"))))
    QTest.mouseClick(button(page, "Close"), Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "mine"
    assert intents.named("forget_clip") == [("forget_clip", 1)]


def test_newer_thing_that_came_is_the_one_that_is_copied(window: ConsoleWindow, page: SessionPage):
    window.show_tab(tab(1, clips=ClipView(came=text_of("first"))))
    window.show_tab(tab(1, clips=ClipView(came=text_of("second"))))
    QTest.mouseClick(button(page, "Copy"), Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "second"


def test_right_that_is_about_to_end_is_said_before_what_came(window: ConsoleWindow, page: SessionPage):
    ends = {CONTROL: 9_000_000 + 30_000}
    window.show_tab(tab(1, rights_end_at_mono_ms=ends, clips=ClipView(came=text_of("theirs"))))
    assert "Its time is over" in page.notice.text
    window.show_tab(tab(1, rights_end_at_mono_ms={}, clips=ClipView(came=text_of("theirs"))))
    assert "theirs" in page.notice.text


def test_picture_that_cannot_be_read_says_so(window: ConsoleWindow, page: SessionPage):
    QGuiApplication.clipboard().setText("mine")
    broken = Clip(kind="image", data=png(3, 2), width_px=9, height_px=9)
    window.show_tab(tab(1, clips=ClipView(came=broken)))
    QTest.mouseClick(button(page, "Copy"), Qt.MouseButton.LeftButton)
    assert "cannot be read" in page.notice.text
    assert QGuiApplication.clipboard().text() == "mine"
