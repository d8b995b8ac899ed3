"""The files the agent sends in one tab: what was chosen, what the person answered, what is on its way."""

from shared.protocol import peer_messages as peer
from shared.transport.file_lists import FileMessage, ListPorts, OutgoingList
from shared.transport.file_offer import offer_messages
from shared.transport.file_source import Chosen
from shared.transport.kept_lists import KeptLists

_WHY_REFUSED = {"denied": "", "unavailable": "files_unavailable", "reason_needed": "reason_needed"}
FIRST_REQUEST_ID = 1_000_000  # beyond those of the rights, which count from one


class FileDesk:
    """Lives in the network thread. One list at a time: the person answers before another is put to them."""

    def __init__(self, ports: ListPorts) -> None:
        """Start without files; `ports` is what lists of files work with."""
        self._ports = ports
        self.lists: KeptLists[OutgoingList] = KeptLists()
        """Those of this session."""
        self._last_batch_id = 0

    @property
    def is_busy(self) -> bool:
        """Whether a list waits for its answer or is on its way."""
        return bool(self.lists.running())

    # --- the agent

    def offer(self, chosen: Chosen, reason: str) -> None:
        """Put these files to the person; nothing while another list is under way."""
        if self.is_busy or self._ports.port is None:
            return
        self._last_batch_id += 1
        files = OutgoingList(self._last_batch_id, chosen, self._ports)
        self.lists.add(files)
        if chosen.problem is not None:
            files.settle("failed", str(chosen.problem))
        else:
            for message in offer_messages(
                chosen.offered,
                batch_id=files.batch_id,
                request_id=FIRST_REQUEST_ID + files.batch_id,
                reason=reason,
            ):
                self._ports.send(message)
        self._ports.on_changed()

    def cancel(self, batch_id: int) -> None:
        """No more of it."""
        for files in self.lists.running(batch_id):
            if files.batch is not None:  # the person has the question, and nobody takes it back
                files.cancel()

    # --- the person's program

    def take_answer(self, answer: peer.CapabilityAnswer) -> None:
        """The person answered a list; an answer to none that waits changes nothing."""
        for files in self.lists.running(answer.request_id - FIRST_REQUEST_ID):
            if not files.is_waiting:
                continue
            if answer.outcome == "granted":
                files.begin()
                self._ports.on_changed()
            else:
                files.settle("refused", _WHY_REFUSED[answer.outcome])

    def take_message(self, message: FileMessage) -> None:
        """Something about a batch; a list that waits for the person's answer can be told nothing."""
        for files in self.lists.running(message.batch_id):
            if files.batch is not None:
                files.take(message)

    def end(self) -> None:
        """The session is over."""
        self.lists.drop()
