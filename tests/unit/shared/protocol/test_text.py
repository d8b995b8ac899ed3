"""Text of unknown origin becomes one line that cannot draw, turn round, hide or pile up."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.protocol.text import COMBINING_MAX, clean_lines, clean_text


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("Ana Pop", "Ana Pop"),
        ("  many\t\n spaces\u00a0here ", "many spaces here"),
        ("exe.\u202etxt.evil", "exe.txt.evil"),
        ("a\u2066b\u2069c\u200bd\u200ee\ufeff", "abcde"),
        ("line\u2028and\u2029paragraph", "line and paragraph"),
        ("\x1b[2Jgone\x07\x00", "[2Jgone"),
        ("cafe\u0301", "caf\u00e9"),
        ("cafe\u200d\u0301", "caf\u00e9"),
        ("\u0219i \u021bar\u0103", "\u0219i \u021bar\u0103"),
        ("\u041f\u0440\u0438\u0432\u0435\u0442", "\u041f\u0440\u0438\u0432\u0435\u0442"),
        ("\ue000\U000f0000", ""),
        ("pay\u3164\u2800\uffa0 now\u115f", "pay now"),
        ("\u2800\u3164\u1160", ""),
        ("", ""),
    ],
)
def test_clean_text_keeps_words_and_drops_what_hides(text: str, cleaned: str):
    assert clean_text(text, 80) == cleaned


def test_clean_text_heap_of_marks_is_cut_to_a_few():
    heap = "z" + "\u0335\u0336\u0337" * 4_000
    assert sum(unicodedata.combining(char) > 0 for char in clean_text(heap, 80)) <= COMBINING_MAX


def test_clean_text_megabyte_is_cut_without_work_that_grows_with_it():
    assert clean_text("x" * 1_000_000, 80) == "x" * 80


@given(st.text(max_size=300), st.integers(0, 100))
def test_clean_text_is_short_plain_and_stays_as_it_is(text: str, max_chars: int):
    cleaned = clean_text(text, max_chars)
    assert len(cleaned) <= max_chars
    assert not {unicodedata.category(char) for char in cleaned} & {"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"}
    assert clean_text(cleaned, max_chars) == cleaned


def test_clean_lines_keeps_lines_and_cleans_each():
    assert clean_lines("  a \t b\r\n\n\n\nc\u202ed\x1b[2J\n\n", 100, 10) == "a b\n\ncd[2J"


def test_clean_lines_separators_of_every_kind_end_a_line():
    assert clean_lines("a\u2028b\u2029c\x0bd\x0ce\x85f\rg", 100, 10) == "a\nb\nc\nd\ne\nf\ng"


def test_clean_lines_further_lines_go_on_the_last_one():
    assert clean_lines("a\nb\n\nc\nd", 100, 2) == "a\nb c d"


def test_clean_lines_piles_of_marks_and_long_text_are_cut():
    assert clean_lines("a" + "\u0301" * 10_000, 2_000, 60) == "\u00e1" + "\u0301" * 3
    assert clean_lines("x" * 10_000, 2_000, 60) == "x" * 2_000
    assert clean_lines("\n" * 10_000 + "x", 2_000, 60) == "x"


@given(st.text(max_size=60))
def test_clean_lines_cleaned_once_is_clean(text: str):
    once = clean_lines(text, 40, 5)
    assert clean_lines(once, 40, 5) == once
    assert len(once) <= 40
    assert once.count("\n") < 5
