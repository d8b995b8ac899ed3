"""When to look, what to send and how: decisions only, on times and numbers given as arguments."""

from enum import Enum, auto

from client.media.lossy_map import LossyMap
from shared.protocol import limits

LOOK_INTERVAL_MS = 10  # two looks are never closer; a 60 Hz screen still gets each of its pictures
POLL_ACTIVE_MS = 16  # by the clock, where nobody reports changes
POLL_RESTING_MS = 125
REST_AFTER_MS = 4_000
SWEEP_INTERVAL_MS = 3_000  # a whole look although nothing was reported: 0.2 % of a core against a driver's mistake
PROBE_FIRST_MS = 60
PROBE_MAX_MS = 1_000
KEY_INTERVAL_MS = 300  # whoever asks, and however often
KEY_ANSWER_MS = 1_000  # a key update is given this long to arrive before a refresh for the same loss counts again
SMALL_PX = 20_000  # always exact: a few lines of text, cheaper than any coded picture
TILE_BUDGET_MS = 100  # of the line's time, for one update
TILE_REFILL_BYTES_PER_S = 400 * 1024  # lasting motion is cheaper as video, for the line and for both processors
TILE_BUDGET_MIN_BYTES = 24 * 1024
TILE_BUDGET_MAX_BYTES = 160 * 1024
LINE_SAMPLE_MIN_BYTES = 12 * 1024  # ten packets; fewer say nothing about a line
LINE_SHARE_RATIO = 0.8  # of what the line carried, so that what stands in queues on the way drains
LINE_MIN_KBPS = 250
LINE_MAX_KBPS = 20_000
VIDEO_MAX_KBPS = 8_000  # more packets than that cost both ends more time than the sharper motion is worth


class Step(Enum):
    """What the media thread should do now."""

    WAIT = auto()
    KEY = auto()
    LOOK = auto()
    REFINE = auto()
    PROBE = auto()


