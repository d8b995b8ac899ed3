"""Where one writes to the other person: a field, a button, and a line that says what will become of the words."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from shared.protocol.limits import CHAT_TEXT_MAX_CHARS
from shared.session.chat import clean_message
from shared.session.talk import EMPTY_TALK, TalkView
from shared.ui.message_field import MessageField
from shared.ui.theme import current_tokens
from shared.ui.widgets import Label


class Composer(QWidget):
    """Signals `sent(text)`. The words leave the field only when they are sent, whatever happens meanwhile."""

    sent = Signal(str)

    def __init__(self, send_button: QPushButton, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._talk = EMPTY_TALK
        self.field = MessageField()
        self.send_button = send_button
        self.state = Label(role="small")
        s = current_tokens().sizes
        row = QHBoxLayout()
        row.setSpacing(s.gap_px // 2)
        row.addWidget(self.field, 1)
        row.addWidget(send_button, 0, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(s.label_gap_px)
        column.addLayout(row)
        column.addWidget(self.state)
        self.field.submitted.connect(self.send)
        self.field.textChanged.connect(self._show_state)
        send_button.clicked.connect(self.send)
        self.retranslate()

    def show_talk(self, talk: TalkView) -> None:
        """Show whether words can be sent now."""
        self._talk = talk
        self.field.setReadOnly(not talk.may_write and bool(talk.items))
        self._show_state()

    def send(self) -> None:
        """Send what stands in the field, if it can be sent."""
        if self.may_send:
            text = self.field.toPlainText()
            self.field.clear()
            self.sent.emit(text)

    @property
    def may_send(self) -> bool:
        """Whether there is something to send, and somebody to send it to."""
        text = self.field.toPlainText()
        has_words = bool(clean_message(text)) and self._too_many(text) == 0
        return has_words and self._talk.may_write and not self._talk.is_full

    def retranslate(self) -> None:
        """Every word of it."""
        self.send_button.setText(self.tr("Send"))
        self.field.setPlaceholderText(self.tr("Message"))
        self.field.setAccessibleName(self.tr("Write a message"))
        self.field.setAccessibleDescription(self.tr("Enter sends, Shift+Enter begins a new line."))
        self._show_state()

    def changeEvent(self, event: QEvent) -> None:
        """Speak the new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def _show_state(self) -> None:
        talk = self._talk
        too_many = self._too_many(self.field.toPlainText())
        if talk.items and not talk.may_write:
            words = self.tr("It is over; nothing can be sent any more.")
        elif too_many:
            words = self.tr("%n character(s) too many", "", too_many)
        elif talk.is_full:
            words = self.tr("Many messages are still on their way. Yours stays here until some have arrived.")
        elif talk.is_silent:
            words = self.tr("The connection is silent. What you send now leaves when it is back.")
        else:
            words = ""
        self.state.setText(words)
        self.state.setVisible(bool(words))
        self.send_button.setEnabled(self.may_send)

    @staticmethod
    def _too_many(text: str) -> int:
        return max(0, len(text.strip()) - CHAT_TEXT_MAX_CHARS)
