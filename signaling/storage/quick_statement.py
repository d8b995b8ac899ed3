"""Statements that run for every event: compiled once for each kind of database, then given to the driver itself.

SQLAlchemy's own way to run a statement takes as long as all the rest of storing an event. What it compiles, the
errors it raises and the transaction it keeps are the same here. PostgreSQL gets many rows as one statement, and
several statements before the first answer is waited for: each wait costs the way there and back.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, nullcontext
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    ClauseElement,
    Column,
    Connection,
    LargeBinary,
    Table,
    TableValuedAlias,
    Text,
    bindparam,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeEngine

Values = Mapping[str, Any]
Rows = list[tuple[Any, ...]]

# Of any length, so that what is too long is refused as it is everywhere: a cast to a length would cut it off.
_LONG: dict[type, TypeEngine[Any]] = {str: Text(), int: BigInteger(), bytes: LargeBinary(), bool: Boolean()}


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
        """Run it once for each of these values, of which there is one at least. Raises what SQLAlchemy raises."""
        with _errors_of(connection), closing(connection.connection.cursor()) as cursor:
            self.run_with(cursor, connection, rows)

    def first(self, connection: Connection, values: Values) -> tuple[Any, ...] | None:
        """Run a SELECT and return its first row. Raises what SQLAlchemy raises."""
        with _errors_of(connection), closing(self.ask(connection, values)) as cursor:
            return cursor.fetchone()

    def ask(self, connection: Connection, values: Values) -> Any:
        """Run a SELECT and return the driver's cursor; see `ask_together`."""
        text, places = self._text_for(connection)
        cursor = connection.connection.cursor()
        cursor.execute(text, values if places is None else [values[name] for name in places])
        return cursor

    def run_with(self, cursor: Any, connection: Connection, rows: Sequence[Values]) -> None:
        """As `run_each`, with the driver's own cursor and errors."""
        text, places = self._text_for(connection)
        values = rows if places is None else [[row[name] for name in places] for row in rows]
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


class _ManyRows(QuickStatement):
    """A statement with a second form for PostgreSQL that takes all rows at once, as one array for each column."""

    def __init__(
        self, statement: ClauseElement, at_once: ClauseElement, columns: Sequence[str] | None = None
    ) -> None:
        super().__init__(statement, columns)
        self._at_once = QuickStatement(at_once)

    def run_with(self, cursor: Any, connection: Connection, rows: Sequence[Values]) -> None:
        if len(rows) == 1 or connection.dialect.name != "postgresql":
            super().run_with(cursor, connection, rows)
        else:
            self._at_once.run_with(cursor, connection, [{name: [row[name] for row in rows] for name in rows[0]}])


class QuickInsert(_ManyRows):
    """Rows into one table."""

    def __init__(self, table: Table) -> None:
        """Take a table, all of whose columns are filled."""
        names = table.columns.keys()
        super().__init__(insert(table), insert(table).from_select(names, select(_given(table.columns))), names)


class QuickUpdate(_ManyRows):
    """New values for rows that are found by one column, for each row its own."""

    def __init__(self, key: Column[Any], *columns: Column[Any]) -> None:
        """Take the column that rows are found by, called `key` among the values, and those that are changed."""
        given = _given(columns, key)
        changed = {column.name: bindparam(column.name) for column in columns}
        changed_at_once = {column.name: given.c[column.name] for column in columns}
        statement = update(key.table)
        super().__init__(
            statement.where(key == bindparam("key")).values(changed),
            statement.where(key == given.c["key"]).values(changed_at_once),
        )


def ask_together(connection: Connection, *questions: tuple[QuickStatement, Values]) -> list[Rows]:
    """Run SELECTs and return the rows of each. Raises what SQLAlchemy raises."""
    cursors: list[Any] = []
    with sent_together(connection):
        cursors += [statement.ask(connection, values) for statement, values in questions]
    with _errors_of(connection):
        found = [cursor.fetchall() for cursor in cursors]
    for cursor in cursors:
        cursor.close()
    return found


@contextmanager
def sent_together(connection: Connection) -> Iterator[None]:
    """What is run within goes to the database in one go; at its end all of it is done, or the first error is raised.

    Raises what SQLAlchemy raises.
    """
    if not connection.in_transaction():
        connection.begin()
    driver: Any = connection.connection.driver_connection
    with _errors_of(connection), driver.pipeline() if hasattr(driver, "pipeline") else nullcontext():
        yield


def _given(columns: Iterable[Column[Any]], key: Column[Any] | None = None) -> TableValuedAlias:
    """Arrays as a table."""
    named = {} if key is None else {"key": key}
    named |= {column.name: column for column in columns}
    arrays = (bindparam(name, type_=ARRAY(_LONG[column.type.python_type])) for name, column in named.items())
    return func.unnest(*arrays).table_valued(*named).render_derived(name="given")


@contextmanager
def _errors_of(connection: Connection) -> Iterator[None]:
    try:
        yield
    except connection.dialect.loaded_dbapi.Error as error:
        raise _as_sqlalchemy_has_it(error, connection) from error


def _as_sqlalchemy_has_it(error: Any, connection: Connection) -> BaseException:
    dialect = connection.dialect
    made = DBAPIError.instance(None, None, error, dialect.loaded_dbapi.Error, hide_parameters=True, dialect=dialect)
    if isinstance(made, DBAPIError):
        # Some drivers say with the connection, not with the error, that the line is gone.
        driver: Any = connection.connection.driver_connection
        made.connection_invalidated = dialect.is_disconnect(error, driver, None)
    return made
