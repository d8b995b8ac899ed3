"""A client that wants the server's disk: what is once on record is never taken away again."""

from pathlib import Path

import pytest

from shared.protocol import signaling_messages as wire
from signaling.domain.policy import ServerPolicy
from tests.integration.server.running_server import PASSWORD, add_account, server_inside
from tests.integration.server.wire_program import Program, open_session

pytestmark = pytest.mark.hostile(10)

ASKED = {"capability": "view", "epoch": 1, "prompt_id": 1, "scope": "m"}


def _size_bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


async def test_events_full_of_padding_leave_nothing_on_disk(tmp_path: Path):
    add_account(tmp_path, "ana@example.org")
    async with server_inside(tmp_path) as url, Program(url, "client") as client, Program(url, "agent") as agent:
        await agent.sign_in("ana@example.org", PASSWORD)
        pair = await open_session(client, agent)
        before_bytes = _size_bytes(tmp_path)
        padding = {f"x{number}": "\u0103" * 200 for number in range(20)}
        for _ in range(40):
            event = pair.event("session:consent:asked", ASKED | padding, cseq=1)
            assert await client.refused(event) == "event_refused"
        assert _size_bytes(tmp_path) == before_bytes
        await client.request(pair.asked(), wire.EventCommitted)


async def test_session_has_no_more_events_than_its_number(tmp_path: Path):
    add_account(tmp_path, "ana@example.org")
    policy = ServerPolicy(events_per_session=3)
    async with (
        server_inside(tmp_path, policy=policy) as url,
        Program(url, "client") as client,
        Program(url, "agent") as agent,
    ):
        await agent.sign_in("ana@example.org", PASSWORD)
        pair = await open_session(client, agent)
        for _ in range(3):
            await client.request(pair.asked(), wire.EventCommitted)
        assert await client.refused(pair.asked()) == "event_refused"
        await client.request(pair.asked(cseq=3), wire.EventCommitted)  # the answer was lost: stored once, said again
