"""The files the person sends: chosen by them, read through by them, and only then told to the agent and sent.

Nobody over there can look for a file here: they can only ask in words. What was chosen is kept under a number which
the question, the yes and the record carry, so that what leaves is exactly what the person read. Not even a name
leaves before that yes is on record.
"""

from collections.abc import Callable

from client.domain.file_record import FileEntry
from client.domain.recorded_lists import RecordedLists
from shared.audit.event import AuditTag
from shared.capability import Capability
from shared.consent.grant import BatchScope
from shared.consent.machine import ConsentMachine
from shared.protocol import peer_messages as peer
from shared.protocol.file_messages import FROM_USER_FIRST_ID
from shared.protocol.text import clean_text
from shared.session import events as ev
from shared.transport.file_lists import FileMessage, ListPorts, OutgoingList
from shared.transport.file_offer import offer_messages
from shared.transport.file_source import Chosen

TAKE_LIMIT_MS = 600_000
"""How long a list waits for the agent to choose a folder."""
_RIGHT = Capability.FILE_FROM_USER


class FileOutbox:
    """Lives in the network thread."""

    def __init__(
        self,
        *,
        ports: ListPorts,
        on_event: Callable[[ev.ClientEvent], None],
        on_record: Callable[[AuditTag, FileEntry], None],
    ) -> None:
        """Start without files; see `FileDesk` for the arguments."""
        self.lists: RecordedLists[OutgoingList] = RecordedLists(
            _RIGHT, ports=ports, on_event=on_event, on_record=on_record
        )
        """Those of this session that were allowed."""
        self._ports = self.lists.ports
        self._on_event = on_event
        self.forget()

    # --- what the windows read

    @property
    def is_possible(self) -> bool:
        """Whether this computer has a way to send."""
        return self._ports.port is not None

    def chosen_of(self, scope: BatchScope | None) -> Chosen | None:
        """The files a question is about."""
        return self._lists.get(scope.batch_id) if scope is not None else None

    @property
    def unusable(self) -> Chosen | None:
        """The last choice, when nothing of it can be sent."""
        return self._unusable

    # --- the person

    def choose(self, chosen: Chosen) -> None:
        """These files, if the person then says yes to their names; a choice that cannot be sent is told as one."""
        if not self.is_possible:
            return
        if chosen.problem is not None:
            self._unusable = chosen
            # Where no question is open the person would not hear of it.
            self._on_event(ev.RightOffered(capability=_RIGHT))
            self._ports.on_changed()
            return
        self._unusable = None
        self._last_batch_id += 1
        self._lists[self._last_batch_id] = chosen
        total_bytes = sum(file.size_bytes for file in chosen.files)
        self._on_event(
            ev.FilesChosen(
                batch=BatchScope(batch_id=self._last_batch_id, file_count=len(chosen.files), total_bytes=total_bytes)
            )
        )

    # --- the agent

    def take_request(self, message: peer.FileRequest) -> None:
        """The agent would like to have files."""
        if self.is_possible:
            self._unusable = None
            self._on_event(ev.FilesAsked(request_id=message.request_id, reason=clean_text(message.reason, 80)))
        else:
            self._ports.send(
                peer.CapabilityAnswer(request_id=message.request_id, capability=_RIGHT, outcome="unavailable")
            )

    def take_message(self, message: FileMessage) -> None:
        """Something about a list that was allowed; about any other it comes too late and changes nothing."""
        for kept in self.lists.running(message.batch_id):
            if isinstance(message, peer.FileLink) and kept.is_waiting:
                kept.begin()  # the agent takes them: the first path is theirs to begin
        self.lists.take(message)

    # --- the rules

    def narrow(self, consent: ConsentMachine) -> None:
        """End what is not allowed any more, and let nothing pass that may not pass now."""
        batch = self._allowed(consent)
        for kept in self.lists.running():
            if batch is None or batch.batch_id != kept.batch_id:
                kept.cancel()
            else:
                kept.allow(is_allowed=_RIGHT in consent.rights.usable)
        if consent.prompt is None:
            self._unusable = None

    def follow(self, consent: ConsentMachine) -> None:
        """Begin what is allowed; the agent has heard of the right by now.

        The yes may be on record only after the person has paused, or with another question open: then it waits.
        """
        batch = self._allowed(consent)
        if batch is None or _RIGHT not in consent.rights.usable:
            return
        if any(kept.batch_id == batch.batch_id for kept in self.lists):
            return
        chosen = self._lists.pop(batch.batch_id, None)
        if chosen is None:
            self._on_event(ev.BatchEnded(capability=_RIGHT))
            return
        self._lists.clear()
        kept = OutgoingList(batch.batch_id, chosen, self._ports)
        self.lists.add(kept)
        for message in offer_messages(chosen.offered, batch_id=kept.batch_id):
            self._ports.send(message)
        self._ports.on_changed()

    def tick(self) -> None:
        """Let time pass."""
        now_ms = self._ports.clock.monotonic_ms()
        self.lists.tick()
        for kept in self.lists.running():
            if kept.is_waiting and now_ms - kept.since_ms >= TAKE_LIMIT_MS:
                self._ports.send(peer.FileStop(batch_id=kept.batch_id, reason="cancelled"))
                kept.settle("failed", "files_not_taken")

    def end(self) -> None:
        """The session is over: nothing goes on. What went stays known, for the receipt."""
        self.lists.drop()
        self._lists.clear()
        self._unusable = None

    def forget(self) -> None:
        """A new session begins: nothing of the one before is known any more."""
        self.lists.clear()
        self._lists: dict[int, Chosen] = {}
        self._unusable: Chosen | None = None
        self._last_batch_id = FROM_USER_FIRST_ID - 1

    # --- inside

    @staticmethod
    def _allowed(consent: ConsentMachine) -> BatchScope | None:
        return next((grant.batch for grant in consent.grants if grant.capability is _RIGHT), None)
