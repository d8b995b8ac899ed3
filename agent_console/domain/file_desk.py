"""The files of one tab, on the agent's side: what was chosen, what the person answered, what is on its way."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from shared.capability import Capability
from shared.clock import Clock
from shared.protocol import limits
from shared.protocol import peer_messages as peer
from shared.protocol.file_messages import OfferedFile
from shared.protocol.text import clean_text
from shared.transfer.manifest import Offered
from shared.transfer.names import safe_path
from shared.transfer.view import FileRow, TransferStage, TransferView
from shared.transport import file_pipe
from shared.transport.file_batch import FileBatch, FilesPort, MakeKeys
from shared.transport.file_source import Chosen

FIRST_REQUEST_ID = 1_000_000  # beyond those of the rights, which count from one
PART_MAX_BYTES = 12 * 1024  # of names in one message, so that with everything around them it still fits
_RIGHT = Capability.FILE_TO_USER


@dataclass(slots=True)
class _Kept:
    batch_id: int
    request_id: int
    chosen: Chosen
    batch: FileBatch | None = None
    stage: TransferStage = "waiting"
    code: str = ""


class FileDesk:
    """Lives in the network thread. One list at a time: the person answers before another is put to them."""

    def __init__(
        self,
        *,
        port: FilesPort | None,
        send: Callable[[peer.FromAgent], None],
        make_keys: MakeKeys,
        clock: Clock,
        on_changed: Callable[[], None],
    ) -> None:
        """Start without files.

        Args:
            port: starts processes; None where there is no way to.
            send: to the person's program.
            make_keys: from the pairing.
            clock: monotonic time.
            on_changed: told when the window may show something else.
        """
        self._port = port
        self._send = send
        self._make_keys = make_keys
        self._clock = clock
        self._on_changed = on_changed
        self._kept: list[_Kept] = []
        self._last_batch_id = 0

    @property
    def transfers(self) -> tuple[TransferView, ...]:
        """Every list of this session, oldest first."""
        return tuple(_view(kept) for kept in self._kept)

    @property
    def is_busy(self) -> bool:
        """Whether a list waits for its answer or is on its way."""
        return any(_stage(kept) in ("waiting", "connecting", "moving", "reconnecting") for kept in self._kept)

    # --- the agent

    def offer(self, chosen: Chosen, reason: str) -> None:
        """Put these files to the person; nothing while another list is under way."""
        if self.is_busy or self._port is None:
            return
        self._last_batch_id += 1
        kept = _Kept(self._last_batch_id, FIRST_REQUEST_ID + self._last_batch_id, chosen)
        self._kept.append(kept)
        if chosen.problem is not None:
            kept.stage, kept.code = "failed", str(chosen.problem)
        else:
            for first_index, part in _parts(chosen.offered):
                self._send(
                    peer.FileOffer(
                        request_id=kept.request_id,
                        batch_id=kept.batch_id,
                        file_count=len(chosen.files),
                        total_bytes=sum(file.size_bytes for file in chosen.files),
                        first_index=first_index,
                        files=[OfferedFile(path=file.path, size_bytes=file.size_bytes) for file in part],
                        reason=clean_text(reason, limits.REASON_MAX_CHARS),
                    )
                )
        self._on_changed()

    def hold(self, batch_id: int, *, is_held: bool) -> None:
        """Let a batch wait, or go on."""
        for batch in self._running(batch_id):
            batch.hold(is_held=is_held)

    def cancel(self, batch_id: int) -> None:
        """No more of it."""
        for batch in self._running(batch_id):
            batch.cancel()

    # --- the person's program

    def take(self, message: peer.FromClient) -> bool:
        """Take a message that is about files; False when it is about something else.

        About a batch that does not run it comes too late, and changes nothing.
        """
        match message:
            case peer.CapabilityAnswer(request_id=request_id) if request_id >= FIRST_REQUEST_ID:
                self._take_answer(message)
            case peer.FileLink():
                for batch in self._running(message.batch_id):
                    batch.take_link(message)
            case peer.FileHold():
                for batch in self._running(message.batch_id):
                    batch.take_hold(message)
            case peer.FileStop():
                for batch in self._running(message.batch_id):
                    batch.take_stop(message)
            case _:
                return False
        return True

    def _take_answer(self, answer: peer.CapabilityAnswer) -> None:
        for kept in self._kept:
            if kept.request_id == answer.request_id and _stage(kept) == "waiting":
                if answer.outcome == "granted":
                    self._begin(kept)
                else:
                    kept.stage = "refused"
                    kept.code = "" if answer.outcome == "denied" else "files_unavailable"
                self._on_changed()

    def tick(self) -> None:
        """Let time pass."""
        for batch in self._running():
            batch.tick(self._clock.monotonic_ms())

    def end(self) -> None:
        """The session is over."""
        for kept in self._kept:
            if kept.batch is None and kept.stage == "waiting":
                kept.stage = "cancelled_there"
        for batch in self._running():
            batch.drop()

    # --- inside

    def _running(self, batch_id: int | None = None) -> list[FileBatch]:
        batches = [kept.batch for kept in self._kept if kept.batch is not None and not kept.batch.is_over]
        return [batch for batch in batches if batch_id in (None, batch.batch_id)]

    def _begin(self, kept: _Kept) -> None:
        if self._port is None:
            return

        def take(report: file_pipe.Report | None) -> None:
            if kept.batch is not None:
                kept.batch.take_report(report, self._clock.monotonic_ms())

        worker = self._port.start(take)
        worker.order(file_pipe.SendFiles(files=kept.chosen.files))
        kept.batch = FileBatch(
            batch_id=kept.batch_id,
            sizes=[file.size_bytes for file in kept.chosen.files],
            is_leader=False,
            worker=worker,
            send=self._send,
            make_keys=self._make_keys,
            options=self._port.options,
            on_changed=self._on_changed,
            now_ms=self._clock.monotonic_ms(),
        )


def _parts(files: Sequence[Offered]) -> Iterator[tuple[int, list[Offered]]]:
    """The list in pieces that each fit into one message, with the place of the first of each."""
    part: list[Offered] = []
    first = size = 0
    for index, file in enumerate(files):
        needed = len(file.path.encode()) + 40
        if part and (size + needed > PART_MAX_BYTES or len(part) == limits.FILE_PARTS_MAX):
            yield first, part
            part, first, size = [], index, 0
        part.append(file)
        size += needed
    yield first, part


def _stage(kept: _Kept) -> TransferStage:
    return kept.batch.stage if kept.batch is not None else kept.stage


def _view(kept: _Kept) -> TransferView:
    batch = kept.batch
    rows: list[FileRow] = []
    for index, file in enumerate(kept.chosen.files):
        outcome = batch.outcomes.get(index) if batch is not None else None
        rows.append(
            FileRow(
                # As the person reads it: what their program makes of a name is part of what they said yes to.
                name="/".join(safe_path(file.shown)),
                size_bytes=file.size_bytes,
                sha256=outcome.sha256.hex() if outcome is not None else "",
                code=outcome.code if outcome is not None else "",
            )
        )
    return TransferView(
        batch_id=kept.batch_id,
        direction="to_user",
        stage=_stage(kept),
        files=tuple(rows),
        total_bytes=sum(file.size_bytes for file in kept.chosen.files),
        done_bytes=batch.progress.done_bytes if batch is not None else 0,
        bytes_per_s=batch.progress.bytes_per_s if batch is not None else None,
        left_s=batch.progress.left_s if batch is not None else None,
        is_held_here=batch is not None and batch.is_held_here,
        is_held_there=batch is not None and batch.is_held_there,
        code=batch.code if batch is not None else kept.code,
        skipped=tuple("/".join(safe_path(name)) for name in kept.chosen.skipped),
    )
