"""When the next packet may leave, so that a large update does not arrive at a narrow line all at once."""

BURST_MS = 10.0
"""So much of the line's time may go at once: small updates, and large ones on fast lines, never wait."""


class Pacer:
    """A bucket that counts time instead of bytes (GCRA, ITU-T I.371). Time is an argument, in seconds of any clock.

    Whoever has to wait waits until half of the burst is free again, so a fast line costs few sleeps.
    """

    def __init__(self) -> None:
        """Make a pacer that lets everything pass at once."""
        self._rate_kbps: float | None = None
        self._busy_until_s = 0.0

    def set_rate_kbps(self, rate_kbps: float | None) -> None:
        """Let this much out from now on; None is everything at once. Any thread."""
        self._rate_kbps = rate_kbps

    def wait_s(self, now_s: float) -> float:
        """How long the next packet has to wait; 0 when it may go now."""
        ahead_s = self._busy_until_s - now_s
        if self._rate_kbps is None or ahead_s <= BURST_MS / 1000:
            return 0.0
        return ahead_s - BURST_MS / 2000

    def note_sent(self, size_bytes: int, now_s: float) -> None:
        """A packet leaves, after its wait or without one."""
        rate_kbps = self._rate_kbps
        if rate_kbps is None:
            self._busy_until_s = now_s
        else:
            self._busy_until_s = max(self._busy_until_s, now_s) + size_bytes * 8 / (rate_kbps * 1000)
