"""A plain text editor for the assisted person's desk; writes what it holds to a file after every change."""

import sys
from pathlib import Path

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QPlainTextEdit


def main() -> int:
    """Run until closed; the argument names the file."""
    path = Path(sys.argv[1])
    app = QApplication(sys.argv)
    editor = QPlainTextEdit()
    editor.setWindowTitle("letter.txt")
    editor.setAccessibleName("The letter")
    editor.setFont(QFont("DejaVu Sans", 16))
    editor.setPlainText("Dear neighbour,\n")
    editor.textChanged.connect(lambda: path.write_text(editor.toPlainText(), encoding="utf-8"))
    editor.setGeometry(80, 120, 760, 420)
    editor.show()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
