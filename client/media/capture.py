"""Reading the pixels of one monitor through mss, our own windows painted over."""

from collections.abc import Callable, Sequence
from typing import Any

import mss
import numpy as np

from client.media.ports import Pixels
from shared.errors import AlongsideError
from shared.geometry import Rect

COVER_GREY = (0x80, 0x80, 0x80, 0xFF)
"""Neutral: says "nothing here" on light and dark desktops alike."""


class CaptureFailedError(AlongsideError):
    """The screen cannot be read: it changed its size, or the system refuses."""

    code = "capture_failed"


class MonitorCapture:
    """One monitor, read through shared memory where the system has it. Make and use it in one thread."""

    def __init__(
        self,
        monitor_id: int | None,
        own_window_rects: Callable[[], Sequence[Rect]],
        display: str | None = None,
    ) -> None:
        """Open the screen.

        Args:
            monitor_id: 1 and up as `list_monitors` numbers them; None is the primary one.
            own_window_rects: where our own windows are now, in desktop pixels. Any thread may change them.
            display: an X11 display such as `:7`; None is the one in the environment.

        Raises:
            CaptureFailedError: no such monitor, or no screen at all.
        """
        self._own_window_rects = own_window_rects
        self._source, self.area, self.monitor_id = _open(monitor_id, display)

    def grab(self, rect: Rect) -> Pixels:
        """Read a part, in pixels of the monitor. Raises `CaptureFailedError`."""
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
        self._cover(pixels, rect, before if after is before else (*before, *after))
        return pixels

    def close(self) -> None:
        """Detach from the screen."""
        self._source.close()

    def _cover(self, pixels: Pixels, rect: Rect, windows: Sequence[Rect]) -> None:
        left_px, top_px = self.area.x + rect.x, self.area.y + rect.y
        grabbed = Rect(left_px, top_px, rect.width, rect.height)
        for window in windows:
            part = window.intersect(grabbed)
            if part.area_px:
                x, y = part.x - left_px, part.y - top_px
                pixels[y : y + part.height, x : x + part.width] = COVER_GREY


def _open(monitor_id: int | None, display: str | None) -> tuple[Any, Rect, int]:
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
            found, number = _find_monitor(source, monitor_id)
            source.grab({**found, "width": 1, "height": 1})
        except Exception as error:  # noqa: BLE001 - as above
            source.close()
            failure = error
            continue
        return source, Rect(found["left"], found["top"], found["width"], found["height"]), number
    raise CaptureFailedError(detail=type(failure).__name__) from failure


def _find_monitor(source: Any, monitor_id: int | None) -> tuple[dict[str, int], int]:
    monitors = source.monitors
    if monitor_id is None:
        number = next((index for index, item in enumerate(monitors) if index and item.get("is_primary")), 1)
    else:
        number = monitor_id
    if not 1 <= number < len(monitors):
        raise CaptureFailedError("monitor_unknown", monitor_id=number)
    return {name: int(monitors[number][name]) for name in ("left", "top", "width", "height")}, number
