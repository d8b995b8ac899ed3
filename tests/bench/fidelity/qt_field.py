"""A Qt field that writes what it holds, and which shortcuts it saw, to a file: `python -m ... FILE X Y`."""

import json
import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QTextCursor
from PySide6.QtWidgets import QApplication, QPlainTextEdit

_LAST_PRINTING_KEY = 0xFFFF


class Field(QPlainTextEdit):
    """Takes text as every Qt field does; of shortcuts it only says the letter."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file
        self._shortcuts = ""
        self.textChanged.connect(self._write)
        self._write()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  Qt's name
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if Qt.Key.Key_Space < event.key() <= _LAST_PRINTING_KEY:
                self._shortcuts += chr(event.key()).lower()
                self._write()
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802  Qt's name
        super().mouseReleaseEvent(event)
        self.moveCursor(QTextCursor.MoveOperation.End)  # what comes is always added

    def _write(self) -> None:
        text = json.dumps({"text": self.toPlainText(), "shortcuts": self._shortcuts})
        part = self._file.with_suffix(".part")
        part.write_text(text, encoding="utf-8")
        part.replace(self._file)


def main() -> int:
    """Show it until killed."""
    app = QApplication(sys.argv)
    field = Field(Path(sys.argv[1]))
    field.setGeometry(int(sys.argv[2]), int(sys.argv[3]), 420, 260)
    field.show()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
