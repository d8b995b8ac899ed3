"""The code in large digits of equal width, in groups of three with gaps."""

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from client.view_models.code_groups import code_groups, group_rows, spell_code
from shared.ui.theme import code_font, current_tokens
from shared.ui.widgets import paint_focus_ring

_ROW_GAP = 1.25  # line height


class CodeDisplay(QWidget):
    """Paints the digits; Tab reaches it, so that a screen reader can say them one by one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._code = ""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_code(self, code: str) -> None:
        """Show these digits."""
        if code != self._code:
            self._code = code
            self.updateGeometry()
            self.update()

    def set_spoken_prefix(self, prefix: str) -> None:
        """What the screen reader says before the digits."""
        self.setAccessibleName(f"{prefix} {spell_code(self._code)}" if self._code else prefix)

    def hasHeightForWidth(self) -> bool:
        """A narrow column breaks the groups into more rows."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Rows times line height."""
        metrics = QFontMetricsF(code_font(current_tokens().sizes.code_pt))
        return round(max(1, len(self._rows(width))) * metrics.height() * _ROW_GAP)

    def sizeHint(self) -> QSize:
        """As wide as the column; as high as that makes it."""
        width = current_tokens().sizes.column_px - 2 * current_tokens().sizes.pad_px
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """At least one group must fit."""
        metrics = QFontMetricsF(code_font(current_tokens().sizes.code_pt))
        return QSize(round(metrics.horizontalAdvance("000")) + 16, round(metrics.height()))

    def _rows(self, width: int) -> list[list[str]]:
        groups = code_groups(self._code)
        metrics = QFontMetricsF(code_font(current_tokens().sizes.code_pt))
        digit = metrics.horizontalAdvance("0")
        per_row = int((width + digit / 2) // (3.5 * digit)) if digit else 1
        rows: list[list[str]] = []
        start = 0
        for count in group_rows(len(groups), max(1, per_row)):
            rows.append(groups[start : start + count])
            start += count
        return rows

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Each digit in a cell of the same width, whatever the font has."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        font = code_font(current_tokens().sizes.code_pt)
        painter.setFont(font)
        painter.setPen(QColor(current_tokens().colours.text))
        metrics = QFontMetricsF(font)
        cell = max(metrics.horizontalAdvance(digit) for digit in "0123456789")
        line = metrics.height() * _ROW_GAP
        for number, row in enumerate(self._rows(self.width())):
            width = sum(len(group) for group in row) * cell + (len(row) - 1) * cell / 2
            x = (self.width() - width) / 2
            y = number * line + (line - metrics.height()) / 2 + metrics.ascent()
            for group in row:
                for digit in group:
                    offset = (cell - metrics.horizontalAdvance(digit)) / 2
                    painter.drawText(QPointF(x + offset, y), digit)
                    x += cell
                x += cell / 2
        painter.end()
        if self.hasFocus():
            paint_focus_ring(self, radius_px=current_tokens().sizes.radius_px)
