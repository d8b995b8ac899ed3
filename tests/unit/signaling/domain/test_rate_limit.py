import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling.domain.rate_limit import FailureLock, OpenCount, TokenBucket, WindowLimit


def test_token_bucket_burst_then_rate():
    bucket = TokenBucket(rate_per_s=20, burst=3, now_mono_ms=0)
    assert [bucket.take(0) for _ in range(3)] == [0, 0, 0]
    assert bucket.take(0) == 50
    assert bucket.take(0) == 100


def test_token_bucket_who_waits_as_told_never_waits_longer():
    bucket = TokenBucket(rate_per_s=20, burst=1, now_mono_ms=0)
    bucket.take(0)
    now = 0
    for _ in range(100):
        wait = bucket.take(now)
        assert wait <= 50
        now += wait


def test_token_bucket_refills_to_the_burst_and_no_further():
    bucket = TokenBucket(rate_per_s=20, burst=3, now_mono_ms=0)
    assert [bucket.take(10_000_000) for _ in range(4)] == [0, 0, 0, 50]


def test_token_bucket_clock_that_stands_still_gives_nothing():
    bucket = TokenBucket(rate_per_s=1, burst=1, now_mono_ms=1_000)
    bucket.take(1_000)
    assert bucket.take(500) > 0


def test_window_limit_exact_at_both_edges():
    limit = WindowLimit(maximum=2, window_ms=1_000)
    limit.add("a", 0)
    limit.add("a", 400)
    assert limit.retry_after_ms("a", 999) == 1
    assert limit.retry_after_ms("a", 1_000) == 0
    assert limit.retry_after_ms("b", 999) == 0


def test_window_limit_undo_takes_the_latest_back():
    limit = WindowLimit(maximum=1, window_ms=1_000)
    limit.add("a", 0)
    limit.undo("a")
    assert limit.retry_after_ms("a", 1) == 0
    limit.undo("never seen")


def test_window_limit_many_keys_stay_bounded(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("signaling.domain.rate_limit._KEYS_MAX", 10)
    limit = WindowLimit(maximum=1, window_ms=1_000_000)
    for key in range(1_000):
        limit.add(key, 0)
    assert limit.retry_after_ms(999, 1) > 0
    assert limit.retry_after_ms(0, 1) == 0


@given(times=st.lists(st.integers(0, 5_000), min_size=1, max_size=60), maximum=st.integers(1, 5))
def test_window_limit_never_lets_more_through_than_it_says(times: list[int], maximum: int):
    limit = WindowLimit(maximum=maximum, window_ms=1_000)
    through: list[int] = []
    for now in sorted(times):
        if limit.retry_after_ms("k", now) == 0:
            limit.add("k", now)
            through.append(now)
    for start in through:
        assert sum(start <= time < start + 1_000 for time in through) <= maximum


def test_failure_lock_closes_once_holds_and_opens():
    lock = FailureLock(maximum=3, window_ms=1_000, lock_ms=5_000)
    assert [lock.add_failure("a", time) for time in (0, 1, 2)] == [False, False, True]
    assert lock.retry_after_ms("a", 2) == 5_000
    assert lock.retry_after_ms("b", 2) == 0
    assert lock.retry_after_ms("a", 5_002) == 0
    assert lock.add_failure("a", 5_003) is False


def test_failure_lock_slow_failures_never_lock():
    lock = FailureLock(maximum=2, window_ms=1_000, lock_ms=5_000)
    assert not any(lock.add_failure("a", time) for time in range(0, 20_000, 1_000))


def test_open_count_ceiling_and_never_below_zero():
    count = OpenCount(maximum=2)
    count.open("a")
    count.open("a")
    assert (count.may_open("a"), count.may_open("b"), count.total()) == (False, True, 2)
    count.close("a")
    assert count.may_open("a")
    count.close("a")
    count.close("a")
    assert count.total() == 0
