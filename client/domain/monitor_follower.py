"""Follows the displays of this computer as they come and go, and says when it is time to act on it."""

from shared.protocol.peer_messages import Monitor

GONE_AFTER_MS = 1_000
"""A switch of modes takes a display away for a moment; only one that stays away is gone."""
NEWS_MS = 30_000
"""How long the person is told of a display that was plugged in."""


class MonitorFollower:
    """Knows the displays as the flow last acted on them."""

    def __init__(self, monitors: tuple[Monitor, ...]) -> None:
        """Begin with what is there now."""
        self.settled = monitors
        self._missing_since_ms: int | None = None
        self._new_until_ms: int | None = None

    @property
    def present(self) -> frozenset[int]:
        """The numbers of the displays that are there."""
        return frozenset(monitor.monitor_id for monitor in self.settled)

    def look(self, found: tuple[Monitor, ...], now_ms: int) -> bool:
        """Take what the system lists now, and say whether the flow has to hear of it."""
        numbers = frozenset(monitor.monitor_id for monitor in found)
        if self.present - numbers:
            if self._missing_since_ms is None:
                self._missing_since_ms = now_ms
            if now_ms - self._missing_since_ms < GONE_AFTER_MS:
                return False
        self._missing_since_ms = None
        if found == self.settled:
            return False
        if self.settled and numbers - self.present:
            self._new_until_ms = now_ms + NEWS_MS
        self.settled = found
        return True

    def is_settled_without(self, monitor_ids: tuple[int, ...]) -> bool:
        """Whether one of these is certainly not there."""
        return self._missing_since_ms is None and not self.present.issuperset(monitor_ids)

    def has_news(self, now_ms: int) -> bool:
        """Whether a display was plugged in a moment ago."""
        return self._new_until_ms is not None and now_ms < self._new_until_ms
