"""No word is cut off and no page scrolls, in any language, on a small laptop."""

import re

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QScrollBar
from pytestqt.qtbot import QtBot

from client.ui.main_window import ClientWindows
from shared.ui.file_table import FileTable
from shared.ui.i18n import install_language
from tests.ui.client.reach import controls, show
from tests.ui.client.samples import VIEWS

SMALL_SCREEN_PX = 768 - 32  # a laptop of 1366 x 768 with a title bar


@pytest.mark.parametrize("language", ["en", "ro", "ru"])
@pytest.mark.parametrize("name", list(VIEWS))
def test_no_word_is_cut_and_nothing_scrolls(
    windows: ClientWindows, qapp: QApplication, qtbot: QtBot, name: str, language: str
) -> None:
    install_language(qapp, language)
    window = show(windows, name, qtbot)
    assert window.height() <= SMALL_SCREEN_PX
    assert window.width() <= 1366
    bars = [bar for bar in window.findChildren(QScrollBar) if bar.isVisible() and bar.maximum() > 0]
    # A list of two hundred files scrolls; the page around it does not.
    bars = [bar for bar in bars if not any(table.isAncestorOf(bar) for table in window.findChildren(FileTable))]
    assert bars == []
    for label in window.findChildren(QLabel):
        if not label.isVisible() or not label.text():
            continue
        if label.wordWrap():
            assert label.height() >= label.heightForWidth(label.width()), label.text()
            longest = max(
                re.split(r"[\s-]", label.text()), key=lambda word: label.fontMetrics().horizontalAdvance(word)
            )
            assert label.fontMetrics().horizontalAdvance(longest) <= label.width(), longest
        else:
            assert label.width() >= label.sizeHint().width(), label.text()
    for widget in controls(window):
        if isinstance(widget, QAbstractButton):
            assert widget.width() >= widget.minimumSizeHint().width(), widget.text()
            right = widget.mapTo(window, QPoint(widget.width(), 0)).x()
            assert right <= window.width(), widget.text()
