"""Which displays there are, whether they can be shown, and what the agent hears of it, for the flow."""

from client.domain.layout_teller import LayoutTeller, ScreenState, StatusTeller
from client.domain.monitor_follower import MonitorFollower
from client.domain.ports import PeerPort, PictureHealth, PicturePort
from shared.capability import Capability
from shared.consent.machine import ConsentMachine
from shared.protocol import peer_messages as peer
from shared.session import events as ev


class ScreenDesk:
    """Lives in the network thread, beside the controller."""

    def __init__(self, picture: PicturePort, peer_port: PeerPort) -> None:
        """Begin with the displays that are there now.

        Args:
            picture: knows them, and whether they can be read.
            peer_port: the way to the agent.
        """
        self._picture = picture
        self._peer = peer_port
        self._layout = LayoutTeller()
        self._status = StatusTeller()
        self._follower = MonitorFollower(picture.monitors())

    @property
    def monitors(self) -> tuple[peer.Monitor, ...]:
        """The displays the person can choose from."""
        return self._follower.settled

    def has_news(self, now_ms: int) -> bool:
        """Whether a display was plugged in a moment ago."""
        return self._follower.has_news(now_ms)

    def state(self, consent: ConsentMachine) -> ScreenState:
        """Why the agent does not see what it may see; `fine` when it does, or may not see anything."""
        if consent.prompt is not None and consent.prompt.cause == "screen_gone":
            return "gone"
        is_shown = Capability.VIEW in consent.rights.usable
        return self._picture.health.value if is_shown else PictureHealth.FINE.value

    def follow(self, consent: ConsentMachine, now_ms: int) -> ev.MonitorsChanged | None:
        """Look at the displays, and say what the flow has to hear of them."""
        is_changed = self._follower.look(self._picture.monitors(), now_ms)
        # A display may also have gone while the yes to it was being recorded.
        if is_changed or self._follower.is_settled_without(consent.rights.monitor_ids):
            return ev.MonitorsChanged(present=self._follower.present)
        return None

    def tell(self, consent: ConsentMachine) -> None:
        """Tell the agent what it does not know yet."""
        layout = self._layout.next_message(consent.rights, self._follower.settled)
        status = self._status.next_message(self.state(consent))
        for message in (layout, status):
            if message is not None:
                self._peer.send(message)

    def forget(self) -> None:
        """Whoever was told is gone."""
        self._layout.forget()
        self._status.forget()
