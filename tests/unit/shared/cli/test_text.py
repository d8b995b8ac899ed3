"""The terminal speaks the reader's language."""

from collections.abc import Iterator

import pytest

from shared.cli import text
from shared.cli.text import choose_language, set_language, tr


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    set_language("en")


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, "en"),
        ({"LANG": "ru_RU.UTF-8"}, "ru"),
        ({"LANG": "ro_MD.UTF-8"}, "ro"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LC_ALL": "ro_RO", "LANG": "ru_RU"}, "ro"),
        ({"LC_MESSAGES": "ro_RO", "LANG": "ru_RU"}, "ro"),
        ({"LANGUAGE": "de:ru:ro", "LANG": "en_US"}, "ru"),
        ({"LANGUAGE": "en:ru"}, "en"),
        ({"LANGUAGE": "", "LANG": "ru"}, "ru"),
    ],
)
def test_choose_language_takes_the_first_we_speak(environ: dict[str, str], expected: str):
    assert choose_language(environ) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "There is no file /home/a."),
        ("ru", "Файл /home/a не найден."),
        ("ro", "Fișierul /home/a nu există."),
        ("de", "There is no file /home/a."),
    ],
)
def test_tr_puts_fields_into_the_sentence_of_the_language(language: str, expected: str):
    set_language(language)
    assert tr("There is no file {path}.", path="/home/a") == expected


def test_tr_field_with_braces_is_not_read_as_a_format():
    set_language("en")
    assert tr("There is no file {path}.", path="{0.__class__}") == "There is no file {0.__class__}."


def test_tr_without_a_choice_asks_the_environment(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(text, "_catalog", None)
    monkeypatch.setenv("LANGUAGE", "ro")
    assert tr("The system did not permit this.") == "Sistemul nu a permis acest lucru."
