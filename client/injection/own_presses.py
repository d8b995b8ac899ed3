"""Tells our own presses from those of other programs, on a display where both come from the same virtual device."""

import threading
from collections import deque

from client.injection.x11_listener import RawPress
from shared.clock import Clock, SystemClock

FORGET_AFTER_MS = 2_000
"""A press the X server never told us of, because that key was down already, must not hide another one for long."""


class OwnPresses:
    """What our injector is about to press, until the display has said so. Any thread.

    Args:
        clock: for the age of what was noted.
    """

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or SystemClock()
        self._lock = threading.Lock()
        self._noted: dict[tuple[bool, int], deque[int]] = {}

    def note(self, is_key: bool, number: int) -> None:
        """A key or button is about to go down."""
        now_ms = self._clock.monotonic_ms()
        with self._lock:
            noted = self._noted.setdefault((is_key, number), deque())
            _forget(noted, now_ms)
            noted.append(now_ms)

    def take(self, press: RawPress) -> bool:
        """Whether that press is ours; each of ours counts once."""
        now_ms = self._clock.monotonic_ms()
        with self._lock:
            noted = self._noted.get((press.is_key, press.number), deque())
            _forget(noted, now_ms)
            if not noted:
                return False
            noted.popleft()
            return True


def _forget(noted: deque[int], now_ms: int) -> None:
    while noted and noted[0] < now_ms - FORGET_AFTER_MS:
        noted.popleft()
