"""The folder with the server's database and key: found, made, checked, and locked against a second server."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import platformdirs
from sqlalchemy import Connection

from shared.audit.chain import EMPTY_CHAIN
from shared.cli.exit_code import ExitCode
from shared.cli.text import tr
from signaling.cli.command_error import CommandError
from signaling.cli.database_words import explain_database, explain_url_file
from signaling.cli.folder_lock import hold_lock
from signaling.storage.account_key import KEY_FILE, load_or_create_account_key
from signaling.storage.audit_key import PRIVATE_FILE, load_or_create_audit_key
from signaling.storage.audit_store import read_head
from signaling.storage.database import open_engine, problem_of, upgrade_database
from signaling.storage.database_error import DatabaseUnusableError
from signaling.storage.database_place import URL_FILE, DatabasePlace, PostgresPlace, database_path, find_database
from signaling.storage.factor_store import has_second_factors
from signaling.storage.secret_file import SecretFileError

LOCK_FILE = "server.lock"


def choose_data_dir(data_dir: Path | None) -> Path:
    """The folder that was asked for, or the usual one of this system."""
    return data_dir or platformdirs.user_data_path("alongside-server", appauthor=False)


def prepare_data_dir(data_dir: Path, *, is_thorough: bool = False) -> None:
    """Make the folder if it is not there, and bring database and key up to date.

    Args:
        data_dir: the folder.
        is_thorough: look through the whole database for damage.

    Raises:
        CommandError: with the sentence and status for whatever stands in the way.
    """
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = data_dir / ".writable"
        probe.write_bytes(b"")
        probe.unlink()
        place = place_of(data_dir)
        if not isinstance(place, PostgresPlace):
            # Password hashes lie in it; SQLite gives its side files the same mode.
            os.close(os.open(place, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        sentence = tr("The data folder {path} cannot be written to.", path=data_dir)
        raise CommandError(sentence, ExitCode.CANNOT_CREATE) from error
    _bring_up_to_date(data_dir, is_thorough=is_thorough)


def place_of(data_dir: Path) -> DatabasePlace:
    """The database of a data folder.

    Raises:
        CommandError: its `database-url` cannot be used.
    """
    try:
        return find_database(data_dir)
    except SecretFileError as error:
        raise explain_url_file(error, data_dir / URL_FILE) from error


def require_data_dir(data_dir: Path) -> None:
    """For commands about what is there already: bring database and key up to date, make nothing where there is none.

    Raises:
        CommandError: it is not the folder of a server, or whatever else stands in the way.
    """
    if not (_is_file(database_path(data_dir)) or _is_file(data_dir / URL_FILE)):
        sentence = tr("There is no data of a server in {path}. Check --data-dir.", path=data_dir)
        raise CommandError(sentence, ExitCode.UNREADABLE)
    if not (data_dir / PRIVATE_FILE).is_file():
        raise _explain_audit_key(SecretFileError("key_unreadable"), data_dir)
    _bring_up_to_date(data_dir, is_thorough=False)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name longer than any file's
        return False


def _bring_up_to_date(data_dir: Path, *, is_thorough: bool) -> None:
    place = place_of(data_dir)
    try:
        upgrade_database(place, is_thorough=is_thorough)
    except DatabaseUnusableError as error:
        raise explain_database(error, place, data_dir / URL_FILE) from error
    try:
        _find_or_make_key(data_dir)
    except SecretFileError as error:
        raise _explain_audit_key(error, data_dir) from error
    try:
        _find_or_make_account_key(data_dir)
    except SecretFileError as error:
        raise _explain_account_key(error, data_dir) from error


def _find_or_make_key(data_dir: Path) -> None:
    if not (data_dir / PRIVATE_FILE).exists():
        with open_database(data_dir, is_reading=True) as connection:
            if read_head(connection) != EMPTY_CHAIN:
                # A new one would seal an old record under another name, and its exports would say that all is well.
                raise SecretFileError("key_gone")
    load_or_create_audit_key(data_dir)


def _find_or_make_account_key(data_dir: Path) -> None:
    if not (data_dir / KEY_FILE).exists():
        with open_database(data_dir, is_reading=True) as connection:
            if has_second_factors(connection):
                raise SecretFileError("key_gone")
    load_or_create_account_key(data_dir)


@contextmanager
def hold_server_lock(data_dir: Path) -> Iterator[None]:
    """Keep a second server off the same folder while this one runs; the lock goes with the process.

    Raises:
        CommandError: another server runs on the folder.
    """
    refusal = tr("Another server already runs on the data folder {path}.", path=data_dir)
    with hold_lock(data_dir / LOCK_FILE, refusal=refusal):
        yield


@contextmanager
def open_database(
    data_dir: Path, *, is_reading: bool = False, place: DatabasePlace | None = None
) -> Iterator[Connection]:
    """One transaction on the folder's database, beside a server that may be running.

    Args:
        data_dir: a folder that was prepared.
        is_reading: nothing will be written, so nobody who writes has to wait.
        place: the same database under another role; what the folder says when None.

    Raises:
        CommandError: the database cannot be used.
    """
    from sqlalchemy.exc import DatabaseError

    place = place or place_of(data_dir)
    try:
        engine = open_engine(place)
    except DatabaseUnusableError as error:
        raise explain_database(error, place, data_dir / URL_FILE) from error
    try:
        with engine.execution_options(is_reading=is_reading).begin() as connection:
            yield connection
    except DatabaseError as error:
        raise explain_database(DatabaseUnusableError(problem_of(error)), place, data_dir / URL_FILE) from error
    finally:
        engine.dispose()


def _explain_audit_key(error: SecretFileError, data_dir: Path) -> CommandError:
    """Say what is wrong with the audit key of a data folder."""
    path = data_dir / PRIVATE_FILE
    if error.reason == "key_gone":
        sentence = tr(
            "The audit key {path} is gone, and the record is sealed with it. Bring back a backup.", path=path
        )
        return CommandError(sentence, ExitCode.UNREADABLE)
    if error.reason == "key_exposed":
        sentence = tr("Other users can read the audit key {path}. Run: chmod 600 {path}", path=path)
        return CommandError(sentence, ExitCode.DATA)
    if error.reason == "key_malformed":
        sentence = tr("The audit key {path} is damaged. Bring back a backup; do not make a new one.", path=path)
        return CommandError(sentence, ExitCode.DATA)
    return CommandError(tr("The audit key {path} cannot be read.", path=path), ExitCode.UNREADABLE)


def _explain_account_key(error: SecretFileError, data_dir: Path) -> CommandError:
    """Say what is wrong with the key that second factors are sealed with."""
    path = data_dir / KEY_FILE
    if error.reason == "key_exposed":
        sentence = tr("Other users can read the key {path}. Run: chmod 600 {path}", path=path)
        return CommandError(sentence, ExitCode.DATA)
    if error.reason == "key_unreadable":
        return CommandError(tr("The key {path} cannot be read.", path=path), ExitCode.UNREADABLE)
    sentence = tr(
        "The key {path} is gone or damaged, and second factors are sealed with it. Bring back a backup.", path=path
    )
    return CommandError(sentence, ExitCode.UNREADABLE if error.reason == "key_gone" else ExitCode.DATA)
