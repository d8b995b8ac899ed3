"""What the programs say in a terminal exists in every language, and the check that says so can say no."""

from pathlib import Path

import pytest

from shared.cli import text
from tests.architecture import terminal_catalogs
from tests.architecture.terminal_catalogs import TRANSLATED, collect_sentences, find_defects


@pytest.mark.parametrize("language", TRANSLATED)
def test_terminal_catalog_is_complete_and_compiled(language: str):
    assert find_defects(language, collect_sentences()) == []


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("Файл {path} не найден.", "", "not translated: 'There is no file {path}.'"),
        ("Файл {path} не найден.", "Файл {file} не найден.", "fields differ: 'There is no file {path}.'"),
        ("Файл {path} не найден.", "Нет файла {path}.", "run `make translations`"),
        (
            '"There is no file {path}."',
            '"There is no such file {path}."',
            "not in the catalog: 'There is no file {path}.'",
        ),
        (
            '"There is no file {path}."',
            '"There is no such file {path}."',
            "no longer said: 'There is no such file {path}.'",
        ),
    ],
)
def test_terminal_catalog_defect_is_found(
    old: str, new: str, complaint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    source = terminal_catalogs.catalog_path("ru")
    folder = tmp_path / "ru" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    catalog = source.read_text(encoding="utf-8")
    assert old in catalog
    (folder / source.name).write_text(catalog.replace(old, new), encoding="utf-8")
    (folder / source.with_suffix(".mo").name).write_bytes(source.with_suffix(".mo").read_bytes())
    monkeypatch.setattr(terminal_catalogs, "LOCALE_DIRECTORY", tmp_path)
    assert any(complaint in defect for defect in find_defects("ru", collect_sentences()))


def test_terminal_languages_are_those_of_the_catalogs():
    assert {path.name for path in text.LOCALE_DIRECTORY.iterdir()} == set(TRANSLATED)
