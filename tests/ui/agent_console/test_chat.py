"""The page of messages in the side panel: drafts, replies by `/`, what is unread, what counts as read."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from agent_console.domain.canned_replies import Reply
from agent_console.reply_file import ReplyFile
from agent_console.ui.chat_page import ChatPage
from agent_console.ui.main_window import ConsoleWindow
from agent_console.ui.reply_editor import ReplyEditor
from agent_console.ui.reply_shelf import NoReplyStore, ReplyShelf, shipped_replies
from shared.protocol.limits import CHAT_TEXT_MAX_CHARS
from shared.ui.i18n import install_language
from tests.ui import talk_samples as samples
from tests.ui.agent_console.recorder import SIGNED_IN, RecordedIntents, tab

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
TITLE = "417 \N{HORIZONTAL ELLIPSIS}"


class ListStore:
    """A `ReplyStore` in memory."""

    broken = None

    def __init__(self, *replies: Reply) -> None:
        self.kept: tuple[Reply, ...] | None = replies or None

    def read(self) -> tuple[Reply, ...] | None:
        return self.kept

    def write(self, replies: tuple[Reply, ...]) -> bool:
        self.kept = replies
        return True


def chat_of(window: ConsoleWindow, tab_id: int) -> ChatPage:
    page = window.page(tab_id)
    assert page is not None
    return page.panel.chat


def open_chat(qtbot: QtBot, window: ConsoleWindow, tab_id: int = 1, **changes: object) -> ChatPage:
    window.show_tab(tab(tab_id, **{"talk": samples.TALK, **changes}))
    qtbot.keyClick(window, Qt.Key.Key_T, CTRL)
    chat = chat_of(window, tab_id)
    assert chat.composer.field.hasFocus()
    return chat


def test_chat_shortcut_opens_panel_page_and_field(qtbot: QtBot, window: ConsoleWindow) -> None:
    window.show_tab(tab(1, talk=samples.TALK))
    window.toggle_panel()
    chat = chat_of(window, 1)
    assert not chat.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_T, CTRL)
    assert chat.isVisible()
    assert chat.composer.field.hasFocus()
    qtbot.keyClick(window, Qt.Key.Key_R, CTRL)
    page = window.page(1)
    assert page is not None
    assert page.panel.reason.hasFocus()
    assert not chat.isVisible()


def test_chat_stream_speaks_to_the_agent(qtbot: QtBot, window: ConsoleWindow) -> None:
    lines = open_chat(qtbot, window).stream.text_lines()
    assert lines[0].endswith(" · Connected.")
    assert lines[2].endswith(" · Allowed: See the screen.")
    assert lines[3] == "Good day! I can see the printer window now. May I use your mouse for a minute?"
    assert lines[9].endswith(" · The person paused."), "what only the other side is told has no line here"


def test_chat_enter_sends_to_the_tab_in_front(qtbot: QtBot, window: ConsoleWindow, intents: RecordedIntents) -> None:
    field = open_chat(qtbot, window).composer.field
    qtbot.keyClicks(field, "one")
    qtbot.keyClick(field, Qt.Key.Key_Return, SHIFT)
    qtbot.keyClicks(field, "two")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert intents.named("say") == [("say", 1, "one\ntwo")]
    assert field.toPlainText() == ""


def test_chat_draft_is_never_lost_when_the_tab_changes(
    qtbot: QtBot, window: ConsoleWindow, intents: RecordedIntents
) -> None:
    first = open_chat(qtbot, window, 1)
    qtbot.keyClicks(first.composer.field, "for the first")
    second = open_chat(qtbot, window, 2)
    qtbot.keyClicks(second.composer.field, "for the second")
    window.workspace.tabs.choose(1)
    assert first.composer.field.toPlainText() == "for the first"
    window.show_tab(tab(1, talk=samples.SILENT))
    window.show_tab(tab(1, talk=samples.OVER, stage="ended", end_reason="user_stopped"))
    assert first.composer.field.toPlainText() == "for the first"
    assert first.composer.state.text() == "It is over; nothing can be sent any more."
    qtbot.keyClick(first.composer.field, Qt.Key.Key_Return)
    assert intents.named("say") == []
    assert second.composer.field.toPlainText() == "for the second"


def test_chat_slash_finds_a_reply_arrows_choose_and_enter_fills_it_in(
    qtbot: QtBot, window: ConsoleWindow, intents: RecordedIntents
) -> None:
    window._shelf.save(
        (
            Reply(
                name="hello", text="Hello, {name} from {organisation} here. Code {code}, digits {digits}. {nobody}"
            ),
            Reply(name="help", text="second"),
        )
    )
    chat = open_chat(qtbot, window)
    field = chat.composer.field
    assert chat.picker.isHidden()
    qtbot.keyClicks(field, "/he")
    assert chat.picker.isVisible()
    qtbot.keyClick(field, Qt.Key.Key_Down)
    assert chat.picker.currentRow() == 1
    qtbot.keyClick(field, Qt.Key.Key_Up)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    filled = f"Hello, Ana Pop from Contoso Support here. Code {TITLE}, digits 417382. {{nobody}}"
    assert field.toPlainText() == filled
    assert chat.picker.isHidden()
    assert intents.named("say") == [], "it is read before it is sent"
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert intents.named("say") == [("say", 1, filled)]


def test_chat_slash_that_fits_no_reply_is_a_message(
    qtbot: QtBot, window: ConsoleWindow, intents: RecordedIntents
) -> None:
    chat = open_chat(qtbot, window)
    qtbot.keyClicks(chat.composer.field, "/etc/hosts")
    assert chat.picker.isHidden()
    qtbot.keyClick(chat.composer.field, Qt.Key.Key_Return)
    assert intents.named("say") == [("say", 1, "/etc/hosts")]


def test_chat_escape_gives_up_the_reply_and_not_the_draft(qtbot: QtBot, window: ConsoleWindow) -> None:
    chat = open_chat(qtbot, window)
    qtbot.keyClicks(chat.composer.field, "/he")
    qtbot.keyClick(chat.composer.field, Qt.Key.Key_Escape)
    assert chat.picker.isHidden()
    assert chat.composer.field.toPlainText() == "/he"


@pytest.mark.parametrize("language", ["en", "ro", "ru"])
def test_chat_shipped_replies_are_there_in_the_language_spoken(qapp: QApplication, language: str) -> None:
    install_language(qapp, "en")
    english = shipped_replies()
    install_language(qapp, language)
    shipped = shipped_replies()
    assert len(shipped) == len(english) == len({reply.name for reply in shipped})
    assert all(reply.name and reply.text for reply in shipped)
    if language != "en":
        assert not {reply.text for reply in shipped} & {reply.text for reply in english}
    assert "{name}" in shipped[0].text
    install_language(qapp, "en")


def test_chat_digits_are_asked_for_where_the_person_sees_them(
    qtbot: QtBot, window: ConsoleWindow, intents: RecordedIntents
) -> None:
    chat = open_chat(qtbot, window)
    qtbot.keyClicks(chat.composer.field, "/digits")
    qtbot.keyClick(chat.composer.field, Qt.Key.Key_Return)
    assert "417382. Are they the same beside my name in the question?" in chat.composer.field.toPlainText()


def test_reply_editor_adds_changes_and_removes(qtbot: QtBot) -> None:
    store = ListStore(Reply(name="hello", text="Hello"), Reply(name="bye", text="Bye"))
    editor = ReplyEditor(ReplyShelf(store))
    qtbot.addWidget(editor)
    editor.show()
    assert [editor.list.item(row).text() for row in range(editor.list.count())] == ["/hello", "/bye"]
    editor.text.setPlainText("Hello, {name}")
    editor.list.setCurrentRow(1)
    assert store.kept == (Reply(name="hello", text="Hello, {name}"), Reply(name="bye", text="Bye"))
    editor.add_button.click()
    qtbot.keyClicks(editor.name, "Good Day")
    assert editor.name.text() == "goodday", "what stands there is what will be found"
    editor.text.setPlainText("Good day!")
    editor.list.setCurrentRow(0)
    assert store.kept is not None
    assert store.kept[2] == Reply(name="goodday", text="Good day!")
    editor.list.setCurrentRow(1)
    editor.remove_button.click()
    assert [reply.name for reply in store.kept] == ["hello", "goodday"]
    editor.text.setPlainText("kept at the end")
    editor.reject()
    assert store.kept[1].text == "kept at the end"


def test_reply_editor_and_page_say_that_the_file_is_broken_until_others_are_saved(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    install_language(qapp, "en")
    path = tmp_path / "replies.json"
    path.write_text('{"replies": [],}')
    shelf = ReplyShelf(ReplyFile(path))
    chat = ChatPage(shelf)
    editor = ReplyEditor(shelf)
    for widget in (chat, editor):
        qtbot.addWidget(widget)
        widget.show()
    assert editor.broken.text() == (
        f"Your replies in {path} cannot be read, so the built-in ones are shown. "
        "The file is kept as replies.json.broken when you save."
    )
    assert editor.broken.isVisible()
    assert chat.hint_text == "Your replies cannot be read"
    editor.text.setPlainText("Hello again")
    editor.reject()
    assert not editor.broken.isVisible()
    assert chat.hint_text == "/ finds a reply"
    assert (tmp_path / "replies.json.broken").read_text() == '{"replies": [],}'
    calm = ReplyEditor(shelf)
    qtbot.addWidget(calm)
    calm.show()
    assert not calm.broken.isVisible()


def test_reply_editor_says_that_single_replies_cannot_be_read(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    install_language(qapp, "en")
    path = tmp_path / "replies.json"
    path.write_text('{"replies": [{"name": "hello", "text": "Hello"}, {"name": "bye"}]}')
    editor = ReplyEditor(ReplyShelf(ReplyFile(path)))
    qtbot.addWidget(editor)
    editor.show()
    assert editor.broken.text() == (
        f"Some of your replies in {path} cannot be read and are missing here. "
        "The file is kept as replies.json.broken when you save."
    )
    assert [editor.list.item(row).text() for row in range(editor.list.count())] == ["/hello"]


def test_reply_editor_name_is_typed_in_the_middle_as_anywhere(qtbot: QtBot) -> None:
    store = ListStore(Reply(name="hello", text="Hello"))
    editor = ReplyEditor(ReplyShelf(store))
    qtbot.addWidget(editor)
    editor.show()
    editor.name.setCursorPosition(2)
    qtbot.keyClicks(editor.name, " X/y")
    assert editor.name.text() == "hexyllo"
    assert editor.name.cursorPosition() == 4


def test_reply_editor_counts_what_is_too_long(qtbot: QtBot, qapp: QApplication) -> None:
    install_language(qapp, "en")
    editor = ReplyEditor(ReplyShelf(ListStore(Reply(name="hello", text="Hello"))))
    qtbot.addWidget(editor)
    editor.show()
    assert not editor.too_long.isVisible()
    editor.text.setPlainText("x" * (CHAT_TEXT_MAX_CHARS + 12))
    assert editor.too_long.isVisible()
    assert editor.too_long.text() == "12 characters too many: the end is not kept"


def test_reply_editor_says_when_nothing_can_be_saved(qtbot: QtBot) -> None:
    editor = ReplyEditor(ReplyShelf(NoReplyStore()))
    qtbot.addWidget(editor)
    editor.show()
    editor.add_button.click()
    assert editor.trouble.text() == "The replies could not be saved on this computer."
    assert editor.trouble.isVisible()


def test_chat_unread_is_on_the_tab_the_page_and_over_the_picture(qtbot: QtBot, window: ConsoleWindow) -> None:
    window.show_tab(tab(1, talk=samples.TALK))
    window.show_tab(tab(2))
    window.show_tab(tab(1, talk=samples.UNREAD))
    tabs = window.workspace.tabs
    assert "changed" in tabs.accessibleTabName(tabs.index_of(1))
    tabs.choose(1)
    assert "changed" in tabs.accessibleTabName(tabs.index_of(1)), "looking at the picture is not reading"
    page = window.page(1)
    assert page is not None
    assert page.panel.switch.buttons[1].text() == "Messages (1)"
    assert page.unread.isVisible()
    assert page.unread.text() == f"{TITLE}: Take your time, I will wait here until you are back."
    assert page.unread.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    qtbot.keyClick(window, Qt.Key.Key_T, CTRL)
    window.show_tab(tab(1, talk=samples.TALK))
    assert "changed" not in tabs.accessibleTabName(tabs.index_of(1))
    assert not page.unread.isVisible()


def test_chat_counts_as_read_only_while_it_is_before_the_agents_eyes(
    qtbot: QtBot, window: ConsoleWindow, intents: RecordedIntents
) -> None:
    window.show_tab(tab(1, talk=samples.UNREAD))
    QTest.qWait(400)
    assert intents.named("note_read") == []
    qtbot.keyClick(window, Qt.Key.Key_T, CTRL)
    qtbot.waitUntil(lambda: ("note_read", 1, 3) in intents.calls)


def test_chat_hostile_words_are_plain_and_inside(qtbot: QtBot, window: ConsoleWindow) -> None:
    chat = open_chat(qtbot, window, talk=samples.ATTACKED, title="<b>x</b>")
    for bubble in chat.stream.bubbles():
        assert bubble.words.width() <= chat.stream.viewport().width()
        assert bubble.words.verticalScrollBar().maximum() == 0
    assert "<b>Bank</b>" in chat.stream.bubbles()[0].words.toPlainText()
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in window.findChildren(QLabel))


def test_chat_keyboard_of_the_person_is_not_taken_by_a_message(qtbot: QtBot, window: ConsoleWindow) -> None:
    window.show_account(SIGNED_IN)
    window.show_tab(tab(1, talk=samples.TALK))
    page = window.page(1)
    assert page is not None
    page.remote.setFocus()
    page.remote.capture()
    window.show_tab(tab(1, talk=samples.UNREAD))
    assert page.remote.is_captured
    assert page.remote.hasFocus()
