"""The files of a session, on the person's side: what is offered, what was allowed, what is on its way.

A list that came whole is kept under its number, and the question, the yes and the record all carry that number: what
is written is exactly what the person read. Nothing here opens anything; the consent rules do, and this follows them.
"""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from client.domain.receipt import FileRecord
from shared.audit.event import AuditTag
from shared.capability import Capability
from shared.clock import Clock
from shared.consent.grant import BatchScope, ConsentGrant
from shared.consent.machine import ConsentMachine
from shared.errors import ProtocolError
from shared.protocol import peer_messages as peer
from shared.protocol.text import clean_text
from shared.session import events as ev
from shared.transfer.manifest import ManifestProblem, Offered, OfferParts, Plan
from shared.transfer.view import FileRow, TransferView
from shared.transport import file_pipe
from shared.transport.file_batch import FileBatch, FilesPort, MakeKeys

HASHES_MAX = 16  # in one entry of the record; the rest stand in the receipt, and in the hash over all
_RIGHT = Capability.FILE_TO_USER

FileEntry = dict[str, str | int | bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A whole list, before and after the answer."""

    request_id: int
    batch_id: int
    plan: Plan


@dataclass(slots=True)
class _Kept:
    offer: Offer
    folder: Path
    batch: FileBatch
    is_noted: bool = False


class FileDesk:
    """Lives in the network thread."""

    def __init__(
        self,
        *,
        port: FilesPort | None,
        send: Callable[[peer.FromClient], None],
        make_keys: MakeKeys,
        clock: Clock,
        on_event: Callable[[ev.ClientEvent], None],
        on_record: Callable[[AuditTag, FileEntry], None],
        on_changed: Callable[[], None],
    ) -> None:
        """Start without files.

        Args:
            port: starts processes; None where there is no way to, and then everything is refused.
            send: to the agent.
            make_keys: from the pairing.
            clock: monotonic time.
            on_event: into the session's rules.
            on_record: what goes on record: numbers and checksums, never a name.
            on_changed: told when the windows may show something else.
        """
        self._port = port
        self._send = send
        self._make_keys = make_keys
        self._clock = clock
        self._on_event = on_event
        self._on_record = on_record
        self._on_changed = on_changed
        self.origin = ""
        """Where files say they came from: the server of the session."""
        self.forget()

    # --- what the windows read

    @property
    def transfers(self) -> tuple[TransferView, ...]:
        """Every batch of this session that was allowed, oldest first."""
        return tuple(_view(kept) for kept in self._kept)

    @property
    def records(self) -> tuple[FileRecord, ...]:
        """Every file that came, with its name, for the receipt of its person."""
        found: list[FileRecord] = []
        for kept in self._kept:
            targets = kept.offer.plan.targets
            for index, outcome in sorted(kept.batch.outcomes.items()):
                if not outcome.code:
                    found.append(
                        FileRecord(
                            name=outcome.saved_as,
                            size_bytes=targets[index].size_bytes,
                            sha256=outcome.sha256.hex(),
                            direction="to_user",
                        )
                    )
        return tuple(found)

    def offer_of(self, scope: BatchScope | None) -> Offer | None:
        """The list a question is about."""
        return self._offer if self._offer is not None and scope is not None and self._is_it(scope) else None

    # --- the person

    def choose_folder(self, batch_id: int, folder: Path) -> None:
        """Where the files of that list go, if it is allowed."""
        self._folder = (batch_id, folder)

    def hold(self, batch_id: int, *, is_held: bool) -> None:
        """Let a batch wait, or go on."""
        for kept in self._running():
            if kept.batch.batch_id == batch_id:
                kept.batch.hold(is_held=is_held)

    # --- the agent

    def take_offer(self, message: peer.FileOffer, consent: ConsentMachine) -> None:
        """Collect a list; once it is whole, have it asked.

        Raises:
            ProtocolError: the parts do not fit together, or a number was used before.
        """
        if message.first_index == 0:
            if message.batch_id <= self._last_batch_id:
                raise ProtocolError("batch_repeated")
            self._last_batch_id = message.batch_id
            self._parts = (message, OfferParts(message.file_count, message.total_bytes))
        if self._parts is None:
            raise ProtocolError("files_miscounted")
        first, parts = self._parts
        if (message.batch_id, message.request_id, message.file_count, message.total_bytes) != (
            first.batch_id,
            first.request_id,
            first.file_count,
            first.total_bytes,
        ):
            raise ProtocolError("files_miscounted")
        problem = parts.add(
            message.first_index, [Offered(path=file.path, size_bytes=file.size_bytes) for file in message.files]
        )
        plan = parts.plan() if problem is None and parts.is_whole else problem
        if plan is None:
            return
        self._parts = None
        if plan is ManifestProblem.MISCOUNTED:
            raise ProtocolError("files_miscounted")
        if not isinstance(plan, Plan) or self._port is None or not consent.may_be_asked(_RIGHT):
            self._send(peer.CapabilityAnswer(request_id=first.request_id, capability=_RIGHT, outcome="unavailable"))
            return
        # Nothing is open or being recorded now, so no question or yes is about the list before.
        self._offer = Offer(request_id=first.request_id, batch_id=first.batch_id, plan=plan)
        scope = BatchScope(batch_id=first.batch_id, file_count=len(plan.targets), total_bytes=plan.total_bytes)
        self._on_event(ev.FilesOffered(request_id=first.request_id, batch=scope, reason=clean_text(first.reason, 80)))

    def take_message(self, message: peer.FileLink | peer.FileHold | peer.FileStop) -> None:
        """Something about a batch that runs; about any other it comes too late and changes nothing."""
        for kept in self._running():
            if kept.batch.batch_id != message.batch_id:
                continue
            match message:
                case peer.FileLink():
                    kept.batch.take_link(message)
                case peer.FileHold():
                    kept.batch.take_hold(message)
                case peer.FileStop():
                    kept.batch.take_stop(message)

    # --- the rules

    def follow(self, consent: ConsentMachine) -> None:
        """Make what may be done true: end what is not allowed any more, begin what is."""
        grant = next((grant for grant in consent.grants if grant.capability is _RIGHT), None)
        for kept in self._running():
            if grant is None or grant.batch is None or grant.batch.batch_id != kept.batch.batch_id:
                kept.batch.cancel()
        if grant is not None and not self._running():
            self._begin(grant)
        for kept in self._running():
            kept.batch.allow(is_allowed=_RIGHT in consent.rights.usable)

    def tick(self) -> None:
        """Let time pass."""
        for kept in self._running():
            kept.batch.tick(self._clock.monotonic_ms())

    def end(self) -> None:
        """The session is over: nothing goes on. What came stays known, for the receipt."""
        for kept in self._running():
            kept.batch.drop()
        self._offer = self._parts = self._folder = None

    def forget(self) -> None:
        """A new session begins: nothing of the one before is known any more."""
        self._kept: list[_Kept] = []
        self._offer: Offer | None = None
        self._parts: tuple[peer.FileOffer, OfferParts] | None = None
        self._folder: tuple[int, Path] | None = None
        self._last_batch_id = 0

    # --- inside

    def _running(self) -> list[_Kept]:
        return [kept for kept in self._kept if not kept.batch.is_over]

    def _is_it(self, scope: BatchScope) -> bool:
        return self._offer is not None and self._offer.batch_id == scope.batch_id

    def _begin(self, grant: ConsentGrant) -> None:
        offer = self.offer_of(grant.batch)
        folder = self._folder
        if offer is None or self._port is None or folder is None or folder[0] != offer.batch_id:
            self._on_event(ev.BatchEnded(capability=_RIGHT))
            return
        if any(kept.batch.batch_id == offer.batch_id for kept in self._kept):
            return  # it is over, and the rules are about to hear
        worker = self._port.start(lambda report: self._take_report(offer.batch_id, report))
        worker.order(
            file_pipe.ReceiveFiles(
                folder=str(folder[1]),
                targets=[
                    file_pipe.WriteTarget(
                        folders=list(target.folders), name=target.name, size_bytes=target.size_bytes
                    )
                    for target in offer.plan.targets
                ],
                origin=self.origin,
                mark=secrets.token_hex(4),
            )
        )
        batch = FileBatch(
            batch_id=offer.batch_id,
            sizes=[target.size_bytes for target in offer.plan.targets],
            is_leader=True,
            worker=worker,
            send=self._send,
            make_keys=self._make_keys,
            options=self._port.options,
            on_changed=self._changed,
            now_ms=self._clock.monotonic_ms(),
        )
        self._kept.append(_Kept(offer, folder[1], batch))

    def _take_report(self, batch_id: int, report: file_pipe.Report | None) -> None:
        for kept in self._kept:
            if kept.batch.batch_id == batch_id:
                kept.batch.take_report(report, self._clock.monotonic_ms())

    def _changed(self) -> None:
        for kept in self._kept:
            if kept.batch.is_over and not kept.is_noted:
                kept.is_noted = True
                self._on_record(AuditTag.FILES_SUMMARY, _entry(kept))
                self._on_event(ev.BatchEnded(capability=_RIGHT))
        self._on_changed()


def _entry(kept: _Kept) -> FileEntry:
    targets = kept.offer.plan.targets
    saved = [outcome for _, outcome in sorted(kept.batch.outcomes.items()) if not outcome.code]
    entry: FileEntry = {
        "capability": str(_RIGHT),
        "batch_id": kept.offer.batch_id,
        "files": len(targets),
        "saved": len(saved),
        "bytes": sum(targets[outcome.index].size_bytes for outcome in saved),
        "list_sha256": hashlib.sha256(b"".join(outcome.sha256 for outcome in saved)).hexdigest(),
    }
    for place, outcome in enumerate(saved[:HASHES_MAX], 1):
        entry[f"sha256_{place}"] = outcome.sha256.hex()
    return entry


def _view(kept: _Kept) -> TransferView:
    batch, plan = kept.batch, kept.offer.plan
    rows: list[FileRow] = []
    for index, target in enumerate(plan.targets):
        outcome = batch.outcomes.get(index)
        rows.append(
            FileRow(
                name=(outcome.saved_as if outcome is not None else "") or target.shown,
                size_bytes=target.size_bytes,
                sha256=outcome.sha256.hex() if outcome is not None else "",
                code=outcome.code if outcome is not None else "",
            )
        )
    return TransferView(
        batch_id=batch.batch_id,
        direction="to_user",
        stage=batch.stage,
        files=tuple(rows),
        total_bytes=plan.total_bytes,
        done_bytes=batch.progress.done_bytes,
        bytes_per_s=batch.progress.bytes_per_s,
        left_s=batch.progress.left_s,
        is_held_here=batch.is_held_here,
        is_held_there=batch.is_held_there,
        code=batch.code,
        folder=str(kept.folder),
    )
