import os
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.command import upgrade
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from signaling.storage import migrations
from signaling.storage.account_store import find_account
from signaling.storage.database import REVISION, open_engine, upgrade_database
from signaling.storage.database_error import DatabaseUnusableError
from signaling.storage.migrations.versions import (
    r0001_first_tables,
    r0002_sign_in,
    r0003_admin_page,
    r0004_session_record,
    r0008_pruning,
)
from signaling.storage.models import metadata


def test_upgrade_makes_exactly_the_tables_of_the_models(tmp_path: Path):
    path = tmp_path / "d.sqlite3"
    upgrade_database(path)
    upgrade_database(path, is_thorough=True)
    engine = open_engine(path)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


def test_revision_is_the_newest_migration():
    config = Config()
    config.set_main_option("script_location", os.fspath(next(iter(migrations.__path__))))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_current_head() == REVISION


def test_first_tables_are_never_taken_apart():
    assert r0001_first_tables.down_revision is None
    with pytest.raises(NotImplementedError):
        r0001_first_tables.downgrade()


def test_people_of_the_first_version_keep_their_accounts_and_have_no_second_factor(tmp_path: Path):
    path = tmp_path / "d.sqlite3"
    engine = open_engine(path)
    config = Config()
    config.set_main_option("script_location", os.fspath(next(iter(migrations.__path__))))
    config.set_main_option("path_separator", "os")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        upgrade(config, r0001_first_tables.revision)
        connection.execute(
            text(
                "INSERT INTO accounts (email, name, role, organisation, password_hash, created_unix_ms, is_disabled) "
                "VALUES ('ana@b.org', 'Ana', 'agent', '', '$argon2id$x', 0, 0)"
            )
        )
    upgrade_database(path)
    with engine.begin() as connection:
        account = find_account(connection, "ana@b.org")
    engine.dispose()
    assert account is not None
    assert not account.has_second_factor
    for step in (r0002_sign_in, r0003_admin_page, r0004_session_record, r0008_pruning):
        with pytest.raises(NotImplementedError):
            step.downgrade()


def test_connection_has_the_settings_the_record_depends_on(tmp_path: Path):
    engine = open_engine(tmp_path / "d.sqlite3")
    with engine.connect() as connection:
        found = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    engine.dispose()
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5_000}


def test_two_writers_wait_for_each_other(tmp_path: Path):
    path = tmp_path / "d.sqlite3"
    upgrade_database(path)
    engine = open_engine(path)
    with engine.begin(), sqlite3.connect(path, timeout=0.05) as other:
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        assert other.execute("SELECT count(*) FROM audit_events").fetchone() == (0,)
    other.close()
    engine.dispose()


@pytest.mark.parametrize("content", [b"a letter " * 1_000, b"SQLite format 3\x00" + b"\xff" * 5_000])
def test_file_that_is_no_database_is_refused(tmp_path: Path, content: bytes):
    path = tmp_path / "d.sqlite3"
    path.write_bytes(content)
    with pytest.raises(DatabaseUnusableError) as refused:
        upgrade_database(path)
    assert refused.value.reason == "database_corrupt"


def test_torn_file_is_found_by_the_thorough_look(tmp_path: Path):
    path = tmp_path / "d.sqlite3"
    upgrade_database(path)
    with sqlite3.connect(path) as connection:
        connection.executemany("INSERT INTO slots VALUES (?, '123', 1)", [(f"{n:032x}",) for n in range(3_000)])
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 8_192] = b"\xa5" * 8_192
    path.write_bytes(data)
    with pytest.raises(DatabaseUnusableError) as refused:
        upgrade_database(path, is_thorough=True)
    assert refused.value.reason == "database_corrupt"


def test_folder_in_place_of_the_file_is_unwritable(tmp_path: Path):
    path = tmp_path / "d.sqlite3"
    path.mkdir()
    with pytest.raises(DatabaseUnusableError) as refused:
        upgrade_database(path)
    assert refused.value.reason == "database_unwritable"
