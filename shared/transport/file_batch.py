"""One batch of files on its way, as each program follows it: paths made and made again, pauses, the end; no I/O.

The bytes are in a process of their own; here is only what the two programs tell each other about it on `control`. The
receiving program leads: it alone begins a path, so that the two never begin at once. Batch and process end together.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from shared.protocol import limits
from shared.protocol import peer_messages as peer
from shared.transfer.outcome import FileOutcome
from shared.transfer.progress import Progress
from shared.transfer.view import Direction
from shared.transport import file_pipe

Stage = Literal["connecting", "moving", "reconnecting", "done", "cancelled_here", "cancelled_there", "failed"]
OVER: frozenset[Stage] = frozenset({"done", "cancelled_here", "cancelled_there", "failed"})

RETRY_MS = 1_500
LOST_AFTER_MS = 120_000
"""A batch without a path for so long is over; as long as a session outlives a silent line."""

NONCE_BYTES = 16

_STOP_CODES = {"failed": "file_stopped_there", "no_room": "disk_full_there"}

MakeKeys = Callable[[int, int, bytes, bytes], tuple[bytes, bytes]]
"""From batch, attempt, our nonce and theirs to what we seal with and what we open with."""


class FileWorker(Protocol):
    """The process for files, as `shared.transport.file_process.FileProcess`."""

    def order(self, order: file_pipe.Order) -> None:
        """Tell it to do something."""

    def end(self) -> None:
        """It is over: no byte passes any more, and what is not whole goes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PathOptions:
    """What is asked for addresses: STUN and TURN servers, and whether both programs may be on one computer."""

    servers: Sequence[file_pipe.IceAddress] = ()
    has_loopback: bool = False


class FilesPort(Protocol):
    """Where the process of a batch comes from."""

    @property
    def options(self) -> PathOptions:
        """What is asked for addresses now."""
        ...

    def start(
        self, on_report: Callable[[file_pipe.Report | None], None], direction: Direction = "to_user"
    ) -> FileWorker:
        """Start one for files that go that way; it waits for orders."""
        ...


def stopped_there(message: peer.FileStop) -> tuple[Literal["cancelled_there", "failed"], str]:
    """How a list ends when the other side wants no more of it, and the code of why."""
    code = _STOP_CODES.get(message.reason, "")
    return ("failed" if code else "cancelled_there"), code


