"""Tells the agent when its input does not arrive: it waits for the person's own hand, or was refused for good."""

from client.domain.ports import ControlPort, PeerPort
from shared.capability import Capability
from shared.consent.rights import Rights
from shared.protocol import peer_messages as peer

TOLD_EVERY_MS = 500
"""Refusals are told at most this often: soon enough to be seen as an answer, and a stuck key sends no flood."""


class InputTeller:
    """Lives in the network thread. Waiting and refusing are the gate's, long before anything is told here."""

    def __init__(self, control: ControlPort, peer_port: PeerPort) -> None:
        """Nobody was told anything.

        Args:
            control: knows how long the agent's input waits, and what was refused of it.
            peer_port: the way to the agent.
        """
        self._control = control
        self._peer = peer_port
        self._is_busy = False
        self._told_ms: int | None = None

    @property
    def is_busy(self) -> bool:
        """Whether the agent's input waits for the person, as it was told last."""
        return self._is_busy

    def look(self, rights: Rights, now_ms: int) -> bool:
        """Look, and tell the agent what is new; returns whether it waits now and did not before, or the other way."""
        has_control = Capability.CONTROL in rights.usable
        self._tell_refused(now_ms, has_control=has_control)
        until_ms = self._control.hold_until_mono_ms
        is_busy = has_control and until_ms is not None and now_ms < until_ms
        if is_busy == self._is_busy:
            return False
        self._is_busy = is_busy
        self._peer.send(peer.LocalInput(is_active=is_busy))
        return True

    def forget(self) -> None:
        """Whoever was told is gone; a new connection begins as not waiting."""
        self._is_busy = False
        self._told_ms = None
        self._control.take_refused()

    def _tell_refused(self, now_ms: int, *, has_control: bool) -> None:
        if not has_control:
            self._control.take_refused()  # what a right's end made moot is no news
            return
        if self._told_ms is not None and now_ms - self._told_ms < TOLD_EVERY_MS:
            return
        for reason, count in self._control.take_refused().items():
            self._told_ms = now_ms
            self._peer.send(peer.InputRefused(reason=reason, count=count))
