"""One thread that runs one asyncio loop, and the only doors into it from other threads."""

import asyncio
import concurrent.futures
import sys
import threading
from collections.abc import Callable, Coroutine
from typing import Any, ParamSpec, TypeVar

import structlog

_log = structlog.get_logger(__name__)

T = TypeVar("T")
P = ParamSpec("P")

START_TIMEOUT_S = 10.0  # importing uvloop on a slow disk; not a wait anybody sees
STOP_TIMEOUT_S = 4.0
OWN_TASKS_S = 2.5  # a peer has two seconds to close in
OTHER_TASKS_S = 0.3


SWITCH_INTERVAL_S = 0.0001


def hand_over_often() -> None:
    """Hand the interpreter over fifty times as often as usual: this thread must not wait behind a repaint.

    For programs that have a thread of ours beside one that paints; once, at their start.
    """
    sys.setswitchinterval(SWITCH_INTERVAL_S)


def new_event_loop() -> asyncio.AbstractEventLoop:
    """Make the loop all networking runs on: uvloop where it is installed, else the selector loop.

    Not the default loop of Windows: its proactor stops receiving UDP after an ICMP reset (CPython issue 119711).
    """
    if sys.platform != "win32":
        try:
            import uvloop
        except ImportError:
            pass
        else:
            return uvloop.new_event_loop()
    return asyncio.SelectorEventLoop()


class LoopThread:
    """Owns the event loop of a program. `run` and `call` may be used from any thread.

    Every socket and every aiortc object is made and used inside this thread only.
    """

    def __init__(self, name: str = "net") -> None:
        self._name = name
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._is_stopping = False
        self._owned: set[asyncio.Task[Any]] = set()

    @property
    def is_running(self) -> bool:
        """Whether the thread is up and takes work."""
        return self._thread is not None and self._thread.is_alive() and not self._is_stopping

    def start(self) -> None:
        """Start the thread and return once its loop runs.

        Raises:
            RuntimeError: it was started before, or the loop could not be made.
        """
        if self._thread is not None:
            raise RuntimeError(f"loop thread {self._name} was started before")
        ready: concurrent.futures.Future[asyncio.AbstractEventLoop] = concurrent.futures.Future()
        self._thread = threading.Thread(target=self._main, args=(ready,), name=self._name, daemon=True)
        self._thread.start()
        self._loop = ready.result(START_TIMEOUT_S)

    def run(self, work: Coroutine[Any, Any, T]) -> concurrent.futures.Future[T]:
        """Run a coroutine in the loop; the answer, or its exception, arrives in the future.

        Raises:
            RuntimeError: the loop does not run; the coroutine is closed unrun.
        """
        try:
            loop = self._running_loop()
        except RuntimeError:
            work.close()
            raise
        return asyncio.run_coroutine_threadsafe(self._own(work), loop)

    def call(self, function: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> None:
        """Call a plain function in the loop thread, soon, and forget its answer.

        Raises:
            RuntimeError: the loop does not run.
        """
        self._running_loop().call_soon_threadsafe(lambda: function(*args, **kwargs))

    def stop(self, timeout_s: float = STOP_TIMEOUT_S) -> bool:
        """Cancel every task, wait for them, end the thread. May be called twice, and before `start`.

        What was started with `run` is cancelled first and may still use everything it holds while it cleans up.

        Returns:
            Whether everything ended within `timeout_s` seconds.

        Raises:
            RuntimeError: called from the loop thread itself, which cannot wait for its own end.
        """
        thread, loop = self._thread, self._loop
        if thread is None or loop is None:
            return True
        if thread is threading.current_thread():
            raise RuntimeError("a loop thread cannot stop itself")
        if not self._is_stopping:
            self._is_stopping = True
            loop.call_soon_threadsafe(loop.stop)
        thread.join(timeout_s)
        if thread.is_alive():
            _log.error("loop_thread_did_not_end", thread=self._name, waited_s=timeout_s)
        return not thread.is_alive()

    async def _own(self, work: Coroutine[Any, Any, T]) -> T:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a coroutine always runs in a task
        self._owned.add(task)
        try:
            return await work
        finally:
            self._owned.discard(task)

    def _running_loop(self) -> asyncio.AbstractEventLoop:
        loop = self._loop
        if loop is None or not self.is_running:
            raise RuntimeError(f"loop thread {self._name} does not run")
        return loop

    def _main(self, ready: concurrent.futures.Future[asyncio.AbstractEventLoop]) -> None:
        try:
            loop = new_event_loop()
        except Exception as error:  # noqa: BLE001 - the starter waits for it and raises it in its own thread
            ready.set_exception(error)
            return
        asyncio.set_event_loop(loop)
        loop.call_soon(ready.set_result, loop)
        try:
            loop.run_forever()
        finally:
            try:
                _end_tasks(loop, lambda: self._owned, rounds=1, wait_s=OWN_TASKS_S)
                _end_tasks(loop, lambda: asyncio.all_tasks(loop), rounds=3, wait_s=OTHER_TASKS_S)
                loop.run_until_complete(loop.shutdown_asyncgens())
                loop.run_until_complete(loop.shutdown_default_executor())
            finally:
                asyncio.set_event_loop(None)
                loop.close()


def _end_tasks(
    loop: asyncio.AbstractEventLoop, find: Callable[[], set[asyncio.Task[Any]]], *, rounds: int, wait_s: float
) -> None:
    # What other threads handed over last is still in the loop's queue.
    loop.run_until_complete(asyncio.sleep(0))
    # A task's own clean-up may start another one, hence the rounds; libraries do it too.
    for _ in range(rounds):
        tasks = set(find())
        if not tasks:
            return
        for task in tasks:
            task.cancel()
        done, _ = loop.run_until_complete(asyncio.wait(tasks, timeout=wait_s))
        for task in done:
            if not task.cancelled() and (error := task.exception()) is not None:
                _log.error("task_failed_at_stop", task=task.get_name(), exc_info=error)
    for task in find():
        _log.error("task_did_not_end", task=task.get_name())
