"""Swallows the keys a person was still typing when a question took the keyboard from them."""

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from client.view_models.typing_guard import TypingGuard
from shared.clock import Clock

_ANSWERS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape, Qt.Key.Key_Space})
"""What can press a button; all other keys only look around."""


class TypingFilter(QObject):
    """Looks at every key that goes to one window, for as long as a question is in it.

    Args:
        part: a widget of that window; the owner of this object.
        clock: for the time keys have rested.
    """

    def __init__(self, part: QWidget, clock: Clock) -> None:
        super().__init__(part)
        self._part = part
        self._clock = clock
        self._guard = TypingGuard()

    def begin(self) -> None:
        """A question has come up."""
        self._guard.begin(self._clock.monotonic_ms())
        app = QCoreApplication.instance()
        if app is not None:
            app.installEventFilter(self)  # again: moves to the front, and stays one filter

    def end(self) -> None:
        """The question is gone."""
        app = QCoreApplication.instance()
        if app is not None:
            app.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A key that is not meant for the question goes nowhere."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress or not self._is_there(watched):
            return False
        is_meant = self._guard.takes(self._clock.monotonic_ms())
        return not is_meant and event.key() in _ANSWERS

    def _is_there(self, watched: QObject) -> bool:
        return isinstance(watched, QWidget) and watched.window() is self._part.window()
