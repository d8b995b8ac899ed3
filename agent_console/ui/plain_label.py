"""Labels and tooltips for text from the other side: shown letter by letter, never as markup."""

import html

from PySide6.QtWidgets import QWidget

from shared.ui.widgets import Label, set_role

MNEMONIC = "&"


class PlainLabel(Label):
    """The common label, plain text only, with the console's own roles beside the common ones and no wrap unasked."""

    def __init__(self, text: str = "", parent: QWidget | None = None, *, role: str = "", wraps: bool = False) -> None:
        super().__init__(text, wraps=wraps, parent=parent)
        if role:
            set_role(self, "role", role)


def tooltip_text(text: str) -> str:
    """Wrap plain text for `setToolTip`, which otherwise guesses whether it was given markup."""
    return f"<qt>{html.escape(text)}</qt>" if text else ""


def button_text(text: str) -> str:
    """Double the ampersands of plain text for buttons, menus and tabs, which read one as the mark of a shortcut."""
    return text.replace(MNEMONIC, MNEMONIC * 2)
