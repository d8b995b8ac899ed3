"""Labels and tooltips for text from the other side: shown letter by letter, never as markup."""

import html

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

MNEMONIC = "&"


class PlainLabel(QLabel):
    """A label that reads its text as plain text only, whatever is put into it."""

    def __init__(self, text: str = "", parent: QWidget | None = None, *, role: str = "", wraps: bool = False) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wraps)
        if role:
            self.setProperty("role", role)
        self.setText(text)


def tooltip_text(text: str) -> str:
    """Wrap plain text for `setToolTip`, which otherwise guesses whether it was given markup."""
    return f"<qt>{html.escape(text)}</qt>" if text else ""


def button_text(text: str) -> str:
    """Double the ampersands of plain text for buttons, menus and tabs, which read one as the mark of a shortcut."""
    return text.replace(MNEMONIC, MNEMONIC * 2)
