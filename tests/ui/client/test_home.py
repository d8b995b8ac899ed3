"""The page one starts on."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from client.ui.main_window import ClientWindows
from client.view_models.screens import HomeView, Trouble
from shared.ui.i18n import current_language
from tests.ui.client.acts import show
from tests.ui.client.samples import (
    RecordingIntents,
)


def test_home_enter_in_the_field_presses_nothing(
    windows: ClientWindows, intents: RecordingIntents, qtbot: QtBot
) -> None:
    show(windows, HomeView(), qtbot)
    with qtbot.assertNotEmitted(windows.quit_requested, wait=50):
        QTest.keyClicks(windows.home.problem_field, "no sound")
        QTest.keyClick(windows.home.problem_field, Qt.Key.Key_Return)

    assert intents.names() == []
    assert windows.home.end_button.hasFocus()


def test_home_end_is_the_default_and_leaves(windows: ClientWindows, intents: RecordingIntents, qtbot: QtBot) -> None:
    show(windows, HomeView(), qtbot)
    windows.home.setFocus()
    with qtbot.waitSignal(windows.quit_requested):
        QTest.keyClick(windows.home, Qt.Key.Key_Return)

    assert windows.home.end_button.isDefault()
    assert intents.names() == []


def test_home_asked_for_help_takes_the_words_along(
    windows: ClientWindows, intents: RecordingIntents, qtbot: QtBot
) -> None:
    show(windows, HomeView(), qtbot)
    windows.home.problem_field.setText("  no sound ")
    windows.home.asked_button.click()

    assert ("ask_for_help", "no sound") in intents.calls


def test_home_new_view_keeps_what_was_typed(windows: ClientWindows, qtbot: QtBot) -> None:
    show(windows, HomeView(), qtbot)
    windows.home.problem_field.setText("half a sen")
    windows.render(HomeView(trouble=Trouble(code="wrong_code")))

    assert windows.home.problem_field.text() == "half a sen"
    assert windows.home.trouble.isVisible()


def test_home_language_row_changes_everything_at_once(windows: ClientWindows, qtbot: QtBot) -> None:
    show(windows, HomeView(), qtbot)
    windows.main.languages.buttons["ru"].click()
    QApplication.processEvents()

    assert current_language() == "ru"
    assert windows.home.title.text() == "Получить помощь"
    assert windows.code.promise.text() == "Пока никто ничего не видит."
    assert windows.main.languages.buttons["ru"].isChecked()


def test_home_press_counts_although_the_button_moves_away_under_it(
    windows: ClientWindows, intents: RecordingIntents, qtbot: QtBot
) -> None:
    show(windows, HomeView(trouble=Trouble(code="server_unreachable")), qtbot)
    with_trouble_px = windows.main.height()
    handle = windows.main.windowHandle()
    asked = windows.home.asked_button
    pointer = asked.mapToGlobal(asked.rect().center())
    place = handle.mapFromGlobal(pointer)
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    assert asked.isDown()
    # The server is back while the button is down: the sentence goes, and everything below it moves up.
    windows.render(HomeView())
    qtbot.waitUntil(lambda: windows.main.height() < with_trouble_px)
    assert not asked.rect().contains(asked.mapFromGlobal(pointer))
    place = handle.mapFromGlobal(pointer)
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)

    assert intents.names() == ["ask_for_help"]
