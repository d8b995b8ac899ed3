"""How often something may happen: so many times a second on average, and a burst at once."""


class Allowance:
    """A bucket that fills with time and is emptied by what happens."""

    def __init__(self, *, per_s: int, burst_max: int) -> None:
        """Begin full.

        Args:
            per_s: how much comes back in a second.
            burst_max: how much may have come together.
        """
        self._per_s = per_s
        self._burst_max = burst_max
        self._left = float(burst_max)
        self._counted_ms: int | None = None

    def take(self, now_ms: int) -> bool:
        """Count one more at `now_ms` if there is room; says whether there was. What is refused costs nothing."""
        elapsed_ms = 0 if self._counted_ms is None else max(0, now_ms - self._counted_ms)
        self._counted_ms = now_ms
        self._left = min(float(self._burst_max), self._left + elapsed_ms * self._per_s / 1000)
        if self._left < 1:
            return False
        self._left -= 1
        return True
