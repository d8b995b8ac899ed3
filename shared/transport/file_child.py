"""The process for files: reads or writes one batch over a path of its own, so that picture and input do not notice.

Run as `python -m shared.transport.file_child` by `shared.transport.file_process`. Orders come on standard input,
reports leave on standard output (`file_pipe`). It ends with its batch, when told to, on SIGTERM, and when the program
that started it is gone; whatever is not whole by then is removed.
"""

import asyncio
import contextlib
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from shared.transfer.incoming import IncomingBatch
from shared.transfer.manifest import Target
from shared.transfer.outcome import FileOutcome, FileRefusedError
from shared.transfer.outgoing import OutgoingBatch
from shared.transfer.packet_seal import PacketSeal
from shared.transfer.window import StreamError
from shared.transport import file_ice, file_pipe
from shared.transport.file_link import FileLink
from shared.transport.file_source import FileSource
from shared.transport.file_store import FileStore
from shared.transport.tasks import TaskSet

NICENESS = 10  # of 19: picture and input of the same computer come first
TICK_S = 0.004
IDLE_TICK_S = 0.05
REPORT_EVERY_S = 0.2
EARLY_MAX = 64


class FileChild:
    """Everything in the process."""

    def __init__(self, reports: BinaryIO) -> None:
        self._reports = reports
        self._tasks = TaskSet("files")
        self._batch: OutgoingBatch | IncomingBatch | None = None
        self._store: FileStore | None = None
        self._path: file_ice.FilePath | None = None
        self._link: FileLink | None = None
        self._attempt = 0
        self._early: list[bytes] = []
        self._is_held = False
        self._is_pumping = False
        self._moved: tuple[int, int | None] = (-1, None)
        self.over = asyncio.Event()

    # --- orders

    def take(self, order: file_pipe.Order) -> None:
        """Carry out one order."""
        match order:
            case file_pipe.SendFiles(files=files):
                self._batch = OutgoingBatch([file.size_bytes for file in files], FileSource(files))
            case file_pipe.ReceiveFiles():
                self._begin_receiving(order)
            case file_pipe.Gather():
                self._tasks.start(self._gather(order), name="gather")
            case file_pipe.Connect() if order.attempt == self._attempt and self._path is not None:
                self._tasks.start(self._connect(order, self._path), name="connect")
            case file_pipe.Hold(is_held=is_held):
                self.hold(is_held=is_held)
            case file_pipe.Stop():
                self.over.set()
            case _:
                pass  # about a path that is gone

    def hold(self, *, is_held: bool = True) -> None:
        """Let nothing pass, or let it pass again."""
        self._is_held = is_held
        if self._link is not None:
            self._link.is_held = is_held
            self._pump()

    def _begin_receiving(self, order: file_pipe.ReceiveFiles) -> None:
        targets = [
            Target(folders=tuple(target.folders), name=target.name, size_bytes=target.size_bytes)
            for target in order.targets
        ]
        try:
            self._store = FileStore(Path(order.folder), targets, origin=order.origin, mark=order.mark)
        except FileRefusedError as error:
            self._report(file_pipe.CannotBegin(code=error.code))
            self.over.set()
            return
        self._batch = IncomingBatch([target.size_bytes for target in targets], self._store)

    # --- paths

    async def _gather(self, order: file_pipe.Gather) -> None:
        await self._leave_path()
        self._attempt, self._early = order.attempt, []
        file_ice.install(has_loopback=order.has_loopback)
        path = self._path = file_ice.FilePath(
            is_controlling=order.is_controlling, servers=order.servers, on_datagram=self._take_datagram
        )
        username, password, candidates = await path.gather()
        if path is self._path:
            self._report(
                file_pipe.Gathered(attempt=order.attempt, username=username, password=password, candidates=candidates)
            )

    async def _connect(self, order: file_pipe.Connect, path: file_ice.FilePath) -> None:
        try:
            await path.connect(order.username, order.password, order.candidates)
        except ConnectionError:
            self._lose(path)
            return
        if path is not self._path or self._batch is None:
            return
        self._link = FileLink(
            self._batch,
            PacketSeal(order.sending_key, order.receiving_key),
            send=path.send,
            on_settled=self._settled,
            now_ms=_now_ms(),
        )
        self._link.is_held = self._is_held
        early, self._early = self._early, []
        for data in early:
            self._take_datagram(data)
        if self._link is not None:
            self._tasks.start(self._run_link(path, self._link), name="link")

    async def _run_link(self, path: file_ice.FilePath, link: FileLink) -> None:
        was_up = False
        reported_s = 0.0
        while link is self._link:
            now_ms = _now_ms()
            link.tick(now_ms)
            self._pump()
            if link.has_heard and not was_up:
                was_up = True
                self._report(file_pipe.PathUp(attempt=self._attempt))
            if now_ms / 1_000 - reported_s >= REPORT_EVERY_S:
                reported_s = now_ms / 1_000
                self._report_moved()
            if link.is_settled:
                self._report_moved()
                self._report(file_pipe.BatchFinished())
                # The other side may still wait for our last acknowledgement.
                for _ in range(5):
                    link.tick(_now_ms())
                    await asyncio.sleep(TICK_S * 5)
                self.over.set()
                return
            if link.is_silent(now_ms):
                self._lose(path)
                return
            await asyncio.sleep(TICK_S if link.sender.under_way or was_up else IDLE_TICK_S)

    def _lose(self, path: file_ice.FilePath) -> None:
        if path is not self._path:
            return
        self._link = None
        if self._batch is not None and self._batch.is_finished:
            # The other side has all and is gone; only its last word was lost.
            self._report(file_pipe.BatchFinished())
            self.over.set()
        else:
            self._report(file_pipe.PathDown(attempt=self._attempt))

    async def _leave_path(self) -> None:
        self._link = None
        path, self._path = self._path, None
        if path is not None:
            await path.close()

    # --- datagrams

    def _take_datagram(self, data: bytes) -> None:
        link, path = self._link, self._path
        if link is None or path is None:
            if len(self._early) < EARLY_MAX:
                self._early.append(data)  # the other side found the path a moment before us
            return
        try:
            link.handle_datagram(data, _now_ms())
        except StreamError:
            self._lose(path)
            return
        self._pump()

    def _pump(self) -> None:
        if self._link is not None and not self._is_pumping and self._link.pump(_now_ms()):
            # More may leave: but first what has arrived meanwhile.
            self._is_pumping = True
            asyncio.get_running_loop().call_soon(self._pump_on)

    def _pump_on(self) -> None:
        self._is_pumping = False
        self._pump()

    # --- reports

    def _settled(self, outcome: FileOutcome) -> None:
        self._report(
            file_pipe.FileSettled(
                index=outcome.index, code=outcome.code, sha256=outcome.sha256, saved_as=outcome.saved_as
            )
        )

    def _report_moved(self) -> None:
        batch = self._batch
        if batch is None:
            return
        moved = (batch.bytes_done, batch.current)
        if moved != self._moved:
            self._moved = moved
            self._report(file_pipe.Moved(done_bytes=moved[0], index=moved[1]))

    def _report(self, report: file_pipe.Report) -> None:
        try:
            self._reports.write(file_pipe.encode(report))
            self._reports.flush()
        except OSError:
            self.over.set()

    async def close(self) -> None:
        """Leave nothing behind."""
        if isinstance(self._batch, IncomingBatch):
            self._batch.abandon()
        if self._store is not None:
            self._store.close()
        await self._leave_path()
        await self._tasks.close()


