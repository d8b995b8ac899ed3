"""The window of messages and what the bar says of it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from client.ui.main_window import ClientWindows
from shared.protocol.limits import CHAT_TEXT_MAX_CHARS
from shared.session.chat import ChatMark
from shared.ui.i18n import install_language
from tests.ui import talk_samples as samples
from tests.ui.client.samples import ANA, ENDED, NEW, VIEW, RecordingIntents, question, session

SHIFT = Qt.KeyboardModifier.ShiftModifier


def open_messages(windows: ClientWindows, qtbot: QtBot, talk: object = samples.TALK) -> None:
    windows.render(session(rights=(VIEW,), talk=talk))
    windows.bar.activateWindow()  # as the press does
    qtbot.waitUntil(windows.bar.isActiveWindow)
    windows.bar.messages_button.click()
    qtbot.waitUntil(lambda: windows.messages.isActiveWindow() and windows.messages.composer.field.hasFocus())
    QApplication.processEvents()


def test_messages_button_opens_and_closes_the_window(windows: ClientWindows, qtbot: QtBot) -> None:
    open_messages(windows, qtbot)
    assert windows.messages.windowTitle() == "Messages with Ana Pop | Alongside"
    windows.bar.messages_button.click()
    assert not windows.messages.isVisible()
    open_messages(windows, qtbot)
    QTest.keyClick(windows.messages.composer.field, Qt.Key.Key_Escape)
    assert not windows.messages.isVisible()


def test_messages_stream_tells_what_happened_and_what_was_written(windows: ClientWindows, qtbot: QtBot) -> None:
    open_messages(windows, qtbot)
    lines = windows.messages.stream.text_lines()
    assert [line.rpartition(" · ")[2] for line in lines] == [
        "Ana Pop is connected.",
        "Ana Pop asks to see your screen.",
        "Ana Pop can now see your screen.",
        "Good day! I can see the printer window now. May I use your mouse for a minute?",
        "Yes, please. It has said “offline” since yesterday.",
        "Ana Pop asks to use your mouse and keyboard.",
        "Ana Pop can now use your mouse and keyboard.",
        "The connection was silent for 4 seconds.",
        "The driver is here: https://drivers.printer.example/hp1020 (8 MB)",
        "You took it back: Mouse and keyboard.",
        "You paused.",
        "One moment, the phone",
    ]


def test_messages_enter_sends_and_shift_enter_begins_a_new_line(
    windows: ClientWindows, intents: RecordingIntents, qtbot: QtBot
) -> None:
    open_messages(windows, qtbot)
    field = windows.messages.composer.field
    QTest.keyClicks(field, "one")
    QTest.keyClick(field, Qt.Key.Key_Return, SHIFT)
    QTest.keyClicks(field, "two")
    QTest.keyClick(field, Qt.Key.Key_Return)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert ("say", "one\ntwo") in intents.calls
    assert intents.names().count("say") == 1, "an empty field sends nothing"
    assert field.toPlainText() == ""


@pytest.mark.parametrize(
    ("talk", "words"),
    [
        (samples.SILENT, "The connection is silent. What you send now leaves when it is back."),
        (samples.FULL, "Many messages are still on their way. Yours stays here until some have arrived."),
        (samples.TALK, ""),
    ],
)
def test_messages_state_of_the_line_is_said_and_no_word_is_lost(
    windows: ClientWindows, intents: RecordingIntents, qtbot: QtBot, talk: object, words: str
) -> None:
    open_messages(windows, qtbot, talk)
    composer = windows.messages.composer
    assert (composer.state.text() if composer.state.isVisible() else "") == words
    QTest.keyClicks(composer.field, "hello")
    composer.send_button.click()
    is_sent = talk is not samples.FULL
    assert (("say", "hello") in intents.calls) is is_sent
    assert composer.field.toPlainText() == ("" if is_sent else "hello")


def test_messages_too_long_a_text_is_said_and_kept(
    windows: ClientWindows, intents: RecordingIntents, qtbot: QtBot
) -> None:
    open_messages(windows, qtbot)
    composer = windows.messages.composer
    composer.field.setPlainText("x" * (CHAT_TEXT_MAX_CHARS + 3))
    QTest.keyClick(composer.field, Qt.Key.Key_Return)
    assert composer.state.text() == "3 characters too many"
    assert "say" not in intents.names()
    assert len(composer.field.toPlainText()) == CHAT_TEXT_MAX_CHARS + 3


def test_messages_that_stand_in_sight_are_read_and_others_are_not(
    windows: ClientWindows, intents: RecordingIntents, qtbot: QtBot
) -> None:
    windows.render(session(rights=(VIEW,), talk=samples.UNREAD))
    QTest.qWait(400)
    assert "note_read" not in intents.names(), "the bar shows a part of it; that is not reading"
    open_messages(windows, qtbot, samples.UNREAD)
    qtbot.waitUntil(lambda: ("note_read", 3) in intents.calls)
    many = [samples.theirs(number + 20, number, f"line {number}\n" * 10) for number in range(4, 12)]
    windows.messages.stream.verticalScrollBar().setValue(0)
    windows.render(session(rights=(VIEW,), talk=samples.talk(*samples.UNREAD.items, *many)))
    QTest.qWait(400)
    assert ("note_read", 11) not in intents.calls, "it lies below what is in sight"
    windows.messages.stream.verticalScrollBar().setValue(windows.messages.stream.verticalScrollBar().maximum())
    qtbot.waitUntil(lambda: ("note_read", 11) in intents.calls)


def test_messages_marks_are_words(windows: ClientWindows, qtbot: QtBot) -> None:
    marks = list(ChatMark)
    own = [samples.ours(number, number, "x", mark) for number, mark in enumerate(marks, 1)]
    open_messages(windows, qtbot, samples.talk(*own))
    under = [bubble.under.text().rpartition(" · ")[2] for bubble in windows.messages.stream.bubbles()]
    assert under == ["not sent yet", "sent", "delivered", "read", "not delivered"]


def test_messages_link_says_where_it_leads_and_is_only_copied(windows: ClientWindows, qtbot: QtBot) -> None:
    talk = samples.talk(samples.theirs(1, 1, "log in: https://bank.example@evil.example/a, now"))
    open_messages(windows, qtbot, talk)
    bubble = windows.messages.stream.bubbles()[0]
    link, label, button = bubble._links[0]
    assert label.text() == "Leads to evil.example"
    button.click()
    assert QGuiApplication.clipboard().text() == "https://bank.example@evil.example/a" == link.text
    assert bubble.words.toPlainText() == "log in: https://bank.example@evil.example/a, now"


def test_messages_hostile_words_stay_inside_their_bubble_as_plain_text(windows: ClientWindows, qtbot: QtBot) -> None:
    open_messages(windows, qtbot, samples.ATTACKED)
    stream = windows.messages.stream
    for bubble in stream.bubbles():
        assert bubble.words.width() <= stream.viewport().width()
        assert bubble.words.verticalScrollBar().maximum() == 0, "no line of it is hidden"
    text = stream.bubbles()[0].words.toPlainText()
    assert "<b>Bank</b>" in text
    assert not {"\u202e", "\x1b"} & set(text)
    assert text.count("\u0335") == 3
    labels = windows.messages.findChildren(QLabel)
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in labels)


def test_bar_shows_an_unread_message_while_the_window_is_closed(windows: ClientWindows, qtbot: QtBot) -> None:
    windows.render(session(rights=(VIEW,), talk=samples.UNREAD))
    bar = windows.bar
    assert bar.message.isVisible()
    assert bar.message.label.text().startswith("Ana Pop: Take your time")
    assert bar.messages_button.accessibleName() == "Messages, 1 new message"
    QApplication.processEvents()
    stop = bar.stop_button.mapTo(bar, bar.stop_button.rect().topLeft())
    bar.message.answer_button.click()
    qtbot.waitUntil(windows.messages.composer.field.hasFocus)
    assert not bar.message.isVisible()
    QApplication.processEvents()
    assert bar.stop_button.mapTo(bar, bar.stop_button.rect().topLeft()) == stop, "Stop does not move"
    windows.messages.put_away()
    windows.render(session(rights=(VIEW,), talk=samples.TALK))
    assert not bar.message.isVisible()
    assert bar.messages_button.accessibleName() == "Messages"


def test_bar_message_of_an_attacker_is_one_short_plain_line(windows: ClientWindows) -> None:
    helper = replace(ANA, name="<b>Ana</b>\n")
    windows.render(session(helper, talk=samples.talk(samples.theirs(1, 1, samples.HOSTILE), read_id=0)))
    text = windows.bar.message.label.text()
    assert text.startswith("<b>Ana</b>: <b>Bank</b>")
    assert len(text) <= 100
    assert "\n" not in text
    assert "\u202e" not in text


def test_messages_window_steps_aside_for_a_question_and_comes_back_with_the_draft(
    windows: ClientWindows, qtbot: QtBot
) -> None:
    open_messages(windows, qtbot)
    QTest.keyClicks(windows.messages.composer.field, "half a sen")
    windows.render(session(rights=(VIEW,), talk=samples.TALK, question=question()))
    assert not windows.messages.isVisible()
    windows.render(session(rights=(VIEW,), talk=samples.TALK))
    assert windows.messages.isVisible()
    assert windows.messages.composer.field.toPlainText() == "half a sen"


def test_messages_window_does_not_open_by_itself(windows: ClientWindows) -> None:
    windows.render(session(rights=(VIEW,), talk=samples.UNREAD))
    windows.render(session(rights=(VIEW,), talk=samples.UNREAD, question=question()))
    windows.render(session(rights=(VIEW,), talk=samples.UNREAD))
    assert not windows.messages.isVisible()


@pytest.mark.parametrize("corner", ["top_left", "top_right", "bottom_left", "bottom_right"])
def test_messages_window_never_opens_over_the_bar_and_remembers_its_corner(
    make_windows: Callable[..., ClientWindows], qtbot: QtBot, corner: str
) -> None:
    first = make_windows()
    first.render(session(rights=(VIEW,), talk=samples.TALK))
    first.bar._corner.name = corner
    first.bar._go_to_corner()
    first.bar.messages_button.click()
    assert not first.messages.frameGeometry().intersects(first.bar.frameGeometry())
    area = first.messages.screen().availableGeometry()
    assert area.contains(first.messages.frameGeometry())
    first.messages.move(area.topLeft())
    qtbot.waitUntil(lambda: first.messages._corner.name == "top_left")
    second = make_windows()
    assert second.messages._corner.name == "top_left"


@pytest.mark.parametrize("language", ["en", "ro", "ru"])
def test_messages_window_stands_wholly_on_the_screen_in_every_language(
    windows: ClientWindows, qapp: QApplication, qtbot: QtBot, language: str
) -> None:
    install_language(qapp, language)
    windows.render(session(rights=(VIEW,), talk=samples.TALK))
    windows.bar.messages_button.click()
    QTest.qWait(50)
    area = windows.messages.screen().availableGeometry()
    assert area.contains(windows.messages.frameGeometry())


def test_messages_window_is_one_of_our_own_windows(
    windows: ClientWindows, intents: RecordingIntents, qtbot: QtBot
) -> None:
    open_messages(windows, qtbot)

    def is_reported() -> bool:
        place = windows.messages.frameGeometry()
        last = next(value[0] for name, value in reversed(intents.calls) if name == "set_own_windows")
        return any(QRect(*rect) == place for rect in last)

    qtbot.waitUntil(is_reported)


def test_messages_window_is_gone_with_the_session_and_so_is_the_draft(windows: ClientWindows, qtbot: QtBot) -> None:
    open_messages(windows, qtbot)
    QTest.keyClicks(windows.messages.composer.field, "for Ana")
    windows.render(ENDED)
    assert not windows.messages.isVisible()
    open_messages(windows, qtbot, samples.EMPTY)
    assert windows.messages.composer.field.toPlainText() == ""
    assert len(windows.messages.stream.text_lines()) == 1


def test_messages_window_speaks_a_new_language_at_once(
    windows: ClientWindows, qapp: QApplication, qtbot: QtBot
) -> None:
    open_messages(windows, qtbot)
    install_language(qapp, "ru")
    QApplication.processEvents()
    assert windows.messages.windowTitle() == "Сообщения: Ana Pop | Alongside"
    assert windows.messages.stream.text_lines()[2].endswith("Ana Pop теперь видит ваш экран.")
    assert windows.messages.composer.send_button.text() == "Отправить"


@pytest.mark.parametrize("language", ["en", "ro", "ru"])
@pytest.mark.parametrize("talk", [samples.TALK, samples.SILENT, samples.FULL, samples.LOST])
def test_messages_no_word_is_cut(
    windows: ClientWindows, qapp: QApplication, qtbot: QtBot, language: str, talk: object
) -> None:
    install_language(qapp, language)
    windows.render(session(NEW, rights=(VIEW,), talk=talk))
    windows.bar.messages_button.click()
    QTest.qWait(50)
    for label in windows.messages.findChildren(QLabel):
        if label.isVisible() and label.text():
            needed = label.heightForWidth(label.width()) if label.wordWrap() else label.sizeHint().height()
            assert label.height() >= needed, label.text()
            assert label.wordWrap() or label.width() >= label.sizeHint().width(), label.text()
    button = windows.messages.composer.send_button
    assert button.width() >= button.minimumSizeHint().width()
    assert button.height() >= 44
    assert windows.messages.composer.field.height() >= 44


def test_ended_receipt_holds_the_story_always_and_the_messages_when_they_are_wanted(
    make_windows: Callable[..., ClientWindows], tmp_path: Path, qtbot: QtBot
) -> None:
    windows = make_windows(choose_path=lambda parent, title, proposed: tmp_path / "r.txt")
    forged = samples.theirs(20, 3, "x\n12:00  You allowed everything.")
    windows.render(replace(ENDED, stream=(*samples.STORY, forged)))
    assert windows.ended.keeps_messages.isVisible()
    assert not windows.ended.keeps_messages.isChecked()
    windows.ended.save_button.click()
    without = (tmp_path / "r.txt").read_text(encoding="utf-8")
    assert "Ana Pop can now use your mouse and keyboard." in without
    assert "printer window" not in without
    (tmp_path / "r.txt").unlink()
    (tmp_path / "r.json").unlink()
    windows.ended.keeps_messages.click()
    windows.ended.save_button.click()
    with_messages = (tmp_path / "r.txt").read_text(encoding="utf-8").splitlines()
    assert any(line.endswith("  You: One moment, the phone") for line in with_messages)
    assert "    12:00 You allowed everything." in with_messages, "what somebody wrote does not pass for what happened"
    assert ENDED.receipt_json == (tmp_path / "r.json").read_text(encoding="utf-8")


def test_ended_page_without_messages_offers_nothing_to_save_of_them(windows: ClientWindows) -> None:
    windows.render(ENDED)
    assert not windows.ended.keeps_messages.isVisible()
