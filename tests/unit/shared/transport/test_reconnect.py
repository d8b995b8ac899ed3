"""Waiting times grow to seven seconds, spread, and respect what the server asked for."""

from hypothesis import given
from hypothesis import strategies as st

from shared.transport.reconnect import Backoff, delay_after_announced_stop_ms


def test_backoff_without_jitter_doubles_from_300_ms_to_7_s():
    backoff = Backoff()
    assert [backoff.next_delay_ms(0.0) for _ in range(7)] == [300, 600, 1200, 2400, 4800, 7000, 7000]
    assert backoff.failures == 7


def test_backoff_full_jitter_halves():
    backoff = Backoff()
    assert [backoff.next_delay_ms(1.0) for _ in range(2)] == [150, 300]


def test_backoff_reset_starts_anew():
    backoff = Backoff()
    for _ in range(5):
        backoff.next_delay_ms(0.5)
    backoff.reset()
    assert backoff.failures == 0
    assert backoff.next_delay_ms(0.0) == 300


def test_backoff_server_asks_for_longer_is_obeyed():
    assert Backoff().next_delay_ms(1.0, at_least_ms=30_000) == 30_000


@given(chances=st.lists(st.floats(0, 1), min_size=1, max_size=2000))
def test_backoff_any_history_stays_in_range(chances: list[float]):
    backoff = Backoff()
    delays = [backoff.next_delay_ms(chance) for chance in chances]
    assert all(150 <= delay <= 7000 for delay in delays)


def test_delay_after_announced_stop_spreads_over_three_seconds():
    assert delay_after_announced_stop_ms(0.0) == 300
    assert delay_after_announced_stop_ms(1.0) == 3300
