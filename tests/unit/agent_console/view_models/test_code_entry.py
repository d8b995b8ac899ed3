import pytest

from agent_console.view_models.code_entry import digits_of, group_digits, may_be_whole, regroup


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("417 382 915 604", "417382915604"),
        ("417-382-915-604\n", "417382915604"),
        ("  code: 417382915604.", "417382915604"),
        ("\u0664\u0661\u0667", "417"),  # Arabic-Indic digits, as a phone may paste them
        ("\uff14\uff11\uff17", "417"),  # full-width digits
        ("", ""),
        ("x" * 50, ""),
    ],
)
def test_digits_of_any_writing_keeps_only_ascii_digits(typed: str, digits: str) -> None:
    assert digits_of(typed) == digits


def test_digits_of_endless_paste_stops_where_they_are_too_many() -> None:
    assert digits_of("1" * 10_000) == "1" * 20, "one more than any code has: it is not cut to a code"


def test_group_digits_sets_threes() -> None:
    assert group_digits("4173829156041") == "417 382 915 604 1"


@pytest.mark.parametrize(
    ("text", "cursor", "expected"),
    [
        ("4173", 4, ("417 3", 5)),
        ("417", 3, ("417", 3)),  # no gap ahead of a digit that is not there yet
        ("41 7 3829", 2, ("417 382 9", 2)),
        ("4179 382", 4, ("417 938 2", 5)),  # a digit typed into the middle stays before the cursor
        ("417 82", 3, ("417 82", 3)),
        ("abc", 3, ("", 0)),
    ],
)
def test_regroup_keeps_cursor_behind_the_same_digit(text: str, cursor: int, expected: tuple[str, int]) -> None:
    assert regroup(text, cursor) == expected


@pytest.mark.parametrize(("count", "is_whole"), [(0, False), (11, False), (12, True), (19, True), (20, False)])
def test_may_be_whole_follows_the_length_of_codes(count: int, is_whole: bool) -> None:
    assert may_be_whole("1" * count) is is_whole
