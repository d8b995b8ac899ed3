"""The same shells on the loop the programs really use (uvloop where it is installed), driven from another thread."""

import asyncio
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.protocol.peer_messages import ChannelLabel
from shared.transport import server_address
from shared.transport.loop_thread import LoopThread
from shared.transport.signaling_state import Closed, Connected, SignalingState
from tests.integration.transport.peer_pair import LABELS, count_descriptors, other_tasks, peer_pair
from tests.integration.transport.small_server import Record, client_of, greet, make_authority, small_server


@pytest.fixture
def thread() -> Iterator[LoopThread]:
    thread = LoopThread("net-test")
    thread.start()
    yield thread
    assert thread.stop()


async def _loop_module() -> str:
    return type(asyncio.get_running_loop()).__module__


def test_loop_thread_runs_uvloop_where_it_is_installed(thread: LoopThread):
    pytest.importorskip("uvloop")
    assert thread.run(_loop_module()).result(5) == "uvloop"


def test_peers_on_the_loop_thread_connect_speak_and_leave_nothing(thread: LoopThread):
    async def meet() -> tuple[int, int]:
        tasks, descriptors = other_tasks(), count_descriptors()
        for _ in range(3):
            async with peer_pair() as (client, offerer, agent, answerer):
                assert set(client.opened) == set(agent.opened) == LABELS
                assert offerer.seen_fingerprint == answerer.local_fingerprint
                assert offerer.send(ChannelLabel.CONTROL, b"hello")
                await agent.until(lambda agent=agent: agent.messages)
        await asyncio.sleep(0.1)
        return len(other_tasks() - tasks), count_descriptors() - descriptors

    assert thread.run(meet()).result(20) == (0, 0)


def test_loop_thread_stopped_in_mid_session_ends_everything():
    threads, descriptors = threading.active_count(), count_descriptors()
    thread = LoopThread("net-test")
    thread.start()
    ready = threading.Event()

    async def stay() -> None:
        async with peer_pair():
            ready.set()
            await asyncio.Event().wait()

    future = thread.run(stay())
    assert ready.wait(10)
    began = time.monotonic()
    assert thread.stop(5)
    assert time.monotonic() - began < 4
    assert future.cancelled()
    assert threading.active_count() == threads
    assert count_descriptors() == descriptors


def test_socket_to_the_server_on_the_loop_thread_checks_certificates(thread: LoopThread, tmp_path: Path):
    authority = make_authority(tmp_path)
    trusting = server_address.make_tls_context(authority.ca_file)

    async def visit(**made: bool | int) -> SignalingState:
        async def script(connection) -> None:
            await greet(connection)
            await connection.wait_closed()

        record = Record()
        async with (
            small_server(script, tls=authority.server_context(tmp_path, **made)) as port,
            client_of(f"wss://127.0.0.1:{port}", record, ssl_context=trusting),
        ):
            await record.until(lambda: any(isinstance(s, Connected | Closed) for s in record.states))
            return record.states[1]

    assert isinstance(thread.run(visit()).result(10), Connected)
    for detail, made in {"self_signed": {"is_self_signed": True}, "expired": {"days_left": -1}}.items():
        state = thread.run(visit(**made)).result(10)
        assert state == Closed(reason="certificate_invalid", detail=detail)
