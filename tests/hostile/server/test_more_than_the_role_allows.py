"""Every role tries every message of an agent over a real socket; what its table does not name is refused and moves nothing."""

import msgspec
import pytest

from shared.protocol import signaling_messages as wire
from signaling.domain.accounts import ROLE_MAY, Role
from tests.integration.server.running_server import PASSWORD, ServerProcess
from tests.integration.server.wire_program import Program, claim_code

pytestmark = pytest.mark.hostile(15)

_NOBODY = "0" * 32
_TRIES: dict[type, wire.ToServer] = {
    wire.Claim: wire.Claim(request_id=1, nameplate="999"),
    wire.Attach: wire.Attach(request_id=1, session_id=_NOBODY, session_token=_NOBODY),
}


def test_nobody_who_runs_the_server_or_reads_its_record_may_help_anybody():
    help_messages = {wire.Claim, wire.Attach, wire.Relay, wire.CloseSession}
    assert {role for role in Role if ROLE_MAY[role] & help_messages} == {Role.AGENT, Role.LEAD}


@pytest.mark.parametrize("role", Role)
async def test_role_gets_as_far_as_its_table_says(role: Role, server: ServerProcess):
    async with Program(server.url, "agent") as program:
        await program.sign_in(f"{role}1@example.org" if role is not Role.LEAD else "lead3@example.org", PASSWORD)
        for kind, message in _TRIES.items():
            code = await program.refused(message)
            assert (code == "not_allowed") == (kind not in ROLE_MAY[role]), (role, kind)


@pytest.mark.parametrize("role", [Role.ADMIN, Role.AUDITOR])
async def test_code_an_admin_tries_to_claim_is_still_there_for_an_agent(role: Role, server: ServerProcess):
    async with (
        Program(server.url, "client") as client,
        Program(server.url, "agent") as overseer,
        Program(server.url, "agent") as agent,
    ):
        await overseer.sign_in(f"{role}2@example.org", PASSWORD)
        await agent.sign_in("agent2@example.org", PASSWORD)
        slot = await client.request(wire.Allocate(request_id=1), wire.Allocated)
        claim = wire.Claim(request_id=1, nameplate=slot.nameplate)
        assert await overseer.refused(claim) == "not_allowed"
        await agent.request(claim, wire.Claimed)
        assert (await client.receive(wire.Claimed)).agent is not None


async def test_session_of_one_agent_is_nobody_elses_not_even_a_leads(server: ServerProcess):
    async with (
        Program(server.url, "client") as client,
        Program(server.url, "agent") as agent,
        Program(server.url, "agent") as lead,
    ):
        await agent.sign_in("agent3@example.org", PASSWORD)
        await lead.sign_in("lead3@example.org", PASSWORD)
        pair = await claim_code(client, agent)
        steal = wire.Attach(request_id=1, session_id=pair.session_id, session_token=pair.agent_token)
        assert await lead.refused(steal) == "session_unknown"
        assert await lead.refused(msgspec.structs.replace(steal, session_token=_NOBODY)) == "session_unknown"
        await pair.exchange_keys()
