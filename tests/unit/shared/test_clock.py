"""The system's clock, and the one form an instant has in records."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from shared.clock import SystemClock, format_utc_ms


def test_system_clock_monotonic_never_goes_back():
    clock = SystemClock()
    readings = [clock.monotonic_ms() for _ in range(1000)]
    assert readings == sorted(readings)


def test_system_clock_utc_now_is_aware_and_in_utc():
    assert SystemClock().utc_now().utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        (datetime(2026, 11, 22, 2, 25, 43, 120_000, tzinfo=UTC), "2026-11-22T02:25:43.120Z"),
        (datetime(2026, 11, 22, 2, 25, 43, 999_999, tzinfo=UTC), "2026-11-22T02:25:43.999Z"),
        (datetime(2026, 11, 22, 2, 25, 43, 0, tzinfo=UTC), "2026-11-22T02:25:43.000Z"),
        (datetime(2026, 1, 1, 1, 0, 0, 0, tzinfo=timezone(timedelta(hours=2))), "2025-12-31T23:00:00.000Z"),
    ],
)
def test_format_utc_ms_is_rfc_3339_in_utc_and_never_rounds_up(instant: datetime, expected: str):
    assert format_utc_ms(instant) == expected
