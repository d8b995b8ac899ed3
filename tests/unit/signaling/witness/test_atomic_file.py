import errno
import os

import pytest

from signaling.witness.atomic_file import write_atomically


def test_write_replaces_the_whole_file(tmp_path):
    path = tmp_path / "memory.json"
    path.write_bytes(b"x" * 1000)
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"
    assert [entry.name for entry in tmp_path.iterdir()] == ["memory.json"]


@pytest.mark.parametrize("step", ["write", "fsync"])
def test_write_that_fails_leaves_what_was_there(tmp_path, monkeypatch, step):
    path = tmp_path / "memory.json"
    path.write_bytes(b"before")

    def full(*_arguments: object) -> int:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, step, full)
    with pytest.raises(OSError, match="full"):
        write_atomically(path, b"after")
    monkeypatch.undo()
    assert path.read_bytes() == b"before"
    assert [entry.name for entry in tmp_path.iterdir()] == ["memory.json"]


def test_write_after_one_that_was_killed_half_way(tmp_path):
    (tmp_path / ".memory.json.new").write_bytes(b"half")
    write_atomically(tmp_path / "memory.json", b"whole")
    assert (tmp_path / "memory.json").read_bytes() == b"whole"
