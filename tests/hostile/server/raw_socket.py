"""A WebSocket by hand (RFC 6455), for what no library lets anybody send."""

import asyncio
import socket

TEXT, PING, CONT, CLOSE = 0x1, 0x9, 0x0, 0x8
_LENGTH_MAX = 125


def frame(opcode: int, data: bytes, *, is_last: bool = True) -> bytes:
    """One small frame of a client; its mask is zeros."""
    assert len(data) <= _LENGTH_MAX
    return bytes([opcode | 0x80 * is_last, 0x80 | len(data), 0, 0, 0, 0]) + data


async def upgrade(
    host: str, port: int, *, own_host: str = "127.0.0.1", receive_buffer_bytes: int | None = None
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Shake hands at the server's signaling address."""
    own = socket.socket()
    if receive_buffer_bytes is not None:
        own.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer_bytes)
    own.bind((own_host, 0))
    own.setblocking(False)
    await asyncio.get_running_loop().sock_connect(own, (host, port))
    reader, writer = await asyncio.open_connection(sock=own)
    writer.write(
        b"GET /v1/signaling HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
    )
    async with asyncio.timeout(8):
        head = await reader.readuntil(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 101"), head
    return reader, writer
