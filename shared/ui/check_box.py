"""A box to tick in which one sees the tick: the style sheet colours the square, the mark is drawn here."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QStyle, QStyleOptionButton

from shared.ui.icons import paint_icon
from shared.ui.theme import current_tokens

_HALF_WEIGHT_PX = 0.35


class CheckBox(QCheckBox):
    """As Qt's, with a mark; whoever does not tell colours apart would otherwise see two squares."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the box and its words, then the mark over it."""
        super().paintEvent(event)
        if not self.isChecked():
            return
        option = QStyleOptionButton()
        self.initStyleOption(option)
        box = self.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self)
        painter = QPainter(self)
        for shift in (-_HALF_WEIGHT_PX, _HALF_WEIGHT_PX):  # one stroke of an icon is too fine in a square so small
            paint_icon(painter, "check", QRectF(box).translated(0, shift), current_tokens().colours.on_accent)
        painter.end()
