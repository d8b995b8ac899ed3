"""Text from outside cannot hide, reorder or overflow."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.ui.plain_text import breakable, keep_end_together, plain_line


def test_plain_line_bidi_and_control_characters_are_gone() -> None:
    assert plain_line("a\u202eb\u2066c\x1b[2J\x00\u200bd", 80) == "abc[2Jd"


def test_plain_line_line_breaks_become_spaces() -> None:
    assert plain_line(" one\r\n\ttwo\u2028three ", 80) == "one two three"


def test_plain_line_letters_that_show_nothing_become_spaces() -> None:
    assert plain_line("bill.pdf" + "\u2800\u3164" * 9 + ".exe", 80) == "bill.pdf .exe"


def test_plain_line_long_text_ends_in_an_ellipsis() -> None:
    assert plain_line("x" * 100, 80) == "x" * 79 + "…"


def test_plain_line_pile_of_marks_is_cut() -> None:
    assert plain_line("e" + "\u0301\u0323" * 500, 80).count("\u0301") <= 2


@given(st.text(max_size=300))
def test_breakable_text_has_no_long_run_and_loses_nothing(text: str) -> None:
    text = text.replace("\u200b", "").replace("\u2060", "")  # neither has a width, nor is it part of a name
    shown = breakable(text).replace("\u2060", "")
    assert shown.replace("\u200b", "") == text
    assert max(map(len, shown.replace("\u200b", " ").split(" "))) <= 20


def test_breakable_path_is_not_parted_behind_its_first_slash() -> None:
    assert breakable("in /root") == "in /\u2060root"
    assert breakable("in /home/ion") == "in /\u2060home/\u200bion"


def test_plain_line_markup_stays_letters() -> None:
    assert plain_line("<b>hi</b>", 80) == "<b>hi</b>"


@given(st.text(max_size=300), st.integers(min_value=2, max_value=120))
def test_plain_line_any_text_is_short_and_harmless(text: str, limit: int) -> None:
    line = plain_line(text, limit)

    assert len(line) <= limit
    assert not any(unicodedata.category(char).startswith("C") for char in line)
    assert line == line.strip()
    assert plain_line(line, limit) == line


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Read this code to your helper", "Read this code to your\u00a0helper"),
        ("Connecting", "Connecting"),
        ("", ""),
        ("Ana Konstantinopolskaja-Vinogradova", "Ana Konstantinopolskaja-Vinogradova"),
    ],
)
def test_keep_end_together_leaves_no_short_last_word_alone(text: str, shown: str):
    assert keep_end_together(text) == shown
