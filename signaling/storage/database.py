"""Opens the database file with the settings the record depends on, and brings its tables up to date."""

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError

from shared.errors import AlongsideError

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

BUSY_TIMEOUT_MS = 5_000  # the account commands write while the server runs
REVISION = "0006"
"""The newest migration; a database that is there already needs no Alembic, which takes half a second to import."""


class DatabaseUnusableError(AlongsideError):
    """The database file cannot be used: `database_corrupt`, `database_newer`, `database_unwritable`."""

    code = "database_unusable"


def open_engine(path: Path) -> Engine:
    """Open the file for commands, without an event loop."""
    engine = create_engine(f"sqlite:///{path}")
    _prepare(engine)
    return engine


def open_async_engine(path: Path) -> "AsyncEngine":
    """Open the file for the server."""
    from sqlalchemy.ext.asyncio import create_async_engine

    engine = create_async_engine(f"sqlite+aiosqlite:///{path}")
    _prepare(engine.sync_engine)
    return engine


def upgrade_database(path: Path, *, is_thorough: bool = False) -> None:
    """Create the tables or bring them up to this version; nothing happens when they are.

    Args:
        path: the database file; made when it is not there.
        is_thorough: look through the whole file for damage first; takes seconds for each gigabyte.

    Raises:
        DatabaseUnusableError: not a database, damaged, made by a newer version, or not writable.
    """
    engine = open_engine(path)
    try:
        with engine.connect().execution_options(is_reading=True) as connection:
            if is_thorough and connection.exec_driver_sql("PRAGMA quick_check(1)").scalar() != "ok":
                raise DatabaseUnusableError("database_corrupt")
            is_current = _revision_of(connection) == REVISION
        if not is_current:
            with engine.begin() as connection:
                _migrate(connection)
    except DatabaseError as error:
        raise DatabaseUnusableError(problem_of(error)) from error
    finally:
        engine.dispose()


def problem_of(error: DatabaseError) -> str:
    """The reason of `DatabaseUnusableError` that fits an error of the driver."""
    text = str(error.orig).lower()
    is_damaged = "malformed" in text or "no such" in text  # a table or a column that every version has
    if isinstance(error.orig, sqlite3.OperationalError) and not is_damaged:
        return "database_unwritable"
    return "database_corrupt"


def _revision_of(connection: Connection) -> str | None:
    is_there = connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").scalar()
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
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Any) -> None:
        # IMMEDIATE: the end of the chain is read and extended under one lock, whichever process writes.
        is_reading = connection.get_execution_options().get("is_reading", False)
        connection.exec_driver_sql("BEGIN" if is_reading else "BEGIN IMMEDIATE")
