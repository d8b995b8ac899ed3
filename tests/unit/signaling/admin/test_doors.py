from datetime import UTC, datetime

import pytest

from signaling.admin.doors import day_after, read_day


def test_day_of_a_form_begins_at_midnight_utc():
    day = read_day("2026-11-27")
    assert day == datetime(2026, 11, 27, tzinfo=UTC)
    assert day_after(day) == datetime(2026, 11, 28, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "x", "2026-99-99", "2026-11-27T10", "27.11.2026"])
def test_what_is_no_day_is_none(text: str):
    assert read_day(text) is None
    assert day_after(None) is None


def test_there_is_no_day_after_the_last():
    assert day_after(read_day("9999-12-31")) is None
