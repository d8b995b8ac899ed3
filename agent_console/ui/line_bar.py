"""The row under the picture: the line in words, who has the keyboard, and what can be done to the picture."""

from PySide6.QtCore import QEvent, QLocale, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QWidget,
)

from agent_console.ui.keyboard_button import KeyboardButton
from agent_console.ui.plain_label import PlainLabel, tooltip_text
from agent_console.view_models.keyboard_hint import NOT_ARRIVING, KeyboardHint
from shared.ui.push_button import PushButton
from shared.ui.widgets import set_role

_GAPS_PX = 24
_HINT_PAD_PX = 20
_DRAWING = frozenset({KeyboardHint.DRAWING, KeyboardHint.POINTING})
_TAKEN = _DRAWING | {KeyboardHint.CAPTURED}
_LINE_GAP = " · "  # as `line_words` joins them
_CUT = " \N{HORIZONTAL ELLIPSIS}"


class LineBar(QFrame):
    """Shows; the page decides. Signals name what was pressed."""

    graph_toggled = Signal()
    zoom_stepped = Signal(int)
    scale_toggled = Signal()
    full_screen_toggled = Signal()
    panel_toggled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("bar", "line")
        self._hint_kind = KeyboardHint.NONE
        self._refused_count = 0
        self._line_words = ""
        self._hints = ("", "")
        self._is_fitted = True
        self._scale_percent = 0
        self._has_panel = True
        self._line = self._flat_button()
        self._line.setProperty("words", "left")
        self._line.setCheckable(True)
        self._line.setEnabled(False)
        self._line.clicked.connect(self.graph_toggled)
        self._line.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._hint = PlainLabel()
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint.setContentsMargins(_HINT_PAD_PX // 2, 2, _HINT_PAD_PX // 2, 2)
        self.keyboard = KeyboardButton()
        self.keyboard.hide()
        self._smaller = self._flat_button("\N{MINUS SIGN}")
        self._larger = self._flat_button("+")
        self._percent = PlainLabel(role="small")
        self._percent.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._scale = self._flat_button()
        self._full_screen = self._flat_button()
        self._panel = self._flat_button()
        self._smaller.clicked.connect(lambda: self.zoom_stepped.emit(-1))
        self._larger.clicked.connect(lambda: self.zoom_stepped.emit(1))
        self._scale.clicked.connect(self.scale_toggled)
        self._full_screen.clicked.connect(self.full_screen_toggled)
        self._panel.clicked.connect(self.panel_toggled)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 4, 0)
        row.setSpacing(4)
        row.addWidget(self._line, 1)
        row.addWidget(self._hint, 0)
        row.addSpacing(8)
        row.addWidget(self.keyboard)
        for widget in (self._smaller, self._percent, self._larger, self._scale, self._full_screen, self._panel):
            row.addWidget(widget)
        self._retranslate()

    @property
    def buttons(self) -> tuple[QPushButton, ...]:
        """From left to right."""
        return self._line, self.keyboard, self._smaller, self._larger, self._scale, self._full_screen, self._panel

    @property
    def scale_text(self) -> str:
        """The scale the picture is shown at, in per cent; empty before the first picture."""
        return self._percent.text()

    @property
    def line_text(self) -> str:
        """The line in words, whole even where there is only room for a part."""
        return self._line_words

    @property
    def hint_text(self) -> str:
        """Who has the keyboard, in words; empty while nobody may use it."""
        return self._hints[0]

    @property
    def short_hint_text(self) -> str:
        """The same in few words."""
        return self._hints[1]

    def show_line(self, text: str, accessible: str) -> None:
        """Say how the line is."""
        if self._line_words != text:
            self._line_words = text
            self._line.setEnabled(bool(text))
            self._fit()
        self._line.setAccessibleName(accessible)

    def show_graph(self, *, is_shown: bool) -> None:
        """Whether the curves are there."""
        self._line.setChecked(is_shown)

    def show_hint(self, hint: KeyboardHint, *, refused_count: int = 0) -> None:
        """Say who has the keyboard, or how much of what was done here was refused over there a moment ago."""
        self._hint_kind, self._refused_count = hint, refused_count
        self._retranslate()

    def show_scale(self, scale: float, *, is_fitted: bool) -> None:
        """Say how large the picture is shown: our device pixels to a remote one, 0.0 before the first picture."""
        self._scale_percent, self._is_fitted = round(scale * 100), is_fitted
        self._retranslate()

    def show_switches(self, *, has_panel: bool) -> None:
        """Name the button after what it would do next."""
        self._has_panel = has_panel
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

    def _flat_button(self, text: str = "") -> QPushButton:
        button = PushButton(text)
        button.setProperty("kind", "flat")
        return button

    def _retranslate(self) -> None:
        refused = QLocale().toString(self._refused_count)
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
            KeyboardHint.PERSON: (
                self.tr("The person is using the mouse or keyboard: your input does not arrive"),
                self.tr("The person is busy: your input does not arrive"),
            ),
            KeyboardHint.OWN_WINDOW: (
                self.tr("That window is the person's alone: what you pressed did nothing there"),
                self.tr("Only the person can press there"),
            ),
            KeyboardHint.UNTYPABLE: (
                self.tr("Could not be typed on that computer, characters or keys: {number}").replace(
                    "{number}", refused
                ),
                self.tr("Could not be typed there: {number}").replace("{number}", refused),
            ),
            KeyboardHint.RESERVED_KEYS: (
                self.tr("Those keys stop everything and are the person's alone"),
                self.tr("Those keys are the person's alone"),
            ),
            KeyboardHint.POINTING: (
                self.tr("The mouse points on their screen. Esc gives it back"),
                self.tr("Pointing. Back: Esc"),
            ),
            KeyboardHint.DRAWING: (
                self.tr("The mouse draws on their screen. Esc gives it back"),
                self.tr("Drawing. Back: Esc"),
            ),
        }
        self._hints = hints[self._hint_kind]
        self._hint.setAccessibleName(self._hints[0])
        self._hint.setVisible(bool(self._hints[0]))
        self.keyboard.setVisible(bool(self._hints[0]) and self._hint_kind not in _DRAWING)
        roles = dict.fromkeys(_TAKEN, "captured") | dict.fromkeys(NOT_ARRIVING, "waits")
        set_role(self._hint, "role", roles.get(self._hint_kind, "muted"))
        self._line.setAccessibleDescription(self.tr("Shows or hides the last minute as curves (Ctrl+G)"))
        self._line.setToolTip(tooltip_text(self._line.accessibleDescription()))
        percent = QLocale().toString(self._scale_percent)
        self._percent.setText(self.tr("{number}%").format(number=percent) if self._scale_percent else "")
        self._percent.setFixedWidth(self._percent.fontMetrics().horizontalAdvance("\N{FIGURE SPACE}000 %"))
        for button in (self._smaller, self._larger):
            button.setEnabled(self._scale_percent > 0)
        for button, words, keys in (
            (self._smaller, self.tr("Smaller"), "Ctrl+\N{MINUS SIGN}"),
            (self._larger, self.tr("Larger"), "Ctrl++"),
        ):
            button.setAccessibleName(words)
            button.setToolTip(tooltip_text(f"{words} ({keys})"))
        for button, words, keys in (
            (self._scale, self.tr("Actual size") if self._is_fitted else self.tr("Fit"), "Ctrl+0"),
            (self._full_screen, self.tr("Full screen"), "F11"),
            (self._panel, self.tr("Hide panel") if self._has_panel else self.tr("Show panel"), "Ctrl+B"),
        ):
            button.setText(words)
            button.setAccessibleName(words)
            button.setToolTip(tooltip_text(f"{words} ({keys})"))
        self._fit()

    def _fit(self) -> None:
        """Say the hint in full where it fits beside the whole line, else in short; the release keys are in both."""
        metrics = self._line.fontMetrics()
        first = self._line_words.split(_LINE_GAP)[0]
        least_px = metrics.horizontalAdvance(first + _CUT) + self._line_edge_px() if first else 0
        room_px = self._room_px(is_short=False)
        if self._hint_px(self._hints[1]) + least_px > room_px:
            room_px = self._room_px(is_short=True)
        long, short = self._hints
        line_px = metrics.horizontalAdvance(self._line_words) + self._line_edge_px()
        self._hint.setText(long if line_px + self._hint_px(long) <= room_px else short)
        left_px = max(0, room_px - self._hint_px(self._hint.text()) - self._line_edge_px())
        self._line.setText(_cut(self._line_words, metrics, left_px))

    def _line_edge_px(self) -> int:
        """What the button of the line needs beside its words."""
        option = QStyleOptionButton()
        option.initFrom(self._line)
        option.text = "\N{FIGURE SPACE}"
        text = QSize(self._line.fontMetrics().horizontalAdvance(option.text), 1)
        kind = QStyle.ContentsType.CT_PushButton
        return self._line.style().sizeFromContents(kind, option, text, self._line).width() - text.width()

    def _room_px(self, *, is_short: bool) -> int:
        """What line and hint have; in short, the buttons say less and the scale is left to the picture itself."""
        self.keyboard.set_short(is_short=is_short)
        self._percent.setVisible(not is_short)
        margins = self._row.contentsMargins()
        operated = [widget for widget in (*self.buttons[1:], self._percent) if not widget.isHidden()]
        taken_px = sum(widget.sizeHint().width() + self._row.spacing() for widget in operated)
        return self.width() - taken_px - margins.left() - margins.right() - _GAPS_PX

    def _hint_px(self, text: str) -> int:
        font = QFont(self._hint.font())
        font.setBold(True)
        return QFontMetrics(font).horizontalAdvance(text) + _HINT_PAD_PX if text else 0


def _cut(words: str, metrics: QFontMetrics, room_px: int) -> str:
    """As many of the figures as fit, else of the words, each of them whole; half a number would be another one."""
    if metrics.horizontalAdvance(words) <= room_px:
        return words
    kept = words
    for gap in (_LINE_GAP, " "):
        while gap in kept:
            kept = kept.rpartition(gap)[0]
            if metrics.horizontalAdvance(kept + _CUT) <= room_px:
                return kept + _CUT
    return metrics.elidedText(words, Qt.TextElideMode.ElideRight, room_px)
