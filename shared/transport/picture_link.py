"""Our ends of the picture's transport: the track, the path out that can be cut, the inlet that waits for nobody."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

import structlog
from aiortc import MediaStreamTrack
from aiortc.rtp import RtpPacket

from shared.clock import SystemClock
from shared.screen.assembler import Assembler, WholeUpdate
from shared.screen.pacing import Pacer
from shared.transport.tasks import TaskSet

_log = structlog.get_logger(__name__)

NACK_MAX_SEQS = 256  # worst case 1 KiB of RTCP
RESENDS_PER_PACKET, RESENDS_MAX = 4, 4_096  # an honest viewer asks for what is missing, a few times at the worst
CUT_TIMEOUT_S = 0.2  # the picture must stop within 200 ms of a revocation


async def _send_nowhere(_data: bytes) -> None:
    """For a path without a line, as tests have it."""


class PictureTrack(MediaStreamTrack):
    """A track whose packets are encoded updates. Its sender tells it about the path and about the viewer's wishes."""

    kind = "video"

    def bind_path(self, path: "PicturePath") -> None:
        """Called in the loop thread when a sender starts to pull from this track."""

    def handle_key_wanted(self) -> None:
        """Called in the loop thread when the viewer lost the picture (RTCP PLI or FIR, RFC 4585 section 6.3.1)."""


@dataclass(frozen=True, slots=True)
class PictureListener:
    """Where one receiver's picture goes. Both are called in the loop thread and must be quick."""

    on_update: Callable[[WholeUpdate], None]
    on_refresh_wanted: Callable[[], None]


class PicturePath:
    """The last metre of the picture on its way out: counts packets, paces them, can cut an update in the middle.

    What waits for its turn is never admitted before it leaves, so a cut also holds for that.
    """

    def __init__(
        self,
        forget_sent: Callable[[], None],
        send: Callable[[bytes], Coroutine[Any, Any, None]] = _send_nowhere,
        read_rtt_ms: Callable[[], float | None] = lambda: None,
    ) -> None:
        """Make the path of one sender, in the loop thread.

        Args:
            forget_sent: drops what the sender keeps to send again; called in the loop thread.
            send: lets an RTP packet out, for those that waited here.
            read_rtt_ms: how long there and back takes, if the connection knows; any thread.
        """
        self._forget_sent = forget_sent
        self._send = send
        self.read_rtt_ms = read_rtt_ms
        self.pacer = Pacer()
        self._again: dict[bytes, bytes] = {}
        self._tasks = TaskSet("pacer")
        self._loop = asyncio.get_running_loop()
        self._is_mid_update = False
        self._is_dropping = False
        self._resends_left = RESENDS_MAX
        self.packets_sent = 0
        self.bytes_sent = 0

    def cut(self) -> bool:
        """Let nothing more out of what was handed over so far, resent packets included. Any thread.

        Returns:
            Whether it is certain: False only when the loop thread did not react within 200 ms or has ended.
        """
        try:
            if asyncio.get_running_loop() is self._loop:
                self._cut_now()
                return True
        except RuntimeError:
            pass
        is_done = threading.Event()
        try:
            self._loop.call_soon_threadsafe(lambda: (self._cut_now(), is_done.set()))
        except RuntimeError:
            return True  # the loop is closed: nothing sends any more
        return is_done.wait(CUT_TIMEOUT_S)

    def _cut_now(self) -> None:
        self._is_dropping = self._is_mid_update
        self._again.clear()
        # What is forgotten cannot be sent again when the viewer reports it missing.
        self._forget_sent()

    async def wait_turn(self) -> None:
        """Wait until the line has room for the next packet; the first one of an update never waits."""
        while self._is_mid_update and not self._is_dropping:
            wait_s = self.pacer.wait_s(self._loop.time())
            if not wait_s:
                return
            await asyncio.sleep(wait_s)

    def take_resend(self) -> bool:
        """Whether one more packet may be sent again: so many for each that was sent, however many are asked for.

        One request of a kilobyte can name four thousand packets, and one packet as often as it likes.
        """
        if not self._resends_left:
            return False
        self._resends_left -= 1
        return True

    def send_again(self, data: bytes) -> bool:
        """Take a packet that is sent once more (RFC 4588).

        Returns:
            Whether it may go out now; otherwise it leaves by itself when it is its turn, unless something cuts.
        """
        if not self._again and not self.pacer.wait_s(self._loop.time()):
            self.pacer.note_sent(len(data), self._loop.time())
            return True
        # Asked for twice while it waits here, it is sent once: its old number stands behind the header.
        if not self._again:
            self._tasks.start(self._drain_again(), name="resend")
        self._again.setdefault(_old_number(data), data)
        return False

    async def _drain_again(self) -> None:
        while self._again:
            wait_s = self.pacer.wait_s(self._loop.time())
            if wait_s:
                await asyncio.sleep(wait_s)
                continue
            data = self._again.pop(next(iter(self._again)))
            self.pacer.note_sent(len(data), self._loop.time())
            await self._send(data)

    async def close(self) -> None:
        """Let nothing more out."""
        self._again.clear()
        await self._tasks.close()

    def admit(self, data: bytes) -> bool:
        """Whether this RTP packet of the picture may go out."""
        is_last = bool(data[1] & 0x80)
        self._is_mid_update = not is_last
        if self._is_dropping:
            self._cut_now()
            return False
        self._resends_left = min(RESENDS_MAX, self._resends_left + RESENDS_PER_PACKET)
        self.packets_sent += 1
        self.bytes_sent += len(data)
        self.pacer.note_sent(len(data), self._loop.time())
        return True


