"""What holds on every page."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from client.ui.main_window import ClientWindows
from client.view_models.screens import CodeStage, CodeView, HomeView, Trouble
from tests.ui.client.acts import show
from tests.ui.client.samples import (
    ANA,
    ENDED,
    LEFT,
    RIGHT,
    VIEW,
    question,
    session,
)


def test_window_title_says_what_the_page_asks(windows: ClientWindows, qtbot: QtBot) -> None:
    show(windows, session(question=question()), qtbot)
    assert windows.main.windowTitle() == "Ana Pop asks to see your screen. | Alongside"
    windows.render(HomeView())
    assert windows.main.windowTitle() == "Get help | Alongside"
    windows.main.languages.buttons["ru"].click()
    qtbot.waitUntil(lambda: windows.main.windowTitle() == "Получить помощь | Alongside")


HOSTILE = '<img src="http://evil.example/x"><b>Bank</b>\u202e & \x1b[2J'


def test_every_label_shows_hostile_text_as_it_is(windows: ClientWindows, qtbot: QtBot) -> None:
    helper = replace(ANA, name=HOSTILE, organisation=HOSTILE, domain=HOSTILE)
    monitors = (replace(LEFT, name=HOSTILE), replace(RIGHT, name="A & B"))
    show(windows, session(helper=helper, question=question(reason=HOSTILE, monitors=monitors)), qtbot)
    windows.render(session(helper=helper, rights=(VIEW,)))
    windows.render(replace(ENDED, helper=helper))

    labels = [label for top in QApplication.topLevelWidgets() for label in top.findChildren(QLabel)]
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in labels)
    assert "<b>Bank</b>" in windows.question.question.text()
    assert not any("\u202e" in label.text() or "\x1b" in label.text() for label in labels)
    # The names of connectors say nothing to a person, and might say anything.
    assert windows.question.monitors.button(0).text() == "Screen 1"


def test_banner_that_changes_its_kind_changes_the_colour_of_its_words(windows: ClientWindows, qtbot: QtBot) -> None:
    unreachable = Trouble(code="server_unreachable", fields={"host": "help.example"})
    show(windows, CodeView(stage=CodeStage.CONNECTING, trouble=unreachable), qtbot)
    label = windows.code.trouble.label
    red = label.palette().windowText().color()
    changed = Trouble(code="code_changed")
    show(windows, CodeView(stage=CodeStage.WAITING, code="417382915604", trouble=changed), qtbot)
    assert label.palette().windowText().color() != red
