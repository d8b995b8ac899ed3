"""How fast the line is, how long its queue is, and how much may be under way: learned from acknowledgements alone.

The delay of the first packet of each update, less the least that was seen, is the queue it met (as TCP Vegas, Brakmo
1994, and LEDBAT, RFC 6817 section 2.4). A short standing queue is aimed at. More than that first lowers how many
updates are under way, then what the line is thought to carry; less raises both again. What it carries is also seen
in how far a train of packets is stretched on its way (Dovrolis 2001). Loss alone changes nothing.
"""

from collections import deque
from dataclasses import dataclass

from shared.protocol import limits

TARGET_QUEUE_MS = 30  # a viewer that paints, and a busy computer, look like this much queue
BASE_BUCKET_MS = 10_000
BASE_BUCKETS = 3  # a route that became longer counts as queue for no more than half a minute
QUEUE_SAMPLES = 3  # the least of so many: RFC 6817's CURRENT_FILTER, against single late acknowledgements

LINE_MIN_KBPS = 250
LINE_MAX_KBPS = 100_000
TRAIN_MIN_BYTES = 5 * 1024  # five packets; fewer say nothing about a line
TRAIN_SURE_BYTES = 16 * 1024  # from here on the milliseconds of two clocks no longer matter
UNPACED_KBPS = 40_000  # a line that fast takes what we can make as fast as we can make it
PACE_RATIO = 2.5  # of the line as known: what is really there shows in how far the train is stretched
SHARE_RATIO = 0.85  # of the line, so that what stands in queues on the way drains
LESS_RATIO, MORE_RATIO = 0.85, 1.01  # at most once a round trip; with each update that met no queue

UPDATES_MIN = 2  # one on the wire, one being painted
UPDATE_SPACING_MS = 16  # nobody sees more than sixty a second
REACT_MIN_MS = 60
GROW_SHARE_RATIO = 0.5  # who does not use what there is learns nothing about more


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledged:
    """What an acknowledgement said, and when it came.

    Attributes:
        update_id: painted, and all before it.
        heard_ms: on the sender's clock.
        arrival_ms: from the first packet of the update to the last one that came without being asked for again.
        repair_ms: from then until nothing was missing any more.
        decode_ms: what decoding and painting took.
    """

    update_id: int
    heard_ms: int
    arrival_ms: int = 0
    repair_ms: int = 0
    decode_ms: int = 0


