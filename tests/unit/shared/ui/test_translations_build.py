"""The tool that keeps the catalogues finds what is unfinished, lost or stale."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from shared.ui import translations_build
from shared.ui.translations_build import CODES, app, catalogue_path, find_defects

runner = CliRunner()


@pytest.fixture
def copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The catalogues, to be spoilt."""
    folder = tmp_path / "translations"
    shutil.copytree(translations_build.TRANSLATIONS_DIR, folder)
    monkeypatch.setattr(translations_build, "TRANSLATIONS_DIR", folder)
    return folder


def spoil(folder: Path, code: str, old: str, new: str) -> None:
    path = folder / f"alongside_{code}.ts"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_find_defects_committed_catalogues_are_finished() -> None:
    assert [defect for code in CODES for defect in find_defects(code, catalogue_path(code))] == []


def test_find_defects_lost_place_mark_is_found(copies: Path) -> None:
    spoil(copies, "ru", "{name} просит показать ваш экран.", "Просит показать ваш экран.")

    assert any("place marks" in defect for defect in find_defects("ru", catalogue_path("ru")))


def test_find_defects_empty_translation_is_found(copies: Path) -> None:
    spoil(copies, "ro", "<translation>Permit</translation>", '<translation type="unfinished"></translation>')

    assert any("not translated" in defect for defect in find_defects("ro", catalogue_path("ro")))


def test_check_catalogue_that_lost_a_string_fails(copies: Path) -> None:
    spoil(copies, "ru", "<source>Which screen?</source>", "<source>Which one?</source>")

    result = runner.invoke(app, ["check"])

    assert result.exit_code == 1
    assert "Which screen?" in result.output
    assert "not collected" in result.output


def test_check_catalogue_that_was_not_compiled_fails(copies: Path) -> None:
    spoil(copies, "ro", "<translation>Permit</translation>", "<translation>Permit acum</translation>")

    result = runner.invoke(app, ["check"])

    assert result.exit_code == 1
    assert "alongside_ro.qm: not compiled" in result.output


def test_fill_takes_texts_and_leaves_the_rest(copies: Path, tmp_path: Path) -> None:
    spoil(copies, "ro", "<translation>Permit</translation>", '<translation type="unfinished"></translation>')
    table = tmp_path / "ro.json"
    table.write_text(json.dumps({"QuestionPage": {"Allow": "Permit"}}), encoding="utf-8")

    assert "1 filled" in runner.invoke(app, ["fill", "ro", str(table)]).output
    assert find_defects("ro", catalogue_path("ro")) == []
