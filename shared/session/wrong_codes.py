"""Counts wrong codes: after three within ten minutes somebody may be guessing, and the next code is longer."""

from collections import deque

from shared.pairing.code import LONG_SECRET_DIGITS, SECRET_DIGITS

FAILURES_BEFORE_LONG = 3
FAILURE_WINDOW_MS = 10 * 60_000


class WrongCodes:
    """Remembers the last three."""

    def __init__(self) -> None:
        self._times_ms: deque[int] = deque(maxlen=FAILURES_BEFORE_LONG)

    def add(self, now_ms: int) -> None:
        """A code was wrong."""
        self._times_ms.append(now_ms)

    def are_many(self, now_ms: int) -> bool:
        """Whether three were wrong within ten minutes."""
        return len(self._times_ms) == FAILURES_BEFORE_LONG and now_ms - self._times_ms[0] < FAILURE_WINDOW_MS

    def secret_digits(self, now_ms: int) -> int:
        """How many secret digits the next code gets."""
        return LONG_SECRET_DIGITS if self.are_many(now_ms) else SECRET_DIGITS
