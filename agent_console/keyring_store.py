"""Keeps the sign-in in the keyring, in a thread of its own: a keyring may ask its owner something, or hang."""

import asyncio
import contextlib
import queue
import threading
from collections.abc import Callable
from functools import partial
from typing import Protocol

import structlog

from agent_console.domain.ports import KeptSignIn, KeyringProblem
from agent_console.stay_choices import NOBODY, StayChoice, StayChoices

_log = structlog.get_logger(__name__)

ANSWER_LIMIT_S = 4.0
"""Longer than a keyring needs that the desktop has to start first, shorter than it takes to type a password."""
CLOSE_LIMIT_S = 1.5

Post = Callable[[Callable[[], None]], None]
_OnFound = Callable[[str, KeptSignIn | None], None]
_OnState = Callable[[KeyringProblem | None], None]


class Keyring(Protocol):
    """A keyring whose calls may take as long as they like."""

    @property
    def backend_name(self) -> str:
        """Which kind it is, for the log."""
        ...

    def check(self) -> KeyringProblem | None:
        """Whether it can be used; called before anything else."""

    def read(self, server: str) -> KeptSignIn | KeyringProblem | None:
        """What is kept for this server."""

    def write(self, server: str, sign_in: KeptSignIn) -> KeyringProblem | None:
        """Keep this for this server."""

    def delete(self, server: str) -> KeyringProblem | None:
        """Keep nothing for this server."""


class KeyringStore:
    """A `SignInStore` for one server. Its methods and callbacks belong to the network thread, except `close`."""

    def __init__(
        self, server: str, keyring: Keyring, choices: StayChoices, post: Post, limit_s: float = ANSWER_LIMIT_S
    ) -> None:
        """Wire the store; no thread runs before something is looked for.

        Args:
            server: the address as dialled.
            keyring: the keyring itself.
            choices: who chose to stay signed in.
            post: runs something in the network thread, from any other.
            limit_s: after this long without an answer the console goes on without it.
        """
        self._server = server
        self._keyring = keyring
        self._choices = choices
        self._post = post
        self._limit_s = limit_s
        self._on_found: _OnFound = lambda _email, _kept: None
        self._on_state: _OnState = lambda _problem: None
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._waiting = 0
        self._timer: asyncio.TimerHandle | None = None
        self._thread: threading.Thread | None = None
        # Of the worker thread alone.
        self._problem: KeyringProblem | None = "missing"

    def look(self, on_found: _OnFound, on_state: _OnState) -> None:
        """Find what was kept."""
        self._on_found, self._on_state = on_found, on_state
        self._give(self._look)

    def keep(self, sign_in: KeptSignIn) -> None:
        """Keep this one in place of any other, and that its owner chose so."""
        self._give(lambda: self._keep(sign_in))

    def drop(self, stays_for: str) -> None:
        """Delete what is kept, and remember whose choice it was to stay."""
        self._give(lambda: self._drop(stays_for))

    def close(self, timeout_s: float = CLOSE_LIMIT_S) -> None:
        """Let what was asked for so far be done, but do not wait longer than this. Any thread."""
        self._jobs.put(None)
        if self._thread is not None:
            self._thread.join(timeout_s)

    # --- in the network thread

    def _give(self, job: Callable[[], None]) -> None:
        if self._thread is None:
            # A daemon: a keyring that hangs must not keep the console from ending.
            self._thread = threading.Thread(target=self._work, name="keyring", daemon=True)
            self._thread.start()
        self._waiting += 1
        self._jobs.put(job)
        if self._timer is None:
            self._set_timer()

    def _set_timer(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(self._limit_s, self._note_slow)

    def _note_slow(self) -> None:
        _log.warning("keyring_unusable", backend=self._keyring.backend_name, problem="slow")
        self._on_state("slow")

    def _note_done(self, problem: KeyringProblem | None) -> None:
        self._waiting -= 1
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._waiting:
            self._set_timer()
        self._on_state(problem)

    # --- in the worker thread

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            try:
                job()
            except Exception as error:  # noqa: BLE001 - a thread that ended would look like a keyring that is slow
                _log.warning("keyring_unusable", backend="", problem="failed", error=type(error).__name__)
                self._problem = "failed"
            self._tell(partial(self._note_done, self._problem))

    def _tell(self, news: Callable[[], None]) -> None:
        with contextlib.suppress(RuntimeError):  # the network thread has ended; the jobs are done all the same
            self._post(news)

    def _look(self) -> None:
        choice = self._choices.read(self._server)
        self._tell(lambda: self._on_found(choice.email, None))
        self._problem = self._keyring.check()
        if self._problem is not None or not choice.is_kept:
            return
        found = self._keyring.read(self._server)
        if isinstance(found, str):
            self._problem = found
        elif found is not None and found.email == choice.email:
            self._tell(lambda: self._on_found(choice.email, found))

    def _keep(self, sign_in: KeptSignIn) -> None:
        if self._problem is not None:
            return
        # First that there may be an entry: one nobody knows of would never be deleted.
        is_noted = self._choices.write(self._server, StayChoice(email=sign_in.email, is_kept=True))
        self._problem = self._keyring.write(self._server, sign_in) if is_noted else "failed"

    def _drop(self, stays_for: str) -> None:
        before = self._choices.read(self._server)
        # First that there is none: whatever becomes of the entry, no run takes it up any more.
        self._choices.write(self._server, StayChoice(email=stays_for) if stays_for else NOBODY)
        if before.is_kept and self._problem in {None, "failed"}:
            self._problem = self._keyring.delete(self._server)
