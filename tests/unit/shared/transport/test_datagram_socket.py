"""A socket gets the room it asks for as far as the kernel allows, and one that cannot be asked is left alone."""

import asyncio
import socket

from shared.transport.datagram_socket import widen_buffers


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
