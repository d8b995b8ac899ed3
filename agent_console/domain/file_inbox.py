"""The files a person sends in one tab: asked for in words, listed, and taken into a folder the agent chooses, or not.

The person's computer may be anybody's: names are made plain, a list waits until the agent takes it, and more lists
than a hand can send end the session. What is written is what was listed.
"""

from pathlib import Path
from typing import Literal

from shared.allowance import Allowance
from shared.errors import ProtocolError
from shared.protocol import limits
from shared.protocol import peer_messages as peer
from shared.protocol.text import clean_text
from shared.transfer.manifest import Plan
from shared.transport.file_lists import FileMessage, IncomingList, ListPorts
from shared.transport.file_offer import OfferCollector
from shared.transport.kept_lists import KeptLists

FIRST_REQUEST_ID = 2_000_000  # beyond those of the lists the agent sends
KEPT_MAX = 50
"""Lists that are remembered after their end; a person's program may send as many as it likes."""

RequestState = Literal["off", "asked", "refused"]


class FileInbox:
    """Lives in the network thread."""

    def __init__(self, ports: ListPorts, origin: str) -> None:
        """Start without files.

        Args:
            ports: what lists of files work with.
            origin: where files say they came from: the server of the session.
        """
        self._ports = ports
        self._origin = origin
        self.lists: KeptLists[IncomingList] = KeptLists()
        """Those of this session; one that waits is for the agent to take."""
        self._collector = OfferCollector(from_user=True)
        self._allowance = Allowance(per_s=limits.FILE_LISTS_PER_S, burst_max=limits.FILE_LISTS_BURST)
        self._last_request_id = FIRST_REQUEST_ID
        self._request: RequestState = "off"

    @property
    def request(self) -> RequestState:
        """Whether the person was asked for files, and what became of it."""
        return self._request

    # --- the agent

    def ask(self, reason: str) -> None:
        """Ask the person for files, in words; nothing while they still look for some."""
        if self._request == "asked" or self._ports.port is None:
            return
        self._last_request_id += 1
        self._request = "asked"
        words = clean_text(reason, limits.REASON_MAX_CHARS)
        self._ports.send(peer.FileRequest(request_id=self._last_request_id, reason=words))
        self._ports.on_changed()

    def accept(self, batch_id: int, folder: Path) -> None:
        """Take the files of that list into this folder."""
        for kept in self.lists.running(batch_id):
            if kept.is_waiting:
                kept.begin(folder, self._origin)
                self._ports.on_changed()

    def cancel(self, batch_id: int) -> None:
        """Do not take it, or no more of it."""
        self.lists.cancel(batch_id)
        self._forget_untaken()

    # --- the person's program

    def take_answer(self, answer: peer.CapabilityAnswer) -> None:
        """The person sends some, or does not."""
        if self._request == "asked" and answer.request_id == self._last_request_id:
            self._request = "off" if answer.outcome == "granted" else "refused"
            self._ports.on_changed()

    def take_offer(self, message: peer.FileOffer, *, is_allowed: bool) -> None:
        """Collect a list; once it is whole the agent may take it.

        Raises:
            ProtocolError: the person's program did not say that this is allowed, the parts do not fit together,
                another list waits still, or there are too many.
        """
        if not is_allowed:
            raise ProtocolError("right_never_given")
        if message.first_index == 0:
            if any(kept.is_waiting for kept in self.lists):
                raise ProtocolError("batch_repeated")
            if not self._allowance.take(self._ports.clock.monotonic_ms()):
                raise ProtocolError("too_many_lists")
        found = self._collector.take(message)
        if found is None:
            return
        first, plan = found
        if not isinstance(plan, Plan):
            self._ports.send(peer.FileStop(batch_id=first.batch_id, reason="failed"))
            return
        self.lists.add(IncomingList(first.batch_id, plan, self._ports))
        oldest = [kept for kept in self.lists if kept.is_over][: max(0, len(self.lists) - KEPT_MAX)]
        self.lists.remove(lambda kept: kept in oldest)
        self._ports.on_changed()

    def take_message(self, message: FileMessage) -> None:
        """Something about a list; about one that is over, or never was, it changes nothing."""
        self.lists.take(message)
        self._forget_untaken()

    def end(self) -> None:
        """The session is over."""
        self.lists.drop()
        self._request = "off"

    # --- inside

    def _forget_untaken(self) -> None:
        """What was withdrawn or refused before it began is not worth remembering."""
        if self.lists.remove(lambda kept: kept.batch is None and not kept.is_waiting):
            self._ports.on_changed()
