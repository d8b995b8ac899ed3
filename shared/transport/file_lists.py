"""A list of files on its way, as both programs keep one in either direction: before its batch runs, during, after."""

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from shared.clock import Clock
from shared.protocol import peer_messages as peer
from shared.protocol.file_messages import is_from_user
from shared.transfer.manifest import Plan
from shared.transfer.names import safe_path
from shared.transfer.outcome import FileOutcome
from shared.transfer.view import RUNNING, Direction, FileRow, TransferStage, TransferView
from shared.transport import file_pipe
from shared.transport.file_batch import FileBatch, FilesPort, MakeKeys, stopped_there
from shared.transport.file_source import Chosen

FileMessage = peer.FileLink | peer.FileHold | peer.FileStop
_UNDER_WAY = RUNNING | {"waiting"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPorts:
    """What the lists of one session work with.

    Attributes:
        port: starts processes; None where there is no way to, and then no file goes.
        send: to the other program, on `control`.
        make_keys: from the pairing.
        clock: monotonic time.
        on_changed: told when the windows may show something else.
    """

    port: FilesPort | None
    send: Callable[[Any], None]
    make_keys: MakeKeys
    clock: Clock
    on_changed: Callable[[], None]


class FileList:
    """What both directions have in common. The receiving program leads: it alone begins a path."""

    def __init__(
        self, batch_id: int, rows: Sequence[FileRow], ports: ListPorts, *, skipped: tuple[str, ...] = ()
    ) -> None:
        """Begin without a batch: the other side has still to say something.

        Args:
            batch_id: its number, which says which way its files go.
            rows: the files under the names both agree on.
            ports: what it works with.
            skipped: names of what was chosen with them and is not sent.
        """
        self.batch_id = batch_id
        self.batch: FileBatch | None = None
        self.folder: Path | None = None
        """Where they go, on the receiving side."""
        self._rows = rows
        self._skipped = skipped
        self.since_ms = ports.clock.monotonic_ms()
        self._ports = ports
        self._stage: TransferStage = "waiting"
        self._code = ""
        self._is_allowed = True

    @property
    def direction(self) -> Direction:
        """Which way its files go."""
        return "from_user" if is_from_user(self.batch_id) else "to_user"

    @property
    def stage(self) -> TransferStage:
        """How far it is."""
        return self.batch.stage if self.batch is not None else self._stage

    @property
    def code(self) -> str:
        """Why it failed."""
        return self.batch.code if self.batch is not None else self._code

    @property
    def is_waiting(self) -> bool:
        """Whether it has not begun, and may."""
        return self.stage == "waiting"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come of it."""
        return self.stage not in _UNDER_WAY

    @property
    def outcomes(self) -> dict[int, FileOutcome]:
        """The files that are settled, by their place."""
        return self.batch.outcomes if self.batch is not None else {}

    @property
    def view(self) -> TransferView:
        """What is shown of it."""
        batch = self.batch
        return TransferView(
            batch_id=self.batch_id,
            direction=self.direction,
            stage=self.stage,
            files=tuple(self._settled_rows()),
            total_bytes=sum(row.size_bytes for row in self._rows),
            done_bytes=batch.progress.done_bytes if batch is not None else 0,
            most_done_bytes=batch.most_done_bytes if batch is not None else 0,
            bytes_per_s=batch.progress.bytes_per_s if batch is not None else None,
            left_s=batch.progress.left_s if batch is not None else None,
            is_held_here=batch is not None and batch.is_held_here,
            is_held_there=batch is not None and batch.is_held_there,
            code=self.code,
            folder=str(self.folder) if self.folder is not None else "",
            skipped=self._skipped,
        )

    def settle(self, stage: TransferStage, code: str = "") -> None:
        """It will not begin."""
        if self.is_waiting:
            self._stage, self._code = stage, code
            self._ports.on_changed()

    def allow(self, *, is_allowed: bool) -> None:
        """Whether bytes may pass now; counts for a batch that begins later as well."""
        self._is_allowed = is_allowed
        if self.batch is not None:
            self.batch.allow(is_allowed=is_allowed)

    def cancel(self) -> None:
        """This side wants no more of it."""
        if self.batch is not None:
            self.batch.cancel()
        elif self.is_waiting:
            self._ports.send(peer.FileStop(batch_id=self.batch_id, reason="cancelled"))
            self.settle("cancelled_here")

    def drop(self) -> None:
        """The session is over; nobody is told any more."""
        if self.batch is not None:
            self.batch.drop()
        else:
            self.settle("cancelled_there")

    def take(self, message: FileMessage) -> None:
        """What the other side says about it."""
        batch = self.batch
        match message:
            case peer.FileStop() if batch is None:
                self.settle(*stopped_there(message))
            case peer.FileStop() if batch is not None:
                batch.take_stop(message)
            case peer.FileHold() if batch is not None:
                batch.take_hold(message)
            case peer.FileLink() if batch is not None:
                batch.take_link(message)

    def tick(self) -> None:
        """Let time pass."""
        if self.batch is not None:
            self.batch.tick(self._ports.clock.monotonic_ms())

    def _start(self, order: file_pipe.Order, *, is_receiving: bool) -> None:
        port = self._ports.port
        if port is None or not self.is_waiting:
            return
        worker = port.start(self._take_report, self.direction)
        worker.order(order)
        self.batch = FileBatch(
            batch_id=self.batch_id,
            sizes=[row.size_bytes for row in self._rows],
            is_leader=is_receiving,
            worker=worker,
            send=self._ports.send,
            make_keys=self._ports.make_keys,
            options=port.options,
            on_changed=self._ports.on_changed,
            now_ms=self._ports.clock.monotonic_ms(),
        )
        self.batch.allow(is_allowed=self._is_allowed)

    def _take_report(self, report: file_pipe.Report | None) -> None:
        if self.batch is not None:
            self.batch.take_report(report, self._ports.clock.monotonic_ms())

    def _settled_rows(self) -> Iterator[FileRow]:
        for index, row in enumerate(self._rows):
            outcome = self.outcomes.get(index)
            yield (
                row
                if outcome is None
                else replace(row, name=outcome.saved_as or row.name, sha256=outcome.sha256.hex(), code=outcome.code)
            )


class IncomingList(FileList):
    """Files that are written here, under the plain names of their plan."""

    def __init__(self, batch_id: int, plan: Plan, ports: ListPorts) -> None:
        """Begin with the list; where it goes is said when it may."""
        super().__init__(batch_id, planned_rows(plan), ports)
        self._targets = plan.targets

    def begin(self, folder: Path, origin: str) -> None:
        """Write them into this folder as they come.

        Args:
            folder: as it was chosen here.
            origin: where files say they came from: the server of the session.
        """
        self.folder = folder
        targets = [
            file_pipe.WriteTarget(folders=list(target.folders), name=target.name, size_bytes=target.size_bytes)
            for target in self._targets
        ]
        order = file_pipe.ReceiveFiles(folder=str(folder), targets=targets, origin=origin, mark=secrets.token_hex(4))
        self._start(order, is_receiving=True)


class OutgoingList(FileList):
    """Files that are read here."""

    def __init__(self, batch_id: int, chosen: Chosen, ports: ListPorts) -> None:
        """Begin with what was chosen."""
        super().__init__(batch_id, chosen_rows(chosen), ports, skipped=plain_names(chosen.skipped))
        self._files = chosen.files

    def begin(self) -> None:
        """Send them, once the other side begins a path."""
        self._start(file_pipe.SendFiles(files=self._files), is_receiving=False)


def planned_rows(plan: Plan) -> tuple[FileRow, ...]:
    """A list that was offered as it is shown: with the names its files would get."""
    return tuple(FileRow(name=target.shown, size_bytes=target.size_bytes) for target in plan.targets)


def chosen_rows(chosen: Chosen) -> tuple[FileRow, ...]:
    """A choice as it is shown: with the names the other side will read, which are part of what is agreed on."""
    names = plain_names([file.shown for file in chosen.files])
    return tuple(
        FileRow(name=name, size_bytes=file.size_bytes) for name, file in zip(names, chosen.files, strict=True)
    )


def plain_names(names: list[str]) -> tuple[str, ...]:
    """Names of this computer's files, plain."""
    return tuple("/".join(safe_path(name)) for name in names)
