"""RTP payloads of the picture, in any order, with any gaps and pauses."""

import struct

from shared.protocol import limits
from shared.screen import assembler
from shared.screen.assembler import Assembler
from shared.screen.packet import PARTS_MAX
from tests.fuzz.feedback import note

PARSER = "RTP payloads (`shared/screen/packet.py`, `shared/screen/assembler.py`)"
MAX_BYTES = 60
WORDS = ()

_STEP = struct.Struct(">BBbBBB")  # what happens, milliseconds, how far on, index, count, first byte of the part
_IS_FULL, _IS_MARKED, _HAS_OTHER_TIMESTAMP, _IS_JUMP = 1, 2, 4, 8
_LARGE = {253: 300, 254: PARTS_MAX + 1, 255: 65_535}
_BODY = bytes(limits.RTP_PAYLOAD_MAX_BYTES)


def seeds() -> list[bytes]:
    whole = [(0, 0, 1), (1, 0, 3), (1, 1, 3), (1, 2, 3), (1, 0, 1)]
    orders = (whole, whole[::-1], whole[:2] + whole[3:], [(1, 0, 253), (1, 1, 253), (100, 3, 253), (1, 0, 1)])
    return [b"".join(_step(*packet) for packet in order) for order in orders]


def run(data: bytes) -> None:
    assembling = Assembler()
    seq, now_ms = 7, 1_000
    for place in range(0, len(data) - _STEP.size + 1, _STEP.size):
        what, pause_ms, further, index, count, first = _STEP.unpack_from(data, place)
        now_ms += pause_ms
        seq = (seq + further * (256 if what & _IS_JUMP else 1)) % (1 << 16)
        count = _LARGE.get(count, count)
        index = count - 1 if index == max(_LARGE) and count else index
        payload = index.to_bytes(2, "big") + count.to_bytes(2, "big") + bytes([3, first])
        if what & _IS_FULL:
            payload += _BODY[len(payload) :]
        timestamp = what & _HAS_OTHER_TIMESTAMP
        for update in assembling.add(seq, timestamp, bool(what & _IS_MARKED), payload, now_ms):
            note("whole")
            assert len(update.data) <= limits.SCREEN_UPDATE_MAX_BYTES
            assert update.first_packet_ms <= update.whole_ms == now_ms
        repair = assembling.poll(now_ms)
        assert len(repair.again) <= assembler.MISSING_MAX
        _check(assembling)


def _check(assembling: Assembler) -> None:
    partials = assembling._partials.values()
    assert assembling._held_bytes == sum(partial.size_bytes for partial in partials)
    assert assembling._held_bytes <= assembler.HELD_MAX_BYTES
    assert len(partials) <= assembler.HELD_MAX_UPDATES
    assert len(assembling._holes) <= assembler.MISSING_MAX


def _step(further: int, index: int, count: int) -> bytes:
    is_last = index == count - 1
    what = _IS_MARKED if is_last else _IS_FULL
    return _STEP.pack(what | (_HAS_OTHER_TIMESTAMP if count > 1 else 0), 3, further, index, count, 1)