async def run(orders: BinaryIO, reports: BinaryIO) -> None:
    """Do what is ordered until it is over."""
    loop = asyncio.get_running_loop()
    child = FileChild(reports)
    # SIGUSR1 comes from a window's own thread, when the person presses Pause; the order that says the same follows.
    handlers = dict.fromkeys(("SIGTERM", "SIGINT", "SIGHUP"), child.over.set) | {"SIGUSR1": child.hold}
    for name, handler in handlers.items():
        # Windows has neither these two nor handlers in the loop; there the process ends with its pipe.
        with contextlib.suppress(NotImplementedError, AttributeError):
            loop.add_signal_handler(getattr(signal, name), handler)
    reader = asyncio.StreamReader(limit=file_pipe.MESSAGE_MAX_BYTES)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), orders)
    async with TaskSet("orders") as tasks:
        tasks.start(_read(reader, child), name="read")
        await child.over.wait()
    await child.close()


async def _read(reader: asyncio.StreamReader, child: FileChild) -> None:
    try:
        while not child.over.is_set():
            length = int.from_bytes(await reader.readexactly(file_pipe.LENGTH_BYTES), "big")
            if length > file_pipe.MESSAGE_MAX_BYTES:
                break
            child.take(file_pipe.decode_order(await reader.readexactly(length)))
    except (asyncio.IncompleteReadError, msgspec.DecodeError):
        pass
    finally:
        child.over.set()


def _now_ms() -> float:
    return time.monotonic() * 1_000


def main() -> None:
    """Entry of the process."""
    with contextlib.suppress(OSError, AttributeError):
        os.nice(NICENESS)
    # Nobody reads what a library may print, and on standard output it would be taken for a report.
    reports = os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=0)
    sys.stdout = sys.stderr
    runner: Any = asyncio.run
    with contextlib.suppress(ImportError):
        import uvloop

        runner = uvloop.run
    runner(run(sys.stdin.buffer, reports))


if __name__ == "__main__":
    main()
