"""A socket gets the room it asks for as far as the kernel allows, and one that cannot be asked is left alone."""

import asyncio
import socket

import aioice.stun
import pytest

from shared.transport.datagram_socket import is_stun, widen_buffers


async def test_buffers_are_wider_afterwards():
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(asyncio.DatagramProtocol, local_addr=("127.0.0.1", 0))
    connected = transport.get_extra_info("socket")
    connected.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    before = connected.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF)
    widen_buffers(transport, 64 * 1024)
    assert connected.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF) > before
    transport.close()


def test_transport_without_a_socket_is_left_alone():
    widen_buffers(asyncio.BaseTransport(), 64 * 1024)


def _request(*attributes: bytes) -> bytes:
    body = b"".join(attributes)
    return b"\x00\x01" + len(body).to_bytes(2, "big") + b"\x21\x12\xa4\x42" + bytes(12) + body


def test_stun_that_can_be_read_is_stun():
    message = aioice.stun.Message(aioice.stun.Method.BINDING, aioice.stun.Class.REQUEST)
    assert is_stun(bytes(message))
    message.add_message_integrity(b"password")
    assert is_stun(bytes(message))
    assert is_stun(_request(b"\x00\x24\x00\x04" + bytes(4)))


@pytest.mark.parametrize(
    "datagram",
    [
        b"",
        b"\x00\x01junk",
        _request(b"\x00\x24\x00\x01" + bytes(4)),  # PRIORITY of one byte
        _request(b"\x80\x29\x00\x04" + bytes(4)),  # ICE-CONTROLLED of four
        _request(b"\x00\x0c\x00\x00"),  # CHANNEL-NUMBER of none
        _request(b"\x80\x28\x00\x05" + bytes(8)),  # FINGERPRINT of five
        _request(b"\x00\x06\x00\x04\xff\xff\xff\xff"),  # USERNAME that is no UTF-8
    ],
)
def test_stun_with_any_damage_is_none_and_raises_nothing(datagram: bytes):
    assert not is_stun(datagram)
