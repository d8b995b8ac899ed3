"""Starts the processes for files of one program, and can cut every one of them from any thread."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext

from shared.protocol.signaling_messages import IceServer
from shared.transfer.view import Direction
from shared.transport import file_pipe
from shared.transport.file_batch import FileWorker, PathOptions
from shared.transport.file_process import FileProcess, ice_addresses
from shared.transport.tasks import TaskSet


def _always() -> AbstractContextManager[bool]:
    return nullcontext(enter_result=True)


class FilesShell:
    """A `FilesPort`. Everything but `cut` and `hold` belongs to the loop thread."""

    def __init__(
        self,
        tasks: TaskSet,
        *,
        has_loopback: bool,
        may_start: Callable[[], AbstractContextManager[bool]] = _always,
    ) -> None:
        """Start without a process.

        Args:
            tasks: owns what runs meanwhile.
            has_loopback: the server is on this computer, so the other program may be as well.
            may_start: held while a process starts; says whether one may.
        """
        self._tasks = tasks
        self._has_loopback = has_loopback
        self._may_start = may_start
        self._running: list[tuple[Direction, FileProcess]] = []
        self.ice_servers: Sequence[IceServer] = ()

    @property
    def options(self) -> PathOptions:
        """What is asked for addresses now."""
        return PathOptions(servers=ice_addresses(self.ice_servers), has_loopback=self._has_loopback)

    def start(
        self, on_report: Callable[[file_pipe.Report | None], None], direction: Direction = "to_user"
    ) -> FileWorker:
        """Start a process, or give one that has ended already while nothing may open."""
        with self._may_start() as may_start:
            if not may_start:
                asyncio.get_running_loop().call_soon(on_report, None)
                return _NoProcess()
            process = FileProcess(self._tasks, on_report)
            self._running = [(way, other) for way, other in self._running if not other.is_ended]
            self._running.append((direction, process))
            return process

    @property
    def _processes(self) -> list[FileProcess]:
        return [process for _, process in self._running]

    def cut(self, direction: Direction | None = None) -> None:
        """Let no byte pass any more that way, or either way. Any thread."""
        for way, process in list(self._running):
            if direction in (None, way):
                process.cut()

    def hold(self) -> None:
        """Let no byte pass until each is told otherwise. Any thread."""
        for _, process in list(self._running):
            process.hold()

    async def wait_ended(self) -> None:
        """Wait until every process that was ended is gone."""
        for process in self._processes:
            process.end()
            await process.wait_ended()


class _NoProcess:
    """What does nothing, for a batch that ends before it began."""

    def order(self, order: file_pipe.Order) -> None:
        """Nothing."""

    def end(self) -> None:
        """Nothing."""
