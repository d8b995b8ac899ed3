import hashlib
import random
from pathlib import Path

import pytest

from signaling.storage.breached_list import BreachedList, BreachedListError


def _line(password: str, count: int = 1) -> bytes:
    return f"{hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()}:{count}".encode()


def _write(path: Path, lines: list[bytes], ending: bytes = b"\r\n") -> Path:
    path.write_bytes(ending.join(lines) + ending)
    return path


@pytest.mark.parametrize("ending", [b"\r\n", b"\n"])
@pytest.mark.parametrize("size", [1, 2, 3, 1000])
def test_every_password_of_the_list_is_found_and_no_other(tmp_path: Path, size: int, ending: bytes):
    numbers = random.Random(size)
    counts = {f"password {number}": numbers.choice([1, 42, 123_456_789]) for number in range(size)}
    lines = sorted(_line(password, count) for password, count in counts.items())
    breached = BreachedList(_write(tmp_path / "list", lines, ending))
    assert {password: breached.count(password) for password in counts} == counts
    assert not any(breached.count(f"another {number}") for number in range(300))
    breached.close()


def test_last_line_may_lack_its_end_and_letters_may_be_small(tmp_path: Path):
    path = tmp_path / "list"
    path.write_bytes(b"\n".join(sorted(_line(password) for password in ("a", "b", "c"))).lower())
    breached = BreachedList(path)
    assert [breached.count(password) for password in ("a", "b", "c", "d")] == [1, 1, 1, 0]
    breached.close()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "breached_malformed"),
        (b"password\n123456\n", "breached_malformed"),
        (b"0" * 32 + b":5\n", "breached_malformed"),
        (b"0" * 40 + b"\n", "breached_malformed"),
        (b"0" * 40 + b":x\n", "breached_malformed"),
        (b"0" * 100_000, "breached_malformed"),
        (b"\xff\xfe" + b"0" * 40 + b":1\n", "breached_malformed"),
        (b"F" * 40 + b":1\n" + b"0" * 40 + b":1\n", "breached_unsorted"),
    ],
)
def test_file_that_is_no_such_list_is_refused_at_once(tmp_path: Path, content: bytes, reason: str):
    path = tmp_path / "list"
    path.write_bytes(content)
    with pytest.raises(BreachedListError) as refused:
        BreachedList(path)
    assert refused.value.reason == reason


def test_file_that_is_not_there_or_a_folder_cannot_be_read(tmp_path: Path):
    for path in (tmp_path, tmp_path / "none"):
        with pytest.raises(BreachedListError) as refused:
            BreachedList(path)
        assert refused.value.reason == "breached_unreadable"


def test_line_that_is_damaged_in_the_middle_is_not_passed_over(tmp_path: Path):
    lines = sorted(_line(str(number)) for number in range(20_000))
    path = _write(tmp_path / "list", lines, b"\n")
    breached = BreachedList(path)
    data = bytearray(path.read_bytes())
    place = data.index(b"\n", len(data) // 2) + 1
    data[place : place + 4] = b"-+-+"
    path.write_bytes(data)
    with pytest.raises(BreachedListError):
        [breached.count(str(number)) for number in range(20_000)]
    breached.close()
