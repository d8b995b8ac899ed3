"""Where the agent edits their replies in place: a list, a name and a text; every change is kept at once."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from agent_console.domain.canned_replies import (
    NAME_MAX_CHARS,
    PLACES,
    REPLIES_MAX,
    TRIGGER,
    Reply,
    clean_name,
    clean_reply,
)
from agent_console.ui.foreign_text import shown_text
from agent_console.ui.plain_label import PlainLabel
from agent_console.ui.reply_shelf import ReplyShelf
from shared.protocol.limits import CHAT_TEXT_MAX_CHARS
from shared.ui.push_button import PushButton

_SIZE_PX = (640, 420)
_PATH_MAX_CHARS = 300


class _NameValidator(QValidator):
    """Makes of every key what will be kept, at once: what stands in the field is what is typed after `/`."""

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        cleaned = clean_name(text)
        return QValidator.State.Acceptable, cleaned, len(clean_name(text[:position]))


class ReplyEditor(QDialog):
    """Edits the shelf's replies; what was typed is kept when another one is chosen and when it closes."""

    def __init__(self, shelf: ReplyShelf, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shelf = shelf
        self._replies = list(shelf.replies)
        self._row = -1
        self.setWindowTitle(self.tr("Replies"))
        self.resize(*_SIZE_PX)
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Replies"))
        self.add_button = PushButton(self.tr("Add"))
        self.remove_button = PushButton(self.tr("Remove"))
        self.name = QLineEdit()
        self.name.setMaxLength(NAME_MAX_CHARS)
        self.name.setValidator(_NameValidator(self.name))
        self.name.setAccessibleName(self.tr("Name, typed after /"))
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(self.tr("Text"))
        self.broken = PlainLabel(role="red", wraps=True)
        self.trouble = PlainLabel(role="red", wraps=True)
        self.trouble.hide()
        self.too_long = PlainLabel(role="red", wraps=True)
        self.text.textChanged.connect(self._show_length)
        self._build()
        self.list.currentRowChanged.connect(self._choose)
        self.add_button.clicked.connect(self._add)
        self.remove_button.clicked.connect(self._remove)
        self.finished.connect(self._keep)
        self._fill()
        self.list.setCurrentRow(0 if self._replies else -1)
        self._show_chosen()
        self._show_broken()

    def _build(self) -> None:
        places = ", ".join(f"{{{place}}}" for place in PLACES)
        hint = PlainLabel(
            self.tr("Filled in when sent: {places}").replace("{places}", places), role="small", wraps=True
        )
        left = QVBoxLayout()
        left.addWidget(self.list, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.add_button)
        buttons.addWidget(self.remove_button)
        left.addLayout(buttons)
        right = QVBoxLayout()
        right.setSpacing(4)
        right.addWidget(PlainLabel(self.name.accessibleName(), role="small"))
        right.addWidget(self.name)
        right.addSpacing(8)
        right.addWidget(PlainLabel(self.text.accessibleName(), role="small"))
        right.addWidget(self.text, 1)
        right.addWidget(self.too_long)
        right.addWidget(hint)
        middle = QHBoxLayout()
        middle.setSpacing(16)
        middle.addLayout(left, 2)
        middle.addLayout(right, 3)
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(12)
        column.addWidget(self.broken)
        column.addLayout(middle, 1)
        column.addWidget(self.trouble)
        column.addWidget(close)

    def _fill(self) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        self.list.addItems([f"{TRIGGER}{reply.name}" for reply in self._replies])
        self.list.blockSignals(False)

    def _choose(self, row: int) -> None:
        self._keep()
        self._row = row
        self._show_chosen()

    def _show_chosen(self) -> None:
        self._row = self.list.currentRow()
        is_chosen = 0 <= self._row < len(self._replies)
        reply = self._replies[self._row] if is_chosen else Reply(name="", text="")
        self.name.setText(reply.name)
        self.text.setPlainText(reply.text)
        for part in (self.name, self.text, self.remove_button):
            part.setEnabled(is_chosen)
        self.add_button.setEnabled(len(self._replies) < REPLIES_MAX)

    def _show_length(self) -> None:
        excess_chars = len(self.text.toPlainText()) - CHAT_TEXT_MAX_CHARS
        self.too_long.setVisible(excess_chars > 0)
        self.too_long.setText(self.tr("%n character(s) too many: the end is not kept", "", max(0, excess_chars)))

    def _add(self) -> None:
        self._keep()
        self._replies.append(Reply(name=self.tr("new"), text=""))
        self._save()
        self._fill()
        self.list.setCurrentRow(len(self._replies) - 1)
        self._show_chosen()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)
        self.name.selectAll()

    def _remove(self) -> None:
        if not 0 <= self._row < len(self._replies):
            return
        del self._replies[self._row]
        row = min(self._row, len(self._replies) - 1)
        self._row = -1
        self._save()
        self._fill()
        self.list.setCurrentRow(row)
        self._show_chosen()

    def _keep(self) -> None:
        """Take what stands in the fields into the reply they belong to."""
        if not 0 <= self._row < len(self._replies):
            return
        before = self._replies[self._row]
        typed = clean_reply(Reply(name=self.name.text(), text=self.text.toPlainText()))
        # Without a name it could not be found again.
        kept = Reply(name=typed.name or before.name, text=typed.text)
        if kept != before:
            self._replies[self._row] = kept
            self.list.item(self._row).setText(f"{TRIGGER}{kept.name}")
            self._save()

    def _save(self) -> None:
        is_kept = self._shelf.save(tuple(self._replies))
        self.trouble.setText("" if is_kept else self.tr("The replies could not be saved on this computer."))
        self.trouble.setVisible(not is_kept)
        self._show_broken()

    def _show_broken(self) -> None:
        """Say that what stands here is not what the agent once wrote, for as long as that is so."""
        broken = self._shelf.broken
        if broken is not None:
            words = (
                self.tr(
                    "Some of your replies in {path} cannot be read and are missing here. "
                    "The file is kept as {name} when you save."
                )
                if broken.is_partly_read
                else self.tr(
                    "Your replies in {path} cannot be read, so the built-in ones are shown. "
                    "The file is kept as {name} when you save."
                )
            )
            path = shown_text(str(broken.path), _PATH_MAX_CHARS)
            self.broken.setText(words.replace("{name}", broken.kept_as).replace("{path}", path))
        self.broken.setVisible(broken is not None)
