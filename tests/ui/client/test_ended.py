"""The page after a session, with its receipt."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from client.ui.main_window import ClientWindows
from tests.ui.client.acts import show
from tests.ui.client.samples import (
    ENDED,
    RecordingIntents,
)


def test_ended_tells_what_was_allowed_in_local_words(windows: ClientWindows, qtbot: QtBot) -> None:
    show(windows, ENDED, qtbot)

    assert windows.ended.title.text() == "Ana Pop can no longer see or use your computer."
    assert windows.ended.totals.text().splitlines() == [
        "Could see the screen: 19 minutes",
        "Could use the mouse and keyboard: 6 minutes (allowed 2 times)",
    ]
    assert windows.ended.proof.text() == "The server has confirmed this record."


def test_ended_receipt_is_saved_beside_its_signatures(
    make_windows: Callable[..., ClientWindows], tmp_path: Path, qtbot: QtBot
) -> None:
    proposals: list[Path] = []

    def choose(parent: QWidget, title: str, proposed: Path) -> Path:
        proposals.append(proposed)
        return tmp_path / proposed.name

    windows = make_windows(choose_path=choose)
    show(windows, ENDED, qtbot)
    windows.main.languages.buttons["ru"].click()
    QApplication.processEvents()
    windows.ended.save_button.click()

    text = (tmp_path / "receipt-2026-11-22-1202.txt").read_text(encoding="utf-8")
    assert proposals[0].name == "receipt-2026-11-22-1202.txt"
    assert "Помощник: Ana Pop" in text
    assert "Разрешалось видеть экран: 19 минут" in text
    assert "receipt-2026-11-22-1202.json" in text
    assert (tmp_path / "receipt-2026-11-22-1202.json").read_text(encoding="utf-8") == ENDED.receipt_json
    assert "receipt-2026-11-22-1202.txt" in windows.ended.save_result.label.text()

    windows.ended.save_button.click()
    assert "уже есть" in windows.ended.save_result.label.text()
    assert (tmp_path / "receipt-2026-11-22-1202.txt").read_text(encoding="utf-8") == text


def test_ended_save_dialog_given_up_says_nothing(make_windows: Callable[..., ClientWindows], qtbot: QtBot) -> None:
    windows = make_windows(choose_path=lambda parent, title, proposed: None)
    show(windows, ENDED, qtbot)
    windows.ended.save_button.click()

    assert not windows.ended.save_result.isVisible()


def test_ended_close_leaves_the_receipt(windows: ClientWindows, intents: RecordingIntents, qtbot: QtBot) -> None:
    show(windows, ENDED, qtbot)
    QTest.keyClick(windows.ended, Qt.Key.Key_Escape)

    assert intents.names() == ["go_home"]
