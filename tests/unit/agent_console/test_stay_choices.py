"""The file that remembers who chose to stay signed in."""

import json
from pathlib import Path

import pytest

from agent_console.stay_choices import (
    FILE_MAX_BYTES,
    NOBODY,
    SERVERS_MAX,
    StayChoice,
    StayChoices,
    default_choices_path,
)

SERVER = "wss://help.example/v1/signaling"
ANA = StayChoice(email="ana@example.org", is_kept=True)


def test_choices_are_remembered_for_each_server(tmp_path: Path):
    path = tmp_path / "new" / "choices.json"
    assert StayChoices(path).read(SERVER) == NOBODY
    assert StayChoices(path).write(SERVER, ANA)
    other = StayChoice(email="ion@example.org")
    assert StayChoices(path).write("wss://other.example/v1/signaling", other)
    assert StayChoices(path).read(SERVER) == ANA
    assert StayChoices(path).read("wss://other.example/v1/signaling") == other
    assert path.stat().st_mode & 0o077 == 0, "whoever else uses this computer need not know"
    assert StayChoices(path).write(SERVER, NOBODY)
    assert SERVER not in path.read_text()
    assert [each.name for each in path.parent.iterdir()] == ["choices.json"]


def test_choices_nobody_made_write_no_file(tmp_path: Path):
    path = tmp_path / "choices.json"
    assert StayChoices(path).write(SERVER, NOBODY)
    assert not path.exists()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        "[" * 100_000,
        '{"servers": []}',
        json.dumps({"servers": {SERVER: 1}}),
        json.dumps({"servers": {SERVER: {"email": "no address", "is_kept": True}}}),
        json.dumps({"servers": {SERVER: {"email": "ana@example.org", "is_kept": 1}}}),
        json.dumps({"servers": {SERVER: {"email": "ana@example.org", "is_kept": True}}}) + " " * FILE_MAX_BYTES,
    ],
)
def test_choices_that_make_no_sense_are_nobodys_and_written_anew(tmp_path: Path, text: str):
    path = tmp_path / "choices.json"
    path.write_text(text)
    assert StayChoices(path).read(SERVER) == NOBODY
    assert StayChoices(path).write(SERVER, ANA)
    assert StayChoices(path).read(SERVER) == ANA


def test_choices_that_cannot_be_written_are_told(tmp_path: Path):
    (tmp_path / "file").touch()
    assert not StayChoices(tmp_path / "file" / "choices.json").write(SERVER, ANA)


def test_choices_of_many_servers_keep_the_newest(tmp_path: Path):
    choices = StayChoices(tmp_path / "choices.json")
    for number in range(SERVERS_MAX + 1):
        choices.write(f"wss://{number}.example/v1/signaling", ANA)
    assert choices.read("wss://0.example/v1/signaling") == NOBODY
    assert choices.read(f"wss://{SERVERS_MAX}.example/v1/signaling") == ANA


def test_choices_are_in_the_folder_for_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert default_choices_path() == tmp_path / "alongside" / "stay-signed-in.json"
