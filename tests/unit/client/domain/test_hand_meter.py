"""A nudged table is no hand."""

from client.domain.hand_meter import FORGET_AFTER_MS, MOVED_MIN_COUNTS, HandMeter


def test_meter_a_nudge_is_no_hand():
    meter = HandMeter()
    assert not any(meter.is_hand(1, now_ms) for now_ms in range(0, 8 * MOVED_MIN_COUNTS * 1_000, FORGET_AFTER_MS + 1))
    assert not meter.is_hand(MOVED_MIN_COUNTS - 1, 10**9)


def test_meter_slow_hand_adds_up_and_goes_on():
    meter = HandMeter()
    heard = [meter.is_hand(1, now_ms) for now_ms in range(0, 40 * 20, 40)]
    assert heard.index(True) == MOVED_MIN_COUNTS - 1
    assert all(heard[MOVED_MIN_COUNTS - 1 :])


def test_meter_one_long_stroke_is_a_hand_at_once():
    assert HandMeter().is_hand(MOVED_MIN_COUNTS, 0)
