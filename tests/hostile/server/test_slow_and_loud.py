"""Programs that dribble, flood or never read cost themselves their socket and others nothing."""

import asyncio
import contextlib
import time

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from shared.protocol import signaling_messages as wire
from signaling.domain.policy import ServerPolicy
from signaling.gateway import http_server
from tests.integration.server.running_server import PASSWORD, add_account, server_inside
from tests.integration.server.wire_program import Program, open_session

PAIRING_CEILING_S = 5.0  # a safe ceiling on a busy machine; the bench measures


async def _assert_pairing_works(url: str) -> None:
    began = time.monotonic()
    async with Program(url, "client") as client, Program(url, "agent") as agent:
        await agent.sign_in("ana@example.org", PASSWORD)
        pair = await open_session(client, agent)
        await client.request(pair.asked(), wire.EventCommitted)
    assert time.monotonic() - began < PAIRING_CEILING_S


@pytest.mark.hostile(9)
async def test_request_head_that_never_ends_is_cut(tmp_path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(http_server, "REQUEST_HEAD_TIMEOUT_S", 0.5)
    async with server_inside(tmp_path) as url:
        host, port = url.removeprefix("ws://").split(":")
        silent, dribbling = [await asyncio.open_connection(host, int(port)) for _ in range(2)]
        began = time.monotonic()
        with contextlib.suppress(ConnectionError):
            for piece in b"GET /v1/signaling HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nX-Slow: " + b"a" * 500:
                dribbling[1].write(bytes([piece]))
                await dribbling[1].drain()
                await asyncio.sleep(0.02)
                if dribbling[0].at_eof():
                    break
        for reader, writer in (silent, dribbling):
            with contextlib.suppress(ConnectionError):
                assert await asyncio.wait_for(reader.read(), 5) == b""
            writer.close()
        assert time.monotonic() - began < 5


@pytest.mark.hostile(9)
async def test_hundreds_of_silent_sockets_do_not_slow_a_pairing(tmp_path):
    add_account(tmp_path, "ana@example.org")
    policy = ServerPolicy(sockets_per_address=2_000, first_message_timeout_ms=3_000)
    async with server_inside(tmp_path, policy=policy) as url:
        sockets = [await connect(f"{url}/v1/signaling", compression=None, ping_interval=None) for _ in range(300)]
        await _assert_pairing_works(url)
        await asyncio.wait_for(asyncio.gather(*(socket.wait_closed() for socket in sockets)), 15)
        assert {socket.close_code for socket in sockets} == {1008}


@pytest.mark.hostile(10)
async def test_flood_is_slowed_then_ended_and_others_are_served(tmp_path):
    add_account(tmp_path, "ana@example.org")
    # A rate that even this machine at its busiest exceeds, with all three programs in one loop: else it is no flood.
    policy = ServerPolicy(socket_burst=50, socket_rate_per_s=20, socket_paced_max=40)
    async with server_inside(tmp_path, policy=policy) as url, Program(url, "agent") as flooder:
        await flooder.sign_in("ana@example.org", PASSWORD)

        async def flood() -> None:
            with contextlib.suppress(ConnectionClosed):
                for _ in range(10_000):
                    await flooder.send(wire.Attach(request_id=1, session_id="0" * 32, session_token="0" * 32))

        began_s = time.monotonic()
        task = asyncio.create_task(flood())
        await _assert_pairing_works(url)
        messages, code = await flooder.ending(10)
        took_s = time.monotonic() - began_s
        await task
        assert code == 1008
        last = messages[-1]
        assert isinstance(last, wire.Error)
        assert last.code == "rate_limited"
        answered = sum(isinstance(message, wire.Error) and message.code == "session_unknown" for message in messages)
        # Never more than the rate lets through, however slowly a busy machine sends.
        allowed = policy.socket_burst + policy.socket_paced_max + policy.socket_rate_per_s * took_s
        assert answered <= allowed + 1


async def test_honest_backlog_a_little_over_the_rate_is_only_slowed(tmp_path):
    add_account(tmp_path, "ana@example.org")
    policy = ServerPolicy(socket_burst=20, socket_rate_per_s=100)
    async with (
        server_inside(tmp_path, policy=policy) as url,
        Program(url, "client") as client,
        Program(url, "agent") as agent,
    ):
        await agent.sign_in("ana@example.org", PASSWORD)
        pair = await open_session(client, agent)
        for _ in range(80):
            await client.request(pair.asked(), wire.EventCommitted)


@pytest.mark.hostile(11)
async def test_malformed_frames_by_the_hundred_leave_the_server_whole(tmp_path):
    import random

    chance = random.Random(7)
    add_account(tmp_path, "ana@example.org")
    good = b'{"type":"hello","protocol":1,"role":"client","program":"x","locale":"en"}'
    async with server_inside(tmp_path, policy=ServerPolicy(sockets_per_address=1_000)) as url:
        for number in range(200):
            data = bytearray(good)
            for _ in range(chance.randint(1, 6)):
                data[chance.randrange(len(data))] = chance.randrange(256)
            async with connect(f"{url}/v1/signaling", compression=None, close_timeout=1) as socket:
                with contextlib.suppress(ConnectionClosed):
                    await socket.send(bytes(data), text=number % 2 == 0)
                    await socket.send(bytes(data))
                    await asyncio.wait_for(socket.wait_closed(), 5)
        await _assert_pairing_works(url)
