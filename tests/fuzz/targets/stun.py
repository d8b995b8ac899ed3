"""Datagrams from anywhere on the sockets of a session, before anybody has proved anything."""

import asyncio
import struct
from typing import Any, cast

import aioice.ice
import aioice.stun

from shared.transport import aiortc_hooks
from tests.fuzz.feedback import note

PARSER = "STUN from strangers (`shared/transport/aiortc_hooks.py`, aioice)"
MAX_BYTES = 512
_ATTRIBUTES = "0006 0009 000c0004 000d0004 00080014 00200008 00200014 00240004 80280004 80290008 802a0008"
WORDS = tuple(map(bytes.fromhex, ["2112a442", "0001", "0101", "0111", "0011", *_ATTRIBUTES.split()]))

_STRANGER = ("192.0.2.9", 5_000)


_IS_MENDED = 1


class _Wire:
    """A transport that only keeps the last that would leave."""

    def __init__(self) -> None:
        self.sent = b""

    def sendto(self, data: bytes, _address: tuple[str, int]) -> None:
        self.sent = data


async def _make() -> aiortc_hooks._GuardedProtocol:
    protocol = aiortc_hooks._GuardedProtocol(aioice.ice.Connection(ice_controlling=True))
    protocol.local_candidate = aioice.Candidate("1", 1, "udp", 1, "127.0.0.1", 9, "host")
    protocol.transport = cast("Any", _Wire())
    return protocol


_loop = asyncio.new_event_loop()
_protocol = _loop.run_until_complete(_make())
_loop.close()


def seeds() -> list[bytes]:
    stun = aioice.stun
    found: list[bytes] = []
    for method, kind in ((stun.Method.BINDING, stun.Class.REQUEST), (stun.Method.BINDING, stun.Class.RESPONSE)):
        message = stun.Message(method, kind, transaction_id=bytes(12))
        found.append(bytes(message))
        message.attributes |= {
            "USERNAME": "a:b",
            "PRIORITY": 1,
            "ICE-CONTROLLING": 2,
            "XOR-MAPPED-ADDRESS": _STRANGER,
        }
        found.append(bytes(message))
        message.add_message_integrity(b"password")
        found.append(bytes(message))
    error = stun.Message(stun.Method.ALLOCATE, stun.Class.ERROR, transaction_id=bytes(12))
    error.attributes |= {"ERROR-CODE": (401, "no"), "REALM": "r", "NONCE": b"n", "LIFETIME": 600, "CHANNEL-NUMBER": 1}
    found.append(bytes(error))
    return [bytes([how]) + data for data in (*found, b"\x16\xfe\xfd" + bytes(30)) for how in (0, _IS_MENDED)]


def run(data: bytes) -> None:
    """The first byte says whether the length in the head is made right first."""
    datagram = data[1:]
    if data[:1] == bytes([_IS_MENDED]) and len(datagram) >= 20:
        datagram = datagram[:2] + struct.pack(">H", len(datagram) - 20) + datagram[4:]
    wire = cast("_Wire", _protocol.transport)
    wire.sent = b""
    _protocol.datagram_received(datagram, _STRANGER)
    note("answered" if wire.sent else "dropped")
    assert _protocol.receiver._queue.empty(), "nothing of a stranger reaches DTLS"
    assert not _protocol._trusted
    # Who asks for little must not get much: the sender's address may be somebody else's.
    assert len(wire.sent) <= 2 * max(len(datagram), 40)
    aioice.stun.parse_message(wire.sent) if wire.sent else None
