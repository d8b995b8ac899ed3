"""Every role tries every message of an agent over a real socket; what its table does not name is refused and moves nothing."""

import json
import sqlite3
from contextlib import closing

import msgspec
import pytest

from shared.protocol import signaling_messages as wire
from signaling.domain.accounts import ROLE_MAY, Role
from signaling.domain.policy import ServerPolicy
from tests.integration.server.running_server import PASSWORD, ServerProcess
from tests.integration.server.test_admin_page import Browser
from tests.integration.server.wire_program import Program, claim_code

pytestmark = pytest.mark.hostile(15)

_NOBODY = "0" * 32
_TRIES: dict[type, wire.ToServer] = {
    wire.Claim: wire.Claim(request_id=1, nameplate="999"),
    wire.Attach: wire.Attach(request_id=1, session_id=_NOBODY, session_token=_NOBODY),
}


def _denials_on_record(server: ServerProcess, role: Role) -> set[str]:
    with closing(sqlite3.connect(f"file:{server.data_dir}/alongside.sqlite3?mode=ro", uri=True)) as database:
        query = "SELECT line FROM audit_events WHERE tag = 'auth:access:denied'"
        records = [json.loads(line) for (line,) in database.execute(query)]
    assert all(record["outcome"] == "denied" and record["actor"]["id"] for record in records)
    return {record["data"]["operation"] for record in records if record["data"]["role"] == role}


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
    denied = {kind.__struct_config__.tag for kind in _TRIES if kind not in ROLE_MAY[role]}
    assert _denials_on_record(server, role) == denied


def test_page_that_is_not_for_a_role_is_refused_and_on_record(server: ServerProcess):
    browser = Browser(server.url)
    assert browser.sign_in("auditor3@example.org").status == 303
    assert browser.get("/admin/accounts").status == 403
    assert "see_accounts" in _denials_on_record(server, Role.AUDITOR)


def test_denials_by_the_hundred_fill_no_disk(server: ServerProcess):
    browser = Browser(server.url)
    assert browser.sign_in("lead2@example.org").status == 303
    for _ in range(40):
        assert browser.get("/admin/log").status == 403
    with closing(sqlite3.connect(f"file:{server.data_dir}/alongside.sqlite3?mode=ro", uri=True)) as database:
        pattern = '%"operation":"see_log","role":"lead"%'
        count = database.execute("SELECT count(*) FROM audit_events WHERE line LIKE ?", (pattern,)).fetchone()[0]
    assert 0 < count <= ServerPolicy().denials_per_minute


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
