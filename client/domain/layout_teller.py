"""Tells the agent which displays there are: only while it may see one of them, and only what it does not know yet."""

from shared.capability import Capability
from shared.consent.rights import Rights
from shared.protocol import peer_messages as peer


class LayoutTeller:
    """Remembers what was told."""

    def __init__(self) -> None:
        """Nothing was told."""
        self._layout_id = 0
        self._told: tuple[tuple[peer.Monitor, ...], int | None] | None = None

    def forget(self) -> None:
        """Whoever was told is gone."""
        self._told = None

    def next_message(self, rights: Rights, monitors: tuple[peer.Monitor, ...]) -> peer.MonitorLayout | None:
        """What to send now; None when there is nothing new, or nobody who may know."""
        if Capability.VIEW not in rights.granted:
            self._told = None
            return None
        now = (monitors, rights.monitor_id)
        if now == self._told:
            return None
        self._told = now
        self._layout_id += 1
        return peer.MonitorLayout(layout_id=self._layout_id, monitors=list(monitors), shared_id=rights.monitor_id)
