"""Opens a database with the settings the record depends on, and brings its tables up to date."""

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError

from signaling.storage.database_error import DatabaseUnusableError
from signaling.storage.database_place import DatabasePlace, PostgresPlace
from signaling.storage.postgres import (
    is_revision_table_there,
    look_for_danger,
    open_postgres,
    postgres_problem,
)
from signaling.storage.postgres_address import DatabaseUrlError

BUSY_TIMEOUT_MS = 5_000  # the account commands write while the server runs
REVISION = "0010"
"""The newest migration; a database that is there already needs no Alembic, which takes half a second to import."""


def open_engine(place: DatabasePlace) -> Engine:
    """Open the database. Each thread takes a connection of its own from the engine.

    Raises:
        DatabaseUnusableError: its address cannot be used.
    """
    if isinstance(place, PostgresPlace):
        try:
            return open_postgres(place)
        except DatabaseUrlError as error:
            raise DatabaseUnusableError(error.reason) from error
    engine = create_engine(f"sqlite:///{place}")
    _prepare(engine)
    return engine


def upgrade_database(place: DatabasePlace, *, is_thorough: bool = False) -> None:
    """Create the tables or bring them up to this version; nothing happens when they are.

    Args:
        place: the database; a file is made when it is not there.
        is_thorough: before a server runs on it. A file is looked through for damage first, which takes seconds for
            each gigabyte; of PostgreSQL it is asked whether it flushes, and whether we could change the record.

    Raises:
        DatabaseUnusableError: see there.
    """
    engine = open_engine(place)
    is_file = not isinstance(place, PostgresPlace)
    try:
        with engine.connect().execution_options(is_reading=True) as connection:
            if is_thorough and is_file and connection.exec_driver_sql("PRAGMA quick_check(1)").scalar() != "ok":
                raise DatabaseUnusableError("database_corrupt")
            is_current = _revision_of(connection) == REVISION
        if not is_current:
            with engine.begin() as connection:
                _migrate(connection)
        if is_thorough and not is_file:
            with engine.connect().execution_options(is_reading=True) as connection:
                if danger := look_for_danger(connection):
                    raise DatabaseUnusableError(danger)
    except DatabaseError as error:
        raise DatabaseUnusableError(problem_of(error)) from error
    finally:
        engine.dispose()


def wipe_leftovers(connection: Connection) -> bool:
    """Carry everything into the database file and empty the log beside it, which still has what was deleted.

    Outside any transaction. Deleted rows were overwritten in their place when they went (`secure_delete`).

    Returns:
        Whether it could be done now: somebody who is reading an older state holds it up.
    """
    if connection.dialect.name != "sqlite":
        return True
    cursor = connection.connection.cursor()  # beside SQLAlchemy, which would begin a transaction
    try:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        row = cursor.fetchone()
    finally:
        cursor.close()
    return row is not None and row[0] == 0


def problem_of(error: DatabaseError) -> str:
    """The reason of `DatabaseUnusableError` that fits an error of the driver."""
    if not isinstance(error.orig, sqlite3.Error):
        return postgres_problem(error)
    text = str(error.orig).lower()
    is_damaged = "malformed" in text or "no such" in text  # a table or a column that every version has
    if isinstance(error.orig, sqlite3.OperationalError) and not is_damaged:
        return "database_unwritable"
    return "database_corrupt"


def _revision_of(connection: Connection) -> str | None:
    if connection.dialect.name == "sqlite":
        is_there = connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").scalar()
    else:
        is_there = is_revision_table_there(connection)
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() if is_there else None


def _migrate(connection: Connection) -> None:
    from alembic.command import upgrade
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    try:
        upgrade(config, "head")
    except CommandError as error:
        # The file names a revision that this version has never heard of.
        raise DatabaseUnusableError("database_newer") from error


def _prepare(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _on_connect(dbapi_connection: Any, _record: Any) -> None:
        # The driver must not begin transactions by its own rules; see the next listener.
        dbapi_connection.isolation_level = None
        cursor = dbapi_connection.cursor()
        for pragma in (
            f"busy_timeout = {BUSY_TIMEOUT_MS}",
            "journal_mode = WAL",
            "synchronous = FULL",  # NORMAL may lose the last commits when the power fails
            "foreign_keys = ON",
            "trusted_schema = OFF",
            "secure_delete = ON",  # what is erased is overwritten with zeros, not only forgotten
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Any) -> None:
        # IMMEDIATE: the end of the chain is read and extended under one lock, whichever process writes.
        is_reading = connection.get_execution_options().get("is_reading", False)
        connection.exec_driver_sql("BEGIN" if is_reading else "BEGIN IMMEDIATE")