def _old_number(data: bytes) -> bytes:
    """The sequence number a resent packet had the first time: two bytes behind header and extension (RFC 4588)."""
    start = 12 + 4 * (data[0] & 0x0F)
    if data[0] & 0x10:
        start += 4 + 4 * int.from_bytes(data[start + 2 : start + 4], "big")
    return data[start : start + 2]


class PictureInlet:
    """Takes the place of the jitter buffer of one video receiver, and asks for missing packets by the clock.

    The stock buffer shows a picture only when the next one begins, lets at most one out for each packet, and after
    one late packet stays late for good. The stock NACK is sent once and never repeated.
    """

    def __init__(
        self,
        send_nack: Callable[[int, list[int]], Coroutine[Any, Any, None]],
        send_feedback: Callable[[int, bytes], Coroutine[Any, Any, None]],
    ) -> None:
        """Make the inlet of one receiver.

        Args:
            send_nack: asks the sender with that SSRC for these sequence numbers again (RFC 4585 section 6.2.1).
            send_feedback: tells the sender with that SSRC something (RFC 4585 section 6.4).
        """
        self._send_nack = send_nack
        self._send_feedback = send_feedback
        self._assembler = Assembler()
        self._clock = SystemClock()
        self._tasks = TaskSet("picture")
        self._timer: asyncio.TimerHandle | None = None
        self._ssrc = 0
        self._is_closed = False
        self.listener: PictureListener | None = None
        self.packets_received = 0
        self.bytes_received = 0
        self.nacks_sent = 0

    def add(self, packet: RtpPacket) -> tuple[bool, None]:
        """Take one packet as `JitterBuffer.add` does. Always `(False, None)`: nothing goes to the stock decoder."""
        self._ssrc = packet.ssrc
        self.packets_received += 1
        self.bytes_received += len(packet.payload)
        due = self._assembler.add(
            packet.sequence_number,
            packet.timestamp,
            bool(packet.marker),
            packet._data,  # type: ignore[attr-defined]  # noqa: SLF001 - set by the receiver just before
            self._clock.monotonic_ms(),
        )
        for update in due:
            self._tell(lambda listener, update=update: listener.on_update(update))
        if self._timer is None and self._assembler.needs_poll:
            self._poll()
        return False, None

    def expect_key(self) -> None:
        """The picture cannot be continued from what arrived; ask for all of it. Loop thread."""
        self._assembler.expect_key()
        if self._timer is None:
            self._poll()

    def set_rtt_ms(self, rtt_ms: float) -> None:
        """Tell the measured round trip, so that a packet is asked for again neither too early nor too late."""
        self._assembler.set_rtt_ms(rtt_ms)

    def send_feedback(self, data: bytes) -> bool:
        """Tell the sender something, in a packet of its own that may be lost. Loop thread.

        Returns:
            False when nothing has come yet, so that nobody is there to be told, or the inlet is closed.
        """
        if self._is_closed or not self.packets_received:
            return False
        self._tasks.start(self._send_feedback(self._ssrc, data), name="feedback")
        return True

    async def close(self) -> None:
        """Stop asking and listening."""
        self._is_closed = True
        self.listener = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        await self._tasks.close()

    def _poll(self) -> None:
        self._timer = None
        if self._is_closed:
            return
        repair = self._assembler.poll(self._clock.monotonic_ms())
        if repair.again:
            self.nacks_sent += 1
            self._tasks.start(self._ask_again(repair.again), name="nack")
        if repair.refresh:
            self._tell(lambda listener: listener.on_refresh_wanted())
        if repair.next_poll_ms is not None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(repair.next_poll_ms / 1000, self._poll)

    async def _ask_again(self, seqs: tuple[int, ...]) -> None:
        for at in range(0, len(seqs), NACK_MAX_SEQS):
            await self._send_nack(self._ssrc, sorted(seqs[at : at + NACK_MAX_SEQS]))

    def _tell(self, call: Callable[[PictureListener], None]) -> None:
        listener = self.listener
        if listener is None:
            return
        try:
            call(listener)
        except Exception:  # noqa: BLE001 - it would end the DTLS transport, and with it the session
            _log.exception("picture_listener_failed")
