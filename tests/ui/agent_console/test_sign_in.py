from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from agent_console.domain.stay_signed_in import KeyringState
from agent_console.ui.main_window import ConsoleWindow
from agent_console.view_models.screens import SignInView, Trouble
from tests.ui.agent_console.recorder import SIGNED_IN, RecordedIntents

FRESH = SignInView(server_url="https://help.contoso.example")


def test_sign_in_enter_moves_on_then_submits_what_was_typed(
    qtbot: QtBot, blank_window: ConsoleWindow, intents: RecordedIntents
) -> None:
    blank_window.show_account(FRESH)
    page = blank_window.sign_in
    assert page.email.hasFocus()
    qtbot.keyClicks(page.email, " ana@contoso.example ")
    qtbot.keyClick(page.email, Qt.Key.Key_Return)
    assert page.password.hasFocus()
    assert intents.calls == []
    qtbot.keyClicks(page.password, "correct <b>horse</b>")
    qtbot.keyClick(page.password, Qt.Key.Key_Return)
    assert intents.calls == [("sign_in", "ana@contoso.example", "correct <b>horse</b>", "")]


def test_sign_in_shows_the_server_and_hides_the_password_until_asked(
    qtbot: QtBot, blank_window: ConsoleWindow
) -> None:
    blank_window.show_account(FRESH)
    page = blank_window.sign_in
    assert page._server.text() == "Server: help.contoso.example"
    assert page.password.echoMode() is QLineEdit.EchoMode.Password
    qtbot.keyClick(page.show_password, Qt.Key.Key_Space)
    assert page.password.echoMode() is QLineEdit.EchoMode.Normal


def test_sign_in_busy_submits_nothing_more(
    qtbot: QtBot, blank_window: ConsoleWindow, intents: RecordedIntents
) -> None:
    page = blank_window.sign_in
    blank_window.show_account(FRESH)
    page.email.setText("ana@contoso.example")
    page.password.setText("secret")
    blank_window.show_account(replace(FRESH, is_busy=True))
    assert not page.button.isEnabled()
    qtbot.keyClick(page.password, Qt.Key.Key_Return)
    assert intents.calls == []


def test_sign_in_refused_says_why_and_keeps_the_typed_words(blank_window: ConsoleWindow) -> None:
    page = blank_window.sign_in
    blank_window.show_account(FRESH)
    page.email.setText("ana@contoso.example")
    page.password.setText("secret")
    blank_window.show_account(replace(FRESH, is_busy=True))
    blank_window.show_account(replace(FRESH, trouble=Trouble(code="sign_in_refused")))
    assert page.trouble_text == "The e-mail address or the password is wrong."
    assert page.email.text() == "ana@contoso.example"
    assert page.password.selectedText() == "secret"


def test_sign_in_refused_password_is_replaced_by_the_next_character_however_it_got_the_keyboard(
    qtbot: QtBot, blank_window: ConsoleWindow
) -> None:
    page = blank_window.sign_in
    blank_window.show_account(FRESH)
    page.email.setText("ana@contoso.example")
    page.password.setText("wrong one")
    blank_window.show_account(replace(FRESH, is_busy=True))
    blank_window.show_account(replace(FRESH, trouble=Trouble(code="sign_in_refused")))
    page.email.setFocus()
    page.password.deselect()
    page.password.setFocus()
    page.password.setCursorPosition(5)
    qtbot.keyClicks(page.password, "right")
    assert page.password.text() == "right"
    blank_window.show_account(replace(FRESH, is_busy=True))
    blank_window.show_account(replace(FRESH, trouble=Trouble(code="server_unreachable")))
    page.password.end(False)
    qtbot.keyClicks(page.password, "!")
    assert page.password.text() == "right!", "nobody has refused it"


def test_sign_in_done_forgets_the_password_and_goes_to_the_code(blank_window: ConsoleWindow) -> None:
    page = blank_window.sign_in
    blank_window.show_account(FRESH)
    page.password.setText("secret")
    page.show_password.setChecked(True)
    blank_window.show_account(SIGNED_IN)
    assert page.password.text() == ""
    assert not page.show_password.isChecked()
    assert blank_window.workspace.empty_code.field.hasFocus()


def test_sign_in_unreachable_server_offers_what_its_sentence_names(
    qtbot: QtBot, blank_window: ConsoleWindow, intents: RecordedIntents
) -> None:
    blank_window.show_account(
        replace(FRESH, trouble=Trouble(code="server_unreachable", fields={"host": "help.contoso.example"}))
    )
    page = blank_window.sign_in
    assert "press Try again" in page.trouble_text
    assert page.button.text() == "Try again"
    assert page.button.isEnabled()
    qtbot.mouseClick(page.button, Qt.MouseButton.LeftButton)
    assert intents.calls == [("retry_server",)]
    page.email.setText("ana@contoso.example")
    page.password.setText("secret")
    qtbot.mouseClick(page.button, Qt.MouseButton.LeftButton)
    assert intents.calls[1:] == [("sign_in", "ana@contoso.example", "secret", "")]


def test_sign_in_code_field_comes_after_the_right_password_and_is_sent_with_it(
    qtbot: QtBot, blank_window: ConsoleWindow, intents: RecordedIntents
) -> None:
    page = blank_window.sign_in
    blank_window.show_account(FRESH)
    assert not page.second_factor.isVisible()
    page.email.setText("ana@contoso.example")
    page.password.setText("secret")
    blank_window.show_account(replace(FRESH, is_busy=True))
    blank_window.show_account(replace(FRESH, asks_second_factor=True))
    assert page.second_factor.hasFocus()
    assert page.trouble_text == "", "the next step is no trouble"
    assert not page.button.isEnabled()
    assert page.password.text() == "secret"
    qtbot.keyClick(page.second_factor, Qt.Key.Key_Return)
    assert intents.calls == []
    qtbot.keyClicks(page.second_factor, " 123 456 ")
    qtbot.keyClick(page.second_factor, Qt.Key.Key_Return)
    assert intents.calls == [("sign_in", "ana@contoso.example", "secret", "123 456")]


