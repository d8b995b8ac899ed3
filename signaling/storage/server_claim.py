"""Claims a PostgreSQL database for one server, by a lock that its writing connection holds: without it, no writing.

The lock goes with the connection. So whoever holds it cannot lose it and go on: a statement on a connection that is
gone fails, and the next connection has to claim first. A file of SQLite is claimed by the lock of its data folder.
"""

import time

from sqlalchemy import Connection

from signaling.domain.ports import AnotherServerError

CLAIM_WAIT_S = 2.0  # the server that held it may have ended a moment ago, and PostgreSQL hears of that a little later
_SERVERS_LOCK = 0x616C6F6E67736976  # another one than `postgres` takes for each transaction, which commands take too
_TRY_EVERY_S = 0.02


def claim(connection: Connection, *, wait_s: float = CLAIM_WAIT_S) -> None:
    """Let this connection be the one that writes, for as long as it lasts; outside any transaction.

    Args:
        connection: a fresh one.
        wait_s: how long to try.

    Raises:
        AnotherServerError: somebody else holds the claim.
        DBAPIError: the connection is gone. The driver's own error, if it is outside of SQLAlchemy.
    """
    if connection.dialect.name == "sqlite":
        return
    deadline_s = time.monotonic() + wait_s
    while not _try(connection):
        if time.monotonic() >= deadline_s:
            raise AnotherServerError
        time.sleep(_TRY_EVERY_S)


def _try(connection: Connection) -> bool:
    # Beside SQLAlchemy, whose transactions wait for the commands'. The lock outlives the transaction it is taken in.
    driver = connection.connection
    cursor = driver.cursor()
    try:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", (_SERVERS_LOCK,))
        row = cursor.fetchone()
    finally:
        cursor.close()
    driver.rollback()
    return row is not None and bool(row[0])
