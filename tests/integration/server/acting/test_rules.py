"""An admin sets rules through the page of a real server, and both programs hear them."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from shared.protocol import signaling_messages as wire
from signaling.domain.accounts import Role
from tests.integration.server.acting.admin_browser import hidden, record
from tests.integration.server.running_server import PASSWORD, add_account, server_inside
from tests.integration.server.test_admin_page import Answer, Browser
from tests.integration.server.wire_program import Program


def _rules(browser: Browser, **asked: str) -> Answer:
    """Fill in the form of the rules and confirm what it leads to."""
    seen = hidden(browser.get("/admin/policies"), "/admin/policies/check")
    question = browser.post("/admin/policies/check", seen | asked)
    assert question.status == 200, question.body
    return browser.post("/admin/policies", hidden(question, "/admin/policies"))


async def test_rule_counts_for_the_next_session_and_both_programs_hear_it(tmp_path: Path):
    add_account(tmp_path, "ana@acts.example")
    add_account(tmp_path, "admin@acts.example", Role.ADMIN)
    add_account(tmp_path, "auditor@acts.example", Role.AUDITOR)
    async with server_inside(tmp_path) as url, Program(url, "agent") as agent, Program(url, "client") as client:
        browser, auditor = Browser(url), Browser(url)
        await asyncio.to_thread(browser.sign_in, "admin@acts.example")
        await asyncio.to_thread(auditor.sign_in, "auditor@acts.example")
        await agent.sign_in("ana@acts.example", PASSWORD)
        question = await asyncio.to_thread(
            lambda: browser.post(
                "/admin/policies/check", {"key": browser.form_key, "forbid_control": "1", "session_minutes": "60"}
            )
        )
        assert "Mouse and keyboard" in question.body
        assert "60 min" in question.body
        assert "policy:rule:changed" not in str(record(tmp_path)), "a question changes nothing"
        assert (
            await asyncio.to_thread(browser.post, "/admin/policies", hidden(question, "/admin/policies"))
        ).status == 303
        changed = [event["data"] for event in record(tmp_path)[-2:]]
        assert changed == [
            {"rule": "forbidden_rights", "before": "", "after": "control"},
            {"rule": "session_minutes", "before": "", "after": "60"},
        ]
        seen = await asyncio.to_thread(auditor.get, "/admin/policies")
        assert "Mouse and keyboard" in seen.body
        assert '<form method="post" action="/admin/policies' not in seen.body
        slot = await client.request(wire.Allocate(request_id=1), wire.Allocated)
        await agent.request(wire.Claim(request_id=1, nameplate=slot.nameplate), wire.Claimed)
        await client.receive(wire.Claimed)
        for program in (client, agent):
            assert [right.value for right in (await program.receive(wire.SessionPolicy)).forbidden] == ["control"]
        # Asked for over the rules as they were, a change is refused.
        stale = await asyncio.to_thread(browser.post, "/admin/policies", hidden(question, "/admin/policies"))
        assert (stale.status, "changed meanwhile" in stale.body) == (400, True)
        assert (await asyncio.to_thread(_rules, browser, session_minutes="30")).status == 303
        assert record(tmp_path)[-2]["data"]["after"] == "", "an empty box takes the right out of the rule"


async def test_one_session_at_once_holds_across_sockets_in_the_same_moment_and_after_a_dropped_one(tmp_path: Path):
    add_account(tmp_path, "ana@acts.example")
    add_account(tmp_path, "admin@acts.example", Role.ADMIN)
    async with server_inside(tmp_path) as url, AsyncExitStack() as open_programs:
        browser = Browser(url)
        await asyncio.to_thread(browser.sign_in, "admin@acts.example")
        assert (await asyncio.to_thread(_rules, browser, sessions_per_agent="1")).status == 303
        agents = [await open_programs.enter_async_context(Program(url, "agent")) for _ in range(4)]
        clients = [await open_programs.enter_async_context(Program(url, "client")) for _ in range(4)]
        for agent in agents:
            await agent.sign_in("ana@acts.example", PASSWORD)
        slots = [await client.request(wire.Allocate(request_id=1), wire.Allocated) for client in clients]

        async def claim(number: int) -> str:
            await agents[number].send(wire.Claim(request_id=99, nameplate=slots[number].nameplate))
            answer = await agents[number].receive_any()
            while getattr(answer, "request_id", None) != 99:
                answer = await agents[number].receive_any()
            return answer.code if isinstance(answer, wire.Error) else "claimed"

        said = await asyncio.gather(*(claim(number) for number in range(4)))
        assert sorted(said) == ["claimed"] + ["too_many_sessions"] * 3
        winner = said.index("claimed")
        await agents[winner].leave()
        other = (winner + 1) % 4
        assert await claim(other) == "too_many_sessions", "a program that drops its session is in it all the same"


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"session_minutes": "4"}, "a number of minutes from 5 to 1440"),
        ({"sessions_per_agent": "17"}, "a number from 1 to 16"),
        ({"first": "08:00"}, "Choose at least one day and both times"),
        ({"day_mon": "1", "first": "08:00", "last": "8"}, "Choose at least one day and both times"),
        ({}, "Nothing is different from before."),
    ],
)
def test_rules_that_will_not_do_are_named(admin: Browser, asked: dict[str, str], sentence: str):
    answer = admin.post("/admin/policies/check", {"key": admin.form_key} | asked)
    assert (answer.status, sentence in answer.body) == (400, True)
    forged = admin.post("/admin/policies", {"key": admin.form_key, "forbidden_rights": "fly"})
    assert (forged.status, "One of these rights does not exist." in forged.body) == (400, True)
