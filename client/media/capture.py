"""Reading the pixels of one or several monitors through mss, our own windows painted over."""

from collections.abc import Callable, Sequence
from typing import Any

import mss
import numpy as np

from client.media.ports import Pixels
from shared.errors import AlongsideError
from shared.geometry import Rect, bounding_box, uncovered_parts

COVER_GREY = (0x80, 0x80, 0x80, 0xFF)
"""Neutral: says "nothing here" on light and dark desktops alike."""


class CaptureFailedError(AlongsideError):
    """The screen cannot be read: it changed its size, or the system refuses."""

    code = "capture_failed"


BLACK = (0, 0, 0, 0xFF)


class MonitorCapture:
    """The box around some monitors, read through shared memory where the system has it. Make and use in one thread.

    What of the box lies on none of these monitors is black: another monitor nobody said yes to, or memory of the
    server that no monitor shows, in which windows may lie all the same.
    """

    def __init__(
        self,
        areas: Sequence[Rect] | None,
        own_window_rects: Callable[[], Sequence[Rect]],
        display: str | None = None,
    ) -> None:
        """Open the screen.

        Args:
            areas: the monitors in desktop pixels; None is the primary one.
            own_window_rects: where our own windows are now, in desktop pixels. Any thread may change them.
            display: an X11 display such as `:7`; None is the one in the environment.

        Raises:
            CaptureFailedError: not there, or no screen at all.
        """
        self._own_window_rects = own_window_rects
        self._source, self.area = _open(bounding_box(areas) if areas is not None else None, display)
        self._gaps = uncovered_parts(self.area, areas) if areas is not None else []

    def grab(self, rect: Rect) -> Pixels:
        """Read a part, counted from the corner of the box. Raises `CaptureFailedError`."""
        before = self._own_window_rects()
        box = {
            "left": self.area.x + rect.x,
            "top": self.area.y + rect.y,
            "width": rect.width,
            "height": rect.height,
        }
        try:
            # A fresh bytearray for each call, so the array may be kept.
            shot = self._source.grab(box)
        except Exception as error:  # mss raises whatever its backend met
            raise CaptureFailedError(detail=type(error).__name__) from error
        pixels = np.frombuffer(shot.raw, np.uint8).reshape(rect.height, rect.width, 4)
        # Read before and after: a window that moves meanwhile is covered at both places.
        after = self._own_window_rects()
        self._paint_over(pixels, rect, before if after is before else (*before, *after), COVER_GREY)
        self._paint_over(pixels, rect, self._gaps, BLACK)
        return pixels

    def close(self) -> None:
        """Detach from the screen."""
        self._source.close()

    def _paint_over(self, pixels: Pixels, rect: Rect, covers: Sequence[Rect], colour: tuple[int, ...]) -> None:
        left_px, top_px = self.area.x + rect.x, self.area.y + rect.y
        grabbed = Rect(left_px, top_px, rect.width, rect.height)
        for cover in covers:
            part = cover.intersect(grabbed)
            if part.area_px:
                x, y = part.x - left_px, part.y - top_px
                pixels[y : y + part.height, x : x + part.width] = colour


def _open(area: Rect | None, display: str | None) -> tuple[Any, Rect]:
    """Open the default backend; the old xlib one where the default cannot read (TigerVNC lists its depth twice)."""
    options: dict[str, Any] = {} if display is None else {"display": display}
    failure: Exception | None = None
    for backend in ("default", "xlib"):
        try:
            source = mss.MSS(backend=backend, **options)
        except Exception as error:  # noqa: BLE001 - a missing library, no display, a refused connection
            failure = error
            continue
        try:
            area = area or _primary_area(source)
            _check_inside(area, source.monitors[0])
            source.grab({"left": area.x, "top": area.y, "width": 1, "height": 1})
        except Exception as error:  # noqa: BLE001 - as above
            source.close()
            failure = error
            continue
        return source, area
    raise CaptureFailedError(detail=type(failure).__name__) from failure


def _primary_area(source: Any) -> Rect:
    monitors = source.monitors[1:]
    found = next((item for item in monitors if item.get("is_primary")), monitors[0])
    return Rect(*(int(found[name]) for name in ("left", "top", "width", "height")))


def _check_inside(area: Rect, desktop: dict[str, int]) -> None:
    """Ask for nothing the desktop does not have: some backends answer that with somebody else's memory."""
    whole = Rect(desktop["left"], desktop["top"], desktop["width"], desktop["height"])
    if not area.area_px or area.intersect(whole) != area:
        raise CaptureFailedError("monitor_gone")
