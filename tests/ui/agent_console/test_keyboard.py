"""What the agent's keys become: the button under the picture, its menu, and the clipboard typed as keys."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication, QInputMethodEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from agent_console.domain.text_typing import TYPED_CLIPBOARD_MAX_CHARS
from agent_console.ui.main_window import ConsoleWindow
from agent_console.ui.session_page import SessionPage
from agent_console.view_models.key_typing import KeyboardMode
from agent_console.view_models.special_keys import SPECIAL_KEYS, changes_of
from shared.ui.i18n import install_language
from tests.ui.agent_console.recorder import CONTROL, VIEW, DrawnSurface, RecordedIntents, tab

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def page(window: ConsoleWindow) -> SessionPage:
    window.show_tab(tab(1))
    surface = DrawnSurface(640, 400)
    window.attach_picture(1, surface, surface.lock)
    page = window.page(1)
    assert page is not None
    QApplication.processEvents()
    return page


def _actions(page: SessionPage) -> list[QAction]:
    menu = page.line.keyboard.menu()
    assert menu is not None
    return [action for action in menu.actions() if not action.isSeparator()]


def _action(page: SessionPage, words: str) -> QAction:
    return next(action for action in _actions(page) if words in action.text())


def test_keyboard_button_is_there_only_with_control(window: ConsoleWindow, page: SessionPage) -> None:
    assert page.line.keyboard.isVisible()
    assert page.line.keyboard.text() == "Keyboard: automatic"
    window.show_tab(tab(1, rights={VIEW: "on", CONTROL: "off"}))
    assert not page.line.keyboard.isVisible()


def test_keyboard_mode_goes_round_by_its_shortcut_and_stays_with_its_tab(
    qtbot: QtBot, window: ConsoleWindow, page: SessionPage
) -> None:
    window.show_tab(tab(2))
    other = window.page(2)
    assert other is not None
    window.workspace.tabs.setCurrentIndex(0)
    seen = []
    for _ in KeyboardMode:
        seen.append(page.line.keyboard.text())
        assert page.remote.keyboard_mode is list(KeyboardMode)[len(seen) - 1]
        qtbot.keyClick(window, Qt.Key.Key_K, CTRL_SHIFT)
    assert seen == ["Keyboard: automatic", "Keyboard: characters", "Keyboard: keys"]
    qtbot.keyClick(window, Qt.Key.Key_K, CTRL_SHIFT)
    assert page.remote.keyboard_mode is KeyboardMode.CHARACTERS
    assert other.remote.keyboard_mode is KeyboardMode.AUTOMATIC


def test_keyboard_menu_chooses_a_mode_and_brings_the_keyboard_back(
    page: SessionPage, intents: RecordedIntents
) -> None:
    page.remote.setFocus()
    page.remote.capture()
    _action(page, "for games").trigger()
    assert page.remote.keyboard_mode is KeyboardMode.KEYS
    assert not page.remote.is_captured
    assert _action(page, "for games").isChecked()
    assert not _action(page, "Automatic").isChecked()


def test_special_keys_are_pressed_and_let_go_of(page: SessionPage, intents: RecordedIntents) -> None:
    for keys in SPECIAL_KEYS:
        intents.calls.clear()
        place = list(SPECIAL_KEYS).index(keys) + len(KeyboardMode) + 1
        _actions(page)[place].trigger()
        assert [call[2:] for call in intents.named("key_changed")] == changes_of(keys), keys.name


def test_ctrl_alt_del_is_not_offered_where_windows_keeps_it(window: ConsoleWindow, page: SessionPage) -> None:
    assert _action(page, "Ctrl+Alt+Del").isEnabled()
    window.show_tab(tab(1, os_family="windows"))
    assert not _action(page, "Ctrl+Alt+Del").isEnabled()
    assert "Windows takes it only from the person's own keyboard" in _action(page, "Ctrl+Alt+Del").text()


def test_clipboard_is_typed_and_stopped_by_escape(
    qtbot: QtBot, window: ConsoleWindow, page: SessionPage, intents: RecordedIntents
) -> None:
    QGuiApplication.clipboard().setText("пароль\n")
    qtbot.keyClick(window, Qt.Key.Key_V, CTRL_SHIFT)
    assert intents.named("type_text") == [("type_text", 1, "пароль\n")]
    window.show_tab(tab(1, typed=(3, 7)))
    assert page.notice.text == "Typing your clipboard: 3 of 7 characters"
    focused = QApplication.focusWidget()
    assert focused is not None
    qtbot.keyClick(focused, Qt.Key.Key_Escape)
    assert intents.named("type_text")[-1] == ("type_text", 1, "")
    window.show_tab(tab(1))
    assert page.notice.text == ""


@pytest.mark.parametrize(
    ("text", "words"), [("", "holds no text"), ("x" * (TYPED_CLIPBOARD_MAX_CHARS + 1), "more than 2,000 characters")]
)
def test_clipboard_that_cannot_be_typed_says_so(
    qtbot: QtBot, page: SessionPage, intents: RecordedIntents, text: str, words: str
) -> None:
    QGuiApplication.clipboard().setText(text)
    page.type_clipboard()
    assert words in page.notice.text
    assert intents.named("type_text") == []
    focused = QApplication.focusWidget()
    assert focused is not None
    qtbot.keyClick(focused, Qt.Key.Key_Escape)
    assert page.notice.text == ""


def test_clipboard_without_control_is_not_typed_and_that_is_said(
    window: ConsoleWindow, page: SessionPage, intents: RecordedIntents
) -> None:
    window.show_tab(replace(tab(1), rights={VIEW: "on", CONTROL: "off"}))
    QGuiApplication.clipboard().setText("secret")
    page.type_clipboard()
    assert intents.named("type_text") == []
    assert "not allowed yet: Mouse and keyboard. Ask for it first." in page.notice.text
    window.show_tab(tab(1))
    assert page.notice.text == ""


def test_input_method_text_goes_over_while_captured(page: SessionPage, intents: RecordedIntents) -> None:
    event = QInputMethodEvent()
    event.setCommitString("中é")
    QApplication.sendEvent(page.remote, event)
    assert intents.named("text_typed") == []
    page.remote.setFocus()
    page.remote.capture()
    assert page.remote.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    QApplication.sendEvent(page.remote, event)
    assert intents.named("text_typed") == [("text_typed", 1, "中", False), ("text_typed", 1, "é", False)]
    page.set_keyboard_mode(KeyboardMode.KEYS)
    page.remote.capture()
    assert not page.remote.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


def test_keyboard_button_says_less_where_there_is_little_room(window: ConsoleWindow, page: SessionPage) -> None:
    page.remote.capture()
    window.resize(1366, 600)
    QApplication.processEvents()
    assert page.line.keyboard.text() == "Keyboard: automatic"
    install_language(QApplication.instance(), "ru")
    window.resize(880, 600)
    QApplication.processEvents()
    for mode in KeyboardMode:
        page.set_keyboard_mode(mode)
        page.remote.capture()
        QApplication.processEvents()
        assert ":" not in page.line.keyboard.text()
        assert page.line._hint.width() >= page.line._hint.sizeHint().width()
