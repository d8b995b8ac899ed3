"""The socket to the server over real sockets and real TLS: greeting, requests, the way back, refusals."""

import asyncio
import time
from pathlib import Path

import pytest
from websockets.asyncio.server import ServerConnection

from shared.errors import ProtocolError, SignalingError
from shared.protocol import codec
from shared.protocol import signaling_messages as m
from shared.transport.signaling_state import Closed, Connected, Connecting, Waiting
from tests.integration.transport.small_server import (
    WELCOME,
    Record,
    client_of,
    greet,
    read,
    small_server,
    stay,
    write,
)

SESSION = "0123456789abcdef" * 2


SLOT = "f" * 32


def _tasks_but_mine() -> set[asyncio.Task]:
    return asyncio.all_tasks() - {asyncio.current_task()}


async def test_signaling_client_hello_is_answered_state_is_connected():
    hellos = []

    async def script(connection: ServerConnection) -> None:
        hellos.append(await greet(connection))
        await connection.wait_closed()

    record = Record()
    async with small_server(script) as port, client_of(f"ws://127.0.0.1:{port}", record):
        state = await record.until_state(Connected)
        assert state == Connected(welcome=WELCOME, is_return=False)
        assert hellos == [m.Hello(protocol=1, role="client", program="alongside-test/0", locale="en")]
    assert [type(s) for s in record.states] == [Connecting, Connected, Closed]
    assert record.states[-1] == Closed(reason="closed")


async def test_signaling_client_closed_leaves_no_task_and_no_socket():
    record = Record()
    async with small_server(stay) as port:
        before_fds, before = _count_descriptors(), _tasks_but_mine()
        async with client_of(f"ws://127.0.0.1:{port}", record):
            await record.until_state(Connected)
        await asyncio.sleep(0.1)
        assert _tasks_but_mine() <= before
        assert _count_descriptors() == before_fds


def _count_descriptors() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


async def test_signaling_client_answers_out_of_order_reach_their_requests():
    async def script(connection: ServerConnection) -> None:
        await greet(connection)
        first, second = await read(connection), await read(connection)
        assert isinstance(first, m.Allocate)
        assert isinstance(second, m.Release)
        assert (first.request_id, second.request_id) == (1, 2)
        await write(connection, m.Released(request_id=second.request_id))
        await write(
            connection, m.Allocated(request_id=first.request_id, slot_id=SLOT, nameplate="417", expires_in_ms=1)
        )
        await connection.wait_closed()

    record = Record()
    async with small_server(script) as port, client_of(f"ws://127.0.0.1:{port}", record) as client:
        await record.until_state(Connected)
        allocated, released = await asyncio.gather(
            client.request(m.Allocate(request_id=9)), client.request(m.Release(request_id=9, slot_id=SLOT))
        )
        assert allocated.nameplate == "417"
        assert isinstance(released, m.Released)


async def test_signaling_client_refused_request_raises_the_servers_code():
    async def script(connection: ServerConnection) -> None:
        await greet(connection)
        asked = await read(connection)
        assert isinstance(asked, m.Claim)
        await write(connection, m.Error(code="rate_limited", request_id=asked.request_id, retry_after_ms=5000))
        await connection.wait_closed()

    record = Record()
    async with small_server(script) as port, client_of(f"ws://127.0.0.1:{port}", record) as client:
        await record.until_state(Connected)
        with pytest.raises(SignalingError) as caught:
            await client.request(m.Claim(request_id=1, nameplate="417"))
        assert caught.value.reason == "rate_limited"
        assert caught.value.fields == {"retry_after_ms": 5000}
        assert isinstance(client.state, Connected)


async def test_signaling_client_silent_server_request_times_out_late_answer_is_dropped():
    async def script(connection: ServerConnection) -> None:
        await greet(connection)
        asked = await read(connection)
        assert isinstance(asked, m.Allocate)
        again = await read(connection)
        assert isinstance(again, m.Allocate)
        for request_id in (asked.request_id, again.request_id):
            await write(
                connection,
                m.Allocated(request_id=request_id, slot_id=SLOT, nameplate=f"41{request_id}", expires_in_ms=1),
            )
        await connection.wait_closed()

    record = Record()
    async with small_server(script) as port, client_of(f"ws://127.0.0.1:{port}", record) as client:
        await record.until_state(Connected)
        with pytest.raises(SignalingError) as caught:
            await client.request(m.Allocate(request_id=1), timeout_ms=50)
        assert caught.value.reason == "request_timeout"
        assert (await client.request(m.Allocate(request_id=1))).nameplate == "412"


