"""Tells the agent which displays there are and whether they can be shown: only what it does not know yet."""

from typing import Literal

from shared.capability import Capability
from shared.consent.rights import Rights
from shared.protocol import peer_messages as peer

ScreenState = Literal["fine", "locked", "black", "unreadable", "gone"]


class LayoutTeller:
    """Remembers what was told of the displays; nobody hears of them who may not see one."""

    def __init__(self) -> None:
        """Nothing was told."""
        self._layout_id = 0
        self._told: tuple[tuple[peer.Monitor, ...], tuple[int, ...]] | None = None

    def forget(self) -> None:
        """Whoever was told is gone."""
        self._told = None

    def next_message(self, rights: Rights, monitors: tuple[peer.Monitor, ...]) -> peer.MonitorLayout | None:
        """What to send now; None when there is nothing new, or nobody who may know."""
        if Capability.VIEW not in rights.granted:
            self._told = None
            return None
        now = (monitors, rights.monitor_ids)
        if now == self._told:
            return None
        self._told = now
        self._layout_id += 1
        return peer.MonitorLayout(
            layout_id=self._layout_id, monitors=list(monitors), shared_ids=list(rights.monitor_ids)
        )


class StatusTeller:
    """Remembers what was told of the picture; a new connection takes it for fine."""

    def __init__(self) -> None:
        """Nothing was told."""
        self._told: ScreenState = "fine"

    def forget(self) -> None:
        """Whoever was told is gone."""
        self._told = "fine"

    def next_message(self, state: ScreenState) -> peer.ScreenStatus | None:
        """What to send now; None when it is known."""
        if state == self._told:
            return None
        self._told = state
        return peer.ScreenStatus(state=state)
