"""The sheet every page is written on: one column, words that scroll only if they must, buttons that never do."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from shared.ui.stylesheet import FOCUS_MARGIN_PX
from shared.ui.theme import current_tokens
from shared.ui.widgets import ScrolledColumn


class Page(QWidget):
    """One page of the main window.

    `body` takes words and fields from top to bottom, `buttons` the row below. Enter presses what has the keyboard
    when that is a button, else `default_button`; Esc presses `escape_button`.
    """

    height_changed = Signal()
    """The words now need another height than before."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        s = current_tokens().sizes
        self.default_button: QPushButton | None = None
        self.escape_button: QPushButton | None = None
        self.needs_default_on_enter = False

        self._column = column = ScrolledColumn()
        # The ring's room around a button must not push it out of line with the words above.
        column.setMaximumWidth(s.column_px + 2 * FOCUS_MARGIN_PX)
        column.installEventFilter(self)
        self.body = QVBoxLayout(column)
        self.body.setContentsMargins(FOCUS_MARGIN_PX, 0, FOCUS_MARGIN_PX, 0)
        self.body.setSpacing(s.gap_px)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(column)

        footer = QWidget()
        footer.setMaximumWidth(s.column_px + 2 * FOCUS_MARGIN_PX)
        self.buttons = QHBoxLayout(footer)
        self.buttons.setContentsMargins(0, 0, 0, 0)
        self.buttons.setSpacing(s.gap_px // 2)
        centred = QHBoxLayout()
        centred.setContentsMargins(0, 0, 0, 0)
        centred.addWidget(footer, 1)

        outer = QVBoxLayout(self)
        side = s.margin_px - FOCUS_MARGIN_PX
        outer.setContentsMargins(side, s.margin_px, side, s.gap_px // 2)
        outer.setSpacing(s.gap_px)
        outer.addWidget(self._scroll, 1)
        outer.addLayout(centred)

    def retranslate(self) -> None:
        """Say everything anew in the language now spoken; each page has its own."""

    def heading(self) -> str:
        """What the page is about, for the window's title: a screen reader says it when the window comes."""
        return ""

    def ideal_height(self, width_px: int) -> int:
        """The height at which nothing scrolls, for a window of this width."""
        s = current_tokens().sizes
        inner = min(width_px - 2 * s.margin_px, s.column_px) + 2 * FOCUS_MARGIN_PX
        self.body.activate()
        has_words = self.body.hasHeightForWidth()
        wanted = self.body.totalHeightForWidth(inner) if has_words else self._column.sizeHint().height()
        footer = self.buttons.sizeHint().height()
        return wanted + footer + s.margin_px + s.gap_px + s.gap_px // 2

    def show_part(self, part: QWidget) -> None:
        """Scroll until this part of the page is in sight."""
        self._scroll.ensureWidgetVisible(part, 0, 0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice that words came, went, or were polished into another size."""
        if watched is self._column and event.type() == QEvent.Type.LayoutRequest:
            self._choose_scroll_bar()
            self.height_changed.emit()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Decide anew whether the words fit."""
        super().resizeEvent(event)
        self._choose_scroll_bar()

    def _choose_scroll_bar(self) -> None:
        # Left to itself Qt keeps a bar it once showed, because beside the bar the words really are too high.
        fits = self.ideal_height(self.width()) <= self.height()
        policy = Qt.ScrollBarPolicy.ScrollBarAlwaysOff if fits else Qt.ScrollBarPolicy.ScrollBarAsNeeded
        if self._scroll.verticalScrollBarPolicy() != policy:
            self._scroll.setVerticalScrollBarPolicy(policy)

    def changeEvent(self, event: QEvent) -> None:
        """A new language, a new face."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Esc."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = self.focusWidget()
            if not self.needs_default_on_enter and isinstance(focused, QPushButton):
                focused.click()
            elif self.default_button is not None:
                self.default_button.click()
            return
        if event.key() == Qt.Key.Key_Escape and self.escape_button is not None:
            self.escape_button.click()
            return
        super().keyPressEvent(event)
