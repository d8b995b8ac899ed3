"""Asks the server for a code's nameplate: one question at a time, and none before the last session is settled."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from client.domain.pairing_flow import PairingFlow
from client.domain.ports import ServerPort
from shared.errors import SignalingError
from shared.ids import SlotId
from shared.protocol import signaling_messages as signaling
from shared.session import events as ev

_UNSENT = 1  # request ids are given by the socket
WAIT_MAX_MS = 20_000
"""How long a person waits for a code while the last session's record is being settled; two requests' time."""


@dataclass(frozen=True, slots=True)
class _Wish:
    """A code with that many secret digits; on the slot that is shown already, or on a new one."""

    secret_digits: int
    slot_id: SlotId | None


class CodeRequest:
    """At most one `allocate` is on its way: a second one on the same socket would break the rules of the wire."""

    def __init__(
        self,
        *,
        server: ServerPort,
        pairing: PairingFlow,
        may_ask: Callable[[], bool],
        is_wanted: Callable[[], bool],
        on_event: Callable[[ev.ClientEvent], None],
    ) -> None:
        """Ask nothing yet.

        Args:
            server: who gives nameplates out.
            pairing: makes the code.
            may_ask: whether the socket is free; it holds a session until that one is sealed.
            is_wanted: whether the person still waits for a new code.
            on_event: told of the code, or why there is none.
        """
        self._server = server
        self._pairing = pairing
        self._may_ask = may_ask
        self._is_wanted = is_wanted
        self._on_event = on_event
        self._wish: _Wish | None = None
        self._asked: _Wish | None = None
        self._held_slot: str | None = None
        self._waits_since_ms: int | None = None

    def want(self, secret_digits: int, *, slot_id: SlotId | None = None) -> None:
        """Ask for a nameplate as soon as it may be.

        Args:
            secret_digits: how many the code on a new nameplate gets.
            slot_id: of the code that is shown, after a lost socket; None for a new one.
        """
        self._wish = _Wish(secret_digits, slot_id)
        self.go_on()

    def release(self, slot_id: str) -> None:
        """Give a nameplate back, if this socket holds it; the server drops others by itself."""
        if self._held_slot == slot_id:
            self._held_slot = None
            self._server.request(signaling.Release(request_id=_UNSENT, slot_id=slot_id), lambda _answer: None)

    def server_lost(self) -> None:
        """The socket is gone, and whatever it held."""
        self._held_slot = None
        self._wish = None

    def go_on(self) -> None:
        """Something changed: ask now if it may be asked."""
        if self._wish is not None and self._asked is None and self._may_ask():
            self._asked, self._wish = self._wish, None
            message = signaling.Allocate(request_id=_UNSENT, slot_id=self._asked.slot_id)
            self._server.request(message, partial(self._take, self._asked))

    def tick(self, now_ms: int) -> None:
        """Time passes: a person who waits too long for the last session to be settled is told."""
        if self._wish is None or self._asked is not None:
            self._waits_since_ms = None
        elif self._waits_since_ms is None:
            self._waits_since_ms = now_ms
        elif now_ms - self._waits_since_ms >= WAIT_MAX_MS:
            self._wish = self._waits_since_ms = None
            self._on_event(ev.CodeRefused(code="audit_unwritable"))

    def _take(self, asked: _Wish, answer: signaling.Allocated | SignalingError | Any) -> None:
        self._asked = None
        if isinstance(answer, signaling.Allocated):
            self._held_slot = answer.slot_id
            self._take_slot(asked, answer)
        elif answer.reason != "server_unreachable" and self._is_still_wanted(asked):
            # Of a lost socket the machine hears by itself, and asks again when there is another.
            self._wish = None
            self._on_event(ev.CodeRefused(code=answer.reason))
        self.go_on()

    def _take_slot(self, asked: _Wish, answer: signaling.Allocated) -> None:
        if not self._is_still_wanted(asked):
            self.release(answer.slot_id)
        elif asked.slot_id is not None and self._pairing.has_nameplate(answer):
            self._on_event(ev.CodeKept(expires_in_ms=answer.expires_in_ms))
        else:
            wish = self._wish or asked
            self._wish = None
            self._pairing.take_nameplate(answer, wish.secret_digits)
            slot_id = SlotId(answer.slot_id)
            self._on_event(ev.CodeAllocated(slot_id=slot_id, expires_in_ms=answer.expires_in_ms))

    def _is_still_wanted(self, asked: _Wish) -> bool:
        if asked.slot_id is None:
            return self._is_wanted()
        # The person may have given the shown code up meanwhile: what they want then is another one.
        return self._pairing.slot_id == asked.slot_id
