from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from agent_console.domain.stay_signed_in import KeyringState
from agent_console.ui.browser_opener import may_open
from agent_console.ui.main_window import ConsoleWindow
from agent_console.view_models.screens import BrowserView, SignInView, Trouble
from tests.ui.agent_console.recorder import SIGNED_IN, RecordedIntents

FRESH = SignInView(server_url="https://help.contoso.example")


class Opener(QObject):
    """What Qt hands https addresses to in place of the system's browser."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(url.toString())


@pytest.fixture
def opened() -> Iterator[list[str]]:
    """The addresses that were opened."""
    opener = Opener()
    set_handler: Any = QDesktopServices.setUrlHandler
    set_handler("https", opener, "open")
    yield opener.opened
    QDesktopServices.unsetUrlHandler("https")


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


BROWSER = BrowserView(number="4821", address="https://help.contoso.example/admin/console/" + "a" * 32)


def test_sign_in_with_the_browser_shows_the_number_in_place_of_the_fields_and_cancel_brings_them_back(
    qtbot: QtBot, blank_window: ConsoleWindow, intents: RecordedIntents, opened: list[str]
) -> None:
    page = blank_window.sign_in
    blank_window.show_account(replace(FRESH, email="ana@contoso.example"))
    qtbot.keyClick(page.stay, Qt.Key.Key_Space)
    qtbot.mouseClick(page.browser_button, Qt.MouseButton.LeftButton)
    assert intents.calls == [("sign_in_with_browser", True)]
    blank_window.show_account(replace(FRESH, browser=BrowserView()))
    assert page.browser._heading.text() == "Asking the server…"
    assert not page.browser.again.isVisible()
    assert opened == []
    blank_window.show_account(replace(FRESH, browser=BROWSER))
    assert not page.password.isVisible()
    assert (page.browser.number_text, page.browser._number.isVisible()) == ("4821", True)
    assert page.browser._number.accessibleName() == "Number: 4 8 2 1"
    qtbot.mouseClick(page.browser.cancel, Qt.MouseButton.LeftButton)
    assert intents.calls[1:] == [("give_up_browser",)]
    blank_window.show_account(replace(FRESH, email="ana@contoso.example"))
    assert page.password.hasFocus()
    assert page.browser.isHidden()


def test_sign_in_page_of_the_browser_is_opened_once_and_again_when_asked(
    qtbot: QtBot, blank_window: ConsoleWindow, opened: list[str]
) -> None:
    page = blank_window.sign_in
    for _ in range(3):
        blank_window.show_account(replace(FRESH, browser=BROWSER))
    assert opened == [BROWSER.address]
    qtbot.mouseClick(page.browser.again, Qt.MouseButton.LeftButton)
    assert opened == [BROWSER.address] * 2
    qtbot.mouseClick(page.browser.copy, Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == BROWSER.address
    assert page.browser.copy.text() == "Copied"
    blank_window.show_account(FRESH)
    blank_window.show_account(replace(FRESH, browser=replace(BROWSER, address=BROWSER.address[:-1] + "b")))
    assert len(opened) == 3
    assert page.browser.copy.text() == "Copy the address"


def test_sign_in_enter_in_a_hidden_field_submits_nothing_while_the_browser_is_waited_for(
    blank_window: ConsoleWindow, intents: RecordedIntents, opened: list[str]
) -> None:
    page = blank_window.sign_in
    blank_window.show_account(replace(FRESH, email="ana@contoso.example"))
    page.password.setText("secret")
    blank_window.show_account(replace(FRESH, browser=BROWSER))
    page.submit()
    assert intents.calls == []
    blank_window.show_account(replace(FRESH, trouble=Trouble(code="browser_sign_in_void")))
    assert page.trouble_text.startswith("Nobody said yes in the browser in time")
    page.submit()
    assert intents.calls == [("sign_in", "ana@contoso.example", "secret", "")]


def test_sign_in_with_the_browser_fits_a_low_screen(blank_window: ConsoleWindow, opened: list[str]) -> None:
    page = blank_window.sign_in
    blank_window.resize(880, 520)
    trouble = Trouble(code="server_unreachable", fields={"host": "help.contoso.example"})
    blank_window.show_account(replace(FRESH, browser=BROWSER, trouble=trouble))
    QApplication.processEvents()
    for label in (page.browser._advice, page.browser._warning, page.browser._number):
        assert label.height() >= label.heightForWidth(label.width())


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("https://help.example/admin/console/1", True),
        ("http://localhost:8765/admin/console/1", True),
        ("http://127.0.0.1:8765/admin/console/1", True),
        ("http://help.example/admin/console/1", False),
        ("http://localhost.evil.example/", False),
        ("http://localhost@evil.example/", False),
        ("https://ana:secret@help.example/", False),
        ("file:///etc/passwd", False),
        ("javascript:alert(1)", False),
        ("smb://help.example/share", False),
        ("-h", False),
        ("", False),
    ],
)
def test_sign_in_nothing_but_a_protected_page_or_one_of_this_computer_is_opened(address: str, may: bool) -> None:
    assert may_open(address) is may
