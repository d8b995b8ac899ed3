"""The files of one tab, both ways: which message is about which list, and what the window sees of all of them."""

from pathlib import Path

from agent_console.domain import file_inbox
from agent_console.domain.file_desk import FIRST_REQUEST_ID, FileDesk
from agent_console.domain.file_inbox import FileInbox, RequestState
from shared.capability import Capability
from shared.protocol import peer_messages as peer
from shared.protocol.file_messages import is_from_user
from shared.transfer.view import TransferView
from shared.transport.file_lists import ListPorts
from shared.transport.file_source import Chosen


class TabFiles:
    """Lives in the network thread."""

    def __init__(self, ports: ListPorts, origin: str) -> None:
        """Start without files; see `FileDesk` and `FileInbox`."""
        self._desk = FileDesk(ports)
        self._inbox = FileInbox(ports, origin)

    @property
    def transfers(self) -> tuple[TransferView, ...]:
        """Every list of this session, those the agent sends first."""
        return self._desk.lists.views + self._inbox.lists.views

    @property
    def is_busy(self) -> bool:
        """Whether a list of the agent's waits for its answer or is on its way."""
        return self._desk.is_busy

    @property
    def request(self) -> RequestState:
        """Whether the person was asked for files, and what became of it."""
        return self._inbox.request

    # --- the agent

    def offer(self, chosen: Chosen, reason: str) -> None:
        """Put these files to the person."""
        self._desk.offer(chosen, reason)

    def ask(self, reason: str) -> None:
        """Ask the person for files."""
        self._inbox.ask(reason)

    def accept(self, batch_id: int, folder: Path) -> None:
        """Take the files of that list into this folder."""
        self._inbox.accept(batch_id, folder)

    def hold(self, batch_id: int, *, is_held: bool) -> None:
        """Let a batch wait, or go on."""
        for desk in (self._desk, self._inbox):
            desk.lists.hold(batch_id, is_held=is_held)

    def cancel(self, batch_id: int) -> None:
        """No more of it, or none of it."""
        for desk in (self._desk, self._inbox):
            desk.cancel(batch_id)

    # --- the person's program

    def take(self, message: peer.FromClient, on: frozenset[Capability]) -> bool:
        """Take a message that is about files; False when it is about something else.

        Args:
            message: from the person's program.
            on: the rights it said are on.

        Raises:
            ProtocolError: it may not come.
        """
        match message:
            case peer.CapabilityAnswer(request_id=request_id) if request_id > file_inbox.FIRST_REQUEST_ID:
                self._inbox.take_answer(message)
            case peer.CapabilityAnswer(request_id=request_id) if request_id >= FIRST_REQUEST_ID:
                self._desk.take_answer(message)
            case peer.FileOffer():
                self._inbox.take_offer(message, is_allowed=Capability.FILE_FROM_USER in on)
            case peer.FileLink() | peer.FileHold() | peer.FileStop():
                desk = self._inbox if is_from_user(message.batch_id) else self._desk
                desk.take_message(message)
            case _:
                return False
        return True

    def tick(self) -> None:
        """Let time pass."""
        self._desk.lists.tick()
        self._inbox.lists.tick()

    def end(self) -> None:
        """The session is over."""
        self._desk.end()
        self._inbox.end()
