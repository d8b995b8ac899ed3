"""Cutting updates into payloads."""

import pytest

from shared.protocol import limits
from shared.screen.packet import PART_MAX_BYTES, PARTS_MAX, parse_part, split_update


@pytest.mark.parametrize("size", [1, PART_MAX_BYTES - 1, PART_MAX_BYTES, PART_MAX_BYTES + 1, 50_000])
def test_split_update_parts_join_to_the_update(size):
    data = bytes(index % 251 for index in range(size))
    payloads = split_update(data)
    assert all(len(payload) <= limits.RTP_PAYLOAD_MAX_BYTES for payload in payloads)
    parts = [parse_part(payload) for payload in payloads]
    assert [part[:2] for part in parts if part] == [(index, len(payloads)) for index in range(len(payloads))]
    assert b"".join(part[2] for part in parts if part) == data


def test_split_update_largest_allowed_is_parsed():
    payloads = split_update(bytes(limits.SCREEN_UPDATE_MAX_BYTES))
    assert len(payloads) == PARTS_MAX
    assert parse_part(payloads[-1]) is not None


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"\0\0\0\1",
        b"\0\1\0\1x",
        b"\0\0\0\0x",
        b"\0\0\xff\xffx",
        b"\0\0\0\2" + bytes(100),
        b"\0\0\0\1" + bytes(limits.RTP_PAYLOAD_MAX_BYTES),
    ],
)
def test_parse_part_not_ours_is_refused(payload):
    assert parse_part(payload) is None