class FileBatch:
    """From the yes to the last file. Time is monotonic milliseconds, always an argument."""

    def __init__(
        self,
        *,
        batch_id: int,
        sizes: Sequence[int],
        is_leader: bool,
        worker: FileWorker,
        send: Callable[[peer.FileLink | peer.FileHold | peer.FileStop], None],
        make_keys: MakeKeys,
        options: PathOptions,
        on_changed: Callable[[], None],
        now_ms: int,
        make_nonce: Callable[[], bytes] = lambda: secrets.token_bytes(NONCE_BYTES),
    ) -> None:
        """Begin; the leader looks for a path at once.

        Args:
            batch_id: the same on both sides.
            sizes: of each file in bytes.
            is_leader: whether this program receives.
            worker: has its files already.
            send: sends on `control`.
            make_keys: see `MakeKeys`.
            options: for addresses.
            on_changed: told when something is different.
            now_ms: monotonic.
            make_nonce: fresh random bytes for each path.
        """
        self.batch_id = batch_id
        self.stage: Stage = "connecting"
        self.code = ""
        self.progress = Progress(sum(sizes))
        self.most_done_bytes = 0
        self.outcomes: dict[int, FileOutcome] = {}
        self.current: int | None = None
        self.is_held_here = False
        self.is_held_there = False
        self._is_leader = is_leader
        self._worker = worker
        self._send = send
        self._make_keys = make_keys
        self._make_nonce = make_nonce
        self._options = options
        self._on_changed = on_changed
        self._is_allowed = True
        self._attempt = 0
        self._nonce = b""
        self._theirs: peer.FileLink | None = None
        self._is_gathered = self._is_connecting = False
        self._down_since_ms = now_ms
        self._retry_at_ms: int | None = None
        if is_leader:
            self._begin_attempt(1)

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come."""
        return self.stage in OVER

    # --- this side

    def hold(self, *, is_held: bool) -> None:
        """Let it wait, or go on, for this side."""
        if self.is_over or is_held == self.is_held_here:
            return
        self.is_held_here = is_held
        self._send(peer.FileHold(batch_id=self.batch_id, is_held=is_held))
        self._order_hold()

    def allow(self, *, is_allowed: bool) -> None:
        """Whether bytes may pass now: not while a question is open, nor while the person paused everything."""
        if not self.is_over and is_allowed != self._is_allowed:
            self._is_allowed = is_allowed
            self._order_hold()

    def cancel(self) -> None:
        """This side wants no more of it."""
        if not self.is_over:
            self._send(peer.FileStop(batch_id=self.batch_id, reason="cancelled"))
            self._finish("cancelled_here")

    def drop(self) -> None:
        """The session is over; nobody is told any more."""
        if not self.is_over:
            self._finish("cancelled_here")

    def tick(self, now_ms: int) -> None:
        """Let time pass; a few times a second."""
        if self.is_over:
            return
        if self.stage != "moving" and now_ms - self._down_since_ms >= LOST_AFTER_MS:
            self._fail("file_path_lost")
        elif self._retry_at_ms is not None and now_ms >= self._retry_at_ms:
            self._retry_at_ms = None
            if self._attempt >= limits.FILE_ATTEMPTS_MAX:
                self._fail("file_path_lost")
            else:
                self._begin_attempt(self._attempt + 1)

    # --- the other side

    def take_link(self, link: peer.FileLink) -> None:
        """Where the other side can be reached; what is not about the attempt that runs is out of date."""
        if self.is_over or (self._theirs is not None and link.attempt <= self._theirs.attempt):
            return
        if self._is_leader:
            if link.attempt == self._attempt:
                self._theirs = link
                self._connect()
        elif link.attempt > self._attempt:
            self._theirs = link
            self._begin_attempt(link.attempt)

    def take_hold(self, message: peer.FileHold) -> None:
        """The other side lets it wait, or go on."""
        if not self.is_over:
            self.is_held_there = message.is_held
            self._order_hold()

    def take_stop(self, message: peer.FileStop) -> None:
        """The other side wants no more of it."""
        if not self.is_over:
            stage, self.code = stopped_there(message)
            if self._is_leader and message.reason == "no_room":
                self.code = "file_stopped_there"  # whoever sends needs no room, so that says nothing
            self._finish(stage)

    # --- the process

    def take_report(self, report: file_pipe.Report | None, now_ms: int) -> None:
        """What the process says; None when it is gone."""
        if self.is_over:
            return
        match report:
            case file_pipe.Gathered() if report.attempt == self._attempt:
                self._gathered(report)
            case file_pipe.PathUp() if report.attempt == self._attempt:
                self.stage = "moving"
            case file_pipe.PathDown() if report.attempt == self._attempt:
                if self.stage == "moving":
                    self._down_since_ms = now_ms
                    self.progress.pause()
                    self.stage = "reconnecting"
                self._retry_at_ms = now_ms + RETRY_MS if self._is_leader else None
            case file_pipe.Moved():
                self.current = report.index
                self.progress.note(report.done_bytes, now_ms / 1_000)
                self.most_done_bytes = max(self.most_done_bytes, self.progress.done_bytes)
            case file_pipe.FileSettled():
                self.outcomes[report.index] = FileOutcome(
                    index=report.index, code=report.code, sha256=report.sha256, saved_as=report.saved_as
                )
            case file_pipe.BatchFinished():
                self._finish("done")
                return
            case file_pipe.CannotBegin(code=code):
                # Whoever sends can do something about a full disk, and else would only send the same again.
                reason = "no_room" if code == "disk_full" else "failed"
                self._send(peer.FileStop(batch_id=self.batch_id, reason=reason))
                self._fail(code)
                return
            case None:
                self._send(peer.FileStop(batch_id=self.batch_id, reason="failed"))
                self._fail("file_process_ended")
                return
            case _:
                return
        self._on_changed()

    # --- inside

    def _begin_attempt(self, attempt: int) -> None:
        self._attempt = attempt
        self._nonce = self._make_nonce()
        self._is_gathered = self._is_connecting = False
        self._worker.order(
            file_pipe.Gather(
                attempt=attempt,
                is_controlling=self._is_leader,
                servers=list(self._options.servers),
                has_loopback=self._options.has_loopback,
            )
        )

    def _gathered(self, report: file_pipe.Gathered) -> None:
        self._is_gathered = True
        self._send(
            peer.FileLink(
                batch_id=self.batch_id,
                attempt=self._attempt,
                nonce=self._nonce,
                username=report.username,
                password=report.password,
                candidates=report.candidates[: limits.FILE_CANDIDATES_MAX],
            )
        )
        self._connect()

    def _connect(self) -> None:
        theirs = self._theirs
        if theirs is None or theirs.attempt != self._attempt or not self._is_gathered or self._is_connecting:
            return
        self._is_connecting = True
        sending, receiving = self._make_keys(self.batch_id, self._attempt, self._nonce, theirs.nonce)
        self._worker.order(
            file_pipe.Connect(
                attempt=self._attempt,
                username=theirs.username,
                password=theirs.password,
                candidates=theirs.candidates,
                sending_key=sending,
                receiving_key=receiving,
            )
        )

    def _order_hold(self) -> None:
        is_held = self.is_held_here or self.is_held_there or not self._is_allowed
        if is_held:
            self.progress.pause()
        self._worker.order(file_pipe.Hold(is_held=is_held))
        self._on_changed()

    def _fail(self, code: str) -> None:
        self.code = code
        self._finish("failed")

    def _finish(self, stage: Stage) -> None:
        self.stage = stage
        self.current = None
        self._worker.end()
        self._on_changed()