async def test_signaling_client_answer_is_seen_before_the_message_behind_it():
    async def script(connection: ServerConnection) -> None:
        await greet(connection)
        await read(connection)
        # Both in one segment, as a busy server sends them.
        for message in (
            m.Claimed(session_id=SESSION, session_token=SLOT, request_id=1),
            m.Relay(session_id=SESSION, phase="pake_client", body=b"x"),
        ):
            connection.protocol.send_text(codec.encode_signaling(message).encode())
        connection.send_data()
        await connection.wait_closed()

    order: list[str] = []
    record = Record()
    record.on_message = lambda message: order.append(type(message).__name__)
    async with small_server(script) as port, client_of(f"ws://127.0.0.1:{port}", record) as client:
        await record.until_state(Connected)
        order.append(type(await client.request(m.Claim(request_id=1, nameplate="417"))).__name__)
        await asyncio.sleep(0.1)
    assert order == ["Claimed", "Relay"]


async def test_signaling_client_lost_socket_fails_requests_and_comes_back():
    sockets = 0

    async def script(connection: ServerConnection) -> None:
        nonlocal sockets
        sockets += 1
        await greet(connection)
        if sockets == 1:
            await read(connection)
            connection.transport.abort()
        else:
            asked = await read(connection)
            assert isinstance(asked, m.Attach)
            assert asked.request_id == 1
            await write(connection, m.Attached(request_id=1, session_id=SESSION, next_cseq=3))
        await connection.wait_closed()

    record = Record()
    async with small_server(script) as port, client_of(f"ws://127.0.0.1:{port}", record) as client:
        await record.until_state(Connected)
        with pytest.raises(SignalingError) as caught:
            await client.request(m.Allocate(request_id=1))
        assert caught.value.reason == "server_unreachable"
        await record.until(lambda: len([s for s in record.states if isinstance(s, Connected)]) == 2)
        assert record.states[-1] == Connected(welcome=WELCOME, is_return=True)
        attached = await client.request(m.Attach(request_id=1, session_id=SESSION, session_token=SLOT))
        assert attached.next_cseq == 3
    assert [type(s) for s in record.states] == [Connecting, Connected, Waiting, Connecting, Connected, Closed]
    assert record.states[2] == Waiting(reason="server_unreachable", retry_in_ms=150)


async def test_signaling_client_server_that_starts_later_is_found():
    async with small_server(stay) as port:
        pass
    record = Record()
    async with client_of(f"ws://127.0.0.1:{port}", record):
        waiting = await record.until_state(Waiting)
        assert isinstance(waiting, Waiting)
        assert (waiting.reason, waiting.retry_in_ms) == ("server_unreachable", 150)
        async with small_server(stay, port=port):
            await record.until_state(Connected)
    assert Connecting(attempt=2) in record.states


async def test_signaling_client_announced_stop_waits_longer_with_that_reason():
    async def script(connection: ServerConnection) -> None:
        await greet(connection)
        await write(connection, m.Stopping())
        await connection.close(1001)

    record = Record()
    async with small_server(script) as port, client_of(f"ws://127.0.0.1:{port}", record):
        assert await record.until_state(Waiting) == Waiting(reason="server_stopping", retry_in_ms=3300)
        assert record.messages == [m.Stopping()]


async def test_signaling_client_without_connection_refuses_at_once():
    record = Record()
    async with client_of("ws://127.0.0.1:9", record) as client:
        with pytest.raises(SignalingError) as caught:
            await client.request(m.Allocate(request_id=1))
        assert caught.value.reason == "server_unreachable"
        with pytest.raises(SignalingError):
            client.send(m.Relay(session_id=SESSION, phase="sealed", body=b"x"))


async def test_signaling_client_relays_in_order_both_ways():
    async def script(connection: ServerConnection) -> None:
        await greet(connection)
        for _ in range(50):
            message = await read(connection)
            assert isinstance(message, m.Relay)
            await write(connection, message)
        await connection.wait_closed()

    record = Record()
    async with small_server(script) as port, client_of(f"ws://127.0.0.1:{port}", record) as client:
        await record.until_state(Connected)
        sent = [m.Relay(session_id=SESSION, phase="sealed", body=bytes([n]) * 1000) for n in range(50)]
        for message in sent:
            client.send(message)
        await record.until(lambda: len(record.messages) == 50)
        assert record.messages == sent