class RateControl:
    """One sender's view of one line. Time is monotonic milliseconds, always an argument."""

    def __init__(self, start_kbps: float) -> None:
        """Begin with a guess of what the line carries."""
        self._unacked: dict[int, tuple[int, int]] = {}
        self._in_flight_bytes = 0
        self._last_acked_id = 0
        self._srtt_ms: float | None = None
        self._base_ms: deque[tuple[int, float]] = deque(maxlen=BASE_BUCKETS)
        self._queues_ms: deque[float] = deque(maxlen=QUEUE_SAMPLES)
        self._line_kbps = start_kbps
        self._updates_max = float(UPDATES_MIN)
        self._reacted_ms: int | None = None

    @property
    def srtt_ms(self) -> float | None:
        """From sending to the acknowledgement, smoothed; arrival, repair, decoding and painting included."""
        return self._srtt_ms

    @property
    def last_acked_id(self) -> int:
        """The newest update that is known to be painted."""
        return self._last_acked_id

    @property
    def unacked_count(self) -> int:
        """Updates on their way or not painted yet."""
        return len(self._unacked)

    @property
    def base_ms(self) -> float:
        """The least time a first packet and the acknowledgement took lately."""
        return min((least_ms for _, least_ms in self._base_ms), default=0.0)

    @property
    def queue_ms(self) -> float:
        """How long packets wait on the way now."""
        return min(self._queues_ms, default=0.0)

    @property
    def line_kbps(self) -> float:
        """What the line carries."""
        return max(LINE_MIN_KBPS, min(LINE_MAX_KBPS, self._line_kbps))

    @property
    def usable_kbps(self) -> float:
        """What may be made for it, so that what stands in queues on the way drains."""
        return max(LINE_MIN_KBPS, SHARE_RATIO * self.line_kbps)

    @property
    def pace_kbps(self) -> float | None:
        """How fast packets may leave; None is as fast as they can."""
        return None if self.line_kbps >= UNPACED_KBPS else PACE_RATIO * self.line_kbps

    @property
    def updates_max(self) -> int:
        """How many updates may be unacknowledged."""
        return int(self._updates_max)

    @property
    def may_send(self) -> bool:
        """Whether another update may go out: never more than the line holds, and its short queue."""
        if not self._unacked:
            return True
        window_bytes = self.line_kbps / 8 * (self.base_ms + TARGET_QUEUE_MS)
        return len(self._unacked) < self.updates_max and self._in_flight_bytes < window_bytes

    def note_sent(self, update_id: int, now_ms: int, size_bytes: int) -> None:
        """An update went out."""
        self._unacked[update_id] = (now_ms, size_bytes)
        self._in_flight_bytes += size_bytes

    def forget_unacked(self) -> None:
        """What is under way is void: an update that stands alone follows."""
        self._unacked.clear()
        self._in_flight_bytes = 0

    def note_ack(self, ack: Acknowledged) -> bool:
        """Learn from an acknowledgement; told again, or overtaken by a newer one, it changes nothing and is False."""
        if ack.update_id <= self._last_acked_id:
            return False
        self._last_acked_id = ack.update_id
        was_limited = len(self._unacked) >= self.updates_max
        sent = self._unacked.get(ack.update_id)
        for earlier in [each for each in self._unacked if each <= ack.update_id]:
            self._in_flight_bytes -= self._unacked.pop(earlier)[1]
        if sent is not None:
            sent_ms, size_bytes = sent
            self._note_delay(ack, ack.heard_ms - sent_ms)
            self._note_train(size_bytes, ack.arrival_ms)
            self._react(ack.heard_ms, size_bytes, was_limited=was_limited)
        return True

    def _note_delay(self, ack: Acknowledged, rtt_ms: int) -> None:
        self._srtt_ms = float(rtt_ms) if self._srtt_ms is None else 0.875 * self._srtt_ms + 0.125 * rtt_ms
        path_ms = max(0.0, float(rtt_ms - ack.arrival_ms - ack.repair_ms - ack.decode_ms))
        begun_ms, least_ms = self._base_ms[-1] if self._base_ms else (ack.heard_ms, path_ms)
        if not self._base_ms or ack.heard_ms - begun_ms >= BASE_BUCKET_MS:
            self._base_ms.append((ack.heard_ms, path_ms))
        else:
            self._base_ms[-1] = (begun_ms, min(least_ms, path_ms))
        self._queues_ms.append(path_ms - self.base_ms)

    def _note_train(self, size_bytes: int, arrival_ms: int) -> None:
        if size_bytes < TRAIN_MIN_BYTES:
            return
        carried_kbps = min(LINE_MAX_KBPS, size_bytes * 8 / max(1, arrival_ms))
        # While there is a queue the line is not faster than thought, whatever one train looks like.
        weight = 0.4 if carried_kbps < self._line_kbps else 0.0 if self._has_queue else 0.2
        self._line_kbps += weight * min(1.0, size_bytes / TRAIN_SURE_BYTES) * (carried_kbps - self._line_kbps)

    @property
    def _has_queue(self) -> bool:
        return self.queue_ms > TARGET_QUEUE_MS and len(self._queues_ms) == QUEUE_SAMPLES

    def _react(self, now_ms: int, size_bytes: int, *, was_limited: bool) -> None:
        pause_ms = max(REACT_MIN_MS, self._srtt_ms or 0.0)
        if self._has_queue:
            if self._reacted_ms is None or now_ms - self._reacted_ms >= pause_ms:
                self._reacted_ms = now_ms
                if self.updates_max > UPDATES_MIN:
                    self._updates_max = max(float(UPDATES_MIN), 0.7 * self._updates_max)
                else:
                    self._line_kbps = max(LINE_MIN_KBPS, LESS_RATIO * self._line_kbps)
        elif self.queue_ms < TARGET_QUEUE_MS / 2:
            if size_bytes * 8 > GROW_SHARE_RATIO * self.usable_kbps * UPDATE_SPACING_MS:
                self._line_kbps = min(LINE_MAX_KBPS, MORE_RATIO * self._line_kbps)
            if was_limited:
                needed = UPDATES_MIN + self.base_ms / UPDATE_SPACING_MS
                self._updates_max = min(self._updates_max + 1, needed, limits.SCREEN_UNACKED_MAX)
