"""The server's clock is set back by a day: limits, sign-ins and the chain go on, and the record says what the clock said."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from shared.clock import SystemClock
from shared.protocol import signaling_messages as wire
from tests.integration.server.commands import export, verify
from tests.integration.server.running_server import PASSWORD, add_account, server_inside
from tests.integration.server.wire_program import Program, claim_code, open_session

pytestmark = pytest.mark.hostile(39)


class _MovedClock(SystemClock):
    """A wall clock somebody sets; the monotonic one cannot be set."""

    def __init__(self) -> None:
        self.moved_by = timedelta()

    def utc_now(self) -> datetime:
        return datetime.now(UTC) + self.moved_by


@pytest.mark.parametrize("moved_by", [timedelta(days=-1), timedelta(days=1)], ids=["a_day_back", "a_day_ahead"])
async def test_clock_set_in_the_middle_changes_no_session_and_breaks_no_chain(tmp_path: Path, moved_by: timedelta):
    add_account(tmp_path, "ana@example.org")
    clock = _MovedClock()
    async with server_inside(tmp_path, clock=clock) as url:
        async with Program(url, "client") as client, Program(url, "agent") as agent:
            await agent.sign_in("ana@example.org", PASSWORD)
            pair = await open_session(client, agent)
            await client.request(pair.asked(), wire.EventCommitted)
            async with Program(url, "client") as waiting:
                slot = await waiting.request(wire.Allocate(request_id=1), wire.Allocated)
                clock.moved_by = moved_by
                await client.request(pair.asked(), wire.EventCommitted)
                # A code that waits is neither over nor young again: its ten minutes are counted by no clock on a wall.
                await agent.request(wire.Claim(request_id=1, nameplate=slot.nameplate), wire.Claimed)
            closing = wire.CloseSession(request_id=1, session_id=pair.session_id, reason="user_stopped")
            assert (await client.request(closing, wire.SessionClosed)).seal is not None
        async with Program(url, "client") as client, Program(url, "agent") as agent:
            await agent.sign_in("ana@example.org", PASSWORD)
            await claim_code(client, agent)
    done = verify(export(tmp_path, tmp_path / "whole.jsonl"), "--pub", tmp_path / "audit-key.pub")
    assert done.returncode == 0, done.stdout
