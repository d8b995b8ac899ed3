"""What wakes the media thread: the X server's own damage reports, or the clock where there are none."""

import contextlib
import os
import select
import threading
from collections.abc import Sequence
from typing import Any

from client.media.ports import CursorSource, DamageSource
from shared.errors import AlongsideError
from shared.geometry import Rect
from shared.xcb_link import LinkLostError, XcbLink

_DAMAGE_VERSION, _XFIXES_VERSION = (1, 1), (2, 0)


class DamageUnavailableError(AlongsideError):
    """This X server, or this system, does not report damage."""

    code = "damage_unavailable"


def open_damage_source(display: str | None = None) -> DamageSource:
    """The best source this computer has. `display` names an X11 display; None is the one in the environment."""
    try:
        return XDamageSource(display)
    except DamageUnavailableError:
        return PollingSource()


class PollingSource:
    """Knows nothing: whoever waits looks everywhere when the time is over."""

    is_exact = False
    cursor = None

    def __init__(self) -> None:
        self._woken = threading.Event()

    def wait(self, timeout_ms: int, *, for_damage: bool) -> None:  # noqa: ARG002 - there is none to wait for
        """Sleep until `wake` or the end of the time."""
        self._woken.wait(timeout_ms / 1000)
        self._woken.clear()

    def has_damage(self) -> bool:
        """Never: nobody reports it."""
        return False

    def take(self) -> Sequence[Rect] | None:
        """Always None: look everywhere."""
        return None

    def rest(self) -> None:
        """Nothing piles up here."""

    def has_layout_changed(self) -> bool:
        """Never: the capture notices by itself."""
        return False

    def take_layout_changed(self) -> bool:
        """Never, as above."""
        return False

    def wake(self) -> None:
        """End the wait. Any thread."""
        self._woken.set()

    def close(self) -> None:
        """Nothing to give back."""


class XDamageSource:
    """Reports of the DAMAGE extension on the root window, its inferiors included; see `x_damage`.

    They come over a link of their own: python-xlib takes a third of a millisecond to read one, 60 times a second and
    just when a key's effect is to be seen. What is seldom told, displays and the pointer, comes over a connection of
    its.
    """

    is_exact = True

    def __init__(self, display: str | None = None) -> None:
        """Connect. Raises `DamageUnavailableError`."""
        self._wake_read, self._wake_write = os.pipe()
        os.set_blocking(self._wake_read, False)
        os.set_blocking(self._wake_write, False)
        self._display: Any = None
        self._link: XcbLink | None = None
        self._arrivals: Any = None
        self._x_cursor: Any = None
        self.cursor: CursorSource | None = None
        self._is_layout_changed = False
        self._reports: Any = None
        try:
            self._connect(display)
        except Exception as error:
            self.close()
            raise DamageUnavailableError(detail=type(error).__name__) from error

    def wait(self, timeout_ms: int, *, for_damage: bool) -> None:
        """Sleep until `wake`, the end of the time or, if wanted, a report of the server."""
        sources = [self._wake_read]
        if for_damage:
            # Asking reads what has arrived, so nothing is left for `select` to see.
            has_damage = self.has_damage()
            has_cursor_news = self._x_cursor is not None and self._x_cursor.has_news
            if has_damage or self._is_layout_changed or has_cursor_news:
                timeout_ms = 0
            sources += self._display.fileno(), self._the_link().fileno()
        ready, _, _ = select.select(sources, [], [], max(0, timeout_ms) / 1000)
        if self._wake_read in ready:
            with contextlib.suppress(BlockingIOError):
                os.read(self._wake_read, 4096)

    def has_damage(self) -> bool:
        """Whether the server reported something since the last `take`; reads what has arrived, asks nothing."""
        self._drain()
        return self._reports.has_some

    def take(self) -> Sequence[Rect] | None:
        """Where the desktop changed since the last call; asks the server only when much did."""
        return self._reports.take() if self.has_damage() else ()

    def rest(self) -> None:
        """Nobody will take anything for a while; what changes meanwhile is told as one."""
        self._drain()
        self._reports.rest()

    def has_layout_changed(self) -> bool:
        """Whether displays came, went, moved or changed their mode since the last `take_layout_changed`."""
        self._drain()
        return self._is_layout_changed

    def take_layout_changed(self) -> bool:
        """The same, and from now on only what comes after this call counts."""
        is_changed, self._is_layout_changed = self.has_layout_changed(), False
        return is_changed

    def wake(self) -> None:
        """End the wait. Any thread."""
        with contextlib.suppress(OSError):
            # A full pipe is as good as a written one.
            os.write(self._wake_write, b"\0")

    def close(self) -> None:
        """Disconnect."""
        if self._link is not None:
            self._link.close()
            self._link = None
        if self._display is not None:
            with contextlib.suppress(Exception):
                self._display.close()
            with contextlib.suppress(Exception):
                # When the server went first, `close` stops at its farewell and leaves the socket open.
                self._display.display.socket.close()
            self._display = None
        for end in (self._wake_read, self._wake_write):
            with contextlib.suppress(OSError):
                os.close(end)

    def _connect(self, display: str | None) -> None:
        # Only here: on other systems the library is not installed, and importing needs no display.
        from Xlib import display as xdisplay

        from client.media.x_cursor import CursorUnavailableError, XCursorSource
        from client.media.x_damage import DamageReports
        from client.media.x_layout import watch_layout

        self._display = xdisplay.Display(display)
        self._arrivals = select.poll()
        self._arrivals.register(self._display.fileno(), select.POLLIN)
        self._layout_events = watch_layout(self._display)
        self._link = link = XcbLink(display)
        damage = link.open_extension("DAMAGE", _DAMAGE_VERSION)
        xfixes = link.open_extension("XFIXES", _XFIXES_VERSION)
        if damage is None or xfixes is None:
            raise DamageUnavailableError
        self._reports = DamageReports(link, damage, xfixes)
        with contextlib.suppress(CursorUnavailableError):
            self._x_cursor = self.cursor = XCursorSource(self._display)
        self._display.sync()
        link.sync()

    def _the_link(self) -> XcbLink:
        if self._link is None:
            raise LinkLostError("the damage reports were closed")
        return self._link

    def _drain(self) -> None:
        link = self._the_link()
        while events := link.take_events():
            for event in events:
                self._reports.note(event)
        self._reports.note_all_read()
        # Asked several times for each update. The library takes a lock and two system calls to say that nothing came,
        # 60 us; its queue and the kernel say so in one.
        queue = self._display.display.event_queue
        if not queue and not self._arrivals.poll(0):
            return
        for _ in range(self._display.pending_events()):
            event = self._display.next_event()
            if event.type in self._layout_events:
                self._is_layout_changed = True
            elif self._x_cursor is not None:
                self._x_cursor.note(event)
