"""A stream of bytes over datagrams that may be lost, doubled and overtaken: everything arrives, once and in order.

The sender cuts the stream into numbered segments and keeps each until it is acknowledged. An acknowledgement names
every segment that is there, so that only what is missing is sent again (as SACK, RFC 2018, and QUIC, RFC 9002, do).
Pure: time is an argument, packets are values.
"""

import struct
from collections import deque
from dataclasses import dataclass

from shared.transfer.pace import WINDOW_MAX, Pace
from shared.transfer.packet_seal import PLAIN_MAX_BYTES

KIND_SEGMENT, KIND_ACK, KIND_ALIVE = 1, 2, 3
_SEGMENT = struct.Struct(">BQ")
_ACK = struct.Struct(">BQQI")  # next expected, newest seen, how long ago in microseconds; then the mask
SEGMENT_MAX_BYTES = PLAIN_MAX_BYTES - _SEGMENT.size
ALIVE = bytes([KIND_ALIVE])

REORDERED_MAX = 8  # packets that may overtake one before it counts as lost
WAITING_MAX = 512  # segments cut but not sent: enough for one turn of the loop, little to hold
ACK_EVERY = 16
ACK_LATEST_MS = 4.0
_RANGE = 2**62  # no honest stream gets this far


class StreamError(Exception):
    """The other side does not keep to the form; the path ends."""


@dataclass(slots=True)
class _Sent:
    payload: bytes
    order: int
    sent_ms: float
    times: int


class StreamSender:
    """The sending end."""

    def __init__(self) -> None:
        self.pace = Pace()
        self._waiting: deque[bytes] = deque()
        self._unacked: dict[int, _Sent] = {}
        self._again: deque[int] = deque()
        self._again_set: set[int] = set()
        self._by_order: deque[tuple[int, int]] = deque()
        self._next_seq = 0
        self._next_order = 0
        self._acked_below = 0
        self._acked_order = -1
        self._heard_ms = 0.0

    @property
    def wants_more(self) -> bool:
        """Whether there is room for more of the stream."""
        return len(self._waiting) < WAITING_MAX

    @property
    def is_idle(self) -> bool:
        """Whether everything written so far has arrived."""
        return not self._waiting and not self._unacked

    @property
    def under_way(self) -> int:
        """Segments sent and neither acknowledged nor given up."""
        return len(self._unacked) - len(self._again)

    def write(self, data: bytes) -> None:
        """Append to the stream."""
        view = memoryview(data)
        for start in range(0, len(view), SEGMENT_MAX_BYTES):
            self._waiting.append(bytes(view[start : start + SEGMENT_MAX_BYTES]))

    def next_packet(self, now_ms: float) -> bytes | None:
        """The next packet that may leave now; None when there is none, or the window is full."""
        if self.under_way >= self.pace.window:
            return None
        while self._again:
            seq = self._again.popleft()
            self._again_set.discard(seq)
            sent = self._unacked.get(seq)
            if sent is not None:
                sent.order, sent.sent_ms = self._next_order, now_ms
                sent.times += 1
                return self._packet(seq, sent.payload)
        if not self._waiting or len(self._unacked) >= WINDOW_MAX:
            return None
        if not self._unacked:
            self._heard_ms = now_ms
        seq, payload = self._next_seq, self._waiting.popleft()
        self._next_seq += 1
        self._unacked[seq] = _Sent(payload, self._next_order, now_ms, 1)
        return self._packet(seq, payload)

    def handle_ack(self, packet: bytes, now_ms: float) -> None:
        """Take an acknowledgement.

        Raises:
            StreamError: it acknowledges what was never sent, or has another form.
        """
        if len(packet) < _ACK.size:
            raise StreamError("short_ack")
        _, below, newest, waited_us = _ACK.unpack_from(packet)
        mask = int.from_bytes(packet[_ACK.size :], "little")
        if below > self._next_seq or (mask and below + mask.bit_length() > self._next_seq):
            raise StreamError("ack_of_nothing")
        was_full = self.under_way + 1 >= self.pace.window
        sent = self._unacked.get(newest)
        if sent is not None and sent.times == 1:
            self.pace.note_round_trip(now_ms - sent.sent_ms - waited_us / 1_000, now_ms)
        count = 0
        while self._acked_below < below:
            count += self._take_acked(self._acked_below)
            self._acked_below += 1
        if below == self._acked_below:  # an ack that was overtaken knows less
            while mask:
                lowest = mask & -mask
                count += self._take_acked(below + lowest.bit_length() - 1)
                mask ^= lowest
        if count:
            self._heard_ms = now_ms
            self.pace.note_acked(count, now_ms, was_full=was_full)
            self._find_lost(now_ms)

    def check_silence(self, now_ms: float) -> None:
        """Send again what has had no answer for too long; call every few milliseconds."""
        if self.under_way > 0 and now_ms - self._heard_ms > self.pace.patience_ms:
            self._heard_ms = now_ms
            self.pace.note_silence()
            self._again = deque(self._unacked)
            self._again_set = set(self._again)
            self._by_order.clear()

    def _take_acked(self, seq: int) -> int:
        sent = self._unacked.pop(seq, None)
        if sent is None:
            return 0
        if seq in self._again_set:
            self._again_set.discard(seq)
            self._again.remove(seq)
        self._acked_order = max(self._acked_order, sent.order)
        return 1

    def _find_lost(self, now_ms: float) -> None:
        lost = 0
        while self._by_order and self._by_order[0][0] < self._acked_order - REORDERED_MAX:
            order, seq = self._by_order.popleft()
            sent = self._unacked.get(seq)
            if sent is not None and sent.order == order and seq not in self._again_set:
                self._again.append(seq)
                self._again_set.add(seq)
                lost += 1
        if lost:
            self.pace.note_lost(now_ms)

    def _packet(self, seq: int, payload: bytes) -> bytes:
        self._by_order.append((self._next_order, seq))
        self._next_order += 1
        return _SEGMENT.pack(KIND_SEGMENT, seq) + payload


