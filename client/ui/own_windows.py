"""Reports where our own windows are, so that they are neither shown to the helper nor clicked by them."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from client.ui.screen_geometry import PhysicalRect, window_rect

ReportWindows = Callable[[list[PhysicalRect], bool], None]

_EVENTS = frozenset(
    {
        QEvent.Type.Show,
        QEvent.Type.Hide,
        QEvent.Type.Move,
        QEvent.Type.Resize,
        QEvent.Type.WindowStateChange,
        QEvent.Type.WindowActivate,
        QEvent.Type.WindowDeactivate,
        QEvent.Type.Close,
        QEvent.Type.ScreenChangeInternal,
    }
)
_SETTLE_MS = 200
"""A window manager adds its borders a moment after a window is shown, and tells nobody."""


class OwnWindowsReporter(QObject):
    """Watches windows and reports all visible ones at once whenever any of them changes place or focus."""

    def __init__(self, report: ReportWindows, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._report = report
        self._windows: list[QWidget] = []
        self._last: tuple[list[PhysicalRect], bool] | None = None
        self._soon = self._make_timer(0)
        self._later = self._make_timer(_SETTLE_MS)

    def _make_timer(self, delay_ms: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(delay_ms)
        timer.timeout.connect(self.report_now)
        return timer

    def watch(self, window: QWidget) -> None:
        """Report this top-level window from now on, for as long as it lives."""
        self._windows.append(window)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See every event that can change a place; swallow none."""
        if event.type() in _EVENTS:
            if event.type() == QEvent.Type.Show:
                self.report_now()  # before the first picture with this window in it can be captured
            self._soon.start()
            self._later.start()
        return super().eventFilter(watched, event)

    def report_now(self) -> None:
        """Report at once, unless nothing has changed since the last time."""
        self._windows = [window for window in self._windows if isValid(window)]
        rects = [window_rect(window) for window in self._windows if window.isVisible() and not window.isMinimized()]
        # Not only the watched ones: a menu or a file dialog of ours has the keyboard too.
        is_focused = QGuiApplication.focusWindow() is not None
        if self._last != (rects, is_focused):
            self._last = (rects, is_focused)
            self._report(rects, is_focused)
