"""Files in memory for both ends of a batch, and a line between two links that loses, doubles and swaps datagrams."""

import random
from collections import deque
from collections.abc import Callable
from typing import Any

from shared.transfer.incoming import IncomingBatch
from shared.transfer.outcome import FileOutcome, FileRefusedError
from shared.transfer.outgoing import OutgoingBatch
from shared.transfer.packet_seal import PacketSeal
from shared.transport import file_pipe
from shared.transport.file_batch import PathOptions
from shared.transport.file_link import FileLink


class MemorySource:
    """A `SourcePort` over bytes."""

    def __init__(self, files: list[bytes], unreadable: frozenset[int] = frozenset()) -> None:
        self.files = files
        self.unreadable = unreadable
        self.read_bytes = 0
        self._data, self._at = b"", 0

    def open(self, index: int) -> None:
        if index in self.unreadable:
            raise FileRefusedError("file_unreadable")
        self._data, self._at = self.files[index], 0

    def read(self, max_bytes: int) -> bytes:
        data = self._data[self._at : self._at + max_bytes]
        self._at += len(data)
        self.read_bytes += len(data)
        return data

    def close(self) -> None:
        self._data, self._at = b"", 0


class MemorySink:
    """A `SinkPort` over a dictionary; what is whole is in `saved`."""

    def __init__(self, unwritable: frozenset[int] = frozenset(), why: str = "file_unwritable") -> None:
        self.why = why
        self.saved: dict[int, bytes] = {}
        self.unwritable = unwritable
        self.index: int | None = None
        self.data = bytearray()
        self.written_bytes = 0

    def begin(self, index: int) -> None:
        if index in self.unwritable:
            raise FileRefusedError(self.why)
        assert index not in self.saved
        self.index, self.data = index, bytearray()

    def write(self, data: bytes) -> None:
        self.data += data
        self.written_bytes += len(data)

    def restart(self) -> None:
        self.data.clear()

    def finish(self) -> str:
        assert self.index is not None
        self.saved[self.index] = bytes(self.data)
        name = f"file {self.index}"
        self.index = None
        return name

    def discard(self) -> None:
        self.index, self.data = None, bytearray()


class ListeningWorker:
    """A process for files that only listens."""

    def __init__(self, on_report: Callable[[Any], None]) -> None:
        self.report = on_report
        self.orders: list[Any] = []
        self.is_ended = False

    def order(self, order: Any) -> None:
        assert not self.is_ended, "an order after the end"
        file_pipe.encode(order)
        self.orders.append(order)

    def end(self) -> None:
        self.is_ended = True

    def ordered(self, kind: type) -> list[Any]:
        return [order for order in self.orders if isinstance(order, kind)]


class ListeningFiles:
    """A `FilesPort` whose processes only listen."""

    options = PathOptions()

    def __init__(self) -> None:
        self.workers: list[ListeningWorker] = []

    def start(self, on_report: Callable[[Any], None], direction: str = "to_user") -> ListeningWorker:
        self.workers.append(ListeningWorker(on_report))
        return self.workers[-1]


class Line:
    """Two links over one path; a step is a millisecond."""

    def __init__(
        self,
        outgoing: OutgoingBatch,
        incoming: IncomingBatch,
        *,
        key: int = 1,
        chance: random.Random | None = None,
        loss: float = 0.0,
        now_ms: float = 0.0,
    ) -> None:
        self.chance = chance or random.Random(0)
        self.loss = loss
        self.now_ms = now_ms
        self.delivered = 0
        self.settled: list[FileOutcome] = []
        self.there: deque[bytes] = deque()
        self.back: deque[bytes] = deque()
        keys = bytes([key]) * 32, bytes([key + 1]) * 32
        self.sending = FileLink(
            outgoing, PacketSeal(*keys), send=self._post(self.there), on_settled=self.settled.append, now_ms=now_ms
        )
        self.receiving = FileLink(
            incoming,
            PacketSeal(*reversed(keys)),
            send=self._post(self.back),
            on_settled=lambda _: None,
            now_ms=now_ms,
        )

    @property
    def is_over(self) -> bool:
        return self.sending.is_settled and self.receiving.is_settled

    def run(self, *, datagrams_max: int = 10**9, steps_max: int = 200_000) -> bool:
        """Let the line work until the batch is over, or so many datagrams have arrived."""
        for _ in range(steps_max):
            if self.is_over:
                return True
            self.now_ms += 1
            for link in (self.sending, self.receiving):
                link.tick(self.now_ms)
                link.pump(self.now_ms)
            for queue, link in ((self.there, self.receiving), (self.back, self.sending)):
                for _ in range(len(queue)):
                    if self.delivered >= datagrams_max:
                        return False
                    self.delivered += 1
                    link.handle_datagram(queue.popleft(), self.now_ms)
        return self.is_over

    def _post(self, queue: deque[bytes]):
        def post(datagram: bytes) -> None:
            if self.chance.random() < self.loss:
                return
            queue.append(datagram)
            if self.loss and self.chance.random() < 0.05:
                queue.append(datagram)
            if self.loss and len(queue) > 1 and self.chance.random() < 0.1:
                other = self.chance.randrange(len(queue))
                queue[-1], queue[other] = queue[other], queue[-1]

        return post
