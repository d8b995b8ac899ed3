"""The button all others are made of: a press counts where it began, even if the button has moved away since."""

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QPushButton


class PushButton(QPushButton):
    """A button one can rely on while the window around it changes.

    A sentence that comes or goes moves everything below it. If that happens between press and release, Qt finds the
    release beside the button and drops the click: on a busy computer somebody presses Stop and nothing happens. Here
    the release is looked for where the button was when it was pressed; a pointer moved off that place still cancels.
    """

    _pressed_at: QRect | None = None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where on the desktop the button is."""
        self._pressed_at = None  # one that was disabled while down has had no release
        super().mousePressEvent(event)
        if self.isDown():
            self._pressed_at = QRect(self.mapToGlobal(QPoint(0, 0)), self.size())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Click, or not, and forget the place."""
        super().mouseReleaseEvent(event)
        self._pressed_at = None

    def hitButton(self, pos: QPoint) -> bool:
        """Whether this point of the button is on it, or on where it was pressed."""
        if self._pressed_at is not None:
            return self._pressed_at.contains(self.mapToGlobal(pos))
        return super().hitButton(pos)
