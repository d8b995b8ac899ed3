"""Takes the mouse from the picture while a drawing tool is in hand, and shows what it draws at once."""

import math
import time

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QCursor, QMouseEvent, QPainter, QPixmap, QRegion, QWheelEvent

from agent_console.domain.viewport import Viewport
from agent_console.ui.mark_painter import MarkPainter, shown_stroke, widget_area
from agent_console.ui.picture_area import PictureArea
from agent_console.ui.remote_pointer import make_cursor
from agent_console.view_models.drawing import Drawer, DrawingTool, MarkMessage
from agent_console.view_models.screens import ConsoleIntents
from shared.session.mark_board import Mark
from shared.ui.mark_paint import edge_px, paint_pointer, pointer_size_px, stroke_px

_TICK_MS = 16
_PRESSES = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)


class DrawingLayer(QObject):
    """Lies over one picture.

    Signals: `changed()` when the tool, what may be done, or whether something is drawn changed, `moved(x, y)` when
    the mouse moves over the picture while a tool has it.

    Args:
        tab_id: whose picture.
        intents: where what is drawn goes.
        area: the picture's widget; its viewport's mouse is taken while a tool is in hand.
    """

    changed = Signal()
    moved = Signal(float, float)

    def __init__(self, tab_id: int, intents: ConsoleIntents, area: PictureArea) -> None:
        super().__init__(area)
        self._tab_id = tab_id
        self._intents = intents
        self._area = area
        self._drawer = Drawer()
        self._painter = MarkPainter()
        self._may_draw = False
        self._is_seen = False
        self._shown: tuple[Mark, ...] = ()
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)
        area.viewport().installEventFilter(self)

    @property
    def tool(self) -> DrawingTool | None:
        """What is in hand."""
        return self._drawer.tool

    @property
    def may_draw(self) -> bool:
        """Whether the screen is seen, so that one can draw on it."""
        return self._may_draw

    @property
    def colour(self) -> int:
        """The place in the palette for what is drawn next."""
        return self._drawer.colour

    @property
    def is_fading(self) -> bool:
        """Whether what is drawn next goes by itself."""
        return self._drawer.is_fading

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What is drawn."""
        return self._drawer.marks

    def show_state(self, *, may_draw: bool, is_seen: bool, clear_count: int) -> None:
        """Follow the session.

        Args:
            may_draw: the screen is seen now.
            is_seen: the right to see is on, even if something covers the picture now.
            clear_count: how often everything was taken away over there.
        """
        had_marks = bool(self.marks)
        if not is_seen:
            self._drawer.forget()
        is_cleared = self._drawer.take_cleared(clear_count)
        if not may_draw:
            self._drawer.pause()
        is_news = (may_draw, is_seen) != (self._may_draw, self._is_seen)
        self._may_draw, self._is_seen = may_draw, is_seen
        if is_news or is_cleared or had_marks != bool(self.marks):
            self._refresh()
            self.changed.emit()

    def choose_tool(self, tool: DrawingTool | None) -> None:
        """Take a tool in hand, or none; the one in hand is put down."""
        wanted = tool if self._may_draw and tool != self.tool else None
        if wanted != self.tool:
            self._tell(self._drawer.choose(wanted, _now_ms()))
            self.changed.emit()

    def choose_colour(self, colour: int) -> None:
        """What is drawn from now on has this colour."""
        self._drawer.colour = colour
        self.changed.emit()

    def choose_fading(self, *, is_fading: bool) -> None:
        """Whether what is drawn from now on goes by itself."""
        self._drawer.is_fading = is_fading
        self.changed.emit()

    def clear(self) -> None:
        """Take everything away, here and there."""
        if self._may_draw:
            self._tell(self._drawer.clear())
            self._follow_marks()

    def paint(self, painter: QPainter, view: Viewport) -> None:
        """Paint the marks; `painter` is in device pixels of the widget."""
        if self._may_draw:
            self._painter.paint(painter, view, self.marks, self._drawer.in_hand)

    def cursor(self) -> QCursor | None:
        """What the mouse looks like with this tool; None without one."""
        if self.tool is None:
            return None
        return _pointer_cursor(self._area.view) if self.tool == "pointer" else QCursor(Qt.CursorShape.CrossCursor)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the mouse while a tool is in hand; the wheel only zooms then."""
        if self.tool is None:
            return super().eventFilter(watched, event)
        if isinstance(event, QMouseEvent):
            self._take_mouse(event)
            return True
        if isinstance(event, QWheelEvent):
            return not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.type() == QEvent.Type.Leave and self._drawer.in_hand is None:
            self._tell(self._drawer.leave(_now_ms()))
        return super().eventFilter(watched, event)

    # --- inside

    def _take_mouse(self, event: QMouseEvent) -> None:
        kind, is_left = event.type(), event.button() == Qt.MouseButton.LeftButton
        place = event.position()
        if kind in _PRESSES and is_left:
            self._area.setFocus(Qt.FocusReason.MouseFocusReason)
            at = self._at(place, is_dragging=False)
            if at is not None:
                self._tell(self._drawer.press(at, _now_ms()))
        elif kind == QEvent.Type.MouseMove:
            at = self._at(place, is_dragging=self._drawer.in_hand is not None)
            self._tell(self._drawer.leave(_now_ms()) if at is None else self._drawer.move(at, _now_ms()))
            self.moved.emit(place.x(), place.y())
        elif kind == QEvent.Type.MouseButtonRelease and is_left:
            self._tell(self._drawer.release(_now_ms()))
        self._follow_marks()
        event.accept()

    def _at(self, place: QPointF, *, is_dragging: bool) -> tuple[int, int] | None:
        return self._area.view.normalized_at(place.x(), place.y(), is_dragging=is_dragging)

    def _tick(self) -> None:
        self._tell(self._drawer.tick(_now_ms(), may_tell=self._may_draw))
        self._follow_marks()

    def _tell(self, messages: list[MarkMessage]) -> None:
        for message in messages:
            self._intents.draw(self._tab_id, message)
        if self._drawer.needs_ticks != self._timer.isActive():
            self._timer.start() if self._drawer.needs_ticks else self._timer.stop()

    def _follow_marks(self) -> None:
        if self.marks == self._shown:
            return
        had_marks = bool(self._shown)
        self._refresh()
        if had_marks != bool(self.marks):
            self.changed.emit()

    def _refresh(self) -> None:
        before, self._shown = self._shown, self.marks
        if self._drawer.needs_ticks and not self._timer.isActive():
            self._timer.start()
        differing = [mark for mark in (*before, *self._shown) if mark not in before or mark not in self._shown]
        region = QRegion()
        # What a cover hides, or shows again, changes all of them.
        for mark in differing or self._shown:
            region += widget_area(self._area.view, (mark,))
        self._area.viewport().update(region)


def _now_ms() -> int:
    return time.monotonic_ns() // 1_000_000


def _pointer_cursor(view: Viewport) -> QCursor:
    stroke = shown_stroke(stroke_px(view.remote_width_px, view.remote_height_px), view)
    margin = edge_px(round(stroke)) + 1
    width, height = (math.ceil(side) + 2 * margin for side in pointer_size_px(stroke))
    pixmap = QPixmap(width, height)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    paint_pointer(painter, margin, margin, stroke)
    painter.end()
    return make_cursor(pixmap, QPoint(margin, margin), view.pixel_ratio)
