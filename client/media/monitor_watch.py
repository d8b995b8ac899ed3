"""Says, whenever asked, whether the displays may have changed; costs next to nothing when they have not."""

import contextlib
import threading
from typing import Any

import structlog

from shared.clock import Clock, SystemClock

_log = structlog.get_logger(__name__)

LOOK_ANYWAY_MS = 2_000
"""Where nobody reports changes, the displays are listed anew this often: it costs a few milliseconds."""


class MonitorWatch:
    """A connection of its own to the X server that only listens. Any thread, one after the other."""

    def __init__(self, display: str | None = None, clock: Clock | None = None) -> None:
        """Connect; without X11, or without its server, the clock takes the place of its reports."""
        self._clock = clock or SystemClock()
        self._lock = threading.Lock()
        self._display: Any = None
        self._types: frozenset[int] = frozenset()
        self._looked_ms = self._clock.monotonic_ms()
        try:
            self._connect(display)
        except Exception as error:  # noqa: BLE001 - no library on this system, or no server
            _log.info("layout_not_reported", error=type(error).__name__)
            self.close()

    def take_changed(self) -> bool:
        """Whether something was reported since the last call; reads what has arrived, asks nothing."""
        with self._lock:
            if self._display is None:
                now_ms = self._clock.monotonic_ms()
                is_due = now_ms - self._looked_ms >= LOOK_ANYWAY_MS
                self._looked_ms = now_ms if is_due else self._looked_ms
                return is_due
            try:
                return self._drain()
            except Exception as error:  # noqa: BLE001 - the server is gone; python-xlib raises several kinds
                _log.warning("layout_reports_ended", error=type(error).__name__)
                self._disconnect()
                return True

    def close(self) -> None:
        """Disconnect."""
        with self._lock:
            self._disconnect()

    def _connect(self, name: str | None) -> None:
        from Xlib import display as xdisplay

        from client.media.x_layout import watch_layout

        self._display = xdisplay.Display(name)
        self._types = watch_layout(self._display)

    def _drain(self) -> bool:
        is_changed = False
        while self._display.pending_events():
            is_changed |= self._display.next_event().type in self._types
        return is_changed

    def _disconnect(self) -> None:
        display, self._display = self._display, None
        if display is not None:
            with contextlib.suppress(Exception):
                display.close()
            with contextlib.suppress(Exception):
                # When the server went first, `close` stops at its farewell and leaves the socket open.
                display.display.socket.close()
