"""Tells the agent when its input waits for the person's own hand, and when it does not any more."""

from client.domain.ports import ControlPort, PeerPort
from shared.capability import Capability
from shared.consent.rights import Rights
from shared.protocol import peer_messages as peer


class HandTeller:
    """Lives in the network thread. The waiting itself is the gate's, long before anything is told here."""

    def __init__(self, control: ControlPort, peer_port: PeerPort) -> None:
        """Nobody was told anything.

        Args:
            control: knows how long the agent's input waits.
            peer_port: the way to the agent.
        """
        self._control = control
        self._peer = peer_port
        self._is_busy = False

    @property
    def is_busy(self) -> bool:
        """Whether the agent's input waits for the person, as it was told last."""
        return self._is_busy

    def look(self, rights: Rights, now_ms: int) -> bool:
        """Look, and tell the agent what is new; returns whether anything is."""
        until_ms = self._control.hold_until_mono_ms
        is_busy = Capability.CONTROL in rights.usable and until_ms is not None and now_ms < until_ms
        if is_busy == self._is_busy:
            return False
        self._is_busy = is_busy
        self._peer.send(peer.LocalInput(is_active=is_busy))
        return True

    def forget(self) -> None:
        """Whoever was told is gone; a new connection begins as not waiting."""
        self._is_busy = False
