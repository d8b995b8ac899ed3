"""One row of the side panel: a name, words about it below, and one button beside both."""

from PySide6.QtWidgets import QGridLayout, QWidget

from agent_console.ui.plain_label import PlainLabel
from shared.ui.push_button import PushButton


class PanelRow(QWidget):
    """The layout; what it says and does is its heirs'."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = PlainLabel(role="strong", wraps=True)
        self._words = PlainLabel(role="small", wraps=True)
        self.button = PushButton()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(0)
        grid.addWidget(self._name, 0, 0)
        grid.addWidget(self._words, 1, 0)
        grid.addWidget(self.button, 0, 1, 2, 1)
        grid.setColumnStretch(0, 1)
