"""One look and one language for each test, so that no test depends on the one before."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from agent_console.ui.main_window import ConsoleWindow
from agent_console.ui.remote_view import RemoteView
from shared.ui.i18n import install_language
from shared.ui.theme import apply_theme
from tests.ui.agent_console.recorder import SIGNED_IN, DrawnSurface, ManualClock, RecordedIntents, check_code, tab


@pytest.fixture(scope="module")
def _console_look(qapp: QApplication) -> None:
    """Once, not for each test: a style sheet for the whole application polishes every widget there ever was."""
    apply_theme(qapp, density="console", scheme="light", high_contrast=False)


@pytest.fixture
def intents() -> RecordedIntents:
    return RecordedIntents()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def blank_window(
    qtbot: QtBot, qapp: QApplication, _console_look: None, intents: RecordedIntents, clock: ManualClock
) -> Iterator[ConsoleWindow]:
    """A shown window nobody has signed in to."""
    install_language(qapp, "en")
    window = ConsoleWindow(intents, check_code, clock)
    qtbot.addWidget(window, before_close_func=lambda w: setattr(w, "_may_close", True))
    window.resize(1366, 768)
    window.show()
    window.activateWindow()
    qtbot.waitExposed(window)
    yield window
    install_language(qapp, "en")


@pytest.fixture
def window(blank_window: ConsoleWindow) -> ConsoleWindow:
    """A shown window with a signed-in agent and no tab."""
    blank_window.show_account(SIGNED_IN)
    return blank_window


@pytest.fixture
def surface() -> DrawnSurface:
    return DrawnSurface(640, 400, "#336699")


@pytest.fixture
def remote(window: ConsoleWindow, surface: DrawnSurface) -> RemoteView:
    """A shown, controlled picture of 640 x 400."""
    window.show_tab(tab(1))
    window.attach_picture(1, surface, surface.lock)
    page = window.page(1)
    assert page is not None
    QApplication.processEvents()
    return page.remote
