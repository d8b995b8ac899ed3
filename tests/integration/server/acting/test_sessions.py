"""An admin ends sessions through the page of a real server."""

import asyncio
import time

from shared.protocol import signaling_messages as wire
from tests.integration.server.acting.admin_browser import account_id, hidden, record, sign_in
from tests.integration.server.running_server import PASSWORD, ServerProcess
from tests.integration.server.wire_program import Program, claim_code, open_session


async def test_admin_ends_a_live_session_and_both_programs_are_told_at_once(server: ServerProcess):
    async with Program(server.url, "client") as client, Program(server.url, "agent") as agent:
        await agent.sign_in("agent0@acts.example", PASSWORD)
        pair = await open_session(client, agent)
        browser = await asyncio.to_thread(sign_in, server.url, 0)
        address = f"/admin/sessions/{pair.session_id}/end"
        question = await asyncio.to_thread(browser.get, address)
        assert "End this session?" in question.body
        assert "Ana 0" in question.body
        started = time.monotonic()
        answer = await asyncio.to_thread(browser.post, address, hidden(question, address))
        assert (answer.status, answer.headers["location"]) == (303, f"/admin/sessions/{pair.session_id}")
        for program in (client, agent):
            ended = await program.receive(wire.SessionClosed)
            assert (ended.session_id, ended.reason, ended.seal) == (pair.session_id, "admin_ended", None)
        assert time.monotonic() - started < 5
        # The person's program has the last word in the record, and the seal covers it.
        last = pair.event("session:consent:asked", {"capability": "view", "epoch": 1, "prompt_id": 1, "scope": "1"})
        await client.request(last, wire.EventCommitted)
        close = wire.CloseSession(request_id=1, session_id=pair.session_id, reason="admin_ended")
        sealed = await client.request(close, wire.SessionClosed)
        assert sealed.seal is not None
        closed = record(server.data_dir)[-1]
        admin_id = f"agent:{account_id(server.data_dir, 'admin0@acts.example')}"
        assert (closed["type"], closed["data"]["reason"]) == ("session:life:closed", "admin_ended")
        assert closed["actor"] == {"kind": "agent", "id": admin_id}
        # Both go on with their lives.
        await client.request(wire.Allocate(request_id=1), wire.Allocated)
        again = await asyncio.to_thread(browser.get, address)
        assert again.status == 303, "there is nothing left to end"
        verdict = await asyncio.to_thread(browser.get, f"/admin/sessions/{pair.session_id}/verify")
        assert "Nothing was changed." in verdict.body


async def test_session_that_is_still_pairing_is_ended_too(server: ServerProcess):
    async with Program(server.url, "client") as client, Program(server.url, "agent") as agent:
        await agent.sign_in("agent1@acts.example", PASSWORD)
        pair = await claim_code(client, agent)
        browser = await asyncio.to_thread(sign_in, server.url, 1)
        address = f"/admin/sessions/{pair.session_id}/end"
        await asyncio.to_thread(lambda: browser.post(address, {"key": browser.form_key}))
        for program in (client, agent):
            ended = await program.receive(wire.SessionClosed)
            assert (ended.reason, ended.seal is not None) == ("admin_ended", True)


async def test_form_from_elsewhere_ends_nothing(server: ServerProcess):
    async with Program(server.url, "client") as client, Program(server.url, "agent") as agent:
        await agent.sign_in("agent2@acts.example", PASSWORD)
        pair = await open_session(client, agent)
        browser = await asyncio.to_thread(sign_in, server.url, 2)
        address = f"/admin/sessions/{pair.session_id}/end"
        key = await asyncio.to_thread(lambda: browser.form_key)
        for fields, headers in (
            ({}, {}),
            ({"key": "0" * 64}, {}),
            ({"key": key}, {"sec_fetch_site": "cross-site"}),
            ({"key": key}, {"content_type": "text/plain"}),
        ):
            answer = await asyncio.to_thread(browser.post, address, fields, **headers)
            assert answer.status in {400, 403}
        await client.request(pair.asked(), wire.EventCommitted)
