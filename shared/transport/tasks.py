"""The only place that starts asyncio tasks: each has an owner that keeps it, reports its failure and ends it."""

import asyncio
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Any, Self

import structlog

_log = structlog.get_logger(__name__)

CLOSE_TIMEOUT_S = 2.0  # I9 of the security page: nothing of an ended session is left after two seconds


class TaskSet:
    """Tasks that live no longer than their owner.

    The event loop itself holds tasks only weakly, so a task nobody keeps may be collected half-way, and its
    exception is seen by nobody. A set keeps each task until it ends, logs what it did not expect, and on `close`
    cancels and awaits the rest. All methods belong to the thread of the running loop.
    """

    def __init__(self, owner: str, *, on_failure: Callable[[str, Exception], None] | None = None) -> None:
        """Make an empty set.

        Args:
            owner: goes before each task's name in logs.
            on_failure: called with the task's name and its exception after it was logged.
        """
        self._owner = owner
        self._on_failure = on_failure
        self._tasks: set[asyncio.Task[Any]] = set()
        self._is_closed = False

    def __len__(self) -> int:
        return len(self._tasks)

    def start(self, work: Coroutine[Any, Any, None], *, name: str) -> asyncio.Task[None]:
        """Run a coroutine in the background.

        Raises:
            RuntimeError: the set is closed; the coroutine is closed unrun.
        """
        if self._is_closed:
            work.close()
            raise RuntimeError(f"{self._owner} is closed and starts no {name}")
        task = asyncio.get_running_loop().create_task(work, name=f"{self._owner}:{name}")
        self._tasks.add(task)
        task.add_done_callback(self._finish)
        return task

    async def close(self, timeout_s: float = CLOSE_TIMEOUT_S) -> bool:
        """Cancel every task and wait for them to end; later `start` calls are refused.

        The task that calls this is left alone, so a task may close the set it belongs to.

        Returns:
            Whether all had ended within `timeout_s` seconds. Those that had not are logged.
        """
        self._is_closed = True
        waiting = self._tasks - {asyncio.current_task()}
        for task in waiting:
            task.cancel()
        if not waiting:
            return True
        _, stuck = await asyncio.wait(waiting, timeout=timeout_s)
        for task in stuck:
            _log.error("task_did_not_end", task=task.get_name(), waited_s=timeout_s)
        return not stuck

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        await self.close()

    def _finish(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if task.cancelled():
            return
        error = task.exception()
        if error is None:
            return
        _log.error("task_failed", task=task.get_name(), exc_info=error)
        if self._on_failure is not None and isinstance(error, Exception):
            self._on_failure(task.get_name(), error)
