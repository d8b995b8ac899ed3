import pytest

from agent_console.view_models.elapsed import elapsed_since, format_elapsed


@pytest.mark.parametrize(
    ("duration_ms", "text"),
    [
        (-5, "0:00"),
        (0, "0:00"),
        (7_999, "0:07"),
        (754_000, "12:34"),
        (3_725_000, "1:02:05"),
        (36_000_000, "10:00:00"),
    ],
)
def test_format_elapsed_reads_like_a_clock(duration_ms: int, text: str) -> None:
    assert format_elapsed(duration_ms) == text


def test_elapsed_since_something_that_has_not_begun_is_empty():
    assert elapsed_since(0, 5_000) == ""
    assert elapsed_since(1_000, 8_000) == "0:07"
