"""Translates between Qt's device-independent pixels and the desktop's physical ones, screen by screen.

Qt keeps the corner of every screen in physical pixels and scales only what lies inside it.
"""

from collections.abc import Iterable

from PySide6.QtCore import QPoint, QRect, QSize
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


def room_beside(available: QRect, taken: QRect, width_px: int, least_height_px: int) -> QRect:
    """Where a window of this width can stand in the middle without lying under what is taken.

    The larger part above or below it; the whole screen when it is out of the way, or leaves too little.
    """
    column = QRect(available)
    column.setWidth(width_px)
    column.moveCenter(available.center())
    if not taken.intersects(column):
        return available
    above, below = QRect(available), QRect(available)
    above.setBottom(taken.top() - 1)
    below.setTop(taken.bottom() + 1)
    room = max(above, below, key=QRect.height)
    return room if room.height() >= least_height_px else available


def free_corner(corners: dict[str, QPoint], wanted: QPoint, size: QSize, taken: Iterable[QRect]) -> QPoint:
    """The corner nearest to the wanted one in which a window of this size lies over nothing that is taken."""
    rects = list(taken)
    by_distance = sorted(corners.values(), key=lambda corner: (corner - wanted).manhattanLength())
    free = [corner for corner in by_distance if not any(QRect(corner, size).intersects(rect) for rect in rects)]
    return (free or by_distance)[0]


def nearest_corner(position: QPoint, corners: dict[str, QPoint]) -> str:
    """The name of the corner a window was dropped closest to."""
    return min(corners, key=lambda name: (corners[name] - position).manhattanLength())
