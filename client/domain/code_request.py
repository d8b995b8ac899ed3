"""Asks the server for a code's nameplate: one question at a time, and none before the last session is settled."""

from collections.abc import Callable
from typing import Any

from client.domain.pairing_flow import PairingFlow
from client.domain.ports import ServerPort
from shared.errors import SignalingError
from shared.ids import SlotId
from shared.protocol import signaling_messages as signaling
from shared.session import events as ev

_UNSENT = 1  # request ids are given by the socket


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
            is_wanted: whether the person still waits for a code.
            on_event: told of the code, or why there is none.
        """
        self._server = server
        self._pairing = pairing
        self._may_ask = may_ask
        self._is_wanted = is_wanted
        self._on_event = on_event
        self._secret_digits = 0
        self._is_waiting = False
        self._is_on_its_way = False

    def want(self, secret_digits: int) -> None:
        """Ask for a nameplate, for a code with that many secret digits, as soon as it may be."""
        self._secret_digits = secret_digits
        self._is_waiting = True
        self.go_on()

    def release(self, slot_id: str) -> None:
        """Give a nameplate back."""
        self._server.request(signaling.Release(request_id=_UNSENT, slot_id=slot_id), lambda _answer: None)

    def go_on(self) -> None:
        """Something changed: ask now if it may be asked."""
        if self._is_waiting and not self._is_on_its_way and self._may_ask():
            self._is_waiting = False
            self._is_on_its_way = True
            self._server.request(signaling.Allocate(request_id=_UNSENT), self._take)

    def _take(self, answer: signaling.Allocated | SignalingError | Any) -> None:
        self._is_on_its_way = False
        if isinstance(answer, signaling.Allocated):
            if self._is_wanted():
                self._is_waiting = False
                self._pairing.take_nameplate(answer, self._secret_digits)
                slot_id = SlotId(answer.slot_id)
                self._on_event(ev.CodeAllocated(slot_id=slot_id, expires_in_ms=answer.expires_in_ms))
            else:
                self.release(answer.slot_id)
        elif answer.reason == "server_unreachable":
            # The machine hears of the lost socket by itself, and asks again when there is another.
            return
        elif self._is_wanted():
            self._is_waiting = False
            self._on_event(ev.CodeRefused(code=answer.reason))
