"""Tells a hand on the mouse from a nudged table."""

MOVED_MIN_COUNTS = 12
"""Counts of a mouse, about a pixel each: a bump of the table gives a handful, a hand gives this within an instant."""

FORGET_AFTER_MS = 250
"""Counts further apart do not belong to one movement."""


class HandMeter:
    """Adds up small movements; belongs to the thread that hears them."""

    def __init__(self) -> None:
        self._counts = 0.0
        self._last_mono_ms = 0

    def is_hand(self, moved_counts: float, now_mono_ms: int) -> bool:
        """Whether this movement, with those of the last moment, is a hand's; what follows at once counts as well.

        Args:
            moved_counts: how far the mouse went, in counts, whatever the direction.
            now_mono_ms: the monotonic clock.
        """
        if now_mono_ms - self._last_mono_ms > FORGET_AFTER_MS:
            self._counts = 0.0
        self._last_mono_ms = now_mono_ms
        self._counts = min(self._counts + moved_counts, 2 * MOVED_MIN_COUNTS)
        return self._counts >= MOVED_MIN_COUNTS
