"""The area a remote picture lies in: where exactly, at which zoom, and which part of it is seen."""

from dataclasses import replace
from threading import Lock

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from agent_console.domain.viewport import Viewport
from agent_console.ui.picture_painter import PicturePainter
from agent_console.view_models.screens import PictureSurface

_SCROLL_STEP_PX = 40


class PictureArea(QAbstractScrollArea):
    """Lays a picture out, fitted in or at a zoom of its own.

    Signals: `picture_resized()` when a picture appears, goes or changes its size, `laid_out()` when it lies anew,
    `zoom_changed()` when it is then shown at another scale.
    """

    picture_resized = Signal()
    zoom_changed = Signal()
    laid_out = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = PicturePainter()
        self._view = Viewport(widget_width_px=0, widget_height_px=0, remote_width_px=0, remote_height_px=0)
        self._zoom: float | None = None
        self._told_scale = 0.0
        self._has_bars = True
        self.setFrameShape(QFrame.Shape.NoFrame)
        for bar in (self.horizontalScrollBar(), self.verticalScrollBar()):
            bar.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._show_bars()

    @property
    def has_picture(self) -> bool:
        """Whether there is anything to paint."""
        return self._view.remote_width_px > 0

    @property
    def view(self) -> Viewport:
        """Where the picture lies, and what a widget position means."""
        return self._view

    @property
    def zoom(self) -> float | None:
        """Our device pixels to a remote pixel, as chosen; None while the whole picture is fitted in."""
        return self._zoom

    def attach(self, surface: PictureSurface, lock: Lock) -> None:
        """Paint from this surface from now on, holding `lock` meanwhile."""
        self._picture.attach(surface, lock)
        self._follow_size()
        self.viewport().update()

    def set_zoom(self, zoom: float | None, at: QPointF | None = None) -> None:
        """Show it at that many device pixels to a remote pixel, or fitted for None.

        Args:
            zoom: 1.0 shows each pixel as it is.
            at: what lies under this widget position stays there; the middle by default.
        """
        held = at if at is not None else QPointF(self.viewport().width() / 2, self.viewport().height() / 2)
        wanted = self._view.zoomed_to(zoom, held.x(), held.y())
        self._zoom = wanted.zoom
        self._show_bars()
        self._lay_out()
        self.horizontalScrollBar().setValue(wanted.scroll_x_px)
        self.verticalScrollBar().setValue(wanted.scroll_y_px)
        self.zoom_changed.emit()

    def zoom_by(self, steps: int, at: QPointF | None = None) -> None:
        """So many steps larger, or smaller below zero."""
        if self.has_picture:
            self.set_zoom(self._view.next_zoom(steps), at)

    def set_bars(self, *, has_bars: bool) -> None:
        """Whether a picture that is too large may have scroll bars; without, the pointer moves it at the edges."""
        self._has_bars = has_bars
        self._show_bars()
        self._lay_out()

    def move_by(self, x: float, y: float) -> bool:
        """Show more of the right and of what is below, in widget pixels; says whether anything moved."""
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        before = across.value(), down.value()
        across.setValue(before[0] + round(x * self._view.pixel_ratio))
        down.setValue(before[1] + round(y * self._view.pixel_ratio))
        return (across.value(), down.value()) != before

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit anew."""
        super().resizeEvent(event)
        self._lay_out()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """A scroll bar moved."""
        del dx, dy
        self._lay_out()

    def sizeHint(self) -> QSize:
        """As much as there is."""
        return QSize(960, 600)

    def _follow_size(self) -> bool:
        size_px = self._picture.read_size()
        if size_px == (self._view.remote_width_px, self._view.remote_height_px):
            return False
        self._view = replace(self._view, remote_width_px=size_px[0], remote_height_px=size_px[1])
        self._lay_out()
        self.picture_resized.emit()
        return True

    def _lay_out(self) -> None:
        view = self._view_of(self.viewport().size())
        # Bars that are there take room, and would keep each other there although the picture fits without them.
        needs_bars = self._view_of(self.maximumViewportSize()).scroll_max_px != (0, 0)
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        for bar, most_px, room_px in zip(
            (across, down), view.scroll_max_px, (view.device_width_px, view.device_height_px), strict=True
        ):
            bar.setRange(0, most_px if needs_bars else 0)
            bar.setPageStep(room_px)
            bar.setSingleStep(round(_SCROLL_STEP_PX * view.pixel_ratio))
        self._view = replace(view, scroll_x_px=across.value(), scroll_y_px=down.value())
        self.viewport().update()
        self.laid_out.emit()
        if self._view.scale != self._told_scale:
            self._told_scale = self._view.scale
            self.zoom_changed.emit()

    def _view_of(self, room: QSize) -> Viewport:
        port = self.viewport()
        ratio = port.devicePixelRatioF()
        corner = port.mapTo(self.window(), port.rect().topLeft())
        return replace(
            self._view,
            widget_width_px=room.width(),
            widget_height_px=room.height(),
            pixel_ratio=ratio,
            zoom=self._zoom,
            # On a dense display a remote pixel would be a speck at one to one.
            may_enlarge=ratio > 1.0,
            edge_x=corner.x() * ratio - round(corner.x() * ratio),
            edge_y=corner.y() * ratio - round(corner.y() * ratio),
        )

    def _show_bars(self) -> None:
        wanted = self._has_bars and self._zoom is not None
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if wanted else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setHorizontalScrollBarPolicy(policy)
        self.setVerticalScrollBarPolicy(policy)
