from pathlib import Path

import pytest

from signaling.storage.database_place import PostgresPlace, database_path, find_database
from signaling.storage.secret_file import SecretFileError


def _write(folder: Path, content: bytes, mode: int = 0o600) -> None:
    path = folder / "database-url"
    path.write_bytes(content)
    path.chmod(mode)


def test_without_an_address_it_is_the_file_in_the_folder(tmp_path: Path):
    assert find_database(tmp_path) == database_path(tmp_path) == tmp_path / "alongside.sqlite3"


def test_address_names_a_postgresql_and_is_never_shown_whole(tmp_path: Path):
    _write(tmp_path, b"postgresql://app:s3cret@db.example:5433/alongside?sslmode=verify-full\n")
    place = find_database(tmp_path)
    assert isinstance(place, PostgresPlace)
    assert str(place) == "postgresql://app@db.example:5433/alongside"
    assert "s3cret" not in repr(place)
    assert str(PostgresPlace("postgresql://[")) == "postgresql://"


def test_address_others_can_read_is_refused(tmp_path: Path):
    _write(tmp_path, b"postgresql://app@/alongside", 0o640)
    with pytest.raises(SecretFileError) as refused:
        find_database(tmp_path)
    assert refused.value.reason == "key_exposed"


@pytest.mark.parametrize(
    "content", [b"", b"sqlite:///x", b"http://x", b"\xff\xfe", b"postgresql://a\nhost=b", b"host=/tmp dbname=x"]
)
def test_what_is_no_address_is_refused(tmp_path: Path, content: bytes):
    _write(tmp_path, content)
    with pytest.raises(SecretFileError) as refused:
        find_database(tmp_path)
    assert refused.value.reason == "key_malformed"
