import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_console.view_models.foreign_text import shown_text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Ana Pop", "Ana Pop"),
        ("<img src=\\\\evil\\x>", "<img src=\\\\evil\\x>"),  # markup is not our business here: labels draw plain text
        ("Ana\u202egnp.exe", "Anagnp.exe"),  # right-to-left override
        ("Ana\u200b\u2066Pop\u2069", "AnaPop"),
        ("a\x00b\x1b[31mc", "ab[31mc"),
        ("one\ntwo\tthree", "one two three"),
        ("\u0301\u0301a", "a"),
        ("  padded \u00a0", "padded"),
        ("", ""),
    ],
)
def test_shown_text_leaves_tricks_out(text: str, shown: str) -> None:
    assert shown_text(text, 80) == shown


def test_shown_text_tower_of_marks_is_cut_to_four() -> None:
    assert shown_text("A" + "\u0300" * 10_000 + "na", 80) == "A" + "\u0300" * 4 + "na"


def test_shown_text_keeps_lines_only_when_asked() -> None:
    assert shown_text("one\ntwo", 80, keeps_lines=True) == "one\ntwo"


def test_shown_text_too_long_ends_in_an_ellipsis() -> None:
    assert shown_text("x" * 600, 500) == "x" * 499 + "\u2026"


def test_shown_text_keeps_scripts_that_need_marks() -> None:
    for word in (
        "\u0939\u093f\u0928\u094d\u0926\u0940",
        "Vi\u0065\u0323\u0302t",
        "\u0639\u064e\u0631\u064e\u0628\u0650\u064a\u0651",
    ):
        assert shown_text(word, 80) == word


@given(st.text(max_size=300), st.integers(1, 100))
def test_shown_text_never_longer_nor_controlling(text: str, max_chars: int) -> None:
    shown = shown_text(text, max_chars, keeps_lines=True)
    assert len(shown) <= max_chars
    assert not [c for c in shown if unicodedata.category(c).startswith("C") and c != "\n"]
