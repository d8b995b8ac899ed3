"""Cutting an update into RTP payloads, each of which says which part of how many it is."""

import struct

from shared.protocol import limits

_HEAD = struct.Struct(">HH")
PART_MAX_BYTES = limits.RTP_PAYLOAD_MAX_BYTES - _HEAD.size
PARTS_MAX = -(-limits.SCREEN_UPDATE_MAX_BYTES // PART_MAX_BYTES)


def split_update(data: bytes) -> list[bytes]:
    """Cut an encoded update into RTP payloads of at most `RTP_PAYLOAD_MAX_BYTES`, in sending order."""
    count = max(1, -(-len(data) // PART_MAX_BYTES))
    return [
        _HEAD.pack(index, count) + data[index * PART_MAX_BYTES : (index + 1) * PART_MAX_BYTES]
        for index in range(count)
    ]


def parse_part(payload: bytes) -> tuple[int, int, bytes] | None:
    """Read `(index, count, part)` from an RTP payload; None when no honest sender made it."""
    if not _HEAD.size < len(payload) <= limits.RTP_PAYLOAD_MAX_BYTES:
        return None
    index, count = _HEAD.unpack_from(payload)
    if index >= count or count > PARTS_MAX:
        return None
    # Every part but the last is full: otherwise a stream of tiny parts could hold many objects for few bytes.
    if index < count - 1 and len(payload) != limits.RTP_PAYLOAD_MAX_BYTES:
        return None
    return index, count, payload[_HEAD.size :]
