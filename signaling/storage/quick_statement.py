"""Statements that run for every event: compiled once for each kind of database, then given to the driver itself.

SQLAlchemy's own way to run a statement takes as long as all the rest of storing an event. What it compiles, the
errors it raises and the transaction it keeps are the same here.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ClauseElement, Connection, Table, insert
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError

Values = Mapping[str, Any]


class QuickStatement:
    """One statement; its values and columns must be of kinds that drivers know themselves: text, numbers, bytes."""

    def __init__(self, statement: ClauseElement, columns: Sequence[str] | None = None) -> None:
        """Take a statement.

        Args:
            statement: of SQLAlchemy, with bound parameters by name.
            columns: the columns an INSERT fills.
        """
        self._statement = statement
        self._columns = None if columns is None else list(columns)
        self._compiled: dict[str, tuple[str, tuple[str, ...] | None]] = {}

    def run_each(self, connection: Connection, rows: Sequence[Values]) -> None:
        """Run it once for each of these values. Raises what SQLAlchemy raises."""
        text, places = self._text_for(connection)
        values = rows if places is None else [[row[name] for name in places] for row in rows]
        cursor = connection.connection.cursor()
        try:
            self._run_with(cursor, text, values)
        except Exception as error:
            raise _as_sqlalchemy_has_it(error, text, connection.dialect) from error
        finally:
            cursor.close()

    def first(self, connection: Connection, values: Values) -> tuple[Any, ...] | None:
        """Run a SELECT and return its first row. Raises what SQLAlchemy raises."""
        text, places = self._text_for(connection)
        cursor = connection.connection.cursor()
        try:
            cursor.execute(text, values if places is None else [values[name] for name in places])
            return cursor.fetchone()
        except Exception as error:
            raise _as_sqlalchemy_has_it(error, text, connection.dialect) from error
        finally:
            cursor.close()

    def _run_with(self, cursor: Any, text: str, values: Sequence[Any]) -> None:
        # One alone goes the short way: many are a pipeline, with an end to wait for.
        if len(values) == 1:
            cursor.execute(text, values[0])
        else:
            cursor.executemany(text, values)

    def _text_for(self, connection: Connection) -> tuple[str, tuple[str, ...] | None]:
        """The text in the database's own words, and the parameters' names in order where they have places."""
        if not connection.in_transaction():
            connection.begin()  # as SQLAlchemy does before the first statement
        dialect = connection.dialect
        found = self._compiled.get(dialect.name)
        if found is None:
            compiled = self._statement.compile(dialect=dialect, column_keys=self._columns)
            places = getattr(compiled, "positiontup", None) if dialect.positional else None
            found = str(compiled), None if places is None else tuple(places)
            self._compiled[dialect.name] = found
        return found


class QuickInsert(QuickStatement):
    """Rows into one table; PostgreSQL gets many of them as a COPY, which takes a third of the time."""

    def __init__(self, table: Table) -> None:
        """Take a table, all of whose columns are filled."""
        self._names = table.columns.keys()
        super().__init__(insert(table), self._names)
        self._copy = f"COPY {table.name} ({', '.join(self._names)}) FROM STDIN"

    def _run_with(self, cursor: Any, text: str, values: Sequence[Any]) -> None:
        if len(values) == 1 or not hasattr(cursor, "copy"):
            super()._run_with(cursor, text, values)
            return
        with cursor.copy(self._copy) as copy:
            for row in values:
                copy.write_row([row[name] for name in self._names])


def _as_sqlalchemy_has_it(error: Exception, text: str, dialect: Dialect) -> BaseException:
    driver = dialect.loaded_dbapi
    if not isinstance(error, driver.Error):
        return error
    made = DBAPIError.instance(text, None, error, driver.Error, hide_parameters=True, dialect=dialect)
    if isinstance(made, DBAPIError):
        made.connection_invalidated = dialect.is_disconnect(error, None, None)
    return made
