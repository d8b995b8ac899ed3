"""When to look, what to send and how: decisions only, on times and numbers given as arguments."""

from collections.abc import Sequence
from enum import Enum, auto

from client.media.in_flight import InFlight, Lost
from client.media.lossy_map import LossyMap
from shared.geometry import Rect
from shared.screen.rate_control import LINE_MAX_KBPS, LINE_MIN_KBPS, Acknowledged, RateControl

LOOK_INTERVAL_MS = 10  # between two looks on average; a 60 Hz screen still gets each of its pictures
LOOK_AGAIN_MS = 2  # after little had changed: a letter and then its cursor, a button and then its label
POLL_ACTIVE_MS = 16  # by the clock, where nobody reports changes
POLL_RESTING_MS = 125
REST_AFTER_MS = 4_000
SWEEP_INTERVAL_MS = 3_000  # a whole look, whatever was reported: 0.2 % of a core against a driver's mistake, or ours
SWEEP_LATE_MS = 10_000  # then it does not wait any longer for a moment without reports
PROBE_FIRST_MS = 60
PROBE_MAX_MS = 1_000
KEY_INTERVAL_MS = 300  # whoever asks, and however often
RESYNC_INTERVAL_MS = 100
ANSWER_MS = 1_000  # what mends a loss is given this long to arrive before a refresh for the same loss counts again
SMALL_PX = 20_000  # always exact: a few lines of text, cheaper than any coded picture
TILE_BUDGET_MS = 100  # of the line's time, for one update
TILE_REFILL_BYTES_PER_S = 800 * 1024  # lasting motion is cheaper as video, for the line and for both processors
TILE_BUDGET_MIN_BYTES = 8 * 1024
TILE_BUDGET_MAX_BYTES = 640 * 1024  # a whole screen of dense text is 100 to 300 KiB
VIDEO_MAX_KBPS = 5_000  # more packets cost both ends more time than the sharper motion is worth
VIDEO_KBPS_PER_MPX = (
    4_200  # and so does a film in a small window; at 1280 x 720 it has 33.5 dB, and exact tiles follow
)
VIDEO_MIN_KBPS = 800


class Step(Enum):
    """What the media thread should do now."""

    WAIT = auto()
    KEY = auto()
    RESYNC = auto()
    LOOK = auto()
    REFINE = auto()
    PROBE = auto()


