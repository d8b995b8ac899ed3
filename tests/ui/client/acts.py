"""What a test does with the windows before it looks at them."""

from pytestqt.qtbot import QtBot

from client.ui.main_window import ClientWindows
from tests.ui.client.samples import (
    StillClock,
)


def show(windows: ClientWindows, view: object, qtbot: QtBot) -> None:
    windows.render(view)
    window = windows.main if windows.main.isVisible() else windows.bar
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)


def wake(windows: ClientWindows, clock: StillClock) -> None:
    windows.question._observe()
    clock.now_ms += 3_000
    windows.question._observe()
