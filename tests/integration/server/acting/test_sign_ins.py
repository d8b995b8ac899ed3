"""Somebody sees where they are signed in, and ends what they do not know, on a real server."""

import asyncio
import html
import re
import time
from pathlib import Path

from shared.protocol import signaling_messages as wire
from signaling.domain.accounts import Role
from tests.integration.server.acting.admin_browser import hidden, record, sign_in
from tests.integration.server.acting.test_step_up import SetClock
from tests.integration.server.running_server import (
    PASSWORD,
    RECOVERY_CODES,
    ServerProcess,
    add_account,
    server_inside,
)
from tests.integration.server.test_admin_page import Browser
from tests.integration.server.wire_program import Program, open_session

HOME = "/admin/sign-ins"


def _ends(browser: Browser) -> list[str]:
    """Where the buttons of the page lead, in their order."""
    return re.findall(r'<form method="post" action="(/admin/sign-ins/[^"]+/end)"', browser.get(HOME).body)


def test_this_one_is_marked_and_another_is_ended_with_an_event(server: ServerProcess):
    mine, other, third = (sign_in(server.url, 10) for _ in range(3))
    body = html.unescape(mine.get(HOME).body)
    assert body.count("this one") == 1
    assert body.count("Shown: password, recovery code") == 3
    one, _, everything = _ends(mine)
    assert everything == f"{HOME}/others/end"
    for cookie in (*other.cookies.values(), *mine.cookies.values()):
        assert cookie not in body
    # Which of the two it was is seen by which one still works.
    assert mine.post(one, hidden(mine.get(HOME), one)).status == 303
    assert sorted(each.get("/admin/sessions").status for each in (other, third)) == [200, 303]
    ended = record(server.data_dir)[-1]
    assert (ended["type"], ended["data"]["elsewhere"]) == ("auth:logout:ok", True)
    assert (ended["data"]["kind"], ended["data"]["method"]) == ("web", "password+recovery")
    assert mine.post(one, {"key": mine.form_key}).status == 404, "there is none of that name any more"
    assert mine.post(everything, {"key": mine.form_key}).status == 303
    assert {each.get("/admin/sessions").status for each in (other, third)} == {303}
    assert "Nowhere else." in mine.get(HOME).body
    assert mine.get("/admin/sessions").status == 200, "this one stays"


def test_nobody_ends_what_is_not_theirs_and_no_form_from_elsewhere_ends_anything(server: ServerProcess):
    mine, other, somebody = sign_in(server.url, 11), sign_in(server.url, 11), sign_in(server.url, 9)
    one, everything = _ends(mine)
    before = len(record(server.data_dir))
    assert somebody.post(one, {"key": somebody.form_key}).status == 404
    assert other.post(one, {"key": other.form_key}).status == 404, "a name from another page"
    for fields, headers in (({}, {}), ({"key": mine.form_key}, {"sec_fetch_site": "cross-site"})):
        for path in (one, everything):
            assert mine.post(path, fields, **headers).status == 403
            assert mine.get(path).status == 404, "what is only told and never asked is no page"
    assert somebody.post(f"{HOME}/others/end", {"key": somebody.form_key}).status == 303
    assert [each.get("/admin/sessions").status for each in (mine, other, somebody)] == [200, 200, 200]
    assert len(record(server.data_dir)) == before


async def test_live_socket_of_an_ended_sign_in_is_out_within_five_seconds(server: ServerProcess):
    browser = Browser(server.url)
    email = "agent9@acts.example"
    answer = await asyncio.to_thread(browser.post, "/admin/sign-in", {"email": email, "password": PASSWORD})
    assert answer.status == 303
    async with Program(server.url, "client") as client, Program(server.url, "agent") as agent:
        await agent.sign_in(email, PASSWORD)
        await open_session(client, agent)
        body = (await asyncio.to_thread(browser.get, HOME)).body
        assert "Console" in body
        one, _ = await asyncio.to_thread(_ends, browser)
        started = time.monotonic()
        assert (await asyncio.to_thread(browser.post, one, {"key": browser.form_key})).status == 303
        messages, _ = await agent.ending(8.0)
        assert time.monotonic() - started < 5.0
        assert isinstance(messages[-1], wire.Error)
        assert messages[-1].code == "signed_out"
    events = [event for event in record(server.data_dir) if event["type"] == "auth:logout:ok"]
    assert (events[-1]["data"]["kind"], events[-1]["peer"]["conn"]) == ("console", "web")


async def test_ending_asks_once_more_when_the_last_factor_is_old(tmp_path: Path):
    add_account(tmp_path, "admin@acts.example", Role.ADMIN)
    add_account(tmp_path, "ana@acts.example")
    clock = SetClock()
    async with server_inside(tmp_path, clock=clock) as url:
        admin, other, agent = Browser(url), Browser(url), Browser(url)
        for each, email in (
            (other, "admin@acts.example"),
            (admin, "admin@acts.example"),
            (agent, "ana@acts.example"),
        ):
            assert (await asyncio.to_thread(each.sign_in, email)).status == 303
        everything = f"{HOME}/others/end"
        key = await asyncio.to_thread(lambda: agent.form_key)
        assert (await asyncio.to_thread(agent.post, everything, {"key": key})).status == 303, "just signed in"
        clock.ahead_ms = 6 * 60_000
        refused = await asyncio.to_thread(agent.post, everything, {"key": key})
        assert (refused.status, "sign in again" in refused.body) == (403, True)
        key = await asyncio.to_thread(lambda: admin.form_key)
        asked = await asyncio.to_thread(admin.post, everything, {"key": key})
        assert (asked.status, "Once more your code" in asked.body) == (403, True)
        assert (await asyncio.to_thread(other.get, "/admin/sessions")).status == 200
        code = {"step_up_code": RECOVERY_CODES["admin@acts.example"].pop()}
        done = await asyncio.to_thread(admin.post, everything, hidden(asked, everything) | code)
        assert (done.status, done.headers["location"]) == (303, HOME)
        assert (await asyncio.to_thread(other.get, "/admin/sessions")).status == 303
