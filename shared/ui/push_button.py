"""The button all others are made of: a press counts where it began, and never becomes a press of another button."""

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QAbstractButton, QPushButton, QWidget


def give_keyboard_back(gone: QWidget) -> bool:
    """Put the keyboard on the last thing before this one that is no button. Returns whether there is such a thing."""
    part = gone.previousInFocusChain()
    while part is not None and part is not gone:
        can_hold = part.focusPolicy() & Qt.FocusPolicy.TabFocus and part.isEnabled() and part.isVisible()
        if can_hold and not isinstance(part, QAbstractButton) and part.window() is gone.window():
            part.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        part = part.previousInFocusChain()
    return False


class PushButton(QPushButton):
    """A button one can rely on while the window around it changes.

    A sentence that comes or goes moves everything below it. If that happens between press and release, Qt finds the
    release beside the button and drops the click: on a busy computer somebody presses Stop and nothing happens. Here
    the release is looked for where the button was when it was pressed; a pointer moved off that place still cancels.

    A button that goes to sleep or away because it was pressed gives up the keyboard. Qt hands it to the next button,
    and whoever presses twice presses that one too; here it goes back to the last thing before it that is no button.
    """

    _pressed_at: tuple[QRect, QRect] | None = None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where the button is: in its window and on the desktop."""
        self._pressed_at = None  # one that was disabled while down has had no release
        super().mousePressEvent(event)
        if self.isDown():
            in_window, on_desktop = self._places(QPoint(0, 0))
            self._pressed_at = QRect(in_window, self.size()), QRect(on_desktop, self.size())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Click, or not, and forget the place."""
        super().mouseReleaseEvent(event)
        self._pressed_at = None

    def hitButton(self, pos: QPoint) -> bool:
        """Whether this point of the button is on it, or on where it was pressed."""
        if self._pressed_at is None:
            return super().hitButton(pos)
        # Either place will do: a window that grows to the left moves its buttons inside it, not on the desktop, and
        # where a window is on the desktop Qt learns late when a window manager has just moved it.
        return any(area.contains(place) for area, place in zip(self._pressed_at, self._places(pos), strict=True))

    def _places(self, pos: QPoint) -> tuple[QPoint, QPoint]:
        return self.mapTo(self.window(), pos), self.mapToGlobal(pos)

    def focusNextPrevChild(self, is_next: bool) -> bool:
        """Where the keyboard goes: by Tab as ever; on falling asleep to no other button."""
        if self.isEnabled() and not self.isHidden():
            return super().focusNextPrevChild(is_next)
        return give_keyboard_back(self)
