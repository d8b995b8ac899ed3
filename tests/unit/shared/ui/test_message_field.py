"""The field for a message shows what is written in it, however the words came there."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from shared.ui.message_field import MessageField

WIDTH_PX = 220


@pytest.fixture
def field(qtbot: QtBot) -> MessageField:
    field = MessageField()
    qtbot.addWidget(field)
    field.setFixedWidth(WIDTH_PX)
    field.show()
    QApplication.processEvents()
    return field


def _lines_in_sight(field: MessageField) -> float:
    return field.viewport().height() / field.fontMetrics().lineSpacing()


def test_pasted_text_makes_room_for_itself_at_once(field: MessageField) -> None:
    QGuiApplication.clipboard().setText("long words " * 40)
    QTest.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    QApplication.processEvents()
    assert _lines_in_sight(field) >= 5
    field.clear()
    QApplication.processEvents()
    assert _lines_in_sight(field) < 5


@pytest.mark.parametrize("word", ["long words ", "длинные слова ", "ñandú 漢字 "])
@pytest.mark.parametrize("lines", [2, 3, 4, 5])
def test_first_line_stays_in_sight_as_long_as_all_of_them_have_room(
    field: MessageField, word: str, lines: int
) -> None:
    while round(field.document().size().height()) < lines:
        for letter in word:  # `QTest` has keys for Latin letters only
            field.insertPlainText(letter)
            QApplication.processEvents()
    assert round(field.document().size().height()) == lines
    assert field.verticalScrollBar().maximum() == 0
