"""Watches the window of a screen that lies above all others and in no list: the compositing manager's canvas."""

from typing import Any

from Xlib.error import BadDrawable, BadWindow
from Xlib.ext import composite
from Xlib.protocol import rq


class _ReleaseOverlayWindow(rq.Request):
    """CompositeReleaseOverlayWindow (Composite 0.3); python-xlib only knows how to get it."""

    _request = rq.Struct(rq.Card8("opcode"), rq.Opcode(8), rq.RequestLength(), rq.Window("window"))


class CompositorCanvas:
    """The composite overlay window (Composite protocol 0.3), which exists while some program has asked for it.

    A compositing manager paints the screen there, and us with it. Any other program could as well hide us there: the
    window lets clicks through if told so, and the reply to QueryTree leaves it out. Who owns the selection of the
    compositing manager can be told from one no more; that is the program which draws the screen.

    Args:
        display: an open connection; stays the caller's.
    """

    def __init__(self, display: Any) -> None:
        self._display = display
        # EWMH, "_NET_WM_CM_Sn": held by a compositing manager for as long as it runs.
        self._manager: int = display.intern_atom(f"_NET_WM_CM_S{display.get_default_screen()}")
        self._window: Any = None
        if display.has_extension(composite.extname):
            display.composite_query_version()
            root = display.screen().root
            self._window = root.composite_get_overlay_window().overlay_window
            # The server makes it for whoever asks first: ours is given back at once. Its number stays the same.
            _ReleaseOverlayWindow(
                display=display.display, opcode=display.display.get_extension_major(composite.extname), window=root
            )
            display.sync()

    def is_misused(self) -> bool:
        """Whether it lies above everything although no compositing manager runs.

        Raises:
            XError: the server refused; then nothing is known.
        """
        if self._window is None or self._display.get_selection_owner(self._manager):
            return False
        try:
            self._window.get_attributes()
        except (BadWindow, BadDrawable):
            return False
        return True
