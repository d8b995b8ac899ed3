"""Paints the agent's marks over the picture, scaled with it: over the very pixels they cover over there."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter

from agent_console.domain.viewport import Viewport
from shared.geometry import Rect
from shared.session.mark_board import Mark
from shared.ui.mark_paint import mark_bounds, render_marks

_Picture = tuple[Rect, QImage]


class MarkPainter:
    """Keeps what is finished as a picture, so that a stroke costs only itself."""

    def __init__(self) -> None:
        self._known: tuple[tuple[Mark, ...], int, int] | None = None
        self._finished: _Picture | None = None

    def paint(self, painter: QPainter, view: Viewport, marks: Sequence[Mark], in_hand: Mark | None) -> None:
        """Paint them; `painter` is in device pixels of the widget."""
        if not marks or not view.remote_width_px:
            return
        size = view.remote_width_px, view.remote_height_px
        # The one in hand is the newest and so lies on top.
        finished = tuple(mark for mark in marks if mark is not in_hand)
        if self._known != (finished, *size):
            self._known = finished, *size
            self._finished = _render(finished, *size)
        lies = view.picture
        painter.save()
        painter.setClipRect(QRect(lies.x, lies.y, lies.width, lies.height), Qt.ClipOperation.IntersectClip)
        painter.translate(lies.x, lies.y)
        painter.scale(lies.width / size[0], lies.height / size[1])
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not view.is_pixel_exact)
        for picture in (self._finished, _render((in_hand,), *size) if in_hand is not None else None):
            if picture is not None:
                place, image = picture
                painter.drawImage(place.x, place.y, image)
        painter.restore()


def widget_area(view: Viewport, marks: Sequence[Mark]) -> QRect:
    """The widget pixels these marks touch."""
    if not view.remote_width_px:
        return QRect()
    bounds = mark_bounds(marks, view.remote_width_px, view.remote_height_px)
    area = view.widget_rect_of(bounds)
    return QRect(area.x, area.y, area.width, area.height)


def shown_stroke(stroke: int, view: Viewport) -> float:
    """How thick a line of the picture is here, as far as a pointer can follow it."""
    return min(max(stroke * view.scale, 3.0 * view.pixel_ratio), 8.0 * view.pixel_ratio)


def _render(marks: Sequence[Mark], width_px: int, height_px: int) -> _Picture | None:
    bounds = mark_bounds(marks, width_px, height_px)
    return (bounds, render_marks(marks, width_px, height_px, bounds)) if bounds.area_px else None
