"""Runs writing steps in order in a thread of its own, many to a commit, and answers each after the commit."""

import asyncio
import contextlib
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from concurrent.futures import wait as wait_for
from dataclasses import dataclass, field
from itertools import groupby
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

import structlog
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from signaling.domain.ports import AnotherServerError, AuditUnwritableError, TooManyWaitingError
from signaling.storage.server_claim import CLAIM_WAIT_S, claim

T = TypeVar("T")
ItemT = TypeVar("ItemT")

_log = structlog.get_logger(__name__)

BATCH_MAX = 128  # bounds how long the first of a batch waits for the last
READY_WAIT_S = 2.0  # for what a step would like to have before; without it, it has more to do itself
WAITING_MAX = 2_048  # beyond that the disk does not keep up, and whoever asks had better be told


@dataclass(slots=True)
class _Job:
    """What somebody waits for: a step, or one of the items that `step` takes many of at once."""

    step: Callable[..., Any]
    answer: asyncio.Future[Any]
    is_item: bool = False
    item: Any = None
    after: "Future[Any] | None" = None
    result: Any = field(default=None, init=False)
    failure: BaseException | None = field(default=None, init=False)


class WriteQueue:
    """Group commit: while one transaction is being flushed, the next steps gather and share the following one.

    A step is a plain function of a SQLAlchemy connection and may only touch the database, because a batch in which
    one step fails is rolled back and its steps run again, each in a transaction of its own. It runs in the one thread
    that owns the writing connection: a batch crosses into it and back once, however many statements it takes.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._next: _Job | None = None  # taken out, but not ready; the thread's own
        self._waiting = 0  # handed in and not answered; moved in the event loop only
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ended: asyncio.Event | None = None
        self._is_closed = False

    @property
    def waiting(self) -> int:
        """Steps that no transaction has taken up yet."""
        return self._jobs.qsize() + (self._next is not None)

    def start(self) -> None:
        """Begin to work."""
        self._loop = asyncio.get_running_loop()
        self._ended = asyncio.Event()
        # A daemon: a process that dies of something else does not wait for a disk. What was not answered is not kept.
        self._thread = threading.Thread(
            target=self._work, args=(self._loop, self._ended), name="record writer", daemon=True
        )
        self._thread.start()

    async def close(self) -> None:
        """Finish what waits, then stop. Steps that come later are refused."""
        self._is_closed = True
        if self._thread is not None and self._ended is not None:
            self._jobs.put(None)
            await self._ended.wait()
            self._thread.join()
            self._thread = None

    async def run(self, step: Callable[[Connection], T]) -> T:
        """Run a step in a transaction and return its result once that transaction is on disk.

        Raises:
            AuditUnwritableError: it could not be written: disk full, read-only, damaged, or the server is stopping.
            TooManyWaitingError: the disk does not keep up.
        """
        return await self._hand_in(_Job(step, asyncio.get_running_loop().create_future()))

    async def run_together(
        self,
        step: Callable[[Connection, Sequence[ItemT]], Sequence[T]],
        item: ItemT,
        *,
        after: "Future[Any] | None" = None,
    ) -> T:
        """As `run`, for a step that takes many items: those that wait side by side share one call of it.

        Args:
            step: always the same function; it must return a result for each item, in their order.
            item: this caller's.
            after: what is worth waiting for before a transaction takes it up, for `READY_WAIT_S` at most; those
                behind it wait too, so the order stays.

        Raises:
            AuditUnwritableError: see `run`.
            TooManyWaitingError: see `run`.
        """
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        return await self._hand_in(_Job(step, future, is_item=True, item=item, after=after))

    async def _hand_in(self, job: _Job) -> Any:
        if self._is_closed:
            raise AuditUnwritableError
        if self._waiting >= WAITING_MAX:
            raise TooManyWaitingError
        self._waiting += 1
        self._jobs.put(job)
        # Whoever asked may go away and take the future along; the step is finished with its batch all the same.
        return await job.answer

    def _settle(self, jobs: list[_Job]) -> None:
        self._waiting -= len(jobs)
        for job in jobs:
            if job.answer.done():
                continue
            if job.failure is None:
                job.answer.set_result(job.result)
            else:
                job.answer.set_exception(job.failure)
                job.answer.exception()  # marked as seen: whoever asked may be gone

    # From here on: in the thread.

    def _work(self, loop: asyncio.AbstractEventLoop, ended: asyncio.Event) -> None:
        writer, is_open = _Writer(self._engine), True
        # A loop that is gone has nobody left who waits.
        with contextlib.suppress(RuntimeError):
            while is_open:
                jobs, is_open = self._next_batch()
                if jobs:
                    writer.run(jobs)
                    loop.call_soon_threadsafe(self._settle, jobs)
        writer.forget(is_broken=False)
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(ended.set)

    def _next_batch(self) -> tuple[list[_Job], bool]:
        """Wait for a job, and take those that are ready behind it; False when it is the last batch."""
        jobs: list[_Job] = []
        job, self._next = self._next or self._jobs.get(), None
        while job is not None:
            if job.after is not None and not job.after.done():
                if jobs:
                    self._next = job
                    return jobs, True
                wait_for([job.after], timeout=READY_WAIT_S)
            jobs.append(job)
            if len(jobs) == BATCH_MAX:
                return jobs, True
            try:
                job = self._jobs.get_nowait()
            except Empty:
                return jobs, True
        return jobs, False


class _Writer:
    """The writing connection, opened when it is needed and again after a fault, and never beside another server's."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None
        self._is_refused = False
        self._was_open = False

    def run(self, jobs: list[_Job]) -> None:
        """Give every job its result or its failure; never raises."""
        try:
            if self._connection is None:
                self._connection = self._open()
            with self._connection.begin():
                results = _run_steps(self._connection, jobs)
        except Exception as error:  # noqa: BLE001 - whatever a step raises goes to the one who asked for it
            self._take_failure(jobs, error)
            return
        for job, result in zip(jobs, results, strict=True):
            job.result = result

    def _open(self) -> Connection:
        connection = self._engine.connect()
        try:
            # Waited for once; after a refusal whoever asks is answered at once.
            claim(connection, wait_s=0.0 if self._is_refused else CLAIM_WAIT_S)
        except Exception as error:
            is_refused = isinstance(error, AnotherServerError)
            if is_refused and self._was_open and not self._is_refused:
                _log.error("another_server_writes")  # at the start whoever starts it says so
            self._is_refused = is_refused
            with contextlib.suppress(SQLAlchemyError, OSError):
                connection.invalidate()
            with contextlib.suppress(SQLAlchemyError, OSError):
                connection.close()
            raise
        self._is_refused, self._was_open = False, True
        return connection

    def _take_failure(self, jobs: list[_Job], error: Exception) -> None:
        if self._connection is None:
            # Nothing was begun: no database, or another server's.
            if not isinstance(error, AnotherServerError):
                _log.error("database_not_open", problem=type(error).__name__, detail=_short(error))
            refusal = error if isinstance(error, AuditUnwritableError) else AuditUnwritableError()
            refusal.__cause__ = None if refusal is error else error
            for job in jobs:
                job.failure = refusal
            return
        is_lost = isinstance(error, DBAPIError) and error.connection_invalidated
        if len(jobs) > 1 and not is_lost:
            for job in jobs:
                self.run([job])
            return
        failure: Exception = error
        if isinstance(error, SQLAlchemyError | OSError):
            _log.error("database_write_failed", problem=type(error).__name__, detail=_short(error))
            failure = AuditUnwritableError()
            failure.__cause__ = error
            self.forget(is_broken=True)
        for job in jobs:
            # A line that broke in the middle of a commit leaves open whether it came about: nothing of it is
            # promised, and nothing of it is run again.
            job.failure = failure

    def forget(self, *, is_broken: bool) -> None:
        """Let go of the connection: after a fault it may hold a half-dead transaction. The next batch opens one."""
        if self._connection is not None:
            if is_broken:
                with contextlib.suppress(SQLAlchemyError, OSError):
                    self._connection.invalidate()
            with contextlib.suppress(SQLAlchemyError, OSError):
                self._connection.close()
        self._connection = None


def _run_steps(connection: Connection, jobs: list[_Job]) -> list[Any]:
    results: list[Any] = []
    for is_item, group in groupby(jobs, key=lambda job: job.step if job.is_item else None):
        if is_item is None:
            results += [job.step(connection) for job in group]
        else:
            results += is_item(connection, [job.item for job in group])
    return results


def _short(error: BaseException) -> str:
    return str(getattr(error, "orig", None) or error)[:200]
