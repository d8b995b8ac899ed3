from pathlib import Path

import pytest

from shared.cli.exit_code import ExitCode
from signaling.cli.database_words import explain_database, explain_url_file
from signaling.storage.database_error import DatabaseUnusableError
from signaling.storage.database_place import PostgresPlace
from signaling.storage.secret_file import SecretFileError

PLACE = PostgresPlace("postgresql://app:hush@db.example/alongside")
FILE = Path("/data/database-url")


@pytest.mark.parametrize(
    ("reason", "status"),
    [
        ("database_corrupt", ExitCode.DATA),
        ("database_newer", ExitCode.DATA),
        ("database_unwritable", ExitCode.CANNOT_CREATE),
        ("database_unreachable", ExitCode.UNAVAILABLE),
        ("database_not_permitted", ExitCode.NOT_PERMITTED),
        ("database_role_too_strong", ExitCode.NOT_PERMITTED),
        ("database_role_missing", ExitCode.DATA),
        ("database_not_durable", ExitCode.SETUP),
        ("url_malformed", ExitCode.DATA),
        ("url_unsafe", ExitCode.DATA),
    ],
)
def test_every_problem_has_a_sentence_of_its_own_and_no_password(reason: str, status: ExitCode):
    error = explain_database(DatabaseUnusableError(reason), PLACE, FILE)
    assert error.status is status
    assert str(FILE) in error.sentence or "app@db.example/alongside" in error.sentence
    assert "hush" not in error.sentence


def test_file_with_the_address_each_problem_says_what_to_do():
    said = {
        reason: explain_url_file(SecretFileError(reason), FILE).sentence
        for reason in ("key_exposed", "key_malformed", "key_unreadable")
    }
    assert "chmod 600" in said["key_exposed"]
    assert "postgresql://" in said["key_malformed"]
    assert len(set(said.values())) == 3
