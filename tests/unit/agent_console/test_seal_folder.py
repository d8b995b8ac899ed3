import stat
from pathlib import Path

import pytest

from agent_console.seal_folder import SealFolder, default_seal_folder
from tests.fakes.small_disk import small_disk

SID, ORIGIN = "1" * 32, "wss://help.example"


def test_receipts_lie_in_the_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_seal_folder() == tmp_path / "alongside-console" / "receipts"


def test_receipt_and_first_key_are_kept_for_their_owner_only(tmp_path: Path):
    folder = SealFolder(tmp_path / "receipts")
    assert folder.known_key(ORIGIN) == ""
    assert folder.keep(SID, ORIGIN, "aa", "{}\n")
    assert folder.keep("2" * 32, ORIGIN, "bb", "{}\n")
    assert SealFolder(tmp_path / "receipts").known_key(ORIGIN) == "aa"
    assert (tmp_path / "receipts" / f"{SID}.json").read_text() == "{}\n"
    for path in (tmp_path / "receipts").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "receipts").stat().st_mode) == 0o700


@pytest.mark.parametrize("content", [b"", b"[]", b"{torn", b'{"a": 1}' * 200_000])
def test_a_damaged_list_of_keys_is_as_none(tmp_path: Path, content: bytes):
    (tmp_path / "server-keys.json").write_bytes(content)
    assert SealFolder(tmp_path).known_key(ORIGIN) == ""


def test_what_cannot_be_written_is_said(tmp_path: Path):
    (tmp_path / "file").write_text("")
    assert not SealFolder(tmp_path / "file").keep(SID, ORIGIN, "aa", "{}")
    with small_disk(tmp_path / "disk") as disk:
        assert not SealFolder(disk).keep(SID, ORIGIN, "aa", "x" * 2_000_000)
        assert SealFolder(disk).known_key(ORIGIN) == ""
