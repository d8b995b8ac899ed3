"""Checks signatures in a process of its own when many come at once: each keeps Python's lock for 150 microseconds.

It is the same function there. Of a process that is gone, slow or not there yet nothing is believed: whoever needs a
verdict that never came checks the signature again, here.
"""

import asyncio
import os
import signal
import threading
from collections import deque
from collections.abc import Sequence
from concurrent.futures import BrokenExecutor, Future, InvalidStateError, ProcessPoolExecutor
from functools import partial
from multiprocessing import active_children, get_context, parent_process
from time import monotonic

import structlog

from shared.audit.chain import is_signature_valid

_log = structlog.get_logger(__name__)

WORTH_COUNT = 8  # at once; fewer are checked before they would be there and back
GROUP_MAX = 32  # checked in one go; the first of them can be stored while the next are looked at
LATE_AFTER_S = 10.0  # a group takes 5 ms
START_AGAIN_AFTER_S = 60.0
END_WAIT_S = 2.0  # for what it checks just then; a server that is told to stop does not wait for a process that hangs

Claim = tuple[bytes, bytes, bytes]
"""A public key, a signature, and the bytes it should be for."""


class Group:
    """What is checked in one go; its verdicts are missing altogether when the process was lost."""

    __slots__ = ("claims", "sent_s", "verdicts")

    def __init__(self) -> None:
        self.claims: list[Claim] = []
        self.verdicts: Future[list[bool]] = Future()
        self.sent_s = 0.0


class Verdict:
    """On one signature; comes later, in any thread."""

    __slots__ = ("_group", "_place")

    def __init__(self, group: Group, place: int) -> None:
        self._group = group
        self._place = place

    @property
    def coming(self) -> Future[list[bool]]:
        """Done when there is nothing more to wait for."""
        return self._group.verdicts

    @property
    def is_right(self) -> bool | None:
        """None while nobody has found out, or when nobody ever will."""
        found = self.coming.result() if self.coming.done() else []
        return found[self._place] if found else None


class SignatureProcess:
    """Takes what comes within one turn of the event loop together; a server with little to do never starts a process.

    Its methods belong to the event loop.
    """

    def __init__(self) -> None:
        self._gathered: list[Group] = []
        self._sent = deque[Group]()
        self._executor: ProcessPoolExecutor | None = None
        self._started: Future[int] | None = None
        self._start_at_s = 0.0

    def check(self, claim: Claim) -> Verdict:
        """Have a signature checked; verdicts come in the order of the calls."""
        if not self._gathered:
            asyncio.get_running_loop().call_soon(self._send)
        if not self._gathered or len(self._gathered[-1].claims) == GROUP_MAX:
            self._gathered.append(Group())
        group = self._gathered[-1]
        group.claims.append(claim)
        return Verdict(group, len(group.claims) - 1)

    async def close(self) -> None:
        """End the process; what comes later is checked here."""
        self._start_at_s = float("inf")
        if (executor := self._executor) is not None:
            self._executor = None
            impatience = asyncio.get_running_loop().call_later(END_WAIT_S, self._kill)
            try:
                await asyncio.to_thread(executor.shutdown)
            finally:
                impatience.cancel()

    def _send(self) -> None:
        groups, self._gathered = self._gathered, []
        is_worth_it = sum(len(group.claims) for group in groups) >= WORTH_COUNT
        for group in groups:
            executor = self._find_executor() if is_worth_it else None
            if executor is None or not self._hand_over(executor, group):
                group.verdicts.set_result(_check_all(group.claims))

    def _hand_over(self, executor: ProcessPoolExecutor, group: Group) -> bool:
        try:
            answer = executor.submit(_check_all, group.claims)
        except (BrokenExecutor, RuntimeError) as error:
            self._lose(type(error).__name__)
            return False
        group.sent_s = monotonic()
        self._sent.append(group)
        answer.add_done_callback(partial(_pass_on, group))
        return True

    def _find_executor(self) -> ProcessPoolExecutor | None:
        """The process, once it is there and as long as it answers."""
        if self._executor is None:
            if monotonic() >= self._start_at_s:
                self._start()
            return None
        while self._sent and self._sent[0].verdicts.done():
            self._sent.popleft()
        if self._sent and monotonic() - self._sent[0].sent_s > LATE_AFTER_S:
            self._lose("late")
            return None
        return self._executor if self._started is not None and self._started.done() else None

    def _start(self) -> None:
        # Not by `fork`, which would copy the keys and the database's connections, and locks that a thread holds.
        try:
            self._executor = ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_begin)
            self._started = self._executor.submit(os.getpid)
        except (OSError, RuntimeError) as error:
            self._lose(type(error).__name__)

    def _lose(self, problem: str) -> None:
        _log.warning("signature_process_lost", problem=problem)
        if self._executor is not None:
            self._executor.shutdown(wait=False, cancel_futures=True)
            self._kill()  # of one that hangs the interpreter would wait for the end when it leaves
        for group in self._sent:
            _settle(group, [])
        self._sent.clear()
        self._executor, self._started = None, None
        self._start_at_s = monotonic() + START_AGAIN_AFTER_S

    def _kill(self) -> None:
        started = self._started
        if started is None or not started.done() or started.cancelled() or started.exception() is not None:
            return  # while it is not up it hangs in nothing of ours, and goes when its executor is shut down
        for child in active_children():
            if child.pid == started.result():
                child.kill()


def _pass_on(group: Group, answer: "Future[list[bool]]") -> None:
    is_lost = answer.cancelled() or answer.exception() is not None
    _settle(group, [] if is_lost else answer.result())


def _settle(group: Group, verdicts: list[bool]) -> None:
    # Twice when the process was given up and then answered: the first counts.
    if len(verdicts) not in {0, len(group.claims)}:
        verdicts = []
    try:
        group.verdicts.set_result(verdicts)
    except InvalidStateError:
        return


def _check_all(claims: Sequence[Claim]) -> list[bool]:
    return [is_signature_valid(*claim) for claim in claims]


def _begin() -> None:
    """In the process: signals are meant for the server, and when that is gone, also by `kill -9`, it goes too."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    threading.Thread(target=_leave_with_the_server, name="leave with the server", daemon=True).start()


def _leave_with_the_server() -> None:
    if (server := parent_process()) is not None:
        server.join()
    os._exit(0)
