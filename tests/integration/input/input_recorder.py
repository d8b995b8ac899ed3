"""A window that writes each key, button, wheel turn and drag it gets to standard output, one JSON object a line."""

# ruff: noqa: N802  overrides of Qt methods keep Qt's names
import json
import sys
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QPlainTextEdit

_NAMED = (
    ("ctrl", Qt.KeyboardModifier.ControlModifier),
    ("alt", Qt.KeyboardModifier.AltModifier),
    ("super", Qt.KeyboardModifier.MetaModifier),
)


def _say(what: str, **fields: Any) -> None:
    sys.stdout.write(json.dumps({"what": what, **fields}) + "\n")
    sys.stdout.flush()


class _Field(QPlainTextEdit):
    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        _say(
            "key",
            down=True,
            scan=event.nativeScanCode(),
            repeat=event.isAutoRepeat(),
            text=event.text(),
            shift=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier),
            held=[name for name, modifier in _NAMED if event.modifiers() & modifier],
            all=self.toPlainText(),
        )

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        super().keyReleaseEvent(event)
        _say("key", down=False, scan=event.nativeScanCode(), repeat=event.isAutoRepeat())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        where = event.globalPosition()
        _say("button", down=True, button=event.button().name, x=where.x(), y=where.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        where = event.globalPosition()
        _say("button", down=False, button=event.button().name, x=where.x(), y=where.y())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        where = event.globalPosition()
        _say("double", button=event.button().name, x=where.x(), y=where.y())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        where = event.globalPosition()
        _say("drag", x=where.x(), y=where.y())

    def wheelEvent(self, event: QWheelEvent) -> None:
        _say("wheel", dx=event.angleDelta().x(), dy=event.angleDelta().y())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        _say("focus")


def main() -> int:
    """Show the window until it is killed."""
    application = QApplication(sys.argv)
    field = _Field()
    field.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
    field.setGeometry(40, 40, 400, 300)
    field.show()
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())