@pytest.mark.parametrize(
    "frame",
    [
        "not json",
        "{}",
        '{"type":"allocate","request_id":1}',
        '{"type":"no_such_thing"}',
        '{"type":"stopping","extra":1}',
        '{"type":"released","request_id":77}',
        '{"type":"welcome","protocol":1,"origin":"x","organisation":"y"}',
        b'{"type":"stopping"}',
        '{"type":"error","code":"' + "x" * 20_000 + '"}',
        "[" * 5000,
    ],
)
async def test_signaling_client_server_that_breaks_the_rules_is_left_for_good(frame: str | bytes):
    closed: asyncio.Future[int | None] = asyncio.get_running_loop().create_future()

    async def script(connection: ServerConnection) -> None:
        await greet(connection)
        await connection.send(frame)
        await connection.wait_closed()
        closed.set_result(connection.close_code)

    record = Record()
    async with small_server(script) as port, client_of(f"ws://127.0.0.1:{port}", record):
        state = await record.until_state(Closed)
        assert isinstance(state, Closed)
        assert state.reason == "protocol_error"
        assert await asyncio.wait_for(closed, 5) in {1008, 1009}
        assert record.messages == []


async def test_signaling_client_wrong_kind_of_answer_is_a_protocol_error():
    async def script(connection: ServerConnection) -> None:
        await greet(connection)
        await read(connection)
        await write(connection, m.Released(request_id=1))
        await connection.wait_closed()

    record = Record()
    async with small_server(script) as port, client_of(f"ws://127.0.0.1:{port}", record) as client:
        await record.until_state(Connected)
        with pytest.raises(SignalingError):
            await client.request(m.Allocate(request_id=1))
        assert await record.until_state(Closed) == Closed(reason="protocol_error", detail="wrong_answer")


async def test_signaling_client_owner_may_refuse_a_message_that_came_out_of_turn():
    async def script(connection: ServerConnection) -> None:
        await greet(connection)
        await write(connection, m.PeerPresence(session_id=SESSION, is_present=True))
        await connection.wait_closed()

    def refuse(_message: m.FromServer) -> None:
        raise ProtocolError("not_now")

    record = Record()
    record.on_message = refuse
    async with small_server(script) as port, client_of(f"ws://127.0.0.1:{port}", record):
        assert await record.until_state(Closed) == Closed(reason="protocol_error", detail="not_now")


@pytest.mark.parametrize(
    ("first", "closed"),
    [
        (m.Error(code="version_unsupported"), Closed(reason="version_unsupported", detail="by_server")),
        (
            m.Welcome(protocol=2, origin="https://x", organisation="y"),
            Closed(reason="version_unsupported", detail="2"),
        ),
        (m.Stopping(), Closed(reason="protocol_error", detail="not_welcome")),
    ],
)
async def test_signaling_client_greeting_that_cannot_work_is_final(first: m.FromServer, closed: Closed):
    async def script(connection: ServerConnection) -> None:
        await read(connection)
        await write(connection, first)
        await connection.wait_closed()

    record = Record()
    async with small_server(script) as port, client_of(f"ws://127.0.0.1:{port}", record):
        assert await record.until_state(Closed) == closed


async def test_signaling_client_busy_server_is_left_and_asked_again_after_its_time():
    left = asyncio.Event()

    async def script(connection: ServerConnection) -> None:
        await read(connection)
        await write(connection, m.Error(code="server_busy", retry_after_ms=45_000))
        await connection.wait_closed()
        left.set()

    record = Record()
    async with small_server(script) as port, client_of(f"ws://127.0.0.1:{port}", record):
        waiting = await record.until_state(Waiting)
        assert waiting == Waiting(reason="server_busy", detail="by_server", retry_in_ms=45_000)
        await asyncio.wait_for(left.wait(), 5)


async def test_signaling_client_closes_while_it_connects_within_two_seconds():
    ended, is_gone = asyncio.Event(), asyncio.Event()

    async def mute(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await ended.wait()
        writer.close()
        is_gone.set()

    async with await asyncio.start_server(mute, "127.0.0.1", 0) as server:
        record = Record()
        began = time.monotonic()
        async with client_of(f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}", record):
            await asyncio.sleep(0.1)
        assert time.monotonic() - began < 2
        assert record.states == [Connecting(attempt=1), Closed(reason="closed")]
        ended.set()
        await is_gone.wait()
