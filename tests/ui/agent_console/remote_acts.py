"""The picture of a session on show, and what a test does to it: keys as Qt brings them, places in the picture."""

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent

from agent_console.ui.remote_view import RemoteView

# X keycodes: evdev codes plus 8.
KEY_A, KEY_TAB, KEY_F4, LEFT_ALT, RIGHT_CTRL, LEFT_SHIFT = 38, 23, 70, 64, 105, 50


def send_key(remote: RemoteView, scan_code: int, *, is_down: bool, repeats: bool = False, stamp: int = 0) -> None:
    kind = QEvent.Type.KeyPress if is_down else QEvent.Type.KeyRelease
    key = {KEY_TAB: Qt.Key.Key_Tab, KEY_F4: Qt.Key.Key_F4}.get(scan_code, Qt.Key.Key_A)
    event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, scan_code, 0, 0, "", repeats)
    event.setTimestamp(stamp)
    QCoreApplication.sendEvent(remote, event)


def place_of(remote: RemoteView, x_px: int, y_px: int) -> QPoint:
    """Widget position of a pixel of the picture, shown unscaled at density 1."""
    lies = remote.view.picture
    assert (lies.width, lies.height) == (640, 400)
    return QPoint(lies.x + x_px, lies.y + y_px)
