"""The files of a session, on the person's side: what is offered, what was allowed, what is on its way.

A list that came whole is kept under its number, and the question, the yes and the record all carry that number: what
is written is exactly what the person read. Nothing here opens anything; the consent rules do, and this follows them.
What the person sends is in `file_outbox`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from client.domain.file_record import FileEntry
from client.domain.recorded_lists import RecordedLists
from shared.audit.event import AuditTag
from shared.capability import Capability
from shared.consent.grant import BatchScope, ConsentGrant
from shared.consent.machine import ConsentMachine
from shared.protocol import peer_messages as peer
from shared.protocol.text import clean_text
from shared.session import events as ev
from shared.transfer.manifest import Plan
from shared.transport.file_lists import IncomingList, ListPorts
from shared.transport.file_offer import OfferCollector

_RIGHT = Capability.FILE_TO_USER


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A whole list, before and after the answer."""

    request_id: int
    batch_id: int
    plan: Plan


class FileDesk:
    """Lives in the network thread."""

    def __init__(
        self,
        *,
        ports: ListPorts,
        on_event: Callable[[ev.ClientEvent], None],
        on_record: Callable[[AuditTag, FileEntry], None],
    ) -> None:
        """Start without files.

        Args:
            ports: what lists of files work with.
            on_event: into the session's rules.
            on_record: what goes on record: numbers and checksums, never a name.
        """
        self.lists: RecordedLists[IncomingList] = RecordedLists(
            _RIGHT, ports=ports, on_event=on_event, on_record=on_record
        )
        """Those of this session that were allowed."""
        self._ports = self.lists.ports
        self._on_event = on_event
        self.origin = ""
        """Where files say they came from: the server of the session."""
        self.forget()

    # --- what the windows read

    def offer_of(self, scope: BatchScope | None) -> Offer | None:
        """The list a question is about."""
        is_it = self._offer is not None and scope is not None and self._offer.batch_id == scope.batch_id
        return self._offer if is_it else None

    # --- the person

    def choose_folder(self, batch_id: int, folder: Path) -> None:
        """Where the files of that list go, if it is allowed."""
        self._folder = (batch_id, folder)

    # --- the agent

    def take_offer(self, message: peer.FileOffer, consent: ConsentMachine) -> None:
        """Collect a list; once it is whole, have it asked.

        Raises:
            ProtocolError: the parts do not fit together, or a number was used before.
        """
        found = self._collector.take(message)
        if found is None:
            return
        first, plan = found
        if not isinstance(plan, Plan) or self._ports.port is None or not consent.may_be_asked(_RIGHT):
            self._ports.send(
                peer.CapabilityAnswer(request_id=first.request_id, capability=_RIGHT, outcome="unavailable")
            )
            return
        # Nothing is open or being recorded now, so no question or yes is about the list before.
        self._offer = Offer(request_id=first.request_id, batch_id=first.batch_id, plan=plan)
        scope = BatchScope(batch_id=first.batch_id, file_count=len(plan.targets), total_bytes=plan.total_bytes)
        self._on_event(ev.FilesOffered(request_id=first.request_id, batch=scope, reason=clean_text(first.reason, 80)))

    # --- the rules

    def follow(self, consent: ConsentMachine) -> None:
        """Make what may be done true: end what is not allowed any more, begin what is."""
        grant = next((grant for grant in consent.grants if grant.capability is _RIGHT), None)
        for kept in self.lists.running():
            if grant is None or grant.batch is None or grant.batch.batch_id != kept.batch_id:
                kept.cancel()
        if grant is not None and not self.lists.running():
            self._begin(grant)
        for kept in self.lists.running():
            kept.allow(is_allowed=_RIGHT in consent.rights.usable)

    def end(self) -> None:
        """The session is over: nothing goes on. What came stays known, for the receipt."""
        self.lists.drop()
        self._offer = self._folder = None

    def forget(self) -> None:
        """A new session begins: nothing of the one before is known any more."""
        self.lists.clear()
        self._offer: Offer | None = None
        self._folder: tuple[int, Path] | None = None
        self._collector = OfferCollector(from_user=False)

    # --- inside

    def _begin(self, grant: ConsentGrant) -> None:
        offer, folder = self.offer_of(grant.batch), self._folder
        if offer is None or folder is None or folder[0] != offer.batch_id:
            self._on_event(ev.BatchEnded(capability=_RIGHT))
            return
        if any(kept.batch_id == offer.batch_id for kept in self.lists):
            return  # it is over, and the rules are about to hear
        kept = IncomingList(offer.batch_id, offer.plan, self._ports)
        self.lists.add(kept)
        kept.begin(folder[1], self.origin)