class StreamReceiver:
    """The receiving end. Keeps what came too early, at most `WINDOW_MAX` segments."""

    def __init__(self) -> None:
        self._next_seq = 0
        self._early: dict[int, bytes] = {}
        self._mask = 0  # bit n: segment next_seq + n is there
        self._newest = 0
        self._newest_ms = 0.0
        self._unacked = 0
        self._since_ms: float | None = None
        self._is_urgent = False

    def handle_segment(self, packet: bytes, now_ms: float) -> list[bytes]:
        """Take a packet and return what can be read now, in order.

        Raises:
            StreamError: it is none of ours.
        """
        if len(packet) <= _SEGMENT.size:
            raise StreamError("short_segment")
        _, seq = _SEGMENT.unpack_from(packet)
        if seq >= _RANGE:
            raise StreamError("seq_out_of_range")
        ahead = seq - self._next_seq
        self._unacked += 1
        self._newest, self._newest_ms = seq, now_ms
        if self._since_ms is None:
            self._since_ms = now_ms
        if ahead >= WINDOW_MAX or ahead < 0 or self._mask >> ahead & 1:
            self._is_urgent = True  # came before, or too early to be kept: say so, or it comes again
            return []
        if ahead == 0 and not self._mask:
            self._next_seq += 1
            return [packet[_SEGMENT.size :]]
        self._is_urgent = True
        self._early[seq] = packet[_SEGMENT.size :]
        self._mask |= 1 << ahead
        ready: list[bytes] = []
        while self._mask & 1:
            ready.append(self._early.pop(self._next_seq))
            self._mask >>= 1
            self._next_seq += 1
        return ready

    def due_ack(self, now_ms: float) -> bytes | None:
        """The acknowledgement to send now, if one is due."""
        if self._since_ms is None:
            return None
        is_due = self._unacked >= ACK_EVERY or now_ms - self._since_ms >= ACK_LATEST_MS
        if not is_due and not (self._is_urgent and self._unacked >= ACK_EVERY // 4):
            return None
        waited_us = min(2**32 - 1, max(0, int((now_ms - self._newest_ms) * 1_000)))
        mask = self._mask.to_bytes(-(-self._mask.bit_length() // 8), "little")
        self._unacked, self._since_ms, self._is_urgent = 0, None, False
        return _ACK.pack(KIND_ACK, self._next_seq, self._newest, waited_us) + mask
