"""The window: opens on a free line, shrinks before a queue, and once for a loss."""

from shared.transfer.pace import WINDOW_MAX, WINDOW_MIN, WINDOW_START, Pace


def _acks(pace: Pace, rtt_ms: float, count: int, start_ms: float, *, was_full: bool = True) -> float:
    now_ms = start_ms
    for _ in range(count):
        now_ms += 5
        pace.note_round_trip(rtt_ms, now_ms)
        pace.note_acked(8, now_ms, was_full=was_full)
    return now_ms


def test_window_opens_fast_while_nothing_queues():
    pace = Pace()
    _acks(pace, 10, 40, 0)
    assert pace.window > 5 * WINDOW_START
    _acks(pace, 10, 5_000, 200)
    assert pace.window == WINDOW_MAX


def test_window_shrinks_before_a_standing_queue_and_stays_useful():
    pace = Pace()
    now_ms = _acks(pace, 10, 200, 0)
    before = pace.window
    _acks(pace, 60, 60, now_ms)
    assert pace.queue_ms > 40
    assert WINDOW_MIN <= pace.window < before / 2.5


def test_one_late_packet_is_no_queue():
    pace = Pace()
    now_ms = _acks(pace, 10, 100, 0)
    before = pace.window
    pace.note_round_trip(200, now_ms)
    pace.note_acked(8, now_ms, was_full=True)
    assert pace.window >= before


def test_window_that_was_not_used_does_not_grow():
    pace = Pace()
    _acks(pace, 10, 100, 0, was_full=False)
    assert pace.window == WINDOW_START


def test_losses_of_one_round_trip_count_once():
    pace = Pace()
    now_ms = _acks(pace, 50, 100, 0)
    before = pace.window
    for _ in range(10):
        pace.note_lost(now_ms)
    assert pace.window >= int(before * 0.65)
    assert pace.window < before


def test_silence_begins_anew():
    pace = Pace()
    _acks(pace, 10, 100, 0)
    pace.note_silence()
    assert pace.window == WINDOW_MIN
