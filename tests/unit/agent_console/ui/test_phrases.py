"""Words that several parts of the console share."""

import pytest
from PySide6.QtWidgets import QApplication

from agent_console.ui.phrases import pictures_words, rate_words, right_words
from shared.ui.i18n import install_language


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["1 picture/s", "2 pictures/s", "25 pictures/s"]),
        ("ru", ["1 кадр/с", "2 кадра/с", "25 кадров/с"]),  # noqa: RUF001 - Russian
        ("ro", ["1 imagine/s", "2 imagini/s", "25 de imagini/s"]),
    ],
)
def test_pictures_words_have_the_form_their_number_asks_for(
    qapp: QApplication, language: str, words: list[str]
) -> None:
    install_language(qapp, language)
    assert [pictures_words(number) for number in (1, 2, 25)] == words


def test_rate_words_keep_one_unit_and_one_width(qapp: QApplication) -> None:
    install_language(qapp, "en")
    assert [rate_words(kbps) for kbps in (0, 1, 40, 320, 9_994, 9_996, 12_000)] == [
        "0.00 Mbit/s",
        "0.00 Mbit/s",
        "0.04 Mbit/s",
        "0.32 Mbit/s",
        "9.99 Mbit/s",
        "10.0 Mbit/s",
        "12.0 Mbit/s",
    ]


def test_right_words_say_what_holds_back_a_right_that_is_on(qapp: QApplication) -> None:
    install_language(qapp, "en")
    assert right_words("on") == "On"
    assert right_words("on", "asking") == "On hold during the question"
    assert right_words("on", "paused") == "On hold, paused"
    assert right_words("off", "paused") == "Off"
