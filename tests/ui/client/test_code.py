"""The page with the code to read aloud."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from client.ui.main_window import ClientWindows
from client.view_models.screens import CodeStage, CodeView, Trouble
from tests.ui.client.acts import show
from tests.ui.client.samples import (
    ANA,
    NOW_MS,
    VIEWS,
    RecordingIntents,
    StillClock,
)


def test_code_is_spelled_digit_by_digit_for_a_screen_reader(windows: ClientWindows, qtbot: QtBot) -> None:
    show(windows, VIEWS["code_waiting"], qtbot)

    assert windows.code.code.accessibleName() == "The code: 4 1 7, 3 8 2, 9 1 5, 6 0 4"
    assert windows.code.remaining.text() == "9:41 left"


def test_code_reaches_the_clipboard_only_on_press(windows: ClientWindows, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("mine")
    show(windows, VIEWS["code_waiting"], qtbot)
    assert QGuiApplication.clipboard().text() == "mine"

    windows.code.copy_button.click()

    assert QGuiApplication.clipboard().text() == "417382915604"
    assert windows.code.copy_button.text() == "Copied"
    qtbot.waitUntil(lambda: windows.code.copy_button.text() == "Copy", timeout=4_000)


def test_code_countdown_follows_the_clock(windows: ClientWindows, clock: StillClock, qtbot: QtBot) -> None:
    show(windows, VIEWS["code_waiting"], qtbot)
    clock.now_ms += 10 * 60_000

    qtbot.waitUntil(lambda: windows.code.remaining.text() == "0:00 left")


def test_code_buttons_forward_what_is_wanted(windows: ClientWindows, intents: RecordingIntents, qtbot: QtBot) -> None:
    show(windows, VIEWS["code_unreachable"], qtbot)
    windows.code.again_button.click()
    show(windows, VIEWS["code_waiting"], qtbot)
    windows.code.new_button.click()
    QTest.keyClick(windows.code, Qt.Key.Key_Escape)

    assert intents.names() == ["make_new_code", "make_new_code", "go_home"]


def test_code_trouble_names_the_server_and_promises_nobody_sees(windows: ClientWindows, qtbot: QtBot) -> None:
    show(windows, VIEWS["code_unreachable"], qtbot)

    assert "help.contoso.example" in windows.code.trouble.label.text()
    assert windows.code.again_button.isVisible()
    assert windows.code.promise.text() == "Nobody can see anything yet."
    assert not windows.code.card.isVisible()


def test_code_checking_hides_the_used_code_and_shows_who(windows: ClientWindows, qtbot: QtBot) -> None:
    show(windows, CodeView(stage=CodeStage.CHECKING, code="417382915604", helper=ANA), qtbot)

    assert not windows.code.card.isVisible()
    assert windows.code.stage.text() == "Ana Pop has entered the code."


def test_code_closing_the_window_gives_up_and_quits(
    windows: ClientWindows, intents: RecordingIntents, qtbot: QtBot
) -> None:
    show(windows, VIEWS["code_waiting"], qtbot)
    with qtbot.waitSignal(windows.quit_requested):
        windows.main.close()

    assert intents.names() == ["go_home"]


def test_code_shown_while_the_server_is_away_stays_and_offers_no_other(windows: ClientWindows, qtbot: QtBot) -> None:
    away = Trouble(code="code_waits", fields={"host": "help.example"})
    view = CodeView(stage=CodeStage.AWAY, code="417382915604", expires_at_mono_ms=NOW_MS + 60_000, trouble=away)
    show(windows, view, qtbot)
    page = windows.code
    assert (page.title.text(), page.stage.text()) == ("Please wait a moment", "Waiting for the server…")
    assert page.card.isVisible()
    assert not page.again_button.isVisible()
    assert not page.new_button.isVisible()


def test_code_is_in_sight_on_a_small_screen_whatever_is_said_above_it(windows: ClientWindows, qtbot: QtBot) -> None:
    show(windows, VIEWS["code_connecting"], qtbot)
    windows.main.setMinimumHeight(200)
    windows.main.resize(528, 352)
    windows.main.setMaximumHeight(352)
    windows.render(VIEWS["code_changed"])
    code = windows.code.code
    qtbot.waitUntil(lambda: code.visibleRegion().boundingRect() == code.rect())
