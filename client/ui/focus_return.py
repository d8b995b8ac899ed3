"""Gives the keyboard back to the window that had it before our question came up.

Without it a window manager hands the keyboard to the next window of ours, the bar; and since nothing an agent types
ever goes to our own windows, the first keys after Allow would be lost.
"""

from typing import Any, Protocol

from PySide6.QtGui import QGuiApplication

_FROM_A_PERSON = (
    2  # Extended Window Manager Hints 1.5, _NET_ACTIVE_WINDOW: the source is a pager, acting for the person
)


class FocusReturn(Protocol):
    """Remembers whose turn it was."""

    def remember(self, own_ids: set[int]) -> None:
        """Note the window that has the keyboard now, unless it is one of ours."""
        ...

    def give_back(self) -> None:
        """Ask the window manager to activate that window again; once."""
        ...


class NoFocusReturn:
    """For systems that do this by themselves."""

    def remember(self, own_ids: set[int]) -> None:
        """Nothing to note."""
        del own_ids

    def give_back(self) -> None:
        """Nothing to give."""


class X11FocusReturn:
    """Asks the window manager the way pagers do (EWMH 1.5), over a connection of its own."""

    def __init__(self) -> None:
        from Xlib import X, display
        from Xlib.protocol import event

        self._x: Any = X
        self._make_message: Any = event.ClientMessage
        self._display: Any = display.Display()
        self._root: Any = self._display.screen().root
        self._active: Any = self._display.intern_atom("_NET_ACTIVE_WINDOW")
        self._window_id: int | None = None

    def remember(self, own_ids: set[int]) -> None:
        """Note the window that has the keyboard now, unless it is one of ours."""
        from Xlib.error import ConnectionClosedError, XError

        try:
            found = self._root.get_full_property(self._active, self._x.AnyPropertyType)
        except (XError, ConnectionClosedError, OSError):
            return
        window_id = int(found.value[0]) if found is not None and len(found.value) else 0
        if window_id and window_id not in own_ids:
            self._window_id = window_id

    def give_back(self) -> None:
        """Ask the window manager to activate that window again; once."""
        from Xlib.error import ConnectionClosedError, XError

        window_id, self._window_id = self._window_id, None
        if window_id is None:
            return
        try:
            window = self._display.create_resource_object("window", window_id)
            message = self._make_message(
                window=window, client_type=self._active, data=(32, [_FROM_A_PERSON, self._x.CurrentTime, 0, 0, 0])
            )
            self._root.send_event(
                message, event_mask=self._x.SubstructureRedirectMask | self._x.SubstructureNotifyMask
            )
            self._display.flush()
        except (XError, ConnectionClosedError, OSError):
            return


def make_focus_return() -> FocusReturn:
    """The way this system needs."""
    if QGuiApplication.platformName() == "xcb":
        try:
            return X11FocusReturn()
        except Exception:  # noqa: BLE001 - no Xlib or no second connection: a click does the same
            return NoFocusReturn()
    return NoFocusReturn()
