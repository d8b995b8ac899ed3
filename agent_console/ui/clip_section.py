"""The part of the side panel that puts what the agent copied on the person's clipboard."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from agent_console.ui.plain_label import tooltip_text
from agent_console.view_models.screens import TabView
from agent_console.view_models.tab_marks import right_state
from shared.capability import Capability
from shared.ui.push_button import PushButton

SEND_KEYS = "Ctrl+Shift+C"


class ClipSection(QWidget):
    """There while the right is on. Signals `send_wanted()`; the clipboard is read at that press and never else."""

    send_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.button = PushButton()
        self.button.clicked.connect(self.send_wanted)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.addWidget(self.button)
        self._retranslate()
        self.hide()

    def show_view(self, view: TabView) -> None:
        """Show whether it may be pressed."""
        self.setVisible(view.stage == "live" and right_state(view, Capability.CLIPBOARD_TO_USER) == "on")
        # While something is on its way a press does nothing; the keyboard must not wander off from here meanwhile.
        self.button.setEnabled(view.clips.may_send or view.clips.is_sending)

    def changeEvent(self, event: QEvent) -> None:
        """Speak the new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self.button.setText(self.tr("Send my clipboard"))
        self.button.setToolTip(tooltip_text(f"{self.tr('Put what you copied on the clipboard there')} ({SEND_KEYS})"))
