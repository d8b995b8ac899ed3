"""The process for signatures of a real server under a crowd: there when it is needed, and gone however the server ends."""

import asyncio
import os
import signal
import time
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from shared.protocol import signaling_messages as wire
from tests.fakes import postgres
from tests.integration.server.commands import add
from tests.integration.server.running_server import PASSWORD, ServerProcess, add_account
from tests.integration.server.test_postgres_server import Place
from tests.integration.server.wire_program import Pair, Program, open_session

CROWD = 12
CEILING_S = 30.0


def children_of(server: ServerProcess) -> dict[int, bytes]:
    """The command lines of the processes that the server has started, by number."""
    assert server.process is not None
    threads = Path(f"/proc/{server.process.pid}/task").iterdir()
    numbers = [int(child) for thread in threads for child in (thread / "children").read_text().split()]
    return {number: Path(f"/proc/{number}/cmdline").read_bytes() for number in numbers}


def child_of(server: ServerProcess) -> int:
    """The number of the process that checks signatures; 0 while there is none."""
    return next((number for number, line in children_of(server).items() if b"spawn_main" in line), 0)


def is_gone(number: int) -> bool:
    """Whether it is, or ends within `CEILING_S`."""
    until_s = time.monotonic() + CEILING_S
    while (is_there := Path(f"/proc/{number}").exists()) and time.monotonic() < until_s:
        time.sleep(0.05)
    return not is_there


async def crowd(server: ServerProcess, stack: AsyncExitStack) -> list[Pair]:
    """Sessions of as many people."""
    agent = await stack.enter_async_context(Program(server.url, "agent"))
    await agent.sign_in("ana@example.org", PASSWORD)
    return [
        await open_session(await stack.enter_async_context(Program(server.url, "client")), agent)
        for _ in range(CROWD)
    ]


async def all_at_once(server: ServerProcess, pairs: list[Pair]) -> None:
    """One event of each, which the server finds together when it goes on; all are stored."""
    assert server.process is not None
    os.kill(server.process.pid, signal.SIGSTOP)
    try:
        for pair in pairs:
            await pair.client.send(pair.asked())
    finally:
        os.kill(server.process.pid, signal.SIGCONT)
    for pair in pairs:
        await pair.client.receive(wire.EventCommitted, CEILING_S)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
@pytest.mark.parametrize("is_on_postgres", [False, True], ids=["sqlite", "postgresql"])
async def test_it_is_gone_however_the_server_ends(tmp_path: Path, number: signal.Signals, is_on_postgres: bool):
    if is_on_postgres:
        if not postgres.is_installed():
            pytest.skip("PostgreSQL is not installed")
        place = Place(tmp_path)
        place.prepare()
        data = place.data
        assert add(data, "--password-only").returncode == 0
    else:
        data = tmp_path
        add_account(data, "ana@example.org")
    with ServerProcess(data) as server:
        async with AsyncExitStack() as stack:
            pairs = await crowd(server, stack)
            assert child_of(server) == 0, "with little to do there is none"
            until_s = time.monotonic() + CEILING_S
            while not (child := child_of(server)):
                assert time.monotonic() < until_s
                await all_at_once(server, pairs)
            await all_at_once(server, pairs)
            children = children_of(server)
            await asyncio.to_thread(server.stop, number)
    assert child in children
    assert [each for each in children if not await asyncio.to_thread(is_gone, each)] == []
