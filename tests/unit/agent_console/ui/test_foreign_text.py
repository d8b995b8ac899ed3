import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_console.ui.foreign_text import shown_text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Ana Pop", "Ana Pop"),
        ("<img src=\\\\evil\\x>", "<img src=\\\\evil\\x>"),  # markup is not our business here: labels draw plain text
        ("Ana\u202egnp.exe", "Anagnp.exe"),  # right-to-left override
        ("one\ntwo\tthree", "one two three"),
        ("", ""),
    ],
)
def test_shown_text_one_line_leaves_tricks_out(text: str, shown: str) -> None:
    assert shown_text(text, 80) == shown


def test_shown_text_keeps_lines_only_when_asked_and_few_empty_ones() -> None:
    assert shown_text("one\r\ntwo\n\n\n\nthree\n\n", 80, keeps_lines=True) == "one\ntwo\n\nthree"


def test_shown_text_tower_of_marks_is_cut_in_every_line() -> None:
    shown = shown_text(("b" + "\u0330" * 5000 + "\n") * 3, 80, keeps_lines=True)
    assert shown == "\n".join(["b\u0330\u0330"] * 3)


def test_shown_text_too_long_ends_in_an_ellipsis() -> None:
    assert shown_text("x" * 600, 500, keeps_lines=True) == "x" * 499 + "\u2026"


@given(st.text(max_size=300), st.integers(1, 100))
def test_shown_text_never_longer_nor_controlling(text: str, max_chars: int) -> None:
    shown = shown_text(text, max_chars, keeps_lines=True)
    assert len(shown) <= max_chars
    assert not [c for c in shown if unicodedata.category(c).startswith("C") and c != "\n"]
