"""A peer that asks properly once, and then never finishes asking again."""

import asyncio

import pytest

from tests.integration.server.running_server import server_inside

pytestmark = pytest.mark.hostile(9)

QUESTION = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"


async def test_connection_that_was_answered_is_closed_before_a_second_request_can_dribble(tmp_path):
    async with server_inside(tmp_path) as url:
        host, port = url.removeprefix("ws://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(QUESTION)
        async with asyncio.timeout(3):
            answer = await reader.read(-1)  # to the end: it comes because the server closes
        writer.close()
        assert answer.startswith(b"HTTP/1.1 200")
        assert b"connection: close" in answer.lower()


async def test_body_that_never_comes_keeps_no_connection(tmp_path):
    async with server_inside(tmp_path) as url:
        host, port = url.removeprefix("ws://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(b"POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n")
        async with asyncio.timeout(3):
            answer = await reader.read(-1)
        writer.close()
        assert answer.startswith(b"HTTP/1.1 404")
