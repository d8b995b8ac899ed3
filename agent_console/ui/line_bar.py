"""The row under the picture: the line in words, who has the keyboard, and what can be done to the picture."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from agent_console.ui.plain_label import PlainLabel, tooltip_text
from agent_console.view_models.keyboard_hint import KeyboardHint
from shared.ui.widgets import set_role


class LineBar(QFrame):
    """Shows; the page decides. Signals name what was pressed."""

    scale_toggled = Signal()
    full_screen_toggled = Signal()
    panel_toggled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("bar", "line")
        self._hint_kind = KeyboardHint.NONE
        self._is_actual_size = False
        self._is_full_screen = False
        self._has_panel = True
        self._line = PlainLabel()
        self._line.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._hint = PlainLabel()
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._scale = self._flat_button()
        self._full_screen = self._flat_button()
        self._panel = self._flat_button()
        self._scale.clicked.connect(self.scale_toggled)
        self._full_screen.clicked.connect(self.full_screen_toggled)
        self._panel.clicked.connect(self.panel_toggled)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 4, 0)
        row.setSpacing(4)
        row.addWidget(self._line, 1)
        row.addWidget(self._hint, 0)
        row.addSpacing(8)
        for button in (self._scale, self._full_screen, self._panel):
            row.addWidget(button)
        self._retranslate()

    @property
    def buttons(self) -> tuple[QPushButton, ...]:
        """From left to right."""
        return self._scale, self._full_screen, self._panel

    @property
    def line_text(self) -> str:
        """The line in words."""
        return self._line.text()

    @property
    def hint_text(self) -> str:
        """Who has the keyboard, in words; empty while nobody may use it."""
        return self._hint.text()

    def show_line(self, text: str, accessible: str) -> None:
        """Say how the line is."""
        if self._line.text() != text:
            self._line.setText(text)
            self._line.setToolTip(tooltip_text(text))
        self._line.setAccessibleName(accessible)

    def show_hint(self, hint: KeyboardHint) -> None:
        """Say who has the keyboard."""
        self._hint_kind = hint
        self._retranslate()

    def show_switches(self, *, is_actual_size: bool, is_full_screen: bool, has_panel: bool) -> None:
        """Name the buttons after what they would do next."""
        self._is_actual_size, self._is_full_screen, self._has_panel = is_actual_size, is_full_screen, has_panel
        self._retranslate()

    def changeEvent(self, event: QEvent) -> None:
        """Speak the new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _flat_button(self) -> QPushButton:
        button = QPushButton()
        button.setProperty("kind", "flat")
        return button

    def _retranslate(self) -> None:
        hints = {
            KeyboardHint.NONE: "",
            KeyboardHint.FREE: self.tr("Click the picture or press Enter on it to type there"),
            KeyboardHint.CAPTURED: self.tr("Your keyboard is there. Right Ctrl or Ctrl+Alt+Shift brings it back"),
        }
        self._hint.setText(hints[self._hint_kind])
        self._hint.setVisible(bool(self._hint.text()))
        set_role(self._hint, "role", "captured" if self._hint_kind is KeyboardHint.CAPTURED else "muted")
        for button, words, keys in (
            (self._scale, self.tr("Fit") if self._is_actual_size else self.tr("Actual size"), "Ctrl+0"),
            (self._full_screen, self.tr("Window") if self._is_full_screen else self.tr("Full screen"), "F11"),
            (self._panel, self.tr("Hide panel") if self._has_panel else self.tr("Show panel"), "Ctrl+B"),
        ):
            button.setText(words)
            button.setAccessibleName(words)
            button.setToolTip(tooltip_text(f"{words} ({keys})"))
