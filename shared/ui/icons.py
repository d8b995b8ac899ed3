"""The few pictures of the programs, drawn as strokes on a grid of 24 so that they are sharp at every scale."""

import math
from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap

IconName = Literal[
    "arrow",
    "box",
    "chat",
    "check",
    "copy",
    "eye",
    "eye_closed",
    "grip",
    "info",
    "link_broken",
    "mouse",
    "pause",
    "pen",
    "play",
    "stop",
    "warning",
]

_GRID = 24.0
_STROKE = 2.0


def _lines(*strokes: tuple[tuple[float, float], ...]) -> QPainterPath:
    path = QPainterPath()
    for first, *rest in strokes:
        path.moveTo(QPointF(*first))
        for point in rest:
            path.lineTo(QPointF(*point))
    return path


def _chat() -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(QRectF(3, 4, 18, 13), 3, 3)
    path.addPath(_lines(((8, 17), (8, 21), (12.5, 17))))
    return path


def _arrow() -> QPainterPath:
    return _lines(((4, 20), (20, 4)), ((9.5, 4), (20, 4), (20, 14.5)))


def _box() -> QPainterPath:
    return _lines(((3.5, 5.5), (20.5, 5.5), (20.5, 18.5), (3.5, 18.5), (3.5, 5.5)))


def _check() -> QPainterPath:
    return _lines(((5, 13), (10, 18), (19, 7)))


def _copy() -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(QRectF(9, 9, 11, 11), 2, 2)
    path.addPath(_lines(((15, 5.5), (15, 4), (4, 4), (4, 15), (5.5, 15))))
    return path


def _eye() -> QPainterPath:
    path = QPainterPath(QPointF(2, 12))
    path.quadTo(QPointF(12, 0.5), QPointF(22, 12))
    path.quadTo(QPointF(12, 23.5), QPointF(2, 12))
    path.addEllipse(QPointF(12, 12), 3.2, 3.2)
    return path


def _eye_closed() -> QPainterPath:
    path = QPainterPath(QPointF(2, 10))
    path.quadTo(QPointF(12, 21), QPointF(22, 10))
    path.addPath(
        _lines(((5, 13.5), (3, 16.5)), ((9.5, 15.5), (8.5, 19)), ((14.5, 15.5), (15.5, 19)), ((19, 13.5), (21, 16.5)))
    )
    return path


def _grip() -> QPainterPath:
    path = QPainterPath()
    for x in (9.0, 15.0):
        for y in (6.0, 12.0, 18.0):
            path.addEllipse(QPointF(x, y), 0.6, 0.6)
    return path


def _info() -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QPointF(12, 12), 9.5, 9.5)
    path.addPath(_lines(((12, 11), (12, 17)), ((12, 7), (12, 7.1))))
    return path


def _link_broken() -> QPainterPath:
    path = QPainterPath()
    for radius in (4.0, 8.5, 13.0):
        arc = QRectF(12 - radius, 19 - radius, 2 * radius, 2 * radius)
        path.arcMoveTo(arc, 45)
        path.arcTo(arc, 45, 90)
    path.addPath(_lines(((12, 19), (12, 19.1)), ((4, 3), (20, 21))))
    return path


def _mouse() -> QPainterPath:
    return _lines(((5, 3), (5, 18.5), (9.2, 14.8), (12.2, 21), (15, 19.6), (12.2, 13.6), (18, 13.2), (5, 3)))


def _pause() -> QPainterPath:
    return _lines(((8, 5), (8, 19)), ((16, 5), (16, 19)))


def _pen() -> QPainterPath:
    path = QPainterPath(QPointF(3, 15))
    path.cubicTo(QPointF(5, 3), QPointF(11, 3), QPointF(11, 10))
    path.cubicTo(QPointF(11, 21), QPointF(17, 21), QPointF(21, 8))
    return path


def _play() -> QPainterPath:
    return _lines(((7, 4.5), (19, 12), (7, 19.5), (7, 4.5)))


def _stop() -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(QRectF(5.5, 5.5, 13, 13), 1.5, 1.5)
    return path


def _warning() -> QPainterPath:
    path = _lines(((12, 3), (22.2, 20.5), (1.8, 20.5), (12, 3)))
    path.addPath(_lines(((12, 9.5), (12, 14.5)), ((12, 17.5), (12, 17.6))))
    return path


_DRAWINGS: dict[IconName, Callable[[], QPainterPath]] = {
    "chat": _chat,
    "arrow": _arrow,
    "box": _box,
    "check": _check,
    "copy": _copy,
    "eye": _eye,
    "eye_closed": _eye_closed,
    "grip": _grip,
    "info": _info,
    "link_broken": _link_broken,
    "mouse": _mouse,
    "pause": _pause,
    "pen": _pen,
    "play": _play,
    "stop": _stop,
    "warning": _warning,
}


def paint_icon(painter: QPainter, name: IconName, rect: QRectF, colour: str) -> None:
    """Stroke one icon into a square."""
    side = min(rect.width(), rect.height())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.center() - QPointF(side / 2, side / 2))
    painter.scale(side / _GRID, side / _GRID)
    pen = QPen(QColor(colour), _STROKE, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(QColor(colour) if name == "stop" else Qt.BrushStyle.NoBrush)
    painter.drawPath(_DRAWINGS[name]())
    painter.restore()


def make_icon(name: IconName, colour: str, side_px: int, *, gap_px: int = 0) -> QIcon:
    """The icon for a button, drawn for every scale a display may have.

    Args:
        name: which one.
        colour: `#RRGGBB`; ask anew when the theme changes.
        side_px: length of a side in device-independent pixels.
        gap_px: empty room to its right, because styles put words too close to a button's icon.
    """
    icon = QIcon()
    for ratio in (1.0, 1.5, 2.0, 3.0):
        pixmap = QPixmap(QSize(math.ceil((side_px + gap_px) * ratio), math.ceil(side_px * ratio)))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        paint_icon(painter, name, QRectF(0, 0, side_px, side_px), colour)
        painter.end()
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Disabled):
            icon.addPixmap(pixmap, mode)
    return icon
