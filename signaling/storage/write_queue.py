"""Runs writing steps one after the other on one connection, many to a commit, and answers each after the commit."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from signaling.domain.ports import AuditUnwritableError, TooManyWaitingError

T = TypeVar("T")

_log = structlog.get_logger(__name__)

BATCH_MAX = 128  # bounds how long the first of a batch waits for the last
WAITING_MAX = 2_048  # beyond that the disk does not keep up, and whoever asks had better be told


@dataclass(slots=True)
class _Job:
    step: Callable[[Connection], Any]
    answer: asyncio.Future[Any]


class WriteQueue:
    """Group commit: while one transaction is being flushed, the next steps gather and share the following one.

    A step is a plain function of a SQLAlchemy connection and may only touch the database, because a batch in which
    one step fails is rolled back and its steps run again, each in a transaction of its own.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._jobs: asyncio.Queue[_Job | None] = asyncio.Queue(WAITING_MAX)
        self._worker: asyncio.Task[None] | None = None
        self._is_closed = False

    @property
    def waiting(self) -> int:
        """Steps that no transaction has taken up yet."""
        return self._jobs.qsize()

    def start(self) -> None:
        """Begin to work."""
        self._worker = asyncio.create_task(self._work(), name="write queue")

    async def close(self) -> None:
        """Finish what waits, then stop. Steps that come later are refused."""
        self._is_closed = True
        if self._worker is not None:
            await self._jobs.put(None)
            await self._worker
            self._worker = None

    async def run(self, step: Callable[[Connection], T]) -> T:
        """Run a step in a transaction and return its result once that transaction is on disk.

        Raises:
            AuditUnwritableError: it could not be written: disk full, read-only, damaged, or the server is stopping.
            TooManyWaitingError: the disk does not keep up.
        """
        if self._is_closed:
            raise AuditUnwritableError
        job = _Job(step, asyncio.get_running_loop().create_future())
        try:
            self._jobs.put_nowait(job)
        except asyncio.QueueFull:
            raise TooManyWaitingError from None
        # Shielded: whoever asked may go away, but a step that has begun is finished with its batch.
        return await asyncio.shield(job.answer)

    async def _work(self) -> None:
        connection: AsyncConnection | None = None
        try:
            while True:
                batch = [await self._jobs.get()]
                while len(batch) < BATCH_MAX and not self._jobs.empty():
                    batch.append(self._jobs.get_nowait())
                jobs = [job for job in batch if job is not None]
                if jobs:
                    connection = await self._run_batch(connection, jobs)
                if len(jobs) < len(batch):
                    return
        finally:
            if connection is not None:
                await connection.close()

    async def _run_batch(self, connection: AsyncConnection | None, jobs: list[_Job]) -> AsyncConnection | None:
        try:
            if connection is None:
                connection = await self._engine.connect()
            results = await self._commit(connection, [job.step for job in jobs])
        except Exception as error:  # noqa: BLE001 - whatever a step raises goes to the one who asked for it
            if len(jobs) > 1:
                for job in jobs:
                    connection = await self._run_batch(connection, [job])
                return connection
            if isinstance(error, SQLAlchemyError | OSError):
                _log.error("database_write_failed", problem=type(error).__name__, detail=_short(error))
                failure: BaseException = AuditUnwritableError()
                failure.__cause__ = error
                connection = await self._forget(connection)
            else:
                failure = error
            _settle(jobs[0].answer, failure=failure)
            return connection
        for job, result in zip(jobs, results, strict=True):
            _settle(job.answer, result=result)
        return connection

    @staticmethod
    async def _commit(connection: AsyncConnection, steps: list[Callable[[Connection], Any]]) -> list[Any]:
        async with connection.begin():
            return await connection.run_sync(lambda sync: [step(sync) for step in steps])

    @staticmethod
    async def _forget(connection: AsyncConnection | None) -> None:
        # After an I/O error the connection may hold a half-dead transaction; the next batch opens a new one.
        if connection is not None:
            with contextlib.suppress(SQLAlchemyError, OSError):
                await connection.invalidate()
            with contextlib.suppress(SQLAlchemyError, OSError):
                await connection.close()


def _settle(answer: asyncio.Future[Any], *, result: Any = None, failure: BaseException | None = None) -> None:
    if answer.done():
        return
    if failure is None:
        answer.set_result(result)
    else:
        answer.set_exception(failure)
        answer.exception()  # marked as seen: whoever asked may be gone


def _short(error: BaseException) -> str:
    return str(getattr(error, "orig", None) or error)[:200]
