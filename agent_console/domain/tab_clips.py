"""The two clipboards of one tab: what the agent sends by a press, and what comes and waits to be copied."""

from collections.abc import Callable

from agent_console.domain.ports import PeerPort
from shared.capability import Capability
from shared.clock import Clock
from shared.errors import ProtocolError
from shared.protocol.clip_messages import ClipDirection, ClipOffer
from shared.session.agent_machine import AgentMachine
from shared.session.clip import Clip, ClipProblem
from shared.session.clip_desk import STORY_OF, ClipDesk, ClipMessage, ClipNews, ClipView
from shared.session.state import AgentState
from shared.session.talk import Talk

TO_USER, FROM_USER = Capability.CLIPBOARD_TO_USER, Capability.CLIPBOARD_FROM_USER


class TabClips:
    """Lives in the network thread. What may be done is what the person's program last said."""

    def __init__(
        self,
        *,
        machine: AgentMachine,
        talk: Talk,
        peer_port: PeerPort,
        clock: Clock,
        on_changed: Callable[[], None],
    ) -> None:
        """Start with nothing allowed.

        Args:
            machine: knows the rights; read only.
            talk: where it is told what went across.
            peer_port: the way to the person's program.
            clock: monotonic time.
            on_changed: told when the window may show something else.
        """
        self._machine = machine
        self._talk = talk
        self._was_sent_to = False
        self._desk = ClipDesk(
            sends="to_user", send=peer_port.send, clock=clock, on_news=self._tell, on_changed=on_changed
        )

    @property
    def view(self) -> ClipView:
        """What to show now."""
        return self._desk.view

    def offer(self, found: Clip | ClipProblem) -> None:
        """The agent pressed the button: send what is copied here, or say why not."""
        self._desk.offer(found)

    def forget_came(self) -> None:
        """What came was copied here, or is not wanted."""
        self._desk.forget_came()

    def follow(self) -> None:
        """The rights may be others now."""
        machine = self._machine
        if machine.state is AgentState.ENDED:
            self._desk.end()
            return
        self._was_sent_to |= FROM_USER in machine.on
        is_free = machine.state is AgentState.BOUND and machine.cover == "none" and not machine.is_stalled
        self._desk.follow(may_send=is_free and TO_USER in machine.on, may_receive=is_free and FROM_USER in machine.on)

    def tick(self) -> None:
        """Let time pass."""
        self._desk.tick()

    def take(self, message: ClipMessage) -> None:
        """Take a message of the person's program.

        Raises:
            ProtocolError: something comes that never was allowed, too much, or out of order.
        """
        if isinstance(message, ClipOffer) and not self._was_sent_to:
            raise ProtocolError("right_never_given", capability=FROM_USER)
        self._desk.take(message)

    def _tell(self, news: ClipNews, clip: Clip, _moved_bytes: int) -> None:
        if news == "left":
            return  # told when it has arrived
        direction: ClipDirection = "to_user" if news == "arrived" else "from_user"
        self._talk.tell(STORY_OF[direction, clip.kind], None, **clip.facts)
