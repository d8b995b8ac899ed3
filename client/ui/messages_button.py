"""The bar's button for messages, with the number of those that nobody has read yet."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from shared.ui.theme import current_tokens
from shared.ui.widgets import Button

_DISC_PX = 20
_MOST = 9


class MessagesButton(Button):
    """Keeps its width whatever the number: Stop beside it must not move."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(icon="chat", parent=parent)
        self._unread_count = 0

    def show_unread(self, count: int) -> None:
        """Say it in the language spoken now."""
        self.setText(self.tr("Messages"))
        words = self.tr("%n new message(s)", "", count) if count else ""
        self.setAccessibleName(f"{self.text()}, {words}" if words else self.text())
        self.setToolTip(words)
        if count != self._unread_count:
            self._unread_count = count
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The button, then the number on its corner."""
        super().paintEvent(event)
        if not self._unread_count:
            return
        c = current_tokens().colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        disc = QRectF(self.width() - _DISC_PX - 1, 1, _DISC_PX, _DISC_PX)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(c.accent))
        painter.drawEllipse(disc)
        font = self.font()
        font.setPixelSize(round(_DISC_PX * 0.62))
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor(c.on_accent))
        number = str(self._unread_count) if self._unread_count <= _MOST else f"{_MOST}+"
        painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, number)
        painter.end()
