"""The server's record in PostgreSQL, for the witness: a connection that can only read, one for each round."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg

from signaling.storage.database_place import PostgresPlace
from signaling.storage.postgres_address import DatabaseUrlError, connect_parameters
from signaling.witness.record_error import RecordUnreadableError

_READ_ONLY = "-c default_transaction_read_only=on"


class PostgresSource:
    """One open connection; see `RecordSource`."""

    begin = "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
    find_prunings = "SELECT 1 WHERE to_regclass('prunings') IS NOT NULL"

    def __init__(self, connection: psycopg.Connection[tuple[Any, ...]]) -> None:
        self._connection = connection

    def rows(self, query: str, values: Sequence[str | int]) -> list[tuple]:
        """Run a query, its values marked with `?`. Raises `RecordUnreadableError`."""
        try:
            cursor = self._connection.execute(query.replace("?", "%s").encode("ascii"), values)
            return cursor.fetchall() if cursor.description is not None else []
        except psycopg.Error as error:
            raise _unreadable(error) from error


@contextmanager
def open_source(place: PostgresPlace) -> Iterator[PostgresSource]:
    """Connect for one round. Raises `RecordUnreadableError`."""
    try:
        parameters = connect_parameters(place.url)
        parameters["options"] = f"{parameters['options']} {_READ_ONLY}"
        parameters["application_name"] = "alongside-witness"
        connection = psycopg.connect(**parameters, autocommit=True)
    except (psycopg.Error, DatabaseUrlError) as error:
        raise _unreadable(error) from error
    try:
        yield PostgresSource(connection)
    finally:
        connection.close()


def _unreadable(error: Exception) -> RecordUnreadableError:
    return RecordUnreadableError(None, detail=str(error).strip())