class Scheduler:
    """The state of one shared monitor towards one viewer. Time is monotonic milliseconds."""

    def __init__(self, *, area: Rect, is_exact_damage: bool, now_ms: int, bitrate_kbps: int) -> None:
        self._is_exact_damage = is_exact_damage
        self._rate = RateControl(bitrate_kbps)
        self._in_flight = InFlight(area)
        self._resync_wanted: Lost | None = None
        self._last_sent_ms = now_ms
        self._last_look_ms = now_ms - LOOK_INTERVAL_MS
        self._last_whole_look_ms = now_ms
        self._next_allowed_ms = now_ms
        self._last_change_ms = now_ms
        self._last_key_ms = now_ms - KEY_INTERVAL_MS
        self._last_mend_ms = now_ms - KEY_INTERVAL_MS
        self._last_mend_id = 0
        self._key_wanted = True
        self._probe_after_ms = PROBE_FIRST_MS
        self._ceiling_kbps = LINE_MAX_KBPS
        self._allowance_bytes = float(self.tile_budget_bytes)
        self._allowance_ms = now_ms

    @property
    def rate(self) -> RateControl:
        """What is known of the line."""
        return self._rate

    @property
    def bitrate_kbps(self) -> int:
        """What video may take of the line."""
        return min(VIDEO_MAX_KBPS, self._usable_kbps)

    def video_kbps(self, area_px: int) -> int:
        """What a coded picture of that size should take."""
        return min(self.bitrate_kbps, max(VIDEO_MIN_KBPS, area_px * VIDEO_KBPS_PER_MPX // 1_000_000))

    @property
    def may_send(self) -> bool:
        """Whether the line has room; while a loss waits for its answer nothing else would be any use."""
        return self._resync_wanted is None and self._rate.may_send

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
        """The viewer lost something after that update, and waits."""
        patience_ms = max(ANSWER_MS, 4 * (self._rate.srtt_ms or 0))
        is_answered = self._last_mend_id > after_update_id
        if is_answered and now_ms - self._last_mend_ms < patience_ms:
            return
        lost = self._in_flight.lost_after(after_update_id)
        if lost is None or not 0 < after_update_id >= self._rate.last_acked_id:
            self.want_key()
        else:
            self._resync_wanted = lost

    @property
    def resync_wanted(self) -> Lost | None:
        """What has to be said anew, if anything."""
        return self._resync_wanted

    def is_whole_look(self, now_ms: int, *, has_damage: bool) -> bool:
        """Whether the next look should be at everything, and not only where something was reported."""
        return not has_damage or now_ms - self._last_whole_look_ms >= SWEEP_LATE_MS

    def note_look(self, now_ms: int, *, changed_px: int, is_whole: bool = False) -> None:
        """The screen was read, or some of it, and so many pixels had changed."""
        if is_whole:
            self._last_whole_look_ms = now_ms
        # Two looks in any two intervals; the second may follow at once where both are cheap.
        again_ms = LOOK_AGAIN_MS if changed_px <= SMALL_PX else LOOK_INTERVAL_MS
        self._next_allowed_ms = max(now_ms + again_ms, self._last_look_ms + 2 * LOOK_INTERVAL_MS)
        self._last_look_ms = now_ms
        if changed_px:
            self._last_change_ms = now_ms

    def note_activity(self, now_ms: int) -> None:
        """Somebody did something that will probably show."""
        self._last_change_ms = now_ms

    def note_sent(
        self,
        update_id: int,
        now_ms: int,
        size_bytes: int = 0,
        *,
        step: Step = Step.LOOK,
        painted: Sequence[Rect] = (),
        has_video: bool = False,
    ) -> None:
        """An update went out."""
        self._last_sent_ms = now_ms
        if step is Step.PROBE:
            self._probe_after_ms = min(PROBE_MAX_MS, self._probe_after_ms * 2)
            return
        lost, is_key = self._resync_wanted, step is Step.KEY
        if is_key or step is Step.RESYNC:
            # It makes what is on the way void, acknowledged or not.
            self._rate.forget_unacked()
            self._resync_wanted = None
            self._last_mend_ms, self._last_mend_id = now_ms, update_id
        if is_key:
            self._key_wanted = False
            self._last_key_ms = now_ms
        self._rate.note_sent(update_id, now_ms, size_bytes)
        if step is Step.RESYNC and lost is not None:
            self._in_flight.note_resync(update_id, lost, painted, has_video=has_video)
        else:
            self._in_flight.note_sent(update_id, painted, has_video=has_video, is_key=is_key)

    def note_ack(self, ack: Acknowledged) -> None:
        """The viewer painted an update and all before it; told again, it changes nothing."""
        if self._rate.note_ack(ack):
            self._in_flight.note_ack(ack.update_id)
            self._probe_after_ms = max(PROBE_FIRST_MS, round(2 * (self._rate.srtt_ms or 0)))

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
        if self._resync_wanted is not None and now_ms - self._last_mend_ms >= RESYNC_INTERVAL_MS:
            return Step.RESYNC
        if self.may_send:
            if now_ms >= self._next_look_ms(has_damage):
                return Step.LOOK
            due_ms = lossy.next_due_ms()
            if due_ms is not None and now_ms >= due_ms:
                return Step.REFINE
        if self._rate.unacked_count and now_ms - self._last_sent_ms >= self._probe_after_ms:
            return Step.PROBE
        return Step.WAIT

    def wait_ms(self, now_ms: int, *, has_damage: bool, lossy: LossyMap) -> int:
        """How long nothing will have to be done, unless something happens."""
        times: list[int] = []
        if self._key_wanted:
            times.append(self._last_key_ms + KEY_INTERVAL_MS)
        if self._resync_wanted is not None:
            times.append(self._last_mend_ms + RESYNC_INTERVAL_MS)
        if self._rate.unacked_count:
            times.append(self._last_sent_ms + self._probe_after_ms)
        if self.may_send:
            times.append(self._next_look_ms(has_damage))
            due_ms = lossy.next_due_ms()
            if due_ms is not None:
                times.append(due_ms)
        return max(0, min(times, default=now_ms + PROBE_MAX_MS) - now_ms)

    @property
    def _usable_kbps(self) -> int:
        return round(max(LINE_MIN_KBPS, min(self._ceiling_kbps, self._rate.usable_kbps)))

    def _next_look_ms(self, has_damage: bool) -> int:
        if has_damage:
            return self._next_allowed_ms
        if self._is_exact_damage:
            return max(self._last_look_ms + LOOK_INTERVAL_MS, self._last_whole_look_ms + SWEEP_INTERVAL_MS)
        is_resting = self._last_look_ms - self._last_change_ms > REST_AFTER_MS
        return self._last_look_ms + (POLL_RESTING_MS if is_resting else POLL_ACTIVE_MS)
