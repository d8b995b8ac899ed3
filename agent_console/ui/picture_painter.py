"""Paints a tab's canvas straight from the buffer its decoding thread writes to, under that thread's lock."""

import time
from threading import Lock

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from agent_console.view_models.picture_place import Place
from agent_console.view_models.screens import PictureSurface

_BYTES_PER_PIXEL = 4


class PicturePainter:
    """Wraps the surface's buffer in an image without copying it; made anew only when the buffer is another object."""

    def __init__(self) -> None:
        self._surface: PictureSurface | None = None
        self._lock: Lock | None = None
        self._buffer: memoryview | None = None
        self._image: QImage | None = None

    def attach(self, surface: PictureSurface, lock: Lock) -> None:
        """Paint from this surface, holding `lock` while looking at it."""
        self._surface, self._lock = surface, lock
        self._buffer = self._image = None

    def read_size(self) -> tuple[int, int]:
        """Width and height in pixels; zeros while there is no picture."""
        if self._surface is None or self._lock is None:
            return 0, 0
        with self._lock:
            return self._surface.width_px, self._surface.height_px

    def paint(self, painter: QPainter, place: Place) -> float:
        """Paint what the painter's clip lets through.

        Args:
            painter: in physical pixels of the viewport.
            place: where the whole picture lies there.

        Returns:
            How long it took in milliseconds, waiting for the lock included.
        """
        if self._surface is None or self._lock is None:
            return 0.0
        started_ns = time.perf_counter_ns()
        with self._lock:
            image = self._wrap(self._surface)
            if image is not None and (image.width(), image.height()) == (
                place.picture_width_px,
                place.picture_height_px,
            ):
                # An unscaled picture lies on whole pixels: smoothing would cost time and change nothing.
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not place.is_unscaled)
                painter.drawImage(QRectF(place.x_px, place.y_px, place.width_px, place.height_px), image)
        return (time.perf_counter_ns() - started_ns) / 1e6

    def _wrap(self, surface: PictureSurface) -> QImage | None:
        width_px, height_px, buffer = surface.width_px, surface.height_px, surface.buffer
        if width_px <= 0 or height_px <= 0 or buffer.nbytes < width_px * height_px * _BYTES_PER_PIXEL:
            self._buffer = self._image = None
        elif buffer is not self._buffer or self._image is None or self._image.width() != width_px:
            self._buffer = buffer
            stride_bytes = width_px * _BYTES_PER_PIXEL
            self._image = QImage(buffer, width_px, height_px, stride_bytes, QImage.Format.Format_RGB32)
        return self._image
