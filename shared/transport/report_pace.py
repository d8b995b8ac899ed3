"""Which RTCP reports are worth a packet: those with news, and now and then one without."""

RESTING_INTERVAL_MS = 5_000
"""The interval that RFC 3550 section 6.2 names as the normal one; more often only while there is news."""


class ReportPace:
    """Thins out the reports of one stream. Time is monotonic milliseconds, given as an argument."""

    def __init__(self) -> None:
        """Make a pace by which the first report is due."""
        self._reported: int | None = None
        self._last_ms = 0

    def is_due(self, count: int, now_ms: int) -> bool:
        """Whether to send a report now.

        Args:
            count: how far the stream is, in packets or sequence numbers; another one than last time is news.
            now_ms: monotonic reading.
        """
        if count == self._reported and now_ms - self._last_ms < RESTING_INTERVAL_MS:
            return False
        self._reported, self._last_ms = count, now_ms
        return True
