"""Rate control against a line played in numbers: the queue stays short, the line is used, and everything comes back."""

import heapq
from dataclasses import dataclass, replace

import pytest

from shared.protocol import limits
from shared.screen.pacing import Pacer
from shared.screen.rate_control import (
    LINE_MIN_KBPS,
    TARGET_QUEUE_MS,
    UPDATES_MIN,
    Acknowledged,
    RateControl,
)
from tests.netlink.line import Conditions, Line

PACKET_BYTES = 1_200


@dataclass(frozen=True, slots=True)
class Shown:
    """One update in the play: when it was made, and how old it was when the viewer had it."""

    made_s: float
    age_ms: float
    queue_ms: float


class Play:
    """A sender that makes video at the rate it may, 60 times a second if it may, over one line and back."""

    def __init__(self, *, start_kbps: float = 3_000, painting_ms: float = 5.0, **conditions: float) -> None:
        self.rate = RateControl(start_kbps)
        self.pacer = Pacer()
        self.there, self.back = Line(1), Line(2)
        self.conditions = Conditions(**conditions)
        self.painting_ms = painting_ms
        self.now_s = 0.0
        self.shown: list[Shown] = []
        self.down_s = (0.0, 0.0)
        self._painter_free_s = 0.0
        self._events: list[tuple[float, int, Acknowledged]] = []
        self._update_id = 0

    def run(self, seconds: float, *, size_bytes: int | None = None) -> list[Shown]:
        """Go on for that long; returns what was shown of what was made meanwhile."""
        for line in (self.there, self.back):
            line.conditions = self.conditions
        begun_s, count = self.now_s, len(self.shown)
        end_s = begun_s + seconds
        while self.now_s < end_s:
            while self._events and self._events[0][0] <= self.now_s:
                self.rate.note_ack(heapq.heappop(self._events)[2])
            if self.rate.may_send:
                self._send(size_bytes or max(400, round(self.rate.usable_kbps * 1000 / 8 / 30)))
                self.now_s += 1 / 60
            else:
                self.now_s += 0.002
        return [one for one in self.shown[count:] if one.made_s >= begun_s]

    def _send(self, size_bytes: int) -> None:
        self._update_id += 1
        update_id, made_s = self._update_id, self.now_s
        self.rate.note_sent(update_id, round(made_s * 1000), size_bytes)
        self.pacer.set_rate_kbps(self.rate.pace_kbps)
        first_s = last_s = repaired_s = 0.0
        leaves_s = made_s
        queue_ms = 0.0
        for number in range(-(-size_bytes // PACKET_BYTES)):
            if number:
                leaves_s += self.pacer.wait_s(leaves_s)
            self.pacer.note_sent(PACKET_BYTES, leaves_s)
            queue_ms = max(queue_ms, (self.there._free_at_s - leaves_s) * 1000)
            arrives_s, tried_s = self._offer(self.there, PACKET_BYTES, leaves_s), leaves_s
            if arrives_s is not None:
                last_s = max(last_s, arrives_s)
            while arrives_s is None:
                # The viewer asks for it again.
                tried_s += 0.030 + 2 * self.conditions.delay_ms / 1000
                arrives_s = self._offer(self.there, PACKET_BYTES, tried_s)
            first_s = first_s or arrives_s
            repaired_s = max(repaired_s, arrives_s)
        last_s = last_s or repaired_s
        starts_s = max(repaired_s, self._painter_free_s)
        painted_s = self._painter_free_s = starts_s + self.painting_ms / 1000
        self.shown.append(Shown(made_s, (painted_s - made_s) * 1000, queue_ms))
        heard_s, tried_s = self._offer(self.back, 100, painted_s), painted_s
        while heard_s is None:
            tried_s += 0.100  # a probe brings another
            heard_s = self._offer(self.back, 100, tried_s)
        ack = Acknowledged(
            update_id=update_id,
            heard_ms=round(heard_s * 1000),
            arrival_ms=max(0, round((last_s - first_s) * 1000)),
            repair_ms=max(0, round((repaired_s - last_s) * 1000)),
            decode_ms=round(self.painting_ms),
        )
        heapq.heappush(self._events, (heard_s, update_id, ack))

    def _offer(self, line: Line, size_bytes: int, now_s: float) -> float | None:
        is_down = self.down_s[0] <= now_s < self.down_s[1]
        return None if is_down else line.offer(size_bytes, now_s)


def median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]


def ages_ms(shown: list[Shown]) -> list[float]:
    return [one.age_ms for one in shown]


@pytest.mark.parametrize("rate_kbps", [1_000, 4_000, 20_000])
@pytest.mark.parametrize("rtt_ms", [2, 40, 120])
def test_rate_control_uses_the_line_and_keeps_its_queue_short(rtt_ms, rate_kbps):
    play = Play(delay_ms=rtt_ms / 2, rate_kbps=rate_kbps, queue_ms=1_000)
    play.run(5)
    before = play.there.tally.offered_bytes
    shown = play.run(5)
    used_kbps = (play.there.tally.offered_bytes - before) * 8 / 1000 / 5
    assert used_kbps > 0.35 * rate_kbps
    assert median([one.queue_ms for one in shown]) < 3 * TARGET_QUEUE_MS
    assert median(ages_ms(shown)) < rtt_ms / 2 + 110
    assert play.rate.line_kbps == pytest.approx(rate_kbps, rel=0.5)


@pytest.mark.parametrize("rtt_ms", [40, 120, 200])
def test_rate_control_long_way_does_not_lower_the_number_of_pictures(rtt_ms):
    play = Play(delay_ms=rtt_ms / 2, rate_kbps=20_000)
    play.run(3, size_bytes=3_000)
    assert len(play.run(4, size_bytes=3_000)) / 4 > 40


def test_rate_control_short_way_keeps_to_two():
    play = Play(delay_ms=0.2, start_kbps=40_000)
    play.run(5, size_bytes=2_000)
    assert play.rate.updates_max == UPDATES_MIN


@pytest.mark.parametrize("loss_ratio", [0.01, 0.03])
def test_rate_control_loss_alone_does_not_starve_the_picture(loss_ratio):
    play = Play(delay_ms=20, rate_kbps=4_000, loss_ratio=loss_ratio)
    play.run(5)
    shown = play.run(5)
    assert play.rate.line_kbps > 2_000
    assert len(shown) / 5 > 15


def test_rate_control_outage_leaves_no_delay_behind():
    play = Play(delay_ms=20, rate_kbps=4_000)
    play.run(5)
    base_ms = median(ages_ms(play.run(3)))
    play.down_s = (play.now_s, play.now_s + 0.5)
    play.run(1.5)
    assert median(ages_ms(play.run(1.0))) < base_ms * 1.25 + 10


def test_rate_control_line_that_becomes_narrow_is_followed_down_and_up():
    play = Play(delay_ms=20, rate_kbps=20_000, queue_ms=1_000)
    play.run(4)
    play.conditions = replace(play.conditions, rate_kbps=1_000)
    play.run(2)
    assert median(ages_ms(play.run(3))) < 180
    play.conditions = replace(play.conditions, rate_kbps=20_000)
    play.run(5)
    assert play.rate.line_kbps > 10_000


def test_rate_control_slow_viewer_gets_no_queue():
    """A viewer that needs 150 ms for each picture looks like a long way at first, until its queue shows."""
    play = Play(delay_ms=0.2, start_kbps=40_000, painting_ms=0.0)
    play.painting_ms = 150.0
    shown = play.run(10, size_bytes=2_000)
    assert median(ages_ms(shown[10:])) < 500
    assert len(shown) < 80


def test_rate_control_does_not_grow_in_ten_minutes():
    play = Play(delay_ms=20, rate_kbps=4_000, loss_ratio=0.01)
    play.run(10)
    early = median(ages_ms(play.run(30)))
    play.run(560)
    assert median(ages_ms(play.run(30))) < early * 1.25 + 10


def test_rate_control_without_acknowledgements_stops_at_the_window():
    rate = RateControl(8_000)
    sent = 0
    while rate.may_send:
        sent += 1
        rate.note_sent(sent, 0, 500)
    assert sent == rate.unacked_count == UPDATES_MIN
    rate.forget_unacked()
    assert rate.may_send


def test_rate_control_absurd_acknowledgements_stay_within_bounds():
    rate = RateControl(8_000)
    for number in range(1, 400):
        rate.note_sent(number, number * 10, 100_000)
        rate.note_ack(
            Acknowledged(
                update_id=number,
                heard_ms=number * 10 + number % 3,
                arrival_ms=60_000 * (number % 2),
                repair_ms=60_000,
                decode_ms=60_000,
            )
        )
        assert rate.line_kbps >= LINE_MIN_KBPS
        assert UPDATES_MIN <= rate.updates_max <= limits.SCREEN_UNACKED_MAX
        assert rate.queue_ms >= 0
    assert not rate.note_ack(Acknowledged(update_id=5, heard_ms=99_999))
