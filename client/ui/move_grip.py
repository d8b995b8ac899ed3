"""The six dots by which a window without a frame is moved."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from shared.ui.widgets import Button

_STEP_PX = 32
_GRIP_PX = 36  # its dots stand where the switches below begin


class MoveGrip(Button):
    """Six dots to move the bar with: by mouse, or with the arrow keys while it has the keyboard."""

    def __init__(self, move_by: Callable[[QPoint], None], parent: QWidget | None = None) -> None:
        super().__init__(kind="link", icon="grip", parent=parent)
        self._move_by = move_by
        self.setCursor(Qt.CursorShape.SizeAllCursor)

    def sizeHint(self) -> QSize:
        """Narrower than a button with words."""
        return QSize(_GRIP_PX, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """The dots are never cut."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move; everything else is a button's business."""
        steps = {
            Qt.Key.Key_Left: QPoint(-_STEP_PX, 0),
            Qt.Key.Key_Right: QPoint(_STEP_PX, 0),
            Qt.Key.Key_Up: QPoint(0, -_STEP_PX),
            Qt.Key.Key_Down: QPoint(0, _STEP_PX),
        }
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self._move_by(step)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Leave the drag to the bar."""
        event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Leave the drag to the bar."""
        event.ignore()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Leave the drag to the bar."""
        event.ignore()