class Scheduler:
    """The state of one shared monitor towards one viewer. Time is monotonic milliseconds."""

    def __init__(self, *, is_exact_damage: bool, now_ms: int, bitrate_kbps: int) -> None:
        self._is_exact_damage = is_exact_damage
        self._unacked: dict[int, tuple[int, int]] = {}  # when it was sent, and how large it is
        self._last_sent_ms = now_ms
        self._last_look_ms = now_ms - LOOK_INTERVAL_MS
        self._last_change_ms = now_ms
        self._last_key_ms = now_ms - KEY_INTERVAL_MS
        self._last_key_id = 0
        self._last_acked_id = 0
        self._key_wanted = True
        self._probe_after_ms = PROBE_FIRST_MS
        self._srtt_ms: float | None = None
        self._ceiling_kbps = LINE_MAX_KBPS
        self._line_kbps = float(bitrate_kbps)
        self._allowance_bytes = float(self.tile_budget_bytes)
        self._allowance_ms = now_ms

    @property
    def srtt_ms(self) -> float | None:
        """From sending to the acknowledgement, smoothed; decoding and painting included."""
        return self._srtt_ms

    @property
    def unacked_count(self) -> int:
        """Updates on their way or not painted yet."""
        return len(self._unacked)

    @property
    def bitrate_kbps(self) -> int:
        """What video may take of the line."""
        return min(VIDEO_MAX_KBPS, self._usable_kbps)

    @property
    def tile_budget_bytes(self) -> int:
        """How large one update of exact tiles may be: a tenth of a second of the line."""
        return max(TILE_BUDGET_MIN_BYTES, min(TILE_BUDGET_MAX_BYTES, self._usable_kbps * TILE_BUDGET_MS // 8))

    def limit_bitrate_kbps(self, ceiling_kbps: int) -> None:
        """Never take more than this, whatever the line carries."""
        self._ceiling_kbps = ceiling_kbps

    def want_key(self) -> None:
        """The next update must stand alone."""
        self._key_wanted = True

    def note_refresh(self, after_update_id: int, now_ms: int) -> None:
        """The viewer lost something after that update."""
        patience_ms = max(KEY_ANSWER_MS, 4 * (self._srtt_ms or 0))
        is_answered = self._last_key_id > after_update_id and now_ms - self._last_key_ms < patience_ms
        if not is_answered:
            self.want_key()

    def note_look(self, now_ms: int, has_changed: bool) -> None:
        """The screen was read."""
        self._last_look_ms = now_ms
        if has_changed:
            self._last_change_ms = now_ms

    def note_activity(self, now_ms: int) -> None:
        """Somebody did something that will probably show."""
        self._last_change_ms = now_ms

    def note_sent(
        self, update_id: int, now_ms: int, size_bytes: int = 0, *, is_key: bool = False, is_probe: bool = False
    ) -> None:
        """An update went out."""
        self._last_sent_ms = now_ms
        if is_probe:
            self._probe_after_ms = min(PROBE_MAX_MS, self._probe_after_ms * 2)
            return
        if is_key:
            # It makes everything before it void, acknowledged or not.
            self._unacked.clear()
        self._unacked[update_id] = (now_ms, size_bytes)
        if is_key:
            self._key_wanted = False
            self._last_key_ms, self._last_key_id = now_ms, update_id

    def note_ack(self, update_id: int, now_ms: int, arrival_ms: int = 0) -> None:
        """The viewer painted this update and all before it; told again, it changes nothing.

        Args:
            update_id: the last one painted.
            now_ms: when we heard of it.
            arrival_ms: from its first packet to its last at the viewer, which is what the line needed for it.
        """
        if update_id <= self._last_acked_id:
            return
        self._last_acked_id = update_id
        sent = self._unacked.get(update_id)
        if sent is not None:
            sent_ms, size_bytes = sent
            rtt_ms = float(now_ms - sent_ms)
            self._srtt_ms = rtt_ms if self._srtt_ms is None else 0.875 * self._srtt_ms + 0.125 * rtt_ms
            if size_bytes >= LINE_SAMPLE_MIN_BYTES:
                carried_kbps = min(LINE_MAX_KBPS, LINE_SHARE_RATIO * size_bytes * 8 / max(1, arrival_ms))
                # Down at once, up slowly: a queue on the way costs more than a softer picture.
                weight = 0.5 if carried_kbps < self._line_kbps else 0.1
                self._line_kbps += weight * (carried_kbps - self._line_kbps)
        for earlier in [each for each in self._unacked if each <= update_id]:
            del self._unacked[earlier]
        self._probe_after_ms = max(PROBE_FIRST_MS, round(2 * (self._srtt_ms or 0)))

    def note_tiles(self, size_bytes: int) -> None:
        """Exact tiles of that size were made."""
        self._allowance_bytes -= size_bytes

    def tile_allowance_bytes(self, now_ms: int) -> int:
        """What exact tiles may take now: a whole budget after a pause, little while much is moving."""
        elapsed_ms, self._allowance_ms = now_ms - self._allowance_ms, now_ms
        refilled = max(0.0, self._allowance_bytes) + elapsed_ms * TILE_REFILL_BYTES_PER_S / 1000
        self._allowance_bytes = min(float(self.tile_budget_bytes), refilled)
        return round(self._allowance_bytes)

    def suits_tiles(self, area_px: int, estimate_bytes: int, now_ms: int) -> bool:
        """Whether exact tiles of that area probably fit; if not, video with exact tiles to follow."""
        return area_px <= SMALL_PX or estimate_bytes <= self.tile_allowance_bytes(now_ms)

    def decide(self, now_ms: int, *, has_damage: bool, lossy: LossyMap) -> Step:
        """What to do now. `has_damage`: reported, and not yet looked at."""
        if self._key_wanted and now_ms - self._last_key_ms >= KEY_INTERVAL_MS:
            return Step.KEY
        if self._may_send():
            if now_ms >= self._next_look_ms(has_damage):
                return Step.LOOK
            due_ms = lossy.next_due_ms()
            if due_ms is not None and now_ms >= due_ms:
                return Step.REFINE
        if self._unacked and now_ms - self._last_sent_ms >= self._probe_after_ms:
            return Step.PROBE
        return Step.WAIT

    def wait_ms(self, now_ms: int, *, has_damage: bool, lossy: LossyMap) -> int:
        """How long nothing will have to be done, unless something happens."""
        times: list[int] = []
        if self._key_wanted:
            times.append(self._last_key_ms + KEY_INTERVAL_MS)
        if self._unacked:
            times.append(self._last_sent_ms + self._probe_after_ms)
        if self._may_send():
            times.append(self._next_look_ms(has_damage))
            due_ms = lossy.next_due_ms()
            if due_ms is not None:
                times.append(due_ms)
        return max(0, min(times) - now_ms)

    @property
    def _usable_kbps(self) -> int:
        return round(max(LINE_MIN_KBPS, min(self._ceiling_kbps, self._line_kbps)))

    def _may_send(self) -> bool:
        return len(self._unacked) < limits.SCREEN_UNACKED_MAX

    def _next_look_ms(self, has_damage: bool) -> int:
        if has_damage:
            return self._last_look_ms + LOOK_INTERVAL_MS
        if self._is_exact_damage:
            return self._last_look_ms + SWEEP_INTERVAL_MS
        is_resting = self._last_look_ms - self._last_change_ms > REST_AFTER_MS
        return self._last_look_ms + (POLL_RESTING_MS if is_resting else POLL_ACTIVE_MS)
