"""What the person has just written, over the picture for a few seconds, while the page of messages is not there."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from agent_console.ui.foreign_text import shown_text
from agent_console.ui.plain_label import PlainLabel

_SHOWN_MS = 8_000
_TEXT_MAX_CHARS = 120
_GAP_PX = 12
_WIDEST_RATIO = 0.6


class UnreadHint(PlainLabel):
    """Seen, never clicked: it lies under the pointer of somebody who works over there, and moves nothing."""

    def __init__(self, room: QWidget) -> None:
        super().__init__(parent=room, role="over", wraps=True)
        self._room = room
        self._last_id = 0
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._away = QTimer(self)
        self._away.setSingleShot(True)
        self._away.setInterval(_SHOWN_MS)
        self._away.timeout.connect(self.hide)
        self.hide()

    def show_message(self, message_id: int, who: str, text: str) -> None:
        """Say it once; 0 says that nothing is unread."""
        if message_id == 0:
            self.hide()
        elif message_id != self._last_id:
            self.setText(shown_text(f"{who}: {text}", _TEXT_MAX_CHARS))
            self.show()
            self.place()
            self._away.start()
        self._last_id = message_id

    def place(self) -> None:
        """Keep to the lower edge of the room, above everything in it."""
        room = self._room.size()
        widest = round(room.width() * _WIDEST_RATIO)
        self.ensurePolished()
        margins = 2 * _GAP_PX
        width = min(widest, self.fontMetrics().horizontalAdvance(self.text()) + margins + 2)
        height = self.heightForWidth(width)
        self.setGeometry((room.width() - width) // 2, room.height() - height - _GAP_PX, width, height)
        self.raise_()
