"""kill -9 at any moment: no acknowledged event is lost, and the chain is whole."""

import asyncio
import contextlib
import random
import signal
import sqlite3

import pytest
from websockets.exceptions import ConnectionClosed

from shared.audit.verifier import Finding, verify_events
from shared.protocol import signaling_messages as wire
from tests.integration.server.running_server import PASSWORD, ServerProcess, add_account
from tests.integration.server.wire_program import Program, open_session

pytestmark = pytest.mark.hostile(39)

ROUNDS = 3


async def test_killed_server_keeps_every_acknowledged_event(tmp_path):
    chance = random.Random(11)
    acknowledged: dict[int, str] = {}
    add_account(tmp_path, "ana@example.org")
    for _ in range(ROUNDS):
        with ServerProcess(tmp_path) as server:
            async with Program(server.url, "client") as client, Program(server.url, "agent") as agent:
                await agent.sign_in("ana@example.org", PASSWORD)
                pair = await open_session(client, agent)

                async def append(client: Program = client, pair=pair) -> None:
                    with contextlib.suppress(ConnectionClosed):
                        while True:
                            stored = await client.request(pair.asked(), wire.EventCommitted)
                            acknowledged[stored.seq] = stored.event_hash

                task = asyncio.create_task(append())
                await asyncio.sleep(0.1 + chance.random() * 0.4)
                server.stop(signal.SIGKILL)
                await task
    with sqlite3.connect(tmp_path / "alongside.sqlite3") as database:
        rows = database.execute("SELECT seq, hash, line FROM audit_events ORDER BY seq").fetchall()
    database.close()
    stored = {seq: digest for seq, digest, _ in rows}
    assert len(acknowledged) > ROUNDS
    assert {seq: stored.get(seq) for seq in acknowledged} == acknowledged
    assert verify_events(line.encode() for _, _, line in rows).finding is Finding.INTACT
