from pathlib import Path

import pytest

from signaling.storage.secret_file import (
    SecretFileError,
    create_secret_file,
    read_or_create_secret,
    read_secret_file,
)


def test_secret_is_made_once_private_and_whole(tmp_path: Path) -> None:
    path = tmp_path / "key"
    assert read_secret_file(path) is None
    (tmp_path / "key.new").write_bytes(b"cut off by a cra")
    first = read_or_create_secret(path, length=32)
    assert read_or_create_secret(path, length=32) == first
    assert path.stat().st_mode & 0o777 == 0o600
    assert sorted(each.name for each in tmp_path.iterdir()) == ["key"]


def test_secret_that_is_a_folder_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(SecretFileError) as refused:
        read_secret_file(tmp_path)
    assert refused.value.reason == "key_unreadable"


def test_secret_without_a_folder_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        create_secret_file(tmp_path / "none" / "key", b"x")
