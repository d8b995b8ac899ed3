"""The drawing tools beside the picture: what to draw with, in which colour, for how long, and away with all of it."""

from functools import partial

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from agent_console.ui.drawing_layer import DrawingLayer
from agent_console.ui.plain_label import PlainLabel, tooltip_text
from agent_console.view_models.drawing import TOOLS, DrawingTool
from shared.ui.icons import IconName, make_icon, paint_icon
from shared.ui.mark_paint import EDGE, PALETTE
from shared.ui.push_button import PushButton
from shared.ui.theme import current_theme, current_tokens
from shared.ui.widgets import Switch

SHORTCUTS: dict[DrawingTool, str] = {
    "pointer": "Ctrl+Shift+P",
    "arrow": "Ctrl+Shift+A",
    "box": "Ctrl+Shift+B",
    "pen": "Ctrl+Shift+D",
}
CLEAR_KEYS = "Ctrl+Shift+X"
_ICONS: dict[DrawingTool, IconName] = {"pointer": "mouse", "arrow": "arrow", "box": "box", "pen": "pen"}
_ICON_PX = 18
_SWATCH_PX = 14


class DrawPanel(QWidget):
    """Shows the state of a `DrawingLayer` and changes it. Signals `tool_taken()` when the picture is next."""

    tool_taken = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layer: DrawingLayer | None = None
        self._caption = PlainLabel(role="small")
        self.tool_buttons: dict[DrawingTool, QPushButton] = {}
        self.colour_buttons: list[QPushButton] = []
        self.stays = Switch()
        self.clear_button = PushButton()
        tools, colours = QHBoxLayout(), QHBoxLayout()
        for row in (tools, colours):
            row.setSpacing(4)
        for tool in TOOLS:
            button = self._flat_button()
            button.clicked.connect(partial(self._take, tool))
            self.tool_buttons[tool] = button
            tools.addWidget(button, 1)
        for index in range(len(PALETTE)):
            button = self._flat_button()
            button.clicked.connect(lambda _is_on=False, index=index: self._choose_colour(index))
            self.colour_buttons.append(button)
            colours.addWidget(button)
        colours.addStretch(1)
        colours.addWidget(self.clear_button)
        self.stays.clicked.connect(self._choose_stays)
        self.clear_button.clicked.connect(self._clear)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 16, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._caption)
        column.addLayout(tools)
        column.addLayout(colours)
        column.addWidget(self.stays)
        theme = current_theme()
        if theme is not None:
            theme.changed.connect(self._show_icons)
        self._show_icons()
        self._retranslate()
        self._show()

    def attach(self, layer: DrawingLayer) -> None:
        """Belong to this layer from now on."""
        self._layer = layer
        layer.changed.connect(self._show)
        self._show()

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """Where the keyboard stops, from top to bottom."""
        return *self.tool_buttons.values(), *self.colour_buttons, self.clear_button, self.stays

    def changeEvent(self, event: QEvent) -> None:
        """Speak the new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _flat_button(self) -> QPushButton:
        button = PushButton()
        button.setProperty("kind", "flat")
        button.setCheckable(True)
        button.setIconSize(QSize(_ICON_PX, _ICON_PX))
        return button

    def _take(self, tool: DrawingTool, _is_on: bool = False) -> None:
        if self._layer is not None:
            self._layer.choose_tool(tool)
            if self._layer.tool is not None:
                self.tool_taken.emit()
        self._show()

    def _choose_colour(self, index: int) -> None:
        if self._layer is not None:
            self._layer.choose_colour(index)

    def _choose_stays(self) -> None:
        if self._layer is not None:
            self._layer.choose_fading(is_fading=not self.stays.isChecked())

    def _clear(self) -> None:
        if self._layer is not None:
            self._layer.clear()

    def _show(self) -> None:
        layer = self._layer
        may_draw = layer is not None and layer.may_draw
        for tool, button in self.tool_buttons.items():
            button.setChecked(layer is not None and layer.tool == tool)
            button.setEnabled(may_draw)
        for index, button in enumerate(self.colour_buttons):
            button.setChecked(index == (layer.colour if layer is not None else 0))
            button.setEnabled(may_draw)
        self.stays.setChecked(layer is not None and not layer.is_fading)
        self.stays.setEnabled(may_draw)
        self.clear_button.setEnabled(layer is not None and may_draw and bool(layer.marks))

    def _show_icons(self) -> None:
        ink = current_tokens().colours.text
        for tool, button in self.tool_buttons.items():
            button.setIcon(make_icon(_ICONS[tool], ink, _ICON_PX))
        for colour, button in zip(PALETTE, self.colour_buttons, strict=True):
            button.setIcon(_swatch(colour))

    def _retranslate(self) -> None:
        self._caption.setText(self.tr("Show on their screen"))
        names: dict[DrawingTool, str] = {
            "pointer": self.tr("Point"),
            "arrow": self.tr("Arrow"),
            "box": self.tr("Box"),
            "pen": self.tr("Freehand"),
        }
        for tool, button in self.tool_buttons.items():
            button.setAccessibleName(names[tool])
            button.setToolTip(tooltip_text(f"{names[tool]} ({SHORTCUTS[tool]})"))
        colours = (self.tr("Red"), self.tr("Blue"), self.tr("Green"), self.tr("Violet"))
        for words, button in zip(colours, self.colour_buttons, strict=True):
            button.setAccessibleName(words)
            button.setToolTip(tooltip_text(words))
        self.stays.setText(self.tr("Stays until it is cleared"))
        self.clear_button.setText(self.tr("Clear"))
        self.clear_button.setAccessibleName(self.tr("Clear the drawing"))
        self.clear_button.setToolTip(tooltip_text(f"{self.clear_button.accessibleName()} ({CLEAR_KEYS})"))


def _swatch(colour: str) -> QIcon:
    icon = QIcon()
    for ratio in (1.0, 2.0, 3.0):
        pixmap = QPixmap(round(_ICON_PX * ratio), round(_ICON_PX * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour))
        inset = (_ICON_PX - _SWATCH_PX) / 2
        painter.drawEllipse(QRectF(inset, inset, _SWATCH_PX, _SWATCH_PX))
        painter.end()
        icon.addPixmap(pixmap)
        chosen = QPixmap(pixmap)
        painter = QPainter(chosen)
        paint_icon(painter, "check", QRectF(inset + 2, inset + 2, _SWATCH_PX - 4, _SWATCH_PX - 4), EDGE)
        painter.end()
        icon.addPixmap(chosen, QIcon.Mode.Normal, QIcon.State.On)
    return icon
