"""One row across the window for a trouble or a question; it never takes the keyboard away from where it is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from agent_console.ui.plain_label import PlainLabel
from shared.ui.push_button import PushButton
from shared.ui.widgets import set_role

Tone = Literal["red", "amber", "info"]

_HEIGHT_PX = 38


@dataclass(frozen=True, slots=True)
class NoticeAction:
    """A button of a notice: its words, and what it does."""

    text: str
    run: Callable[[], None]
    is_main: bool = False
    takes_escape: bool = False


class NoticeBar(QFrame):
    """Hidden while there is nothing to say. Escape takes the action made for it, or the last of several."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = PlainLabel(wraps=True)
        self._buttons: list[QPushButton] = []
        self._actions: tuple[NoticeAction, ...] = ()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 4, 8, 4)
        self._row.setSpacing(8)
        self._row.addWidget(self._label, 1)
        self.setProperty("bar", "info")
        self.setMinimumHeight(_HEIGHT_PX)
        self.hide()

    @property
    def text(self) -> str:
        """What it says now; empty when hidden."""
        return self._label.text() if not self.isHidden() else ""

    def say(self, text: str, *, tone: Tone = "info", actions: tuple[NoticeAction, ...] = ()) -> None:
        """Show a sentence and its buttons; an empty sentence hides the bar."""
        if not text:
            self.clear()
            return
        self._label.setText(text)
        self.setAccessibleName(text)
        set_role(self, "bar", tone)
        if [action.text for action in actions] != [action.text for action in self._actions]:
            self._replace_buttons(actions)
        self._actions = actions
        self.show()

    def clear(self) -> None:
        """Say nothing more."""
        self._actions = ()
        self._replace_buttons(())
        self._label.clear()
        self.hide()

    def focus_main(self) -> None:
        """Put the keyboard on the main answer."""
        for action, button in zip(self._actions, self._buttons, strict=True):
            if action.is_main:
                button.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape answers with the last, harmless action; Enter presses the focused button."""
        if event.key() == Qt.Key.Key_Escape:
            for action in self._actions[::-1]:
                if action.takes_escape or len(self._actions) > 1:
                    action.run()
                    return
        focused = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focused, QPushButton):
            focused.click()
            return
        super().keyPressEvent(event)

    def _replace_buttons(self, actions: tuple[NoticeAction, ...]) -> None:
        for button in self._buttons:
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = []
        for position, action in enumerate(actions):
            button = PushButton(action.text)
            if action.is_main:
                button.setProperty("kind", "danger")
            button.clicked.connect(lambda _checked=False, position=position: self._run(position))
            self._row.addWidget(button)
            self._buttons.append(button)

    def _run(self, position: int) -> None:
        if position < len(self._actions):
            self._actions[position].run()
