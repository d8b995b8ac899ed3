"""Rules about reasons, lengths and time zones through the page of a real server: read strictly, and on record."""

import asyncio
import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from shared.protocol import signaling_messages as wire
from signaling.domain.accounts import Role
from tests.integration.server.running_server import PASSWORD, add_account, server_inside
from tests.integration.server.test_admin_page import Browser
from tests.integration.server.wire_program import Program

HOURS = {"day_mon": "1", "first": "09:00", "last": "18:00"}


def _hidden(body: str) -> dict[str, str]:
    """The hidden fields of the form in the middle of a page; those in its frame ask for nothing else."""
    body = body[body.index("<main") :]
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', body))


def _changes(data_dir: Path) -> list[dict[str, str]]:
    """Every change of a rule on record, in order."""
    with closing(sqlite3.connect(data_dir / "alongside.sqlite3")) as database:
        rows = database.execute("SELECT line FROM audit_events ORDER BY seq").fetchall()
    events = [json.loads(row[0]) for row in rows]
    return [event["data"] for event in events if event["type"] == "policy:rule:changed"]


async def test_each_rule_is_an_event_with_before_and_after_and_both_programs_hear_the_terms(tmp_path: Path):
    add_account(tmp_path, "ana@more.example")
    add_account(tmp_path, "admin@more.example", Role.ADMIN)
    async with server_inside(tmp_path) as url, Program(url, "agent") as agent, Program(url, "client") as client:
        browser = Browser(url)
        await asyncio.to_thread(browser.sign_in, "admin@more.example")
        await agent.sign_in("ana@more.example", PASSWORD)
        asked = {"reason_control": "1", "reason_view": "1", "minutes_control": " 10 ", "zone": "Europe/Chisinau"}
        every_day = {f"day_{day}": "1" for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
        times = {"first": "00:00", "last": "00:00"}
        question = await asyncio.to_thread(
            lambda: browser.post("/admin/policies/check", {"key": browser.form_key} | asked | every_day | times)
        )
        assert question.status == 200, question.body
        assert "In Europe/Chisinau it is now" in question.body
        assert _changes(tmp_path) == [], "a question changes nothing"
        done = await asyncio.to_thread(browser.post, "/admin/policies", _hidden(question.body))
        assert done.status == 303
        assert _changes(tmp_path) == [
            {"rule": "reason_rights", "before": "", "after": "view control"},
            {"rule": "right_minutes", "before": "", "after": "control=10"},
            {
                "rule": "begin_hours",
                "before": "",
                "after": "mon tue wed thu fri sat sun 00:00-00:00 Europe/Chisinau",
            },
        ]
        slot = await client.request(wire.Allocate(request_id=1), wire.Allocated)
        await agent.request(wire.Claim(request_id=1, nameplate=slot.nameplate), wire.Claimed)
        await client.receive(wire.Claimed)
        for program in (client, agent):
            terms = await program.receive(wire.SessionTerms)
            assert [right.value for right in terms.needs_reason] == ["control", "view"]
            assert [(limit.capability.value, limit.longest_ms) for limit in terms.longest] == [("control", 600_000)]


@pytest.fixture
def admin(tmp_path: Path):
    add_account(tmp_path, "admin@more.example", Role.ADMIN)
    return tmp_path


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"minutes_control": "1"}, "a number of minutes from 2"),
        ({"minutes_control": "31"}, "a number of minutes from 2"),
        ({"minutes_control": "5 view=9"}, "a number of minutes from 2"),
        ({"minutes_clipboard_to_user": "11"}, "a number of minutes from 2"),
        (HOURS | {"zone": "Europe/Atlantis"}, "Choose at least one day and both times"),
        (HOURS | {"zone": "../../etc/passwd"}, "Choose at least one day and both times"),
        (HOURS | {"zone": "Etc/GMT-3"}, "Choose at least one day and both times"),
        ({"zone": "Europe/Chisinau"}, "Nothing is different from before."),
        ({"minutes_view": "5", "minutes_terminal": "5"}, "Nothing is different from before."),
    ],
)
async def test_what_will_not_do_is_named_and_changes_nothing(admin: Path, asked: dict[str, str], sentence: str):
    async with server_inside(admin) as url:
        browser = Browser(url)
        await asyncio.to_thread(browser.sign_in, "admin@more.example")
        key = {"key": await asyncio.to_thread(lambda: browser.form_key)}
        answer = await asyncio.to_thread(browser.post, "/admin/policies/check", key | asked)
        assert (answer.status, sentence in answer.body) == (400, True), answer.body
        forged = key | {"right_minutes": "view=99999", "reason_rights": "everything"}
        assert (await asyncio.to_thread(browser.post, "/admin/policies", forged)).status == 400
    assert _changes(admin) == []
