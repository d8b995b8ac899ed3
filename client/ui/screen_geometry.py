"""Translates between Qt's device-independent pixels and the desktop's physical ones, screen by screen.

Qt keeps the corner of every screen in physical pixels and scales only what lies inside it.
"""

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget

from client.view_models.screens import MonitorChoice
from shared.geometry import Rect

PhysicalRect = tuple[int, int, int, int]
"""x, y, width, height in physical pixels of the whole desktop."""


def physical_rect(rect: QRect, screen: QScreen) -> PhysicalRect:
    """Where a rectangle of Qt lies on the physical desktop."""
    origin, ratio = screen.geometry().topLeft(), screen.devicePixelRatio()
    return (
        round(origin.x() + (rect.x() - origin.x()) * ratio),
        round(origin.y() + (rect.y() - origin.y()) * ratio),
        round(rect.width() * ratio),
        round(rect.height() * ratio),
    )


def window_rect(window: QWidget) -> PhysicalRect:
    """Where a top-level window lies physically, its title bar and borders included."""
    return physical_rect(window.frameGeometry(), window.screen())


def screen_of_monitor(monitor: MonitorChoice) -> QScreen | None:
    """The Qt screen that shows this monitor; None when the two lists do not agree."""
    area = Rect(monitor.x_px, monitor.y_px, monitor.width_px, monitor.height_px)
    return next((screen for screen in QGuiApplication.screens() if _shows(screen, area)), None)


def monitor_of_window(window: QWidget, monitors: tuple[MonitorChoice, ...]) -> int | None:
    """The number of the monitor a window stands on; None when the two lists do not agree."""
    screen = window.window().screen()
    if screen is None:
        return None
    return next((monitor.monitor_id for monitor in monitors if screen_of_monitor(monitor) is screen), None)


def screen_of_area(area: Rect) -> QScreen | None:
    """The Qt screen that shows this part of the desktop; the only one there is, if they do not agree."""
    screens = QGuiApplication.screens()
    found = next((screen for screen in screens if _shows(screen, area)), None)
    return found if found is not None or len(screens) != 1 else screens[0]


def _shows(screen: QScreen, area: Rect) -> bool:
    x, y, width, height = physical_rect(screen.geometry(), screen)
    # A fractional scale may round the far edge by a pixel.
    return (x, y) == (area.x, area.y) and abs(width - area.width) <= 1 and abs(height - area.height) <= 1


def corner_positions(available: QRect, size_width: int, size_height: int, inset_px: int) -> dict[str, QPoint]:
    """The four corners in which a small window can stand, by name."""
    left, top = available.left() + inset_px, available.top() + inset_px
    right = max(left, available.right() + 1 - size_width - inset_px)
    bottom = max(top, available.bottom() + 1 - size_height - inset_px)
    return {
        "top_left": QPoint(left, top),
        "top_right": QPoint(right, top),
        "bottom_left": QPoint(left, bottom),
        "bottom_right": QPoint(right, bottom),
    }


def nearest_corner(position: QPoint, corners: dict[str, QPoint]) -> str:
    """The name of the corner a window was dropped closest to."""
    return min(corners, key=lambda name: (corners[name] - position).manhattanLength())
