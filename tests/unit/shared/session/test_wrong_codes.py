"""Three wrong codes in ten minutes make the next one longer."""

from shared.session.wrong_codes import FAILURE_WINDOW_MS, WrongCodes


def test_wrong_codes_three_within_ten_minutes_are_many_and_are_forgotten():
    codes = WrongCodes()
    for now_ms in (0, 10):
        codes.add(now_ms)
    assert (codes.are_many(20), codes.secret_digits(20)) == (False, 8)
    codes.add(20)
    assert (codes.are_many(30), codes.secret_digits(30)) == (True, 12)
    assert not codes.are_many(FAILURE_WINDOW_MS)


def test_wrong_codes_three_over_a_longer_time_are_not_many():
    codes = WrongCodes()
    for now_ms in (0, FAILURE_WINDOW_MS, FAILURE_WINDOW_MS + 1):
        codes.add(now_ms)
    assert not codes.are_many(FAILURE_WINDOW_MS + 2)
