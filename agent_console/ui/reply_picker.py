"""The replies that fit what is being typed after `/`, above the field: arrows choose, Enter takes one."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from agent_console.domain.canned_replies import TRIGGER, Reply
from agent_console.ui.plain_label import tooltip_text

_ROWS_MAX = 6
_EDGE_PX = 2
_TEXT_CHARS = 60


class ReplyPicker(QListWidget):
    """Hidden while nothing fits. Signals `picked(reply)`."""

    picked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._replies: tuple[Reply, ...] = ()
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        # The keyboard stays in the field; its keys come here through `take_key`.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.itemClicked.connect(lambda item: self._pick(self.row(item)))
        self.hide()

    def offer(self, replies: tuple[Reply, ...]) -> None:
        """Show these, the first one chosen."""
        if replies != self._replies:
            self._replies = replies
            self.clear()
            for reply in replies:
                words = " ".join(reply.text.split())
                item = QListWidgetItem(f"{TRIGGER}{reply.name}  {words[:_TEXT_CHARS]}")
                item.setToolTip(tooltip_text(reply.text))
                self.addItem(item)
            self.setCurrentRow(0)
        if replies:
            rows = min(_ROWS_MAX, len(replies))
            self.setFixedHeight(rows * self.sizeHintForRow(0) + 2 * _EDGE_PX)
        self.setVisible(bool(replies))

    def take_key(self, event: QKeyEvent) -> bool:
        """Take the keys that choose; True when this was one of them."""
        if self.isHidden():
            return False
        row, last = self.currentRow(), self.count() - 1
        match event.key():
            case Qt.Key.Key_Down:
                self.setCurrentRow(0 if row == last else row + 1)
            case Qt.Key.Key_Up:
                self.setCurrentRow(last if row == 0 else row - 1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._pick(row)
            case Qt.Key.Key_Escape:
                self.hide()
            case _:
                return False
        return True

    def _pick(self, row: int) -> None:
        if 0 <= row < len(self._replies):
            self.picked.emit(self._replies[row])
