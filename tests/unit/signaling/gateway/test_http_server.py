"""Peers that never end, on real sockets, and an application that is none of ours."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from signaling.gateway import http_server
from signaling.gateway.http_server import PIECE_BYTES, SMALL_FRAMES_BURST, HttpServer
from signaling.gateway.listener import listen
from tests.hostile.server.raw_socket import CONT, PING, TEXT, frame, upgrade

LARGE_BYTES = 8 * 1024 * 1024
CEILING_S = 8.0


@contextlib.asynccontextmanager
async def serving(application: ASGIApp, *, send_buffer_bytes: int | None = None) -> AsyncIterator[tuple[str, int]]:
    """The application on a free port; yields where."""
    listener = listen("127.0.0.1", 0)
    if send_buffer_bytes is not None:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, send_buffer_bytes)
    ready = asyncio.Event()

    async def nothing_more() -> None:
        return

    server = HttpServer(application, tls=None, trusts_proxy=False, on_ready=ready.set, on_stop=nothing_more)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    await ready.wait()
    try:
        yield listener.getsockname()
    finally:
        server.stop()
        async with asyncio.timeout(CEILING_S):
            await task
        listener.close()


async def _ended(reader: asyncio.StreamReader) -> bytes:
    """What still comes until the other side cuts."""
    async with asyncio.timeout(CEILING_S):
        with contextlib.suppress(ConnectionError):
            return await reader.read()
    return b""


class _Hearer:
    """Accepts a socket and takes messages as it is told to."""

    def __init__(self) -> None:
        self.may_take = asyncio.Event()
        self.heard: list[str] = []
        self.waiting_max = 0
        self.is_over = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        await self.may_take.wait()
        own: Any = receive
        while True:
            self.waiting_max = max(self.waiting_max, own.__self__.queue.qsize())
            message = await receive()
            if message["type"] == "websocket.disconnect":
                break
            self.heard.append(message["text"])
        self.is_over.set()


async def test_tiny_messages_are_read_a_few_at_a_time_and_all_arrive_in_their_order():
    hearer = _Hearer()
    sent = [str(number % 10) for number in range(30_000)]
    async with serving(hearer) as (host, port):
        reader, writer = await upgrade(host, port)
        writer.write(b"".join(frame(TEXT, text.encode()) for text in sent) + frame(0x8, b"\x03\xe8"))
        await writer.drain()
        hearer.may_take.set()
        async with asyncio.timeout(60):
            await hearer.is_over.wait()
        await _ended(reader)
        writer.close()
    assert hearer.heard == sent
    assert 0 < hearer.waiting_max <= PIECE_BYTES // 6 + 1


@pytest.mark.parametrize("opcode", [PING, CONT], ids=["pings", "pieces of one message"])
async def test_frames_that_are_no_message_are_counted_and_too_many_cut_the_socket(opcode: int):
    hearer = _Hearer()
    hearer.may_take.set()
    async with serving(hearer) as (host, port):
        reader, writer = await upgrade(host, port)
        if opcode == CONT:
            writer.write(frame(TEXT, b"x", is_last=False))
        writer.write(frame(opcode, b"", is_last=opcode == PING) * (SMALL_FRAMES_BURST + 10 * PIECE_BYTES))
        pongs = await _ended(reader)
        writer.close()
    assert len(pongs) <= 2 * (SMALL_FRAMES_BURST + 5 + PIECE_BYTES // 6)
    assert hearer.heard == []


async def test_an_honest_program_may_ping_for_as_long_as_it_likes(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(http_server, "SMALL_FRAMES_BURST", 5)
    monkeypatch.setattr(http_server, "SMALL_FRAMES_PER_S", 100)
    hearer = _Hearer()
    hearer.may_take.set()
    async with serving(hearer) as (host, port):
        reader, writer = await upgrade(host, port)
        for _ in range(30):
            writer.write(frame(PING, b"here"))
            async with asyncio.timeout(CEILING_S):
                assert await reader.readexactly(6) == b"\x8a\x04here"
            await asyncio.sleep(0.02)
        writer.write(frame(TEXT, b"still here") + frame(0x8, b"\x03\xe8"))
        await _ended(reader)
        writer.close()
    assert hearer.heard == ["still here"]


async def test_socket_that_said_goodbye_and_reads_nothing_is_cut(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(http_server, "CLOSING_TIMEOUT_S", 0.3)
    transports: list[asyncio.Transport] = []

    async def talkative(_scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        own: Any = receive
        transports.append(own.__self__.transport)
        await send({"type": "websocket.send", "text": "x" * LARGE_BYTES})
        await receive()

    async with serving(talkative, send_buffer_bytes=4_096) as (host, port):
        _reader, writer = await upgrade(host, port, receive_buffer_bytes=4_096)
        writer.write(frame(0x8, b"\x03\xe8"))
        await _handle_is_free(transports)
        writer.transport.abort()


@pytest.mark.parametrize("size_bytes", [LARGE_BYTES, 48 * 1024], ids=["before its end", "when all was handed over"])
async def test_answer_that_nobody_takes_is_cut(size_bytes: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(http_server, "ANSWER_TIMEOUT_S", 0.3)
    transports: list[asyncio.Transport] = []

    async def large_page(_scope: Scope, _receive: Receive, send: Send) -> None:
        own: Any = send
        transports.append(own.__self__.transport)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"connection", b"close")]})
        await send({"type": "http.response.body", "body": bytes(size_bytes)})

    async with serving(large_page, send_buffer_bytes=4_096) as (host, port):
        writer = await _open(host, port, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        await _handle_is_free(transports)
        writer.transport.abort()


async def test_answer_that_is_taken_slowly_comes_whole(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(http_server, "ANSWER_TIMEOUT_S", 1.0)

    async def large_page(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"connection", b"close")]})
        for _ in range(16):
            await send({"type": "http.response.body", "body": bytes(64 * 1024), "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    async with serving(large_page, send_buffer_bytes=4_096) as (host, port):
        reader, writer = await asyncio.open_connection(host, port)
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        taken = 0
        while piece := await reader.read(64 * 1024):
            taken += len(piece)
            await asyncio.sleep(0.02)
        writer.close()
    assert taken > 16 * 64 * 1024


async def _open(host: str, port: int, request: bytes) -> asyncio.StreamWriter:
    """Ask, and never read: the answer has almost no room here."""
    narrow = socket.socket()
    narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    narrow.setblocking(False)
    await asyncio.get_running_loop().sock_connect(narrow, (host, port))
    _, writer = await asyncio.open_connection(sock=narrow, limit=1)
    writer.write(request)
    return writer


async def _handle_is_free(transports: list[asyncio.Transport]) -> None:
    """Wait until the server's own end of the connection is gone."""
    async with asyncio.timeout(CEILING_S):
        while not transports or _has_handle(transports[0]):  # noqa: ASYNC110 - the transport tells nobody
            await asyncio.sleep(0.05)


def _has_handle(transport: asyncio.Transport) -> bool:
    found = transport.get_extra_info("socket")
    return found is not None and found.fileno() >= 0
