from client.domain.sleep_watch import SLEPT_MIN_MS, SleepWatch


def test_watch_notices_sleep_once_and_no_drift() -> None:
    watch = SleepWatch()
    assert not watch.has_slept(0, 9_000_000), "what was before is nobody's business"
    assert not watch.has_slept(1_000, 9_001_003)
    assert watch.has_slept(2_000, 9_002_003 + SLEPT_MIN_MS)
    assert not watch.has_slept(3_000, 9_003_003 + SLEPT_MIN_MS)
