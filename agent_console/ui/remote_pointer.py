"""The pointer over there: the agent's own takes its shape while they have control; elsewhere it is painted."""

import math

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QCursor, QGuiApplication, QImage, QPainter, QPixmap

from agent_console.domain.viewport import Viewport
from agent_console.view_models.screens import CursorView
from shared.geometry import Rect, denormalize_point
from shared.screen.cursor import BYTES_PER_PIXEL, CursorImage

_LEAST_PX = 20
"""Widget pixels of its longer side: in a picture shown small the pointer must still be found."""
_MOST_PX = 96
"""Larger than this, many systems cut an own pointer off."""
_DOT_PX = 8


class RemotePointer:
    """Turns one `CursorView` after another into a cursor for the widget and a mark on the picture."""

    def __init__(self) -> None:
        self._view = CursorView()
        self._at: tuple[int, int] | None = None
        self._is_ours = False
        self._scaled: tuple[CursorImage, float, QImage, QPoint] | None = None

    def show(self, view: CursorView) -> None:
        """Take what is known now."""
        if view.moved_count != self._view.moved_count:
            self._at, self._is_ours = view.position, False
        elif view.position is None and not self._is_ours:
            self._at = None
        self._view = view

    def follow_hand(self, at: tuple[int, int]) -> None:
        """The agent's own hand puts it there, 0..65535: their pointer is it, and nothing need be painted."""
        self._at, self._is_ours = at, True

    def leave_hand(self) -> None:
        """Control ended: it stays where the agent left it."""
        self._is_ours = False

    def forget_place(self) -> None:
        """The picture is withheld; where the pointer is will be told anew."""
        self._at, self._is_ours = None, False

    def cursor(self, view: Viewport) -> QCursor | None:
        """What the agent's own pointer should look like over the picture; None for the usual arrow.

        A pointer that is hidden over there is a dot here: the agent must never lose their own.
        """
        if self._view.is_hidden:
            return _dot(view.pixel_ratio)
        scaled = self._scale(view)
        if scaled is None:
            return None
        image, hotspot = scaled
        return make_cursor(QPixmap.fromImage(image), hotspot, view.pixel_ratio)

    def area(self, view: Viewport) -> QRect:
        """Where it is painted, in device pixels of the widget; empty when it is not."""
        scaled = self._scale(view)
        if self._at is None or self._is_ours or scaled is None:
            return QRect()
        image, hotspot = scaled
        remote = denormalize_point(*self._at, Rect(0, 0, view.remote_width_px, view.remote_height_px))
        return QRect(QPoint(*view.device_at(*remote)) - hotspot, image.size())

    def widget_area(self, view: Viewport) -> QRect:
        """The widget pixels `area` touches."""
        area, ratio = self.area(view), view.pixel_ratio
        if area.isEmpty():
            return area
        left, top = math.floor((area.left() - view.edge_x) / ratio), math.floor((area.top() - view.edge_y) / ratio)
        right = math.ceil((area.right() + 1 - view.edge_x) / ratio)
        bottom = math.ceil((area.bottom() + 1 - view.edge_y) / ratio)
        return QRect(left, top, right - left, bottom - top)

    def paint(self, painter: QPainter, view: Viewport) -> None:
        """Paint it; `painter` is in device pixels of the widget."""
        area, scaled = self.area(view), self._scale(view)
        if scaled is not None and not area.isEmpty():
            lies = view.picture
            painter.save()
            painter.setClipRect(QRect(lies.x, lies.y, lies.width, lies.height), Qt.ClipOperation.IntersectClip)
            painter.drawImage(area.topLeft(), scaled[0])
            painter.restore()

    def _scale(self, view: Viewport) -> tuple[QImage, QPoint] | None:
        """Its picture in device pixels, and the one that points."""
        shape = self._view.image
        if shape is None or view.scale <= 0:
            return None
        factor = _factor(shape, view)
        known = self._scaled
        if known is None or known[0] is not shape or known[1] != factor:
            known = self._scaled = (shape, factor, *_render(shape, factor))
        return known[2], known[3]


def _factor(shape: CursorImage, view: Viewport) -> float:
    """Device pixels to a pixel of the shape: as the picture is scaled, within what can be seen and shown."""
    longer_px, ratio = max(shape.width_px, shape.height_px), view.pixel_ratio
    least = min(ratio, _LEAST_PX * ratio / longer_px)
    return min(max(view.scale, least), _MOST_PX * ratio / longer_px)


def _render(shape: CursorImage, factor: float) -> tuple[QImage, QPoint]:
    image = QImage(
        shape.pixels,
        shape.width_px,
        shape.height_px,
        shape.width_px * BYTES_PER_PIXEL,
        QImage.Format.Format_ARGB32_Premultiplied,
    )
    width_px, height_px = max(1, round(shape.width_px * factor)), max(1, round(shape.height_px * factor))
    # A copy in any case: the image only borrows the bytes.
    image = image.scaled(
        width_px, height_px, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    ).copy()
    # The middle of the pixel that points, as everywhere in `Viewport`.
    hotspot = QPoint(
        (2 * shape.hotspot_x_px + 1) * width_px // (2 * shape.width_px),
        (2 * shape.hotspot_y_px + 1) * height_px // (2 * shape.height_px),
    )
    return image, hotspot


def _dot(ratio: float) -> QCursor:
    side_px = round(_DOT_PX * ratio)
    pixmap = QPixmap(side_px, side_px)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    # Dark with a light rim, to be seen on any ground.
    painter.setPen(QColor(Qt.GlobalColor.white))
    painter.setBrush(QColor(Qt.GlobalColor.black))
    painter.drawEllipse(1, 1, side_px - 3, side_px - 3)
    painter.end()
    return make_cursor(pixmap, QPoint(side_px // 2, side_px // 2), ratio)


def make_cursor(pixmap: QPixmap, hotspot: QPoint, ratio: float) -> QCursor:
    """A cursor of that many device pixels, with the hotspot in device pixels too."""
    pixmap.setDevicePixelRatio(ratio)
    # Qt hands the hotspot on as it is to X11, in pixels of the picture; elsewhere it counts widget pixels.
    unit = 1.0 if QGuiApplication.platformName() == "xcb" else ratio
    return QCursor(pixmap, math.floor(hotspot.x() / unit), math.floor(hotspot.y() / unit))
