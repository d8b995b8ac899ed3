"""The remote picture: painted from the shared canvas, and where the agent's mouse and keyboard cross over."""

import time
from math import ceil, floor

from PySide6.QtCore import QEvent, QPointF, QRect, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHideEvent,
    QInputMethodEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QRegion,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from agent_console.ui.dirty_bridge import DirtyRect
from agent_console.ui.drawing_layer import DrawingLayer
from agent_console.ui.picture_area import PictureArea
from agent_console.ui.picture_panner import PicturePanner
from agent_console.ui.remote_input import RemoteInput
from agent_console.ui.remote_pointer import RemotePointer
from agent_console.view_models.key_typing import KeyboardMode
from agent_console.view_models.screens import ConsoleIntents, CursorView
from shared.geometry import Rect
from shared.ui.theme import current_tokens

_KEY_EVENTS = (QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride)
_ENTER_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
_CAPTURED_EDGE_PX = 2
_NOTCH = 120
_REST_MS = 8
"""After so long without a paint what changed is painted at once, and not at the next turn of the event loop: the
answer to a key is seen a quarter of a millisecond earlier. While things move, a turn gathers what came meanwhile."""
_DRAG_BUTTONS = (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton)


class RemoteView(PictureArea):
    """Shows one person's screen.

    Signals: `capture_changed()` when the keyboard went there or came back, `pointer_at(x, y)` when the pointer moves
    over the picture, `painted(ms)` after each paint.
    """

    capture_changed = Signal()
    pointer_at = Signal(float, float)
    painted = Signal(float)

    def __init__(self, tab_id: int, intents: ConsoleIntents, parent: QWidget | None = None) -> None:
        # First, because setting up the area sends events already.
        self._input = RemoteInput(tab_id, intents, self._tell_capture)
        super().__init__(parent)
        self._pointer = RemotePointer()
        self._is_over = False
        self._panner = PicturePanner(self.move_by, self._point_at, self)
        self._wheel_rest = 0
        self._is_shown = False
        self._painted_ns = 0
        self._paint_ms: float | None = None
        self._is_painting_at_once = False
        self._solid = QRect()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        # Only while characters go over: an input method keeps keys to itself until they make one.
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)
        port = self.viewport()
        port.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        port.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)
        port.setMouseTracking(True)
        port.setAutoFillBackground(False)
        self.drawing = DrawingLayer(tab_id, intents, self)
        self.drawing.changed.connect(self._follow_tool)
        self.drawing.moved.connect(self.pointer_at)
        self.laid_out.connect(self._measure)
        self.laid_out.connect(self._show_pointer)
        self._retranslate()

    # ---- what it is told ---------------------------------------------------------------------------------------

    @property
    def is_captured(self) -> bool:
        """Whether keys go to the other computer."""
        return self._input.is_captured

    @property
    def keyboard_mode(self) -> KeyboardMode:
        """What a press becomes over there."""
        return self._input.mode

    def set_keyboard_mode(self, mode: KeyboardMode) -> None:
        """Have presses become something else; brings the keyboard back."""
        self._input.set_mode(mode)

    def mark_dirty(self, rects: list[DirtyRect]) -> None:
        """Have these parts painted, at once after a rest; all of it when the size has changed."""
        if self._follow_size() or not self._is_shown:
            return
        if not self.isVisible():
            return  # showing it paints all of it
        region = QRegion()
        for rect in rects:
            changed = self._view.widget_rect_of(Rect(*rect))
            region += QRect(changed.x, changed.y, changed.width, changed.height)
        if time.monotonic_ns() - self._painted_ns >= _REST_MS * 1_000_000:
            self._is_painting_at_once = True
            self.viewport().repaint(region)
            self._is_painting_at_once = False
            self._tell_painted()
        else:
            self.viewport().update(region)

    def set_control(self, *, is_on: bool) -> None:
        """Whether keys and clicks may cross over; turning it off lets go of everything."""
        if not is_on:
            self.let_go()
            self._pointer.leave_hand()
        self._input.is_enabled = is_on
        self._show_pointer()

    def show_cursor(self, cursor: CursorView) -> None:
        """Show what the pointer over there looks like, and where somebody else than the agent moved it."""
        before = self._pointer.widget_area(self._view)
        self._pointer.show(cursor)
        self.viewport().update(QRegion(before) + self._pointer.widget_area(self._view))
        self._show_pointer()

    def set_shown(self, *, is_shown: bool) -> None:
        """Whether the picture may be painted at all; what is withheld is not even under the curtain."""
        if is_shown != self._is_shown:
            self._is_shown = is_shown
            if not is_shown:
                self._pointer.forget_place()
            self._show_pointer()
            self.viewport().update()

    def capture(self) -> None:
        """Take the keyboard over there, if control is on."""
        if self._input.is_captured or self.drawing.tool is not None or not self._input.capture():
            return
        # Without the grab the window manager would keep Alt+Tab, Alt+F4 and the like (X11; elsewhere Qt cannot).
        self.grabKeyboard()
        self._tell_capture()

    def let_go(self) -> None:
        """Bring the keyboard back and have everything released over there."""
        self._input.let_go()

    # ---- input -------------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Take every key while captured, before shortcuts, Tab and the menu bar see it."""
        if self._input.is_captured and isinstance(event, QKeyEvent) and event.type() in _KEY_EVENTS:
            event.accept()
            if event.type() != QEvent.Type.ShortcutOverride:
                self._input.key(event, is_down=event.type() == QEvent.Type.KeyPress)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Not captured: Escape puts a drawing tool down, Enter goes over, arrows scroll."""
        if event.key() == Qt.Key.Key_Escape and self.drawing.tool is not None:
            self.drawing.choose_tool(None)
            return
        if event.key() in _ENTER_KEYS and self._input.is_enabled and not event.isAutoRepeat():
            self.capture()
            return
        super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """A dead key or an input method has made a character; what is still being made is not shown over there."""
        self._input.commit(event.commitString())
        event.accept()

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002  Qt's name
        """Tab goes over there while captured."""
        return False if self._input.is_captured else super().focusNextPrevChild(next)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The focus went elsewhere: nothing may stay held."""
        self.let_go()
        super().focusOutEvent(event)
        self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the focus is."""
        super().focusInEvent(event)
        self.viewport().update()

    def hideEvent(self, event: QHideEvent) -> None:
        """Another tab came to the front."""
        self.let_go()
        self._panner.leave_edge()
        super().hideEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer went elsewhere."""
        self._panner.leave_edge()
        super().leaveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on the picture goes over and takes the keyboard along; without control it takes hold of it."""
        x, y = event.position().x(), event.position().y()
        if self._can_drag and event.button() in _DRAG_BUTTONS:
            self._panner.grab(event.position())
            self._show_pointer()
        if self._is_shown and self._input.is_enabled and self._view.remote_at(x, y) is not None:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.capture()
            self._input.press(event.button(), self._view, x, y)
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The second press of a double click is a press like any other."""
        self.mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go of a button."""
        if self._panner.is_dragging and not event.buttons() & (_DRAG_BUTTONS[0] | _DRAG_BUTTONS[1]):
            self._panner.drop()
            self._show_pointer()
        self._input.release(event.button(), self._view, event.position().x(), event.position().y())
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The pointer over there follows while this window is the one the agent works in."""
        at = event.position()
        is_over = self._view.remote_at(at.x(), at.y()) is not None
        if is_over != self._is_over:
            self._is_over = is_over
            self._show_pointer()
        if self._panner.is_dragging:
            self._panner.drag(at)
        elif self._is_shown and (self.isActiveWindow() or self._input.has_buttons_down):
            self._point_at(at)
            # Where one can drag it and there are bars, a picture that runs away under the pointer only startles.
            if self._view.scroll_max_px != (0, 0) and (self._input.is_enabled or not self._has_bars):
                self._panner.watch(at, self.viewport().size())
        self.pointer_at.emit(at.x(), at.y())
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel turns over there while control is on; else it scrolls a picture that is too large.

        With Ctrl it zooms, but only while the keyboard is here: once it is over there, Ctrl belongs there too.
        """
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and not self._input.is_captured:
            self._wheel_rest += event.angleDelta().y()
            steps = int(self._wheel_rest / _NOTCH)  # towards zero: a touchpad tells parts of a notch
            self._wheel_rest -= steps * _NOTCH
            if steps and self._is_shown:
                self.zoom_by(steps, event.position())
                self._point_at(event.position())
            event.accept()
        elif self._input.is_enabled and self._is_shown:
            self._input.wheel(event, self._view)
            event.accept()
        else:
            super().wheelEvent(event)

    # ---- painting ----------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture where it is dirty, ground around it, and an edge that says where the keyboard is."""
        port = self.viewport()
        painter = QPainter(port)
        shows = self._is_shown and self.has_picture
        # What changes is seldom at an edge, and then the picture is all there is to paint.
        if not shows:
            _paint_ground(painter, event.region())
        elif not self._solid.contains(event.rect()):
            _paint_ground(painter, event.region() - QRegion(self._solid))
        if shows:
            ratio = port.devicePixelRatioF()
            painter.save()
            painter.scale(1 / ratio, 1 / ratio)
            painter.translate(-self._view.edge_x, -self._view.edge_y)
            self._paint_ms = self._picture.paint(painter, self._view)
            self._pointer.paint(painter, self._view)
            self.drawing.paint(painter, self._view)
            painter.restore()
        edge = _CAPTURED_EDGE_PX
        if not port.rect().adjusted(edge, edge, -edge, -edge).contains(event.rect()):
            self._paint_edge(painter)
        painter.end()
        self._painted_ns = time.monotonic_ns()
        if not self._is_painting_at_once:
            self._tell_painted()

    def changeEvent(self, event: QEvent) -> None:
        """Speak the new language; follow a window that moved to a display of another density."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        elif event.type() == QEvent.Type.DevicePixelRatioChange:
            self._lay_out()

    # ---- inner workings ----------------------------------------------------------------------------------------

    def _follow_tool(self) -> None:
        if self.drawing.tool is not None:
            self.let_go()
        self._show_pointer()

    def _tell_capture(self) -> None:
        takes_text = self._input.is_captured and self._input.mode is not KeyboardMode.KEYS
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=takes_text)
        if not self._input.is_captured:
            self.releaseKeyboard()
        self.viewport().update()
        self.capture_changed.emit()

    def _tell_painted(self) -> None:
        """Whoever listens takes time too: after what was painted at once is on the screen."""
        paint_ms, self._paint_ms = self._paint_ms, None
        if paint_ms is not None:
            self.painted.emit(paint_ms)

    def _paint_edge(self, painter: QPainter) -> None:
        if self.hasFocus() or self._input.is_captured:
            colours = current_tokens().colours
            colour = colours.accent if self._input.is_captured else colours.control_line
            painter.setPen(QPen(QColor(colour), _CAPTURED_EDGE_PX))
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))

    def _measure(self) -> None:
        lies, ratio = self._view.picture, self._view.pixel_ratio
        # Rounded inwards: a device pixel that belongs half to the ground is filled first and painted over then.
        left, top = ceil(lies.x / ratio), ceil(lies.y / ratio)
        right, bottom = floor(lies.right_px / ratio), floor(lies.bottom_px / ratio)
        self._solid = QRect(left, top, max(0, right - left), max(0, bottom - top))

    def _point_at(self, position: QPointF) -> None:
        if not self._is_shown:
            return
        x, y = position.x(), position.y()
        self._input.point(self._view, x, y)
        at = self._view.normalized_at(x, y, is_dragging=self._input.has_buttons_down)
        if self._input.is_enabled and at is not None:
            before = self._pointer.widget_area(self._view)
            self._pointer.follow_hand(at)
            self.viewport().update(before)

    @property
    def _can_drag(self) -> bool:
        is_free = not self._input.is_enabled and self.drawing.tool is None
        return self._is_shown and is_free and self._view.scroll_max_px != (0, 0)

    def _show_pointer(self) -> None:
        """Over a picture the agent may use, their pointer is the one over there; a hand where it can be pulled."""
        is_theirs = self._is_shown and self._is_over and self._input.is_enabled
        cursor = self._pointer.cursor(self._view) if is_theirs else None
        drawing = self.drawing.cursor()
        if drawing is not None:
            self.viewport().setCursor(drawing)
            return
        if self._panner.is_dragging:
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        elif self._can_drag:
            self.viewport().setCursor(Qt.CursorShape.OpenHandCursor)
        elif cursor is not None:
            self.viewport().setCursor(cursor)
        else:
            self.viewport().unsetCursor()

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("The person's screen"))
        self.setAccessibleDescription(
            self.tr("Press Enter to send keys there. Right Ctrl or Ctrl+Alt+Shift brings the keyboard back.")
        )


def _paint_ground(painter: QPainter, region: QRegion) -> None:
    if not region.isEmpty():
        painter.save()
        painter.setClipRegion(region)
        painter.fillRect(region.boundingRect(), QColor(current_tokens().colours.sunken))
        painter.restore()
