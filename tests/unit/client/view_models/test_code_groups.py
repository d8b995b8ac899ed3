"""Groups of a code, on paper and aloud."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.view_models.code_groups import code_groups, group_rows, spell_code


@pytest.mark.parametrize(
    ("code", "groups"),
    [
        ("417382915604", ["417", "382", "915", "604"]),
        ("4173829156", ["417", "382", "91", "56"]),
        ("41738291", ["417", "382", "91"]),
        ("", []),
        ("7", ["7"]),
    ],
)
def test_code_groups_are_threes_without_a_lonely_digit(code: str, groups: list[str]) -> None:
    assert code_groups(code) == groups


@given(st.text("0123456789", max_size=24))
def test_code_groups_lose_no_digit(code: str) -> None:
    assert "".join(code_groups(code)) == code
    assert all(2 <= len(group) <= 3 for group in code_groups(code)) or len(code) < 2


def test_spell_code_says_each_digit() -> None:
    assert spell_code("417382") == "4 1 7, 3 8 2"


@pytest.mark.parametrize(
    ("count", "per_row", "rows"), [(4, 4, [4]), (4, 3, [2, 2]), (5, 3, [3, 2]), (7, 3, [3, 2, 2]), (0, 3, [])]
)
def test_group_rows_are_even(count: int, per_row: int, rows: list[int]) -> None:
    assert group_rows(count, per_row) == rows
