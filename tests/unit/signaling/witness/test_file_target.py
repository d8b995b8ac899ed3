import errno
import json
import os

import pytest

from signaling.witness.file_target import FileTarget
from signaling.witness.target import DeliveryError

AT = "2026-11-22T02:25:43.120Z"


def test_file_grows_by_a_line_a_checkpoint(tmp_path):
    target = FileTarget(tmp_path / "log", now=lambda: AT)
    target.deliver(1, b"one\n")
    target.deliver(2, "two — \n".encode())
    lines = [json.loads(line) for line in (tmp_path / "log").read_bytes().splitlines()]
    assert lines == [{"kind": "alongside-checkpoint", "at": AT, "note": note} for note in ("one\n", "two — \n")]


def test_file_takes_the_same_checkpoint_once(tmp_path):
    for _ in range(2):
        FileTarget(tmp_path / "log", now=lambda: AT).deliver(1, b"one\n")
    assert (tmp_path / "log").read_bytes().count(b"\n") == 1


def test_file_whose_last_line_was_cut_short_goes_on_in_a_new_one(tmp_path):
    (tmp_path / "log").write_bytes(b'{"kind":"along')
    FileTarget(tmp_path / "log", now=lambda: AT).deliver(1, b"one\n")
    first, second = (tmp_path / "log").read_bytes().splitlines()
    assert first == b'{"kind":"along'
    assert json.loads(second)["note"] == "one\n"


def test_file_on_a_full_disk_is_not_delivered_and_nothing_is_lost(tmp_path, monkeypatch):
    target = FileTarget(tmp_path / "log", now=lambda: AT)
    real = os.write
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", lambda descriptor, data: real(descriptor, data[:20]))
        with pytest.raises(DeliveryError, match="file_enospc"):
            target.deliver(1, b"one\n")
    target.deliver(1, b"one\n")
    assert json.loads((tmp_path / "log").read_bytes().splitlines()[-1])["note"] == "one\n"


@pytest.mark.parametrize("number", [errno.EIO, errno.EROFS])
def test_file_that_cannot_be_flushed_is_not_delivered(tmp_path, monkeypatch, number):
    def fail(_descriptor: int) -> None:
        raise OSError(number, "x")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(DeliveryError, match=f"file_{errno.errorcode[number].lower()}"):
        FileTarget(tmp_path / "log", now=lambda: AT).deliver(1, b"one\n")


def test_file_in_no_folder_is_not_delivered(tmp_path):
    with pytest.raises(DeliveryError, match="file_enoent"):
        FileTarget(tmp_path / "no" / "log", now=lambda: AT).deliver(1, b"one\n")
