"""Gives a window the shape of what is drawn on it, where no compositing manager can make the rest transparent."""

from typing import Any

import numpy as np
import numpy.typing as npt
from Xlib import error as xerror
from Xlib.display import Display
from Xlib.protocol import rq

_SET, _UNION = 0, 1
_BOUNDING = 0
_YX_BANDED = 3
_RECTANGLES_MAX = 30_000
"""A request holds 256 KiB, and a rectangle takes eight bytes."""


class _ShapeRectangles(rq.Request):
    """ShapeRectangles (SHAPE protocol 1.1), with rectangles as packed bytes: python-xlib packs one number a time."""

    _request = rq.Struct(
        rq.Card8("opcode"),
        rq.Opcode(1),
        rq.RequestLength(),
        rq.Card8("operation"),
        rq.Card8("kind"),
        rq.Card8("ordering"),
        rq.Pad(1),
        rq.Card32("window"),
        rq.Int16("x"),
        rq.Int16("y"),
        rq.Binary("rectangles", pad=0),
    )


class WindowShaper:
    """Shapes windows of this program over a connection of its own."""

    def __init__(self, display: Any) -> None:
        """Take over a connection to a server that knows SHAPE."""
        self._display = display
        self._display.set_error_handler(lambda _error, _request: None)  # a window may close between two requests

    def shape(self, window_id: int, runs: npt.NDArray[np.int16], x_px: int, y_px: int) -> None:
        """Let the window be these rectangles and nothing else; returns when the server has done it.

        Args:
            window_id: the X window.
            runs: x, y, width, height a row, from top to bottom and from left to right, never overlapping.
            x_px: where their origin lies in the window, in physical pixels.
            y_px: see above.
        """
        opcode = self._display.display.get_extension_major("SHAPE")
        for start in range(0, max(1, len(runs)), _RECTANGLES_MAX):
            _ShapeRectangles(
                display=self._display.display,
                opcode=opcode,
                operation=_UNION if start else _SET,
                kind=_BOUNDING,
                ordering=_YX_BANDED,
                window=window_id,
                x=x_px,
                y=y_px,
                rectangles=np.ascontiguousarray(runs[start : start + _RECTANGLES_MAX]).tobytes(),
            )
        self._display.sync()

    def close(self) -> None:
        """Hang up."""
        self._display.close()


def open_window_shaper() -> WindowShaper | None:
    """The shaper; None where there is none, so that nothing can be drawn over other windows."""
    try:
        display: Any = Display()
    except (xerror.DisplayError, OSError):
        return None
    if display.has_extension("SHAPE"):
        return WindowShaper(display)
    display.close()
    return None
