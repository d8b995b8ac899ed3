"""Runs reading steps in threads of their own, so that neither the event loop nor the record waits for a long one."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from signaling.domain.ports import AuditUnwritableError

T = TypeVar("T")

READERS = 4  # a page that takes long leaves the others to those who pair; each holds one connection


class ReadPool:
    """Every step sees one state of the database from its beginning to its end."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine.execution_options(is_reading=True)
        self._threads = ThreadPoolExecutor(READERS, thread_name_prefix="record reader")
        self._is_closed = False

    async def run(self, query: Callable[[Connection], T]) -> T:
        """Run a step and return its result.

        Raises:
            AuditUnwritableError: it could not be read, and a record that cannot be read cannot be relied on either;
                or the server is stopping.
        """
        if self._is_closed:
            raise AuditUnwritableError
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, self._read, query)
        except (SQLAlchemyError, OSError) as error:
            raise AuditUnwritableError from error

    async def close(self) -> None:
        """Finish what was asked for; what is asked later is refused."""
        self._is_closed = True
        await asyncio.to_thread(self._threads.shutdown)

    def _read(self, query: Callable[[Connection], T]) -> T:
        with self._engine.connect() as connection:
            return query(connection)
