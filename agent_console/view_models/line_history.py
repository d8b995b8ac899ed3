"""The last minute of a line, one reading a second, for a graph and for the words beside it."""

from collections import deque
from dataclasses import dataclass

from shared.link_stats import LinkStats

LENGTH = 60


@dataclass(frozen=True, slots=True)
class Series:
    """One curve: `values` oldest first, at most `LENGTH`, None where nothing was known."""

    values: tuple[float | None, ...]

    @property
    def now(self) -> float | None:
        """The newest reading."""
        return self.values[-1] if self.values else None

    @property
    def known(self) -> tuple[float, ...]:
        """Without the gaps."""
        return tuple(value for value in self.values if value is not None)

    @property
    def most(self) -> float:
        """The largest reading."""
        return max(self.known, default=0.0)

    @property
    def mean(self) -> float:
        """The usual reading."""
        return sum(self.known) / len(self.known) if self.known else 0.0


class LineHistory:
    """Feed it once a second."""

    def __init__(self) -> None:
        self._readings: deque[LinkStats | None] = deque(maxlen=LENGTH)

    def note(self, stats: LinkStats | None) -> None:
        """A second has passed; None when the line was silent, so that the curves have a gap and no old figures."""
        self._readings.append(stats)

    @property
    def rate_kbps(self) -> Series:
        """What arrived."""
        return Series(tuple(None if one is None else one.bitrate_kbps for one in self._readings))

    @property
    def delay_ms(self) -> Series:
        """There and back."""
        return Series(tuple(None if one is None else one.rtt_ms for one in self._readings))

    @property
    def pictures_per_s(self) -> Series:
        """Pictures painted."""
        return Series(tuple(None if one is None else one.pictures_per_s for one in self._readings))
