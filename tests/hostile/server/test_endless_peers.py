"""Peers that need no password and never end: what they keep the server from, and what they make it keep."""

import asyncio
import contextlib
import time
from pathlib import Path

import pytest

from shared.protocol import codec
from shared.protocol import signaling_messages as wire
from signaling.gateway import http_server
from tests.hostile.server.raw_socket import CONT, PING, TEXT, frame, upgrade
from tests.integration.server.running_server import ServerProcess, server_inside

_SENT_BYTES = 48 * 1024 * 1024
_GROWTH_MAX_BYTES = 8 * 1024 * 1024
HELLO = codec.encode_signaling(wire.Hello(protocol=1, role="client", program="x", locale="en")).encode()


def _resident_bytes(server: ServerProcess) -> int:
    assert server.process is not None
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) * 1024


@pytest.mark.hostile(10)
@pytest.mark.parametrize("what", ["pings", "pieces"])
async def test_frames_without_end_that_are_no_message_end_the_socket_and_cost_no_memory(
    server: ServerProcess, what: str
):
    host, port = server.url.removeprefix("ws://").split(":")
    before_bytes = _resident_bytes(server)
    _reader, writer = await upgrade(host, int(port), own_host="127.3.1.1", receive_buffer_bytes=4_096)
    writer.write(frame(TEXT, HELLO))
    begun = b"" if what == "pings" else frame(TEXT, b"x", is_last=False)
    flood = (frame(PING, b"p" * 125) if what == "pings" else frame(CONT, b"", is_last=False)) * 2_000
    writer.write(begun)
    sent, is_cut = 0, False
    try:
        async with asyncio.timeout(20):
            while sent < _SENT_BYTES:
                writer.write(flood)
                await writer.drain()
                sent += len(flood)
    except ConnectionError:
        is_cut = True
    except TimeoutError:
        pass
    grown = _resident_bytes(server) - before_bytes
    writer.transport.abort()
    assert grown < _GROWTH_MAX_BYTES
    assert is_cut


@pytest.mark.hostile(9)
async def test_form_that_never_ends_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(http_server, "REQUEST_BODY_TIMEOUT_S", 0.5)
    async with server_inside(tmp_path) as url:
        host, port = url.removeprefix("ws://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(
            b"POST /admin/sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            b"Content-Length: 4000\r\n\r\n"
        )
        began_s = time.monotonic()
        with contextlib.suppress(ConnectionError):
            while not reader.at_eof() and time.monotonic() - began_s < 6:
                writer.write(b"a")
                await writer.drain()
                await asyncio.sleep(0.05)
        assert time.monotonic() - began_s < 5
        writer.close()
