"""What full screen keeps over the picture: a thin bar that comes to the pointer at the top, and the release keys."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from agent_console.ui.foreign_text import shown_text
from agent_console.ui.plain_label import PlainLabel, tooltip_text
from agent_console.view_models.full_screen import Side, has_left_bar, hint_side, is_touching_top
from shared.ui.push_button import PushButton

_NAME_MAX_CHARS = 40
_TOUCH_MS = 120
"""A pointer that only passes the top edge on its way is gone by then."""
_GREET_MS = 4000
"""Long enough to read how to leave, once, when full screen begins."""
_AWAY_MS = 1000
_HINT_GAP_PX = 8


class FullScreenBar(QFrame):
    """Who is shown, since when, how the line is, how the keyboard comes back; leave full screen; end the session.

    Signals `leave_wanted()` and `end_wanted()`. A child of the picture's room: place it with `place`.
    """

    leave_wanted = Signal()
    end_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._room = parent
        self._is_on = False
        self._stays = False
        self._side: Side = "top"
        self._hint_words = ""
        self.setProperty("bar", "over")
        self._who = PlainLabel(role="strong")
        self._elapsed = PlainLabel(role="small")
        self._line = PlainLabel(role="small")
        self._keys = PlainLabel(role="small")
        self.leave_button = PushButton()
        self.end_button = PushButton()
        self.end_button.setProperty("kind", "end")
        self.leave_button.clicked.connect(self.leave_wanted)
        self.end_button.clicked.connect(self.end_wanted)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 8, 6)
        for label in (self._who, self._elapsed, self._line, self._keys):
            row.addWidget(label)
        row.addSpacing(8)
        row.addWidget(self.leave_button)
        row.addWidget(self.end_button)
        row.setSpacing(12)
        # Under the pointer of somebody who works over there: seen, never clicked.
        self.hint = PlainLabel(parent=parent, role="over")
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.hint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hint.hide()
        self.hide()
        self._touch = self._timer(_TOUCH_MS, self._come)
        self._away = self._timer(_AWAY_MS, self._go)
        for button in (self.leave_button, self.end_button):
            button.installEventFilter(self)
        self._retranslate()

    @property
    def buttons(self) -> tuple[QPushButton, ...]:
        """From left to right."""
        return self.leave_button, self.end_button

    def set_on(self, *, is_on: bool) -> None:
        """Full screen began or ended; it shows itself once, so that nobody has to guess the way out."""
        if is_on == self._is_on:
            return
        self._is_on = is_on
        self._side = "top"
        self._touch.stop()
        self._show_hint()
        if is_on:
            self._come()
            self._away.start(_GREET_MS)
        else:
            self._away.stop()
            self.hide()

    def set_stays(self, *, stays: bool) -> None:
        """Whether there is no picture to touch the top edge of; then it stays."""
        self._stays = stays
        if self._is_on and stays:
            self._come()
        elif self._is_on and not self._away.isActive():
            self._away.start(_AWAY_MS)

    def show_person(self, title: str, elapsed: str) -> None:
        """Say who is shown, and since when."""
        self._who.setText(shown_text(title, _NAME_MAX_CHARS))
        self._elapsed.setText(elapsed)
        self._place()

    def show_line(self, words: str, accessible: str) -> None:
        """Say how the line is."""
        self._line.setText(words)
        self._line.setAccessibleName(accessible)
        self._place()

    def show_keys(self, words: str, *, is_captured: bool) -> None:
        """Say how the keyboard comes back; while it is away also when the bar is not there."""
        self._keys.setText(words)
        self._keys.setVisible(bool(words))
        self._hint_words = words if is_captured else ""
        self._show_hint()
        self._place()

    def note_pointer(self, y_px: float) -> None:
        """The pointer is over the picture, so far from its top."""
        if not self._is_on:
            return
        if is_touching_top(y_px):
            if not self._touch.isActive() and self.isHidden():
                self._touch.start()
        else:
            self._touch.stop()
            if has_left_bar(y_px, self.height()) and not self._away.isActive():
                self._go()
        if self.hint.isVisible():
            side = hint_side(self._side, y_px, self._room.height())
            if side != self._side:
                self._side = side
                self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go once the keyboard has left the last button, as it goes once the pointer has left."""
        if event.type() == QEvent.Type.FocusOut and self._is_on:
            self._away.start(_AWAY_MS)
        return super().eventFilter(watched, event)

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer left, perhaps to another screen."""
        super().leaveEvent(event)
        if self._is_on:
            self._away.start(_AWAY_MS)

    def changeEvent(self, event: QEvent) -> None:
        """Speak the new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def place(self) -> None:
        """The room has another size."""
        self._place()

    def _timer(self, wait_ms: int, act: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(wait_ms)
        timer.timeout.connect(act)
        return timer

    def _come(self) -> None:
        self._away.stop()
        self.show()
        self.raise_()
        self._place()
        self._show_hint()

    def _go(self) -> None:
        if self._stays or self.underMouse() or any(button.hasFocus() for button in self.buttons):
            return
        self.hide()
        self._show_hint()

    def _show_hint(self) -> None:
        # The bar says the same, in the same place.
        is_shown = self._is_on and bool(self._hint_words) and self.isHidden()
        self.hint.setText(self._hint_words)
        self.hint.setVisible(is_shown)
        if is_shown:
            self.hint.raise_()
            self._place()

    def _place(self) -> None:
        room = self._room.size()
        # Where there is little room, what can be looked up elsewhere goes first; name, keys and buttons stay whole.
        for label in (self._line, self._elapsed):
            label.show()
        for label in (self._line, self._elapsed):
            self._row.activate()
            label.setVisible(self._row.sizeHint().width() <= room.width())
        self._row.activate()
        size = self._row.sizeHint()
        width = min(size.width(), room.width())
        self.setGeometry((room.width() - width) // 2, 0, width, size.height())
        hint = self.hint.sizeHint()
        y = _HINT_GAP_PX if self._side == "top" else room.height() - hint.height() - _HINT_GAP_PX
        self.hint.setGeometry((room.width() - hint.width()) // 2, y, hint.width(), hint.height())

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Full screen"))
        for button, words, keys in (
            (self.leave_button, self.tr("Leave full screen"), "F11"),
            (self.end_button, self.tr("End session"), "Ctrl+Shift+W"),
        ):
            button.setText(words)
            button.setAccessibleName(words)
            button.setToolTip(tooltip_text(f"{words} ({keys})"))
        self._place()
