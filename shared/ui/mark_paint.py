"""How a mark looks: the same pixels on the person's screen and over the agent's picture."""

import math
from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QPolygonF

from shared.geometry import Rect, denormalize_point
from shared.session.mark_board import Mark

PALETTE = ("#D81E34", "#0B63CE", "#0A7D33", "#8E24AA")
"""Red, blue, green, violet: each 4.5:1 against the light edge around it, which parts it from any ground."""
EDGE = "#FFFFFF"

_SIDE_PER_STROKE = 216  # five pixels on a screen of 1080 rows, ten on one of 2160
_STROKE_MIN_PX, _STROKE_MAX_PX = 3, 20
_BEND_PIECES = 3
_HEAD_STROKES = 5.0
_HEAD_OF_LENGTH = 0.6
_POINTER = ((0, 0), (0, 17), (4, 13.2), (6.8, 20), (9.6, 18.8), (6.8, 12.2), (12.2, 12))
_POINTER_STROKES = 0.42  # of a stroke to a unit of the outline above


def stroke_px(width_px: int, height_px: int) -> int:
    """How thick a line is in a picture of that size; both sides say the same without asking."""
    return min(max(round(min(width_px, height_px) / _SIDE_PER_STROKE), _STROKE_MIN_PX), _STROKE_MAX_PX)


def edge_px(stroke: int) -> int:
    """How wide the light edge on either side of a line is."""
    return max(2, stroke // 3)


def mark_bounds(marks: Sequence[Mark], width_px: int, height_px: int) -> Rect:
    """The pixels of the picture that marks may touch; empty when there are none."""
    if not marks:
        return Rect(0, 0, 0, 0)
    area = Rect(0, 0, width_px, height_px)
    stroke = stroke_px(width_px, height_px)
    margin = stroke + edge_px(stroke) + 2
    if any(mark.tool == "arrow" for mark in marks):
        margin += math.ceil(_HEAD_STROKES * stroke / 2)
    spots = [denormalize_point(*point, area) for mark in marks for point in mark.points]
    left, right = min(x for x, _ in spots) - margin, max(x for x, _ in spots) + margin + 1
    top, bottom = min(y for _, y in spots) - margin, max(y for _, y in spots) + margin + 1
    return Rect(left, top, right - left, bottom - top).intersect(area)


def render_marks(marks: Sequence[Mark], width_px: int, height_px: int, part: Rect) -> QImage:
    """Paint marks of a picture of that size, as far as they lie in `part` of it; no pixel is half transparent."""
    image = QImage(max(1, part.width), max(1, part.height), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.translate(-part.x, -part.y)
    stroke = stroke_px(width_px, height_px)
    for mark in marks:
        _paint(painter, mark, Rect(0, 0, width_px, height_px), stroke)
    painter.end()
    return image


def paint_pointer(painter: QPainter, x_px: float, y_px: float, stroke: float) -> None:
    """Paint the agent's pointer with its tip there."""
    unit = stroke * _POINTER_STROKES
    path = QPainterPath()
    path.addPolygon(QPolygonF([QPointF(x_px + x * unit, y_px + y * unit) for x, y in _POINTER]))
    path.closeSubpath()
    _paint_solid(painter, path, PALETTE[0], edge=edge_px(round(stroke)))


def pointer_size_px(stroke: float) -> tuple[float, float]:
    """Width and height of the pointer without its edge."""
    unit = stroke * _POINTER_STROKES
    return max(x for x, _ in _POINTER) * unit, max(y for _, y in _POINTER) * unit


def _paint(painter: QPainter, mark: Mark, area: Rect, stroke: int) -> None:
    spots = [QPointF(x + 0.5, y + 0.5) for x, y in (denormalize_point(*point, area) for point in mark.points)]
    colour = PALETTE[mark.colour % len(PALETTE)]
    if len(spots) == 1 or (mark.tool != "pen" and spots[0] == spots[-1]):
        dot = QPainterPath()
        dot.addEllipse(spots[0], stroke, stroke)
        _paint_solid(painter, dot, colour, edge=edge_px(stroke))
        return
    match mark.tool:
        case "arrow":
            line, head = _arrow(spots[0], spots[-1], stroke)
            _stroke(painter, line, EDGE, stroke + 2 * edge_px(stroke), is_smooth=False)
            _paint_solid(painter, head, colour, edge=edge_px(stroke))
            _stroke(painter, line, colour, stroke, is_smooth=True)
            _paint_solid(painter, head, colour, edge=0)
        case "box":
            path = QPainterPath()
            path.addRect(QRectF(spots[0], spots[-1]).normalized())
            _stroke(painter, path, EDGE, stroke + 2 * edge_px(stroke), is_smooth=False)
            _stroke(painter, path, colour, stroke, is_smooth=True)
        case "pen":
            lines = _lines_through(spots)
            _set_pen(painter, EDGE, stroke + 2 * edge_px(stroke), is_smooth=False)
            painter.drawLines(lines)
            _set_pen(painter, colour, stroke, is_smooth=True)
            painter.drawLines(lines)


def _lines_through(spots: list[QPointF]) -> list[QLineF]:
    """A round line in pieces: it bends at each point and runs straight through the middle between two.

    In pieces, because one path that crosses itself a thousand times takes a painter half a minute.
    """
    way = [spots[0]]
    for here, following in pairwise(spots[1:]):
        start, end = way[-1], (here + following) / 2
        for step in range(1, _BEND_PIECES):
            part = step / _BEND_PIECES
            way.append(start * (1 - part) ** 2 + here * (2 * part * (1 - part)) + end * part**2)
        way.append(end)
    way.append(spots[-1])
    return [QLineF(here, following) for here, following in pairwise(way)]


def _arrow(start: QPointF, tip: QPointF, stroke: int) -> tuple[QPainterPath, QPainterPath]:
    along = tip - start
    length = math.hypot(along.x(), along.y())
    ahead = along / length
    aside = QPointF(-ahead.y(), ahead.x())
    head_px = min(_HEAD_STROKES * stroke, max(length * _HEAD_OF_LENGTH, stroke * 2.0))
    neck = tip - ahead * head_px
    line = QPainterPath(start)
    line.lineTo(neck + ahead * (head_px / 4))
    head = QPainterPath(tip)
    head.lineTo(neck + aside * (head_px / 2))
    head.lineTo(neck - aside * (head_px / 2))
    head.closeSubpath()
    return line, head


def _stroke(painter: QPainter, path: QPainterPath, colour: str, width: float, *, is_smooth: bool) -> None:
    _set_pen(painter, colour, width, is_smooth=is_smooth)
    painter.drawPath(path)


def _set_pen(painter: QPainter, colour: str, width: float, *, is_smooth: bool) -> None:
    # The outer edge is hard: what is shown without a compositing manager cannot be half transparent.
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, is_smooth)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(
        QPen(QColor(colour), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    )


def _paint_solid(painter: QPainter, path: QPainterPath, colour: str, *, edge: int) -> None:
    if edge:
        _stroke(painter, path, EDGE, 2 * edge, is_smooth=False)
        painter.fillPath(path, QColor(EDGE))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=True)
    painter.fillPath(path, QColor(colour))
