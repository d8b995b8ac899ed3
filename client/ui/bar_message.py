"""A message that came while the window of messages was closed: one line on the bar, and the way to answer it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from shared.ui.plain_text import plain_line
from shared.ui.theme import current_tokens
from shared.ui.widgets import Icon, Label, LinkButton, set_role

_TEXT_MAX_CHARS = 100


class BarMessage(QFrame):
    """Signals `answer_wanted()`. It never takes the keyboard: it is only there."""

    answer_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        s = current_tokens().sizes
        set_role(self, "card", "info")
        self.label = Label()
        # A message must not make the bar wider: what is pressed in a hurry would move.
        self.label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.answer_button = LinkButton()
        self.answer_button.clicked.connect(self.answer_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(s.pad_px, 0, s.label_gap_px, 0)
        row.setSpacing(s.pad_px * 3 // 4)
        row.addWidget(Icon("chat", "muted", side_px=round(s.body_pt * 1.6)))
        row.addWidget(self.label, 1)
        row.addWidget(self.answer_button)
        self.hide()

    def show_message(self, name: str, text: str) -> None:
        """Say who wrote what; an empty text says nothing."""
        self.label.setText(plain_line(f"{name}: {text}", _TEXT_MAX_CHARS) if text else "")
        self.setAccessibleName(self.label.text())
        self.answer_button.setText(self.tr("Answer"))
        self.setVisible(bool(text))
