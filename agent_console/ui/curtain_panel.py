"""What stands in place of the picture, in words, with at most one thing to do about it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from agent_console.ui.plain_label import PlainLabel
from shared.ui.push_button import PushButton
from shared.ui.theme import current_tokens
from shared.ui.widgets import set_role

_VEIL_ALPHA = 170
_COLUMN_PX = 480


class CurtainPanel(QWidget):
    """Covers the picture whole, opaque unless it is told to be a veil. Signals `acted` when its button is pressed."""

    acted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_veil = False
        self._title = PlainLabel(role="title", wraps=True)
        self._detail = PlainLabel(role="muted", wraps=True)
        for label in (self._title, self._detail):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.button = PushButton()
        self.button.setProperty("kind", "primary")
        self.button.clicked.connect(self.acted)
        self._card = QFrame()
        self._card.setFixedWidth(_COLUMN_PX)
        inner = QVBoxLayout(self._card)
        inner.setContentsMargins(24, 20, 24, 20)
        inner.setSpacing(8)
        inner.addWidget(self._title)
        inner.addWidget(self._detail)
        inner.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(self._card)
        middle.addStretch(1)
        column = QVBoxLayout(self)
        column.addStretch(2)
        column.addLayout(middle)
        column.addStretch(3)
        self.setCursor(Qt.CursorShape.ArrowCursor)

    @property
    def text(self) -> str:
        """Everything it says."""
        return "\n".join(part for part in (self._title.text(), self._detail.text()) if part)

    def say(
        self, title: str, detail: str, *, action: str = "", is_action_enabled: bool = True, is_veil: bool = False
    ) -> None:
        """Show a sentence, a second one, and a button when `action` names one."""
        self._title.setText(title)
        self._detail.setText(detail)
        self._detail.setVisible(bool(detail))
        self.button.setText(action)
        self.button.setVisible(bool(action))
        self.button.setEnabled(is_action_enabled)
        self.setAccessibleName(self.text)
        self._is_veil = is_veil
        # Over the last picture the words need a ground of their own to be read.
        set_role(self._card, "bar", "card" if is_veil else "bare")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground: opaque, or a veil over the last picture."""
        painter = QPainter(self)
        ground = QColor(current_tokens().colours.window)
        if self._is_veil:
            ground.setAlpha(_VEIL_ALPHA)
        painter.fillRect(event.rect(), ground)
        painter.end()
