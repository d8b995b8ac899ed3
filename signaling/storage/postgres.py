"""Opens a PostgreSQL database with the settings the record depends on, and says what stands in the way."""

from ipaddress import ip_address
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError

from shared.errors import AlongsideError
from signaling.storage.database_place import PostgresPlace

LOCK_TIMEOUT_MS = 5_000  # the account commands write while the server runs
_WRITERS_LOCK = 0x616C6F6E67736964  # any number, but the same in every program that writes
_ENCRYPTED_TO_A_KNOWN = frozenset({"verify-ca", "verify-full"})
_SETTINGS = {
    "synchronous_commit": "on",  # an answer after the commit means that it is on disk, whatever the role's default is
    "lock_timeout": str(LOCK_TIMEOUT_MS),
    "idle_in_transaction_session_timeout": "60000",  # a program that hangs must not keep everybody else from writing
}
_DEFAULTS = {
    "application_name": "alongside-server",
    "client_encoding": "utf8",
    "connect_timeout": "5",
    "keepalives_idle": "10",
    "tcp_user_timeout": "10000",
}
_PROBLEMS = {
    "25006": "database_unwritable",  # read_only_sql_transaction
    "42501": "database_not_permitted",  # insufficient_privilege
    "42P01": "database_corrupt",  # undefined_table: one that every version has
    "42704": "database_role_missing",  # undefined_object
    "42703": "database_corrupt",  # undefined_column
    "53100": "database_unwritable",  # disk_full
    "55P03": "database_unwritable",  # lock_not_available
}


class DatabaseUrlError(AlongsideError):
    """An address cannot be used: `url_malformed`, or `url_unsafe` when the way there would not be protected."""

    code = "url_malformed"


def open_postgres(place: PostgresPlace) -> Engine:
    """Make an engine; nothing is connected yet.

    Raises:
        DatabaseUrlError: see there.
    """
    # SQLAlchemy never sees the address, so none of its messages can hold the password.
    engine = create_engine(
        "postgresql+psycopg://", connect_args=connect_parameters(place.url), pool_pre_ping=True, pool_size=6
    )

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        if connection.get_execution_options().get("is_reading", False):
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        else:
            # The end of the chain is read and extended under one lock, whichever process writes. Each statement after
            # it sees what the one before us committed, for READ COMMITTED takes a new look for each.
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITERS_LOCK})")

    return engine


def connect_parameters(url: str) -> dict[str, Any]:
    """What libpq is given for an address: its own parts, and what the record depends on.

    Raises:
        DatabaseUrlError: see there; its text never holds any part of the address.
    """
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    try:
        given = conninfo_to_dict(url)
    except ProgrammingError:
        raise DatabaseUrlError from None
    parameters: dict[str, Any] = {**_DEFAULTS, **given}
    if not _is_on_this_computer(parameters):
        parameters.setdefault("sslmode", "verify-full")
        if parameters["sslmode"] not in _ENCRYPTED_TO_A_KNOWN:
            raise DatabaseUrlError("url_unsafe")
        parameters.setdefault("sslrootcert", "system")
    ours = " ".join(f"-c {name}={value}" for name, value in _SETTINGS.items())
    # Ours behind what was given: the last one counts.
    parameters["options"] = f"{given.get('options', '')} {ours}".strip()
    return parameters


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


def _is_on_this_computer(parameters: dict[str, Any]) -> bool:
    places = f"{parameters.get('host', '')},{parameters.get('hostaddr', '')}".split(",")
    return all(_is_local(place) for place in places if place)


def _is_local(host: str) -> bool:
    if host == "localhost" or host.startswith(("/", "@")):  # a socket in the file system, or an abstract one
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
