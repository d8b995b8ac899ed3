"""Datagrams on the path for files: what anybody can send, and what the other side can say under the seal."""

from shared.transfer.incoming import IncomingBatch
from shared.transfer.outcome import FileOutcome
from shared.transfer.outgoing import OutgoingBatch
from shared.transfer.packet_seal import PLAIN_MAX_BYTES, REPLAY_WINDOW, PacketSeal
from shared.transfer.window import ALIVE, WINDOW_MAX, StreamError
from shared.transport.file_link import FileLink
from tests.fakes.files import MemorySink, MemorySource
from tests.fuzz import target
from tests.fuzz.feedback import note

PARSER = "datagrams for files (`shared/transfer/packet_seal.py`, `window.py`, `shared/transport/file_link.py`)"
MAX_BYTES = 256
WORDS = (b"\x01" + bytes(8), b"\x02" + bytes(8), b"\xa5" + bytes(7), b"\x0a\0\0\0\x0c", b"\x0b\0\0\0", b"\x03")

_PACKETS_MAX = 6
_FILES = [b"letter", b"x" * 3_000]
_SIZES = [len(data) for data in _FILES]
_HERE, _THERE = b"h" * 32, b"t" * 32
_PAUSE_MS = 7.0


def seeds() -> list[bytes]:
    asking = IncomingBatch(_SIZES, MemorySink())
    asking.connect()
    begin = b"\x0a\0\0\0\x0c" + bytes(12)
    talks = [
        target.joined([ALIVE, b"\x02" + bytes(20), _segment(0, b"\x0e\0\0\0\0")]),
        target.joined([_segment(0, asking.take_output()), ALIVE, b"\x02" + bytes(7) + b"\1" + bytes(12)]),
        target.joined([_segment(seq, begin) for seq in (0, 1, 0, 5)]),
        target.joined([_segment(seq, begin) for seq in (3, 2, 1, 0)]),
    ]
    return [side + talk for side in (b"\0", b"\xff") for talk in talks]


def _segment(seq: int, data: bytes) -> bytes:
    return b"\x01" + seq.to_bytes(8, "big") + data


def run(data: bytes) -> None:
    """The first byte says which end of a batch it is that hears this."""
    packets = target.pieces(data[1:], _PACKETS_MAX)
    _check_seal(packets[:1])
    sink = MemorySink()
    is_incoming = data[:1] < b"\x80"
    batch = IncomingBatch(_SIZES, sink) if is_incoming else OutgoingBatch(_SIZES, MemorySource(_FILES))
    other = PacketSeal(_THERE, _HERE)
    sent: list[bytes] = []
    link = FileLink(batch, PacketSeal(_HERE, _THERE), send=sent.append, on_settled=_forget, now_ms=0.0)
    now_ms = 0.0
    try:
        for packet in packets:
            now_ms += _PAUSE_MS
            link.handle_datagram(other.seal(packet[:PLAIN_MAX_BYTES]), now_ms)
            link.pump(now_ms)
            link.tick(now_ms)
    except StreamError as error:
        note(f"{is_incoming} {error}")
    note(f"{is_incoming} {len(sent)} sent")
    assert 0 <= link.sender.under_way <= WINDOW_MAX
    assert len(link._receiver._early) <= WINDOW_MAX
    assert all(len(saved) == _SIZES[index] for index, saved in sink.saved.items())
    assert len(sink.data) <= max(_SIZES)


def _forget(_outcome: FileOutcome) -> None:
    pass


def _check_seal(packets: list[bytes]) -> None:
    seal, other = PacketSeal(_HERE, _THERE), PacketSeal(_THERE, _HERE)
    for packet in packets:
        assert seal.open(packet) is None, "nobody without the keys is let in"
        honest = other.seal(packet[:PLAIN_MAX_BYTES])
        assert seal.open(honest) == packet[:PLAIN_MAX_BYTES]
        assert seal.open(honest) is None, "nothing is opened twice"
    assert seal._seen.bit_length() <= REPLAY_WINDOW
