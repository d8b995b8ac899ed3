"""A ticked box shows a mark in the colour of words on the accent; an empty one shows none."""

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionButton
from pytestqt.qtbot import QtBot

from shared.ui.check_box import CheckBox
from shared.ui.theme import Scheme, apply_theme, current_tokens


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_mark_is_drawn_inside_the_square_of_a_ticked_box_only(qapp: QApplication, qtbot: QtBot, scheme: Scheme):
    apply_theme(qapp, density="console", scheme=scheme)
    box = CheckBox("Stay signed in")
    qtbot.addWidget(box)
    box.resize(box.sizeHint())
    mark = QColor(current_tokens().colours.on_accent).rgb()

    def marked() -> int:
        option = QStyleOptionButton()
        box.initStyleOption(option)
        square = box.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, box)
        image = box.grab(square.adjusted(3, 3, -3, -3)).toImage()
        return sum(image.pixel(x, y) == mark for x in range(image.width()) for y in range(image.height()))

    box.setChecked(True)
    ticked = marked()
    box.setChecked(False)
    # In the light scheme words on the accent are white, as the empty square nearly is.
    empty_is_mark = QColor(current_tokens().colours.surface).rgb() == mark
    assert ticked > 8
    assert empty_is_mark or marked() == 0
