"""The windows of the assisted person, with a clock that stands still and intents that only write down."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from client.ui.main_window import ClientWindows
from shared.ui.i18n import install_language
from shared.ui.theme import apply_theme
from tests.ui.client.samples import RecordingIntents, StillClock


class EyesOpen:
    """A cover check one can set."""

    def __init__(self) -> None:
        self.covered = False

    def is_covered(self, window: QWidget) -> bool:
        return self.covered


@pytest.fixture(autouse=True)
def look(qapp: QApplication, tmp_path: Path) -> Iterator[None]:
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path / "settings"))
    install_language(qapp, "en")
    apply_theme(qapp, density="client", scheme="light")
    yield
    install_language(qapp, "en")


@pytest.fixture
def intents() -> RecordingIntents:
    return RecordingIntents()


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def cover() -> EyesOpen:
    return EyesOpen()


@pytest.fixture
def make_windows(
    qtbot: QtBot, intents: RecordingIntents, clock: StillClock, cover: EyesOpen
) -> Iterator[Callable[..., ClientWindows]]:
    made: list[ClientWindows] = []

    def make(**arguments: Any) -> ClientWindows:
        windows = ClientWindows(intents, clock, cover=cover, **arguments)
        made.append(windows)
        return windows

    yield make
    for windows in made:
        windows.close_all()
        ours = (windows.main, windows.bar, windows.messages, windows.transfers)
        for window in (*ours, *windows.frame.strips):
            window.deleteLater()
    QApplication.processEvents()


@pytest.fixture
def windows(make_windows: Callable[..., ClientWindows]) -> ClientWindows:
    return make_windows()
