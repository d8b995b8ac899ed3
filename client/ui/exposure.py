"""Finds out whether a window is really before the person's eyes: exposed, active, under no stranger's window."""

from contextlib import suppress
from typing import Any, Protocol

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget


class CoverCheck(Protocol):
    """Tells whether a window of somebody else lies over ours."""

    def is_covered(self, window: QWidget) -> bool:
        """Whether any part of it is under another program's window."""
        ...


class NoCoverCheck:
    """For systems where the stacking order cannot be asked: exposure and focus must do."""

    def is_covered(self, window: QWidget) -> bool:
        """Never known."""
        del window
        return False


class X11CoverCheck:
    """Reads the stacking order from the X server over a connection of its own.

    VisibilityNotify is no help: under a compositing manager every window reports itself unobscured.
    """

    def __init__(self) -> None:
        from Xlib import X, display

        from client.ui.compositor_canvas import CompositorCanvas

        self._x: Any = X
        self._display: Any = display.Display()
        self._root: Any = self._display.screen().root
        self._canvas = CompositorCanvas(self._display)

    def close(self) -> None:
        """Hang up."""
        self._display.close()

    def is_covered(self, window: QWidget) -> bool:
        """Whether a visible window above ours in the stack overlaps it; on any doubt it counts as covered."""
        from Xlib.error import ConnectionClosedError, XError

        try:
            return self._is_covered(_native_id(window))
        except (XError, ConnectionClosedError, OSError):
            return True

    def _is_covered(self, window_id: int) -> bool:
        own_tops = {self._top_of(_native_id(widget)) for widget in _own_windows()}
        top = self._top_of(window_id)
        stack = [child.id for child in self._root.query_tree().children]
        if top not in stack or self._canvas.is_misused():
            return True
        ours = self._rect(window_id)
        window = self._display.create_resource_object("window", window_id)
        # Any program may put a window of its own into ours; we have none there.
        if any(self._is_shown(child) for child in window.query_tree().children):
            return True
        return any(
            other not in own_tops and self._is_in_the_way(other, ours) for other in stack[stack.index(top) + 1 :]
        )

    def _top_of(self, window_id: int) -> int:
        """The ancestor that is a child of the root: the window manager's frame, if there is one."""
        window = self._display.create_resource_object("window", window_id)
        while True:
            parent = window.query_tree().parent
            if parent == 0 or parent.id == self._root.id:
                return window.id
            window = parent

    def _rect(self, window_id: int) -> tuple[int, int, int, int]:
        window = self._display.create_resource_object("window", window_id)
        geometry = window.get_geometry()
        origin = self._root.translate_coords(window, 0, 0)
        return origin.x, origin.y, geometry.width, geometry.height

    def _is_in_the_way(self, other_id: int, ours: tuple[int, int, int, int]) -> bool:
        from Xlib.error import BadDrawable, BadWindow

        with suppress(BadWindow, BadDrawable):  # it closed between two questions
            window = self._display.create_resource_object("window", other_id)
            if not self._is_shown(window):
                return False
            geometry = window.get_geometry()
            x, y, width, height = ours
            # A window that lets clicks through hides us like any other. A compositor's canvas is never among these.
            return (
                geometry.x < x + width
                and x < geometry.x + geometry.width
                and geometry.y < y + height
                and y < geometry.y + geometry.height
            )
        return False

    def _is_shown(self, window: Any) -> bool:
        attributes = window.get_attributes()
        return attributes.map_state == self._x.IsViewable and attributes.win_class != self._x.InputOnly


def _native_id(widget: QWidget) -> int:
    """The X window on the screen. `QWidget.winId` keeps the one before a change of window flags."""
    handle = widget.windowHandle()
    return int(handle.winId() if handle is not None else widget.winId())


def _own_windows() -> list[QWidget]:
    return [widget for widget in QApplication.topLevelWidgets() if widget.isVisible() and widget.windowHandle()]


def make_cover_check() -> CoverCheck:
    """The best check this system allows."""
    if QGuiApplication.platformName() == "xcb":
        try:
            return X11CoverCheck()
        except Exception:  # noqa: BLE001  no Xlib or no second connection: Qt's own word has to do
            return NoCoverCheck()
    return NoCoverCheck()


def is_before_the_eyes(window: QWidget, cover: CoverCheck) -> bool:
    """Whether the window is shown, exposed, active and uncovered, as far as this system can tell."""
    handle = window.windowHandle()
    if not window.isVisible() or window.isMinimized() or handle is None or not handle.isExposed():
        return False
    return window.isActiveWindow() and not cover.is_covered(window)
