"""Opens a PostgreSQL database with the settings the record depends on, and says what stands in the way."""

from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError

from signaling.storage.database_place import PostgresPlace
from signaling.storage.postgres_address import connect_parameters

_WRITERS_LOCK = 0x616C6F6E67736964  # any number, but the same in every program that writes
# As one text, which is one question and one answer: each more is a wait for the network, and for the interpreter.
_BEGIN_READING = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"
# The end of the chain is read and extended under one lock, whichever process writes. Each statement after it sees
# what the one before us committed, for READ COMMITTED takes a new look for each.
_BEGIN_WRITING = f"BEGIN ISOLATION LEVEL READ COMMITTED, READ WRITE; SELECT pg_advisory_xact_lock({_WRITERS_LOCK})"
_PROBLEMS = {
    "25006": "database_unwritable",  # read_only_sql_transaction
    "42501": "database_not_permitted",  # insufficient_privilege
    "42P01": "database_corrupt",  # undefined_table: one that every version has
    "42704": "database_role_missing",  # undefined_object
    "42703": "database_corrupt",  # undefined_column
    "53100": "database_unwritable",  # disk_full
    "55P03": "database_unwritable",  # lock_not_available
}


def open_postgres(place: PostgresPlace) -> Engine:
    """Make an engine; nothing is connected yet.

    Raises:
        DatabaseUrlError: see there.
    """
    from psycopg.types.array import ListBinaryDumper

    # SQLAlchemy never sees the address, so none of its messages can hold the password.
    engine = create_engine(
        "postgresql+psycopg://", connect_args=connect_parameters(place.url), pool_pre_ping=True, pool_size=6
    )

    @event.listens_for(engine, "connect")
    def _on_connect(dbapi_connection: Any, _record: Any) -> None:
        # The driver must not begin transactions by its own rules; see the next listener.
        dbapi_connection.autocommit = True
        # As text, each quote in a line of the record would be looked for and written as two signs: 25 times as long.
        dbapi_connection.adapters.register_dumper(list, ListBinaryDumper)

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        is_reading = connection.get_execution_options().get("is_reading", False)
        connection.exec_driver_sql(_BEGIN_READING if is_reading else _BEGIN_WRITING)

    return engine


def is_revision_table_there(connection: Connection) -> bool:
    """Whether a migration has ever run."""
    return connection.exec_driver_sql("SELECT to_regclass('alembic_version')").scalar() is not None


def look_for_danger(connection: Connection) -> str | None:
    """What a server must not run with, as a reason of `DatabaseUnusableError`; None when all is well."""
    if connection.exec_driver_sql("SELECT current_setting('fsync')").scalar() != "on":
        return "database_not_durable"
    question = "SELECT has_table_privilege('audit_events', 'UPDATE, DELETE, TRUNCATE')"
    return "database_role_too_strong" if connection.exec_driver_sql(question).scalar() else None


def postgres_problem(error: DBAPIError) -> str:
    """The reason of `DatabaseUnusableError` that fits an error of the driver."""
    state = getattr(error.orig, "sqlstate", None)
    if state is None or state.startswith(("08", "28", "3D", "57P")):
        return "database_unreachable"  # nobody there, not let in, no such database, shutting down
    return _PROBLEMS.get(state, "database_unwritable")
