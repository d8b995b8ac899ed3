"""The fate of packets on a bad line, without one: times and sizes only."""

import pytest

from tests.netlink.line import Conditions, Line


def line_with(seed: int = 1, **conditions) -> Line:
    line = Line(seed)
    line.conditions = Conditions(**conditions)
    return line


def test_line_perfect_lets_everything_through_at_once():
    line = line_with()
    assert [line.offer(1_000, at / 100) for at in range(5)] == [0.0, 0.01, 0.02, 0.03, 0.04]


def test_line_delay_is_added_to_every_packet():
    assert line_with(delay_ms=20).offer(1_000, 1.0) == pytest.approx(1.020)


@pytest.mark.parametrize("burst", [1.0, 4.0])
@pytest.mark.parametrize("ratio", [0.01, 0.03, 0.2])
def test_line_loses_the_ratio_asked_for(ratio, burst):
    line = line_with(loss_ratio=ratio, loss_burst=burst)
    lost = [line.offer(100, at) is None for at in range(100_000)]
    assert sum(lost) == pytest.approx(ratio * 100_000, rel=0.2)
    runs = sum(now and not before for before, now in zip([False, *lost], lost, strict=False))
    assert sum(lost) / runs == pytest.approx(burst if burst > 1 else 1 / (1 - ratio), rel=0.2)


def test_line_same_seed_same_fate():
    first, second, other = line_with(5, loss_ratio=0.1), line_with(5, loss_ratio=0.1), line_with(6, loss_ratio=0.1)
    seen = [[line.offer(100, at) for at in range(500)] for line in (first, second, other)]
    assert seen[0] == seen[1] != seen[2]


def test_line_rate_spaces_packets_and_its_queue_is_bounded():
    line = line_with(rate_kbps=1_000, queue_ms=50)
    out_s = [line.offer(1_250, 0.0) for _ in range(10)]  # 10 ms each
    assert out_s[:6] == pytest.approx([0.01, 0.02, 0.03, 0.04, 0.05, 0.06])
    assert out_s[6:] == [None] * 4
    assert line.tally.overflowed == 4
    assert line.offer(1_250, 1.0) == pytest.approx(1.01)


def test_line_reordered_packets_come_later_than_their_neighbours():
    line = line_with(reorder_ratio=0.5, reorder_ms=5)
    out_s = [line.offer(100, at / 1000) for at in range(100)]
    assert out_s != sorted(out_s)
    assert {round((at or 0.0) * 1000) - index for index, at in enumerate(out_s)} == {0, 5}


def test_line_down_swallows_and_is_the_same_again_afterwards():
    line = line_with(delay_ms=10)
    line.conditions = Conditions(delay_ms=10, is_down=True)
    assert line.offer(100, 0.0) is None
    line.conditions = Conditions(delay_ms=10)
    assert line.offer(100, 1.0) == pytest.approx(1.010)
