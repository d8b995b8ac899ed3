"""An agent's program that asks for the same packets of the picture over and over, to drown the person's line."""

import asyncio
import struct
from typing import Any, cast

import pytest

from shared.transport.picture_link import RESENDS_MAX, RESENDS_PER_PACKET
from tests.unit.shared.transport.test_aiortc_hooks import Pair, until

pytestmark = pytest.mark.hostile(10)

_NAMED_AT_ONCE = 250  # generic NACKs of one packet (RFC 4585 section 6.2.1), each of which names seventeen
_REQUESTS = 20


def _request(ssrc: int, seq: int) -> bytes:
    """One kilobyte that asks 250 times for that packet and the sixteen after it."""
    named = struct.pack("!HH", seq, 0xFFFF) * _NAMED_AT_ONCE
    return struct.pack("!BBHLL", 0x81, 205, 2 + _NAMED_AT_ONCE, 1, ssrc) + named


async def test_viewer_gets_no_more_again_than_was_sent_a_few_times_and_the_person_can_stop_meanwhile():
    pair = await Pair().connect()
    pair.track.put(1, 200_000)
    await until(lambda: pair.updates, 5)
    sent = cast("Any", pair.sender)._RTCRtpSender__rtp_history
    asked, made, path = min(packet.sequence_number for packet in sent.values()), 0, pair.track.path
    assert path is not None
    stock = path.send_again

    def count(data: bytes) -> bool:
        nonlocal made
        made += 1
        return stock(data)

    path.send_again = count
    viewer = pair.viewer.getTransceivers()[0].receiver.transport
    for _ in range(_REQUESTS):
        await viewer._send_rtp(_request(pair.sender._ssrc, asked))
    await until(lambda: made >= 100, 5)
    assert await asyncio.to_thread(path.cut), "the loop is not busy with them alone"
    at_cut = made
    await asyncio.sleep(0.3)
    assert made <= at_cut + 1
    pair.track.put(2, 200_000)
    await asyncio.sleep(0.2)
    for _ in range(_REQUESTS):
        await viewer._send_rtp(_request(pair.sender._ssrc, max(p.sequence_number for p in sent.values()) - 16))
    await asyncio.sleep(1)
    assert made <= RESENDS_MAX + RESENDS_PER_PACKET * path.packets_sent
    await pair.close()
