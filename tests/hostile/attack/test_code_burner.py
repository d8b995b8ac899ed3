"""A signed-in agent that uses up people's codes without ever trying to help."""

import pytest

from shared.protocol import signaling_messages as wire
from tests.integration.server.running_server import PASSWORD, add_account, server_inside
from tests.integration.server.wire_program import Program, claim_code

pytestmark = pytest.mark.hostile(7)


async def test_agent_that_claims_and_leaves_is_locked_after_five_codes(tmp_path):
    add_account(tmp_path, "ana@example.org")
    async with server_inside(tmp_path) as url, Program(url, "agent") as agent:
        await agent.sign_in("ana@example.org", PASSWORD)
        for _ in range(5):
            async with Program(url, "client") as client:
                pair = await claim_code(client, agent)
                leaving = wire.CloseSession(request_id=1, session_id=pair.session_id, reason="agent_left")
                await agent.request(leaving, wire.SessionClosed)
        async with Program(url, "client") as client:
            slot = await client.request(wire.Allocate(request_id=1), wire.Allocated)
            assert await agent.refused(wire.Claim(request_id=1, nameplate=slot.nameplate)) == "rate_limited"
