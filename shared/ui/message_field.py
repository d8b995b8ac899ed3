"""The field for a message: Enter sends, Shift+Enter begins a new line, and it grows with its words."""

import math
from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from shared.ui.theme import current_tokens

_LINES_MAX = 5
_SPARE_PX = 2  # Qt scrolls the first line away as soon as the last one comes this near to the edge
_EDGES_PX = 12  # border and padding, as long as no style has said otherwise


class MessageField(QPlainTextEdit):
    """Signals `submitted()` at Enter. `take_key` may take a key first, by returning True."""

    submitted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.take_key: Callable[[QKeyEvent], bool] = lambda _event: False
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.textChanged.connect(self._fit)
        # A text that is pasted is broken into lines after it was said to have changed.
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self._fit())
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter sends; what comes from a key that is held down does not."""
        if self.take_key(event):
            return
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            if not event.isAutoRepeat():
                self.submitted.emit()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width breaks the lines elsewhere."""
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Only now the style has given it its edges."""
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        needed = max(1, round(self.document().size().height()))
        lines = min(_LINES_MAX, needed)
        # A bar that is only perhaps needed takes room from the words, and then is.
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if needed > lines else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(policy)
        edges_px = max(0, self.height() - self.viewport().height()) if self.isVisible() else _EDGES_PX
        words_px = lines * self._line_px + math.ceil(2 * self.document().documentMargin()) + _SPARE_PX
        wanted = max(words_px + edges_px, current_tokens().sizes.target_px)
        if wanted != self.minimumHeight() or wanted != self.maximumHeight():
            self.setFixedHeight(wanted)

    @property
    def _line_px(self) -> int:
        # A line with letters of another font is higher than ours are.
        line = self.document().firstBlock().layout().lineAt(0)
        return max(self.fontMetrics().lineSpacing(), math.ceil(line.height()) if line.isValid() else 0)
