"""How much of a file may be under way: as much as the line takes without a queue that picture and input would feel.

Delay decides, as in LEDBAT (RFC 6817): what a packet waits on the way beyond the least seen lately is queue, and a
file gives way long before the picture does (`screen.rate_control` aims at a longer queue than this). Loss lowers the
window too, at most once a round trip.
"""

from collections import deque

TARGET_QUEUE_MS = 20.0  # less than the picture allows itself, so that the file steps back first
BASE_BUCKET_MS = 10_000
BASE_BUCKETS = 3
SAMPLES = 8  # the least of so many: a packet that a busy computer looked at late is no queue

WINDOW_MIN = 8  # 9 kB; less than that fills no queue worth the name, and on a busy computer nothing would move
WINDOW_START = 32
WINDOW_MAX = 4_096  # segments; 4.7 MB: a gigabit a second over 38 ms, and what the receiver keeps at most
PATIENCE_MIN_MS = 400.0
LESS_RATIO, LOSS_RATIO = 0.8, 0.7


class Pace:
    """One sender's window, in segments. Time is monotonic milliseconds, always an argument."""

    def __init__(self) -> None:
        self._window = float(WINDOW_START)
        self._is_starting = True
        self._base_ms: deque[tuple[float, float]] = deque(maxlen=BASE_BUCKETS)
        self._rtts_ms: deque[float] = deque(maxlen=SAMPLES)
        self._reacted_ms = -1e9
        self.srtt_ms: float | None = None
        self.rtt_var_ms = 0.0

    @property
    def window(self) -> int:
        """How many segments may be under way."""
        return int(self._window)

    @property
    def queue_ms(self) -> float:
        """How long a packet waits on the way now."""
        least_ms = min((base_ms for _, base_ms in self._base_ms), default=0.0)
        return max(0.0, min(self._rtts_ms, default=least_ms) - least_ms)

    @property
    def patience_ms(self) -> float:
        """How long an answer may take before what is under way counts as lost."""
        if self.srtt_ms is None:
            return 1_000.0
        return min(3_000.0, max(PATIENCE_MIN_MS, self.srtt_ms + 4 * self.rtt_var_ms + 50.0))

    def note_round_trip(self, rtt_ms: float, now_ms: float) -> None:
        """A packet that was sent once was answered after so long, the receiver's own waiting left out."""
        rtt_ms = max(0.0, rtt_ms)
        if self.srtt_ms is None:
            self.srtt_ms, self.rtt_var_ms = rtt_ms, rtt_ms / 2
        else:
            self.rtt_var_ms += 0.25 * (abs(self.srtt_ms - rtt_ms) - self.rtt_var_ms)
            self.srtt_ms += 0.125 * (rtt_ms - self.srtt_ms)
        if not self._base_ms or now_ms - self._base_ms[-1][0] >= BASE_BUCKET_MS:
            self._base_ms.append((now_ms, rtt_ms))
        elif rtt_ms < self._base_ms[-1][1]:
            self._base_ms[-1] = (self._base_ms[-1][0], rtt_ms)
        self._rtts_ms.append(rtt_ms)

    def note_acked(self, count: int, now_ms: float, *, was_full: bool) -> None:
        """So many segments arrived; `was_full` when the window was what held back."""
        queue_ms = self.queue_ms
        if queue_ms > TARGET_QUEUE_MS and len(self._rtts_ms) == SAMPLES:
            self._is_starting = False
            self._lower(LESS_RATIO, now_ms)
        elif not was_full:
            return
        elif self._is_starting and queue_ms < TARGET_QUEUE_MS / 2:
            self._window = min(WINDOW_MAX, self._window + count)
        else:
            share = max(0.0, 1 - queue_ms / TARGET_QUEUE_MS)
            self._window = min(WINDOW_MAX, self._window + 4 * share * count / self._window)

    def note_lost(self, now_ms: float) -> None:
        """Something was lost on the way."""
        self._is_starting = False
        self._lower(LOSS_RATIO, now_ms)

    def note_silence(self) -> None:
        """Nothing was answered for longer than `patience_ms`: begin anew, carefully."""
        self._window = float(WINDOW_MIN)
        self._is_starting = True

    def _lower(self, ratio: float, now_ms: float) -> None:
        if now_ms - self._reacted_ms >= max(10.0, self.srtt_ms or 0.0):
            self._reacted_ms = now_ms
            self._window = max(float(WINDOW_MIN), self._window * ratio)
