"""The receipt a person keeps of a session: who helped, what was allowed and for how long, and the proof of it.

Pure data: the window puts it into words of the person's language, and `alongside-audit verify --receipt` holds it
against the server's record.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from client.domain.journal import SignedEvent
from shared.audit.event import REPLACED_SOURCES, AuditTag
from shared.audit.receipt_file import RECEIPT_KIND, RECEIPT_VERSION
from shared.capability import Capability
from shared.protocol.signaling_messages import AgentCard, CloseReason, Seal
from shared.session.story import StoryEntry
from shared.session.talk import StreamItem

_CLOSING = frozenset({AuditTag.CONSENT_REVOKED, AuditTag.CONSENT_EXPIRED})


@dataclass(frozen=True, slots=True, kw_only=True)
class RightUse:
    """How long one right was on in all, pauses left out, and how often it was granted."""

    capability: Capability
    total_ms: int
    times_granted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRecord:
    """One file that came whole, `sha256` in hex. The receipt alone has its name, never the server's record."""

    name: str
    size_bytes: int
    sha256: str
    direction: Literal["to_user", "from_user"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Everything about one session that its person keeps.

    Attributes:
        origin: the server's own name for itself.
        agent: who the server said the agent was.
        opened_at, closed_at: RFC 3339 instants in UTC by this computer's clock.
        client_key: the 32-byte public key that checks the events.
        seal: the server's word on its own record; None when it could not be had.
        stream: what happened and what was written, in order of time.
        is_refused: the server refused an entry for good, so it will never confirm all of this.
        files: the files that came, with their names.
    """

    session_id: str
    origin: str
    agent: AgentCard
    opened_at: str
    closed_at: str
    reason: CloseReason
    uses: tuple[RightUse, ...]
    client_key: bytes
    events: tuple[SignedEvent, ...]
    seal: Seal | None
    stream: tuple[StreamItem, ...] = field(repr=False)
    is_refused: bool = False
    files: tuple[FileRecord, ...] = ()

    @property
    def was_drawn_on(self) -> bool:
        """Whether the agent pointed or drew on the screen."""
        return any(event.tag == AuditTag.DRAWING_SUMMARY for event in self.events)

    @property
    def is_sealed(self) -> bool:
        """Whether the server confirmed the record."""
        return self.seal is not None


def build_receipt(
    *,
    session_id: str,
    origin: str,
    agent: AgentCard,
    opened_at: str,
    closed_at: str,
    reason: CloseReason,
    client_key: bytes,
    events: Sequence[SignedEvent],
    seal: Seal | None,
    stream: tuple[StreamItem, ...],
    files: tuple[FileRecord, ...] = (),
) -> Receipt:
    """Put a receipt together at the end of a session; see `Receipt` for the arguments."""
    return Receipt(
        session_id=session_id,
        origin=origin,
        agent=agent,
        opened_at=opened_at,
        closed_at=closed_at,
        reason=reason,
        uses=_sum_uses(events, closed_at),
        client_key=client_key,
        events=tuple(events),
        seal=seal,
        stream=stream,
        files=files,
    )


def encode_receipt(receipt: Receipt, *, is_compact: bool = False) -> str:
    """Render a receipt as JSON for the person's files, ASCII, ending in a line feed; without messages.

    Args:
        receipt: what to render.
        is_compact: on one line, to be sent; otherwise indented, to be looked at.
    """
    seal = receipt.seal
    found = {
        "kind": RECEIPT_KIND,
        "version": RECEIPT_VERSION,
        "sid": receipt.session_id,
        "origin": receipt.origin,
        "agent": {
            "agent_id": receipt.agent.agent_id,
            "name": receipt.agent.name,
            "organisation": receipt.agent.organisation,
            "domain": receipt.agent.domain,
            "account_created_on": receipt.agent.account_created_on,
        },
        "opened_at": receipt.opened_at,
        "closed_at": receipt.closed_at,
        "reason": receipt.reason,
        "rights": [
            {"capability": use.capability, "total_ms": use.total_ms, "times_granted": use.times_granted}
            for use in receipt.uses
        ],
        "story": [
            {"at": entry.at, "kind": entry.kind, "capability": entry.capability, "fields": entry.fields}
            for entry in receipt.stream
            if isinstance(entry, StoryEntry)
        ],
        "files": [
            {"name": file.name, "size_bytes": file.size_bytes, "sha256": file.sha256, "direction": file.direction}
            for file in receipt.files
        ],
        "client_key": receipt.client_key.hex(),
        "events": [
            {
                "cseq": event.cseq,
                "cts": event.cts,
                "type": event.tag,
                "outcome": event.outcome,
                "data": event.data,
                "signature": event.signature.hex(),
            }
            for event in receipt.events
        ],
        "seal": seal
        and {"count": seal.count, "head": seal.head, "signature": seal.signature.hex(), "key": seal.key.hex()},
    }
    text = json.dumps(found, separators=(",", ":")) if is_compact else json.dumps(found, indent=2)
    return text + "\n"


def _sum_uses(events: Iterable[SignedEvent], closed_at: str) -> tuple[RightUse, ...]:
    since: dict[Capability, int] = {}
    opened_by: dict[Capability, object] = {}  # the question whose yes began the time that is being counted
    total: dict[Capability, int] = {}
    times: dict[Capability, int] = {}
    is_paused = False

    def stop(capability: Capability, now_ms: int) -> None:
        start_ms = since.pop(capability, now_ms)
        # The wall clock may have been set back meanwhile; a right was never on for less than no time.
        total[capability] = total.get(capability, 0) + (0 if is_paused else max(0, now_ms - start_ms))

    for event in events:
        now_ms = _epoch_ms(event.cts)
        if event.tag in {AuditTag.CONSENT_PAUSED, AuditTag.CONSENT_RESUMED}:
            for capability in list(since):
                stop(capability, now_ms)
                since[capability] = now_ms
            is_paused = event.tag is AuditTag.CONSENT_PAUSED
            continue
        name = event.data.get("capability")
        if not isinstance(name, str):
            continue
        capability = Capability(name)
        if event.tag is AuditTag.CONSENT_GRANTED:
            times[capability] = times.get(capability, 0) + 1
            if capability not in since:
                since[capability], opened_by[capability] = now_ms, event.data.get("prompt_id")
        elif event.tag in _CLOSING and event.data.get("opened") is False:
            # The yes was written down but the right never opened; an older one may go on.
            if opened_by.get(capability) == event.data.get("prompt_id"):
                since.pop(capability, None)
            times[capability] = times.get(capability, 1) - 1
        elif event.data.get("source") in REPLACED_SOURCES:
            opened_by[capability] = None  # the right went on under the yes that came before this
        elif event.tag in _CLOSING:
            stop(capability, now_ms)
    for capability in list(since):
        stop(capability, _epoch_ms(closed_at))
    return tuple(
        RightUse(capability=capability, total_ms=total.get(capability, 0), times_granted=count)
        for capability, count in times.items()
        if count > 0
    )


def _epoch_ms(instant: str) -> int:
    return round(datetime.fromisoformat(instant).timestamp() * 1000)
