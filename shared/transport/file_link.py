"""One end of a sealed, reliable path: datagrams on one side, a batch of files on the other. No sockets, no tasks.

The process for files gives it datagrams and time; it gives datagrams back. So a test can drive two of them over a
line that loses what it likes.
"""

from collections.abc import Callable

from shared.transfer.incoming import IncomingBatch
from shared.transfer.outcome import FileOutcome
from shared.transfer.outgoing import OutgoingBatch
from shared.transfer.packet_seal import PacketSeal
from shared.transfer.window import (
    ALIVE,
    KIND_ACK,
    KIND_ALIVE,
    KIND_SEGMENT,
    StreamError,
    StreamReceiver,
    StreamSender,
)

BURST_PACKETS = 64  # then what has arrived is looked at first
ALIVE_EVERY_MS = 1_000.0
SILENT_MS = 6_000.0
"""A path nothing comes from for so long is given up, and another one is looked for."""


class FileLink:
    """Lives as long as one path; the batch outlives it."""

    def __init__(
        self,
        batch: OutgoingBatch | IncomingBatch,
        seal: PacketSeal,
        *,
        send: Callable[[bytes], None],
        on_settled: Callable[[FileOutcome], None],
        now_ms: float,
    ) -> None:
        """Begin the batch on this path, or go on with it.

        Args:
            batch: told that a path is there.
            seal: with keys of this path alone.
            send: sends one datagram.
            on_settled: told of each file that is settled.
            now_ms: monotonic.
        """
        self._batch = batch
        self._seal = seal
        self._send = send
        self._on_settled = on_settled
        self._sender = StreamSender()
        self._receiver = StreamReceiver()
        self._heard_ms = self._said_ms = now_ms
        self.has_heard = False
        self.is_held = False
        batch.connect()
        self._say(ALIVE, now_ms)

    @property
    def sender(self) -> StreamSender:
        """The sending half; read only."""
        return self._sender

    @property
    def is_settled(self) -> bool:
        """Whether the batch is over and both sides know it."""
        return self._batch.is_finished and self._sender.is_idle

    def is_silent(self, now_ms: float) -> bool:
        """Whether nothing came for too long."""
        return now_ms - self._heard_ms > SILENT_MS

    def handle_datagram(self, data: bytes, now_ms: float) -> None:
        """Take a datagram from anywhere.

        Raises:
            StreamError: the other side, which alone can seal, does not keep to the form.
        """
        plain = self._seal.open(data)
        if not plain:
            return
        self._heard_ms, self.has_heard = now_ms, True
        kind = plain[0]
        if kind == KIND_ACK:
            self._sender.handle_ack(plain, now_ms)
        elif kind == KIND_SEGMENT:
            if self.is_held:
                return  # nothing passes, and nothing is acknowledged: it comes again
            for part in self._receiver.handle_segment(plain, now_ms):
                for outcome in self._batch.feed(part):
                    self._on_settled(outcome)
            ack = self._receiver.due_ack(now_ms)
            if ack is not None:
                self._say(ack, now_ms)
        elif kind != KIND_ALIVE:
            raise StreamError("unknown_packet")

    def pump(self, now_ms: float) -> bool:
        """Send what may leave now; returns whether there is more that may."""
        batch, sender = self._batch, self._sender
        if isinstance(batch, IncomingBatch):
            output = batch.take_output()
            if output:
                sender.write(output)
        if self._is_silenced:
            return False
        for _ in range(BURST_PACKETS):
            if isinstance(batch, OutgoingBatch) and sender.wants_more:
                data = batch.pull()
                if data:
                    sender.write(data)
            packet = sender.next_packet(now_ms)
            if packet is None:
                return isinstance(batch, OutgoingBatch) and batch.is_busy
            self._say(packet, now_ms)
        return True

    def tick(self, now_ms: float) -> None:
        """Let time pass; every few milliseconds while something is under way."""
        ack = self._receiver.due_ack(now_ms)
        if ack is not None:
            self._say(ack, now_ms)
        if not self._is_silenced:
            self._sender.check_silence(now_ms)
        if now_ms - self._said_ms >= ALIVE_EVERY_MS:
            self._say(ALIVE, now_ms)

    @property
    def _is_silenced(self) -> bool:
        """Whether no byte of a file may leave, not even one that was read already."""
        return self.is_held and isinstance(self._batch, OutgoingBatch)

    def _say(self, plain: bytes, now_ms: float) -> None:
        self._said_ms = now_ms
        self._send(self._seal.seal(plain))