def test_sign_in_refused_code_is_cleared_and_the_next_one_can_be_typed(
    qtbot: QtBot, blank_window: ConsoleWindow
) -> None:
    page = blank_window.sign_in
    blank_window.show_account(replace(FRESH, asks_second_factor=True))
    page.second_factor.setText("123456")
    blank_window.show_account(replace(FRESH, asks_second_factor=True, is_busy=True))
    assert page.second_factor.isReadOnly()
    trouble = Trouble(code="second_factor_refused")
    blank_window.show_account(replace(FRESH, asks_second_factor=True, trouble=trouble))
    assert page.trouble_text.startswith("This code is wrong, or its half minute is over.")
    assert (page.second_factor.text(), page.second_factor.hasFocus()) == ("", True)


def test_sign_in_code_is_forgotten_with_the_password(blank_window: ConsoleWindow) -> None:
    page = blank_window.sign_in
    blank_window.show_account(replace(FRESH, asks_second_factor=True))
    page.password.setText("secret")
    page.second_factor.setText("123456")
    blank_window.show_account(SIGNED_IN)
    assert page.password.text() == page.second_factor.text() == ""


def test_sign_in_stays_only_if_the_agent_says_so(
    qtbot: QtBot, blank_window: ConsoleWindow, intents: RecordedIntents
) -> None:
    page = blank_window.sign_in
    blank_window.show_account(replace(FRESH, email="ana@contoso.example"))
    assert (page.stay.isEnabled(), page.stay.isChecked()) == (True, False)
    assert page.stay.accessibleDescription() == "Leave this off on a computer that other people use as well."
    qtbot.keyClicks(page.password, "secret")
    page.submit()
    qtbot.keyClick(page.stay, Qt.Key.Key_Space)
    page.submit()
    assert intents.calls == [
        ("sign_in", "ana@contoso.example", "secret", ""),
        ("sign_in", "ana@contoso.example", "secret", "", "stays"),
    ]


def test_sign_in_what_one_agent_chose_is_not_the_next_ones_choice(qtbot: QtBot, blank_window: ConsoleWindow) -> None:
    page = blank_window.sign_in
    blank_window.show_account(replace(FRESH, email="ana@contoso.example", stays_for="ana@contoso.example"))
    assert page.stay.isChecked()
    page.email.selectAll()
    qtbot.keyClicks(page.email, "ion@contoso.example")
    assert not page.stay.isChecked()
    page.email.selectAll()
    qtbot.keyClicks(page.email, "ANA@contoso.example")
    assert page.stay.isChecked()
    qtbot.keyClick(page.stay, Qt.Key.Key_Space)
    blank_window.show_account(replace(FRESH, stays_for="ana@contoso.example", trouble=Trouble(code="rate_limited")))
    assert not page.stay.isChecked(), "what was just said by hand stands"
    blank_window.show_account(SIGNED_IN)
    blank_window.show_account(replace(FRESH, stays_for="ana@contoso.example"))
    assert page.stay.isChecked()


@pytest.mark.parametrize(
    ("keyring", "words"),
    [
        ("missing", "has no keyring to keep a sign-in safe"),
        ("untrusted", "has no keyring to keep a sign-in safe"),
        ("locked", "is locked"),
        ("slow", "does not answer"),
        ("failed", "does not work"),
    ],
)
def test_sign_in_keyring_that_cannot_be_used_is_said_below_the_box_and_nothing_stays(
    qtbot: QtBot, blank_window: ConsoleWindow, intents: RecordedIntents, keyring: KeyringState, words: str
) -> None:
    page = blank_window.sign_in
    blank_window.show_account(replace(FRESH, email="ana@contoso.example", keyring="looking"))
    assert not page.stay.isEnabled()
    qtbot.keyClicks(page.password, "secret")
    blank_window.show_account(replace(FRESH, stays_for="ana@contoso.example", keyring=keyring))
    assert (page.stay.isEnabled(), page.stay.isChecked()) == (False, False)
    assert words in page._stay_hint.text()
    assert "until you close this window" in page._stay_hint.text()
    assert page._stay_hint.y() > page.stay.y()
    page.submit()
    assert intents.calls == [("sign_in", "ana@contoso.example", "secret", "")]
    blank_window.show_account(replace(FRESH, stays_for="ana@contoso.example"))
    assert page.stay.isChecked(), "it has answered after all"


def test_sign_in_on_a_low_screen_cuts_no_sentence_and_scrolls_to_its_button(
    qtbot: QtBot, blank_window: ConsoleWindow
) -> None:
    page = blank_window.sign_in
    blank_window.resize(880, 520)
    trouble = Trouble(code="second_factor_refused")
    blank_window.show_account(replace(FRESH, asks_second_factor=True, keyring="slow", trouble=trouble))
    QApplication.processEvents()
    for label in (page._trouble_label, page._factor_hint, page._stay_hint):
        assert label.height() >= label.heightForWidth(label.width())
    page.email.setText("ana@contoso.example")
    page.password.setText("secret")
    page.second_factor.setText("123456")
    page.second_factor.setFocus()
    qtbot.keyClick(page.second_factor, Qt.Key.Key_Tab)
    assert page.button.hasFocus()
    QApplication.processEvents()
    assert page.button.visibleRegion().boundingRect() == page.button.rect()
