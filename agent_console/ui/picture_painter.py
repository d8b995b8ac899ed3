"""Paints a tab's canvas straight from the buffer its decoding thread writes to, under that thread's lock."""

import time
from threading import Lock

from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter

from agent_console.domain.viewport import Viewport
from agent_console.view_models.screens import PictureSurface

_BYTES_PER_PIXEL = 4
_SMALLEST_SIDE_PX = 2
"""A canvas that was never painted may call itself one pixel large."""


class PicturePainter:
    """Wraps the surface's buffer in an image for the length of one paint: nothing is copied, nothing is kept."""

    def __init__(self) -> None:
        self._surface: PictureSurface | None = None
        self._lock: Lock | None = None

    def attach(self, surface: PictureSurface, lock: Lock) -> None:
        """Paint from this surface, holding `lock` while looking at it."""
        self._surface, self._lock = surface, lock

    def read_size(self) -> tuple[int, int]:
        """Width and height in pixels; zeros while there is no picture."""
        if self._surface is None or self._lock is None:
            return 0, 0
        with self._lock:
            size_px = self._surface.width_px, self._surface.height_px
        return size_px if min(size_px) >= _SMALLEST_SIDE_PX else (0, 0)

    def paint(self, painter: QPainter, view: Viewport) -> float:
        """Paint what the painter's clip lets through.

        Args:
            painter: in device pixels of the widget.
            view: where the whole picture lies there.

        Returns:
            How long it took in milliseconds, waiting for the lock included.
        """
        if self._surface is None or self._lock is None:
            return 0.0
        started_ns = time.perf_counter_ns()
        with self._lock:
            width_px, height_px, buffer = self._surface.width_px, self._surface.height_px, self._surface.buffer
            stride_bytes = width_px * _BYTES_PER_PIXEL
            # A picture of another size is on its way through the event loop as a new layout: nothing to paint yet.
            if (width_px, height_px) == (view.remote_width_px, view.remote_height_px) and (
                buffer.nbytes >= stride_bytes * height_px
            ):
                image = QImage(buffer, width_px, height_px, stride_bytes, QImage.Format.Format_RGB32)
                # An unscaled picture lies on whole pixels: smoothing would cost time and change nothing.
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not view.is_pixel_exact)
                lies = view.picture
                painter.drawImage(QRect(lies.x, lies.y, lies.width, lies.height), image)
        return (time.perf_counter_ns() - started_ns) / 1e6
