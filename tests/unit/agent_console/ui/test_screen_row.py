"""The list of screens beside the picture: which are shown, and asking for the others."""

from dataclasses import replace

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from agent_console.ui.screen_row import ScreenList
from agent_console.view_models.screens import RemoteMonitor, TabView

ONE = RemoteMonitor(monitor_id=1, name="DP-1", width_px=1920, height_px=1080, is_primary=True)
TWO = RemoteMonitor(monitor_id=2, name="", width_px=1280, height_px=1024, is_primary=False)
VIEW = TabView(tab_id=1, title="417 …", stage="live", cover="none", monitors=(ONE, TWO), shared_ids=(1,))


def make(qtbot: QtBot, view: TabView) -> ScreenList:
    screens = ScreenList()
    qtbot.addWidget(screens)
    screens.show_view(view)
    return screens


def test_list_says_what_is_shown_and_asks_for_what_is_not(qapp: QApplication, qtbot: QtBot) -> None:
    screens = make(qtbot, VIEW)
    assert [text.partition(" · ")[0] for text in screens.texts] == ["Screen 1", "Screen 2", "All screens"]
    assert screens.texts[0].endswith("shown")
    first, second, every = screens.buttons
    assert first.isHidden()
    assert second.accessibleName() == "Ask: Screen 2"
    with qtbot.waitSignal(screens.wanted) as wish:
        second.click()
    assert wish.args == [(2,)]
    with qtbot.waitSignal(screens.wanted) as wish:
        every.click()
    assert wish.args == [(1, 2)]


def test_list_asks_for_nothing_while_it_cannot_be_answered(qapp: QApplication, qtbot: QtBot) -> None:
    screens = make(qtbot, VIEW)
    for view in (
        replace(VIEW, cover="paused"),
        replace(VIEW, screens_state="asked"),
        replace(VIEW, shared_ids=(), cover="no_view"),
    ):
        screens.show_view(view)
        assert not any(button.isEnabled() for button in screens.buttons)
    screens.show_view(VIEW)
    assert all(button.isEnabled() for button in screens.buttons)


def test_list_follows_screens_that_come_and_go(qapp: QApplication, qtbot: QtBot) -> None:
    screens = make(qtbot, VIEW)
    screens.show_view(replace(VIEW, monitors=(TWO,), shared_ids=(2,)))
    assert [text.partition(" · ")[0] for text in screens.texts] == ["Screen 2"]
    screens.show_view(VIEW)
    assert len(screens.texts) == 3


def test_list_says_what_holds_a_shown_screen_back(qapp: QApplication, qtbot: QtBot) -> None:
    screens = make(qtbot, replace(VIEW, cover="paused"))
    assert screens.texts[0].endswith("on hold, paused")
    screens.show_view(replace(VIEW, cover="asking"))
    assert screens.texts[0].endswith("on hold during the question")


def test_list_leaves_out_a_name_that_says_nothing(qapp: QApplication, qtbot: QtBot) -> None:
    screens = make(qtbot, replace(VIEW, monitors=(replace(ONE, name="screen"),)))
    assert screens.texts == ("Screen 1 · 1920\u00a0\u00d7\u00a01080 · shown",)
