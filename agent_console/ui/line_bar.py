"""The row under the picture: the line in words, who has the keyboard, and what can be done to the picture."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from agent_console.ui.plain_label import PlainLabel, tooltip_text
from agent_console.view_models.keyboard_hint import KeyboardHint
from shared.ui.widgets import set_role

_GAPS_PX = 24
_HINT_PAD_PX = 20


class LineBar(QFrame):
    """Shows; the page decides. Signals name what was pressed."""

    scale_toggled = Signal()
    full_screen_toggled = Signal()
    panel_toggled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("bar", "line")
        self._hint_kind = KeyboardHint.NONE
        self._line_words = ""
        self._hints = ("", "")
        self._is_actual_size = False
        self._is_full_screen = False
        self._has_panel = True
        self._line = PlainLabel()
        self._line.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._hint = PlainLabel()
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint.setContentsMargins(_HINT_PAD_PX // 2, 2, _HINT_PAD_PX // 2, 2)
        self._scale = self._flat_button()
        self._full_screen = self._flat_button()
        self._panel = self._flat_button()
        self._scale.clicked.connect(self.scale_toggled)
        self._full_screen.clicked.connect(self.full_screen_toggled)
        self._panel.clicked.connect(self.panel_toggled)
        self._row = row = QHBoxLayout(self)
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
        """The line in words, whole even where there is only room for a part."""
        return self._line_words

    @property
    def hint_text(self) -> str:
        """Who has the keyboard, in words; empty while nobody may use it."""
        return self._hints[0]

    def show_line(self, text: str, accessible: str) -> None:
        """Say how the line is."""
        if self._line_words != text:
            self._line_words = text
            self._line.setToolTip(tooltip_text(text))
            self._fit()
        self._line.setAccessibleName(accessible)

    def show_hint(self, hint: KeyboardHint) -> None:
        """Say who has the keyboard."""
        self._hint_kind = hint
        self._retranslate()

    def show_switches(self, *, is_actual_size: bool, is_full_screen: bool, has_panel: bool) -> None:
        """Name the buttons after what they would do next."""
        self._is_actual_size, self._is_full_screen, self._has_panel = is_actual_size, is_full_screen, has_panel
        self._retranslate()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the words there is room for."""
        super().resizeEvent(event)
        self._fit()

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
            KeyboardHint.NONE: ("", ""),
            KeyboardHint.FREE: (
                self.tr("Click the picture or press Enter on it to type there"),
                self.tr("Click the picture to type there"),
            ),
            KeyboardHint.CAPTURED: (
                self.tr("Your keyboard is there. Right Ctrl or Ctrl+Alt+Shift brings it back"),
                self.tr("Back: right Ctrl or Ctrl+Alt+Shift"),
            ),
        }
        self._hints = hints[self._hint_kind]
        self._hint.setAccessibleName(self._hints[0])
        self._hint.setVisible(bool(self._hints[0]))
        set_role(self._hint, "role", "captured" if self._hint_kind is KeyboardHint.CAPTURED else "muted")
        for button, words, keys in (
            (self._scale, self.tr("Fit") if self._is_actual_size else self.tr("Actual size"), "Ctrl+0"),
            (self._full_screen, self.tr("Window") if self._is_full_screen else self.tr("Full screen"), "F11"),
            (self._panel, self.tr("Hide panel") if self._has_panel else self.tr("Show panel"), "Ctrl+B"),
        ):
            button.setText(words)
            button.setAccessibleName(words)
            button.setToolTip(tooltip_text(f"{words} ({keys})"))
        self._fit()

    def _fit(self) -> None:
        """Say the hint in full where it fits beside the whole line, else in short; the release keys are in both."""
        margins = self._row.contentsMargins()
        taken_px = sum(button.sizeHint().width() + self._row.spacing() for button in self.buttons)
        room_px = self.width() - taken_px - margins.left() - margins.right() - _GAPS_PX
        metrics = self._line.fontMetrics()
        long, short = self._hints
        line_px = metrics.horizontalAdvance(self._line_words)
        self._hint.setText(long if line_px + self._hint_px(long) <= room_px else short)
        left_px = room_px - self._hint_px(self._hint.text())
        self._line.setText(metrics.elidedText(self._line_words, Qt.TextElideMode.ElideRight, max(0, left_px)))

    def _hint_px(self, text: str) -> int:
        font = QFont(self._hint.font())
        font.setBold(True)
        return QFontMetrics(font).horizontalAdvance(text) + _HINT_PAD_PX if text else 0
