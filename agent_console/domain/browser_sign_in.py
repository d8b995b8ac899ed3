"""Signing in with the browser, as the console sees it: ask, show a number, wait for a yes, show the verifier."""

import contextlib
import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from agent_console.domain.ports import ServerPort
from shared.clock import Clock
from shared.errors import SignalingError
from shared.protocol import browser_messages as wire
from shared.protocol import limits
from shared.protocol import signaling_messages as signaling

POLL_MS = 1_000  # after a yes in the browser nobody waits longer, and a server is asked 300 times at most
VOID = "browser_sign_in_void"
_PENDING = "browser_sign_in_pending"
_NO_SERVER = "server_unreachable"
_SILENCE = "request_timeout"
_UNSENT = 1  # request ids are given by the socket


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What a browser may be opened for now; `until_mono_ms` by our own clock."""

    hand_over_id: str
    number: str
    until_mono_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowserCallbacks:
    """Whom it tells.

    Attributes:
        changed: what is shown may be another.
        signed_in: the server has signed this console in.
        failed: nothing came of it; gets the code of a sentence.
        freed: no request of ours is on its way any more.
    """

    changed: Callable[[], None]
    signed_in: Callable[[wire.BrowserSignedIn], None]
    failed: Callable[[str], None]
    freed: Callable[[], None]


@dataclass(slots=True, eq=False)
class _Attempt:
    """One press of the button, with a verifier of its own that only the server is ever shown."""

    verifier: bytes = field(repr=False)
    waiting: Waiting | None = None
    is_given_up: bool = False
    asked_mono_ms: int = 0


class BrowserSignIn:
    """Lives in the network thread; one attempt at a time."""

    def __init__(self, server: ServerPort, clock: Clock, callbacks: BrowserCallbacks) -> None:
        """Nothing is asked before `begin`."""
        self._server = server
        self._clock = clock
        self._callbacks = callbacks
        self._attempt: _Attempt | None = None
        self._is_asking = False

    @property
    def is_wanted(self) -> bool:
        """Whether the agent is about to sign in in this way."""
        return self._attempt is not None

    @property
    def waiting(self) -> Waiting | None:
        """What the browser is to be opened for; None before the server has answered."""
        return None if self._attempt is None else self._attempt.waiting

    @property
    def is_asking(self) -> bool:
        """Whether a request is on its way: a socket takes no other sign-in before its answer."""
        return self._is_asking

    def begin(self, *, is_connected: bool) -> None:
        """The agent wants to; waits for the server when it is away."""
        self.give_up()
        self._attempt = _Attempt(verifier=secrets.token_bytes(limits.BROWSER_VERIFIER_BYTES))
        if is_connected:
            self.server_reached()
        self._callbacks.changed()

    def give_up(self) -> None:
        """The agent wants it no more: nobody can say yes to it any longer."""
        attempt, self._attempt = self._attempt, None
        if attempt is None:
            return
        attempt.is_given_up = True
        if not self._is_asking:
            self._drop(attempt)
        self._callbacks.changed()

    def server_reached(self) -> None:
        """There is a socket: ask, unless that was done on one before."""
        attempt = self._attempt
        if attempt is None or attempt.waiting is not None or self._is_asking:
            return
        self._is_asking = True
        challenge = hashlib.sha256(attempt.verifier).digest()
        self._server.request(
            wire.BeginBrowserSignIn(request_id=_UNSENT, challenge=challenge),
            lambda answer: self._begun(attempt, answer),
        )

    def tick(self) -> None:
        """Let time pass: ask now and then whether the agent has said yes."""
        attempt, now_ms = self._attempt, self._clock.monotonic_ms()
        if attempt is None or attempt.waiting is None or self._is_asking:
            return
        if now_ms >= attempt.waiting.until_mono_ms:
            self._fail(attempt, VOID)
        elif now_ms - attempt.asked_mono_ms >= POLL_MS:
            attempt.asked_mono_ms = now_ms
            self._is_asking = True
            self._server.request(
                wire.FinishBrowserSignIn(
                    request_id=_UNSENT, hand_over_id=attempt.waiting.hand_over_id, verifier=attempt.verifier
                ),
                lambda answer: self._finished(attempt, answer),
            )

    def _begun(self, attempt: _Attempt, answer: wire.BrowserSignInBegun | SignalingError) -> None:
        self._is_asking = False
        if isinstance(answer, wire.BrowserSignInBegun):
            now_ms = self._clock.monotonic_ms()
            attempt.asked_mono_ms = now_ms
            attempt.waiting = Waiting(
                hand_over_id=answer.hand_over_id,
                number=answer.number,
                until_mono_ms=now_ms + answer.expires_in_ms,
            )
            if attempt.is_given_up:
                self._drop(attempt)
        elif answer.reason != _NO_SERVER:
            self._fail(attempt, VOID if answer.reason == _SILENCE else answer.reason)
        self._go_on(answer)

    def _finished(self, attempt: _Attempt, answer: wire.BrowserSignedIn | SignalingError) -> None:
        self._is_asking = False
        if isinstance(answer, wire.BrowserSignedIn):
            if not attempt.is_given_up:
                self._attempt = None
                self._callbacks.signed_in(answer)
                self._callbacks.changed()
                return
            # The yes was faster than the agent's own no: this socket belongs to a sign-in nobody wants any more.
            with contextlib.suppress(SignalingError):
                self._server.send(signaling.SignOut())
            self._server.renew()
            return
        if answer.reason not in {_PENDING, _NO_SERVER, _SILENCE}:
            self._fail(attempt, answer.reason)
        elif attempt.is_given_up:
            self._drop(attempt)
        self._go_on(answer)

    def _go_on(self, answer: object) -> None:
        if isinstance(answer, SignalingError) and answer.reason == _NO_SERVER:
            return  # whatever waits for the socket is asked on the next one
        self._callbacks.freed()
        self.server_reached()
        self._callbacks.changed()

    def _fail(self, attempt: _Attempt, reason: str) -> None:
        if attempt is not self._attempt:
            return
        self._attempt = None
        self._callbacks.failed(reason)
        self._callbacks.changed()

    def _drop(self, attempt: _Attempt) -> None:
        if attempt.waiting is None:
            return
        message = wire.DropBrowserSignIn(hand_over_id=attempt.waiting.hand_over_id, verifier=attempt.verifier)
        # Is the server away, the five minutes end it there.
        with contextlib.suppress(SignalingError):
            self._server.send(message)
