"""How long to wait before the next try to reach somebody; pure, chance is passed in."""

FIRST_DELAY_MS = 300  # a dropped Wi-Fi frame is back by then
LONGEST_DELAY_MS = 7_000  # longer and a person thinks the program has given up
AFTER_STOP_SPREAD_MS = 3_000  # every program of a server is told of its restart in the same moment


class Backoff:
    """Delays of 0.3 s, doubling to 7 s, each shortened at random by up to half.

    The random part keeps programs that lost their server together from coming back together.
    """

    def __init__(self) -> None:
        self._failures = 0

    @property
    def failures(self) -> int:
        """Tries since the last success."""
        return self._failures

    def next_delay_ms(self, chance_ratio: float, *, at_least_ms: int = 0) -> int:
        """Count a failure and say how long to wait, in milliseconds.

        Args:
            chance_ratio: a fresh random number, 0..1.
            at_least_ms: what the server asked for (`retry_after_ms`); never waits less.
        """
        # The exponent is bounded so that a night of failures does not compute 2**10000.
        full_ms = min(FIRST_DELAY_MS * 2 ** min(self._failures, 10), LONGEST_DELAY_MS)
        self._failures += 1
        return max(round(full_ms * (1 - chance_ratio / 2)), at_least_ms)

    def reset(self) -> None:
        """The other side was reached."""
        self._failures = 0


def delay_after_announced_stop_ms(chance_ratio: float) -> int:
    """Milliseconds to stay away after a server said that it is about to stop; spread over three seconds."""
    return FIRST_DELAY_MS + round(AFTER_STOP_SPREAD_MS * chance_ratio)
