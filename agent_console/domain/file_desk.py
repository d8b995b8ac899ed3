"""The files the agent sends in one tab: what was chosen, what the person answered, what is on its way."""

from dataclasses import dataclass

from shared.protocol import peer_messages as peer
from shared.transfer.view import TransferView
from shared.transport.file_lists import FileMessage, ListPorts, OutgoingList
from shared.transport.file_offer import offer_messages
from shared.transport.file_source import Chosen

FIRST_REQUEST_ID = 1_000_000  # beyond those of the rights, which count from one


@dataclass(slots=True)
class _Kept:
    request_id: int
    files: OutgoingList


class FileDesk:
    """Lives in the network thread. One list at a time: the person answers before another is put to them."""

    def __init__(self, ports: ListPorts) -> None:
        """Start without files; `ports` is what lists of files work with."""
        self._ports = ports
        self._kept: list[_Kept] = []
        self._last_batch_id = 0

    @property
    def transfers(self) -> tuple[TransferView, ...]:
        """Every list of this session, oldest first."""
        return tuple(kept.files.view for kept in self._kept)

    @property
    def is_busy(self) -> bool:
        """Whether a list waits for its answer or is on its way."""
        return any(not kept.files.is_over for kept in self._kept)

    # --- the agent

    def offer(self, chosen: Chosen, reason: str) -> None:
        """Put these files to the person; nothing while another list is under way."""
        if self.is_busy or self._ports.port is None:
            return
        self._last_batch_id += 1
        kept = _Kept(FIRST_REQUEST_ID + self._last_batch_id, OutgoingList(self._last_batch_id, chosen, self._ports))
        self._kept.append(kept)
        if chosen.problem is not None:
            kept.files.settle("failed", str(chosen.problem))
        else:
            for message in offer_messages(
                chosen.offered, batch_id=kept.files.batch_id, request_id=kept.request_id, reason=reason
            ):
                self._ports.send(message)
        self._ports.on_changed()

    def hold(self, batch_id: int, *, is_held: bool) -> None:
        """Let a batch wait, or go on."""
        for files in self._running(batch_id):
            if files.batch is not None:
                files.batch.hold(is_held=is_held)

    def cancel(self, batch_id: int) -> None:
        """No more of it."""
        for files in self._running(batch_id):
            files.cancel()

    # --- the person's program

    def take_answer(self, answer: peer.CapabilityAnswer) -> None:
        """The person answered a list; an answer to none that waits changes nothing."""
        for kept in self._kept:
            if kept.request_id != answer.request_id or not kept.files.is_waiting:
                continue
            if answer.outcome == "granted":
                kept.files.begin()
                self._ports.on_changed()
            else:
                kept.files.settle("refused", "" if answer.outcome == "denied" else "files_unavailable")

    def take_message(self, message: FileMessage) -> None:
        """Something about a batch; about one that does not run it comes too late, and changes nothing."""
        for files in self._running(message.batch_id):
            files.take(message)

    def tick(self) -> None:
        """Let time pass."""
        for files in self._running():
            files.tick()

    def end(self) -> None:
        """The session is over."""
        for kept in self._kept:
            if not kept.files.is_over:
                kept.files.drop()

    # --- inside

    def _running(self, batch_id: int | None = None) -> list[OutgoingList]:
        """Those with a batch; a list that waits for the person's answer can be told nothing."""
        return [
            kept.files
            for kept in self._kept
            if kept.files.batch is not None and not kept.files.is_over and batch_id in (None, kept.files.batch_id)
        ]
