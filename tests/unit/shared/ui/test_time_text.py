"""Lengths and moments in the reader's words."""

import pytest
from PySide6.QtWidgets import QApplication

from shared.ui.i18n import install_language
from shared.ui.time_text import countdown_digits, duration_words, local_date, local_time


@pytest.mark.parametrize(
    ("language", "length_ms", "words"),
    [
        ("en", 400, "1 second"),
        ("en", 19 * 60_000, "19 minutes"),
        ("en", 125 * 60_000, "2 hours 5 minutes"),
        ("en", 3_600_000, "1 hour"),
        ("ru", 60_000, "1 минута"),
        ("ru", 3 * 60_000, "3 минуты"),
        ("ru", 11 * 60_000, "11 минут"),
        ("ru", 21_000, "21 секунда"),
        ("ro", 60_000, "un minut"),
        ("ro", 19 * 60_000, "19 minute"),
        ("ro", 25 * 60_000, "25 de minute"),
    ],
)
def test_duration_words_follow_the_plurals_of_the_language(
    qapp: QApplication, language: str, length_ms: int, words: str
) -> None:
    install_language(qapp, language)

    assert duration_words(length_ms) == words


@pytest.mark.parametrize(
    ("length_ms", "digits"),
    [(581_000, "9:41"), (580_001, "9:41"), (59_000, "0:59"), (1, "0:01"), (0, "0:00"), (-5, "0:00")],
)
def test_countdown_digits_round_up_to_the_end(length_ms: int, digits: str) -> None:
    assert countdown_digits(length_ms) == digits


def test_local_time_not_an_instant_is_empty() -> None:
    assert local_time("yesterday") == ""
    assert local_date("") == ""


def test_local_date_speaks_the_language(qapp: QApplication) -> None:
    install_language(qapp, "ru")

    assert "ноября 2026" in local_date("2026-11-22T12:02:11.000Z")
