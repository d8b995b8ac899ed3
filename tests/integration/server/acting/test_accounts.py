"""An admin changes accounts through the page of a real server, and who is new sets themself up."""

import asyncio
import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest
from pyotp.totp import TOTP

from shared.protocol import signaling_messages as wire
from signaling.domain.accounts import Role
from tests.integration.server.acting.admin_browser import account_id, change, hidden, record, sign_in
from tests.integration.server.running_server import (
    PASSWORD,
    RECOVERY_CODES,
    ServerProcess,
    add_account,
    run_here,
    server_inside,
)
from tests.integration.server.test_admin_page import Answer, Browser
from tests.integration.server.wire_program import Program, open_session

CHOSEN = "seven violet kettles dance"


def test_change_is_shown_before_it_is_made_and_stands_in_the_record(server: ServerProcess, admin: Browser):
    ana = account_id(server.data_dir, "agent3@acts.example")
    address = f"/admin/accounts/{ana}"
    seen = hidden(admin.get(address), f"{address}/check")
    before = len(record(server.data_dir))
    asked = {"action": "details", "role": "agent", "organisation": "<b>Contoso</b>"}
    question = admin.post(f"{address}/check", seen | asked)
    assert "&lt;b&gt;Contoso&lt;/b&gt;" in question.body
    assert "the server&#39;s own" in question.body
    assert "<b>Contoso" not in question.body
    assert len(record(server.data_dir)) == before, "a question changes nothing"
    assert admin.post(address, hidden(question, address)).status == 303
    changed = record(server.data_dir)[-1]
    assert changed["data"] == {
        "user_id": f"agent:{ana}", "field": "organisation", "before": "", "after": "<b>Contoso</b>"
    }  # fmt: skip
    assert changed["actor"]["kind"] == "agent"
    assert changed["peer"]["conn"] == "web"


async def test_disabled_agent_is_out_within_five_seconds_and_can_come_back(server: ServerProcess):
    browser = await asyncio.to_thread(sign_in, server.url, 3)
    ana = account_id(server.data_dir, "agent4@acts.example")
    async with Program(server.url, "client") as client, Program(server.url, "agent") as agent:
        await agent.sign_in("agent4@acts.example", PASSWORD)
        await open_session(client, agent)
        assert (await asyncio.to_thread(change, browser, ana, action="disable")).status == 303
        messages, _ = await agent.ending(5.0)
        assert isinstance(messages[-1], wire.Error)
        assert messages[-1].code == "access_ended"
        assert (await client.receive(wire.SessionClosed)).reason == "admin_ended"
    assert (await asyncio.to_thread(change, browser, ana, action="enable")).status == 303
    async with Program(server.url, "agent") as agent:
        await agent.sign_in("agent4@acts.example", PASSWORD)


def test_nobody_changes_themself_and_what_changed_meanwhile_is_asked_again(server: ServerProcess, admin: Browser):
    for number in range(8):
        own = account_id(server.data_dir, f"admin{number}@acts.example")
        page = admin.get(f"/admin/accounts/{own}")
        if "This is your own account." in page.body:
            break
    else:
        pytest.fail("one of them is theirs")
    assert '<form method="post" action="/admin/accounts/' not in page.body
    key = admin.form_key
    for action in ("disable", "details", "both"):
        fields = {"key": key, "action": action, "role": "agent", "organisation": "", "seen": "x"}
        refused = admin.post(f"/admin/accounts/{own}", fields)
        assert refused.status == 409
        assert "Nobody changes their own account here." in refused.body
    other = account_id(server.data_dir, "agent5@acts.example")
    fields = {"key": key, "action": "disable", "seen": "0" * 16}
    stale = admin.post(f"/admin/accounts/{other}", fields)
    assert (stale.status, "changed meanwhile" in stale.body) == (409, True)
    needs = admin.post(
        f"/admin/accounts/{other}",
        hidden(admin.get(f"/admin/accounts/{other}"), f"/admin/accounts/{other}/check")
        | {"action": "details", "role": "admin", "organisation": ""},
    )
    assert (needs.status, "This role needs a second factor" in needs.body) == (409, True)


@pytest.mark.parametrize("account", ["x", "0", "-1", "9" * 14, "9" * 30, "1%30", "٣"])
def test_account_that_is_not_there_is_a_sentence(admin: Browser, account: str):
    assert admin.get(f"/admin/accounts/{quote(account, safe='%')}").status == 404


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"email": "nobody"}, "This is not an e-mail address."),
        ({"name": "\u202e"}, "The name must have 1 to 80 visible characters."),
        ({"organisation": "x" * 81}, "The organisation must have at most 80 visible characters."),
        ({"role": "king"}, "Choose a role."),
        ({"email": "AGENT0@acts.example"}, "This e-mail address has an account already."),
    ],
)
def test_new_account_that_will_not_do_is_named(admin: Browser, asked: dict[str, str], sentence: str):
    fields = {"key": admin.form_key, "email": "new@acts.example", "name": "Neli", "role": "agent", "organisation": ""}
    answer = admin.post("/admin/accounts/new", fields | asked)
    assert (answer.status, sentence in answer.body) == (400, True)


def _add(browser: Browser, email: str, role: str) -> str:
    """Add a person the way an admin does; returns the path of their link."""
    fields = {"key": browser.form_key, "email": email, "name": "Neli <Ω>", "role": role, "organisation": ""}
    question = browser.post("/admin/accounts/new/check", fields)
    assert "Neli &lt;Ω&gt;" in question.body
    made = browser.post("/admin/accounts/new", hidden(question, "/admin/accounts/new"))
    assert made.status == 200, made.body
    link = re.search(r'id="link">(http://[^<]+)</p>', made.body)
    assert link is not None
    assert link[1].startswith(browser.url.replace("ws://", "http://"))
    return link[1].removeprefix(browser.url.replace("ws://", "http://"))


def _set_up(browser: Browser, path: str, **changed: str) -> Answer:
    page = browser.get(path)
    assert page.status == 200, page.body
    letters = re.search(r'<p class="once mono">([A-Z2-7 ]+)</p>', page.body)
    fields = hidden(page, path) | {"password": CHOSEN, "again": CHOSEN}
    if letters is not None:
        fields["code"] = TOTP(letters[1].replace(" ", "")).now()
    return browser.post(path, fields | changed)


def test_new_person_sets_themself_up_once_and_signs_in(server: ServerProcess, admin: Browser):
    path = _add(admin, "neli@acts.example", "auditor")
    token = path.rpartition("/")[2]
    person = Browser(server.url)
    first, second = person.get(path), person.get(path)
    assert first.status == second.status == 200, "looking uses nothing up"
    assert first.headers["referrer-policy"] == "no-referrer"
    wrong = _set_up(person, path, again="another one")
    assert "The two passwords differ." in wrong.body
    # The secret of the page with the mistake is the one that was shown before.
    kept = hidden(wrong, path)
    letters = re.search(r'<p class="once mono">([A-Z2-7 ]+)</p>', wrong.body)
    assert letters is not None
    secret = letters[1].replace(" ", "")
    done = person.post(path, kept | {"password": CHOSEN, "again": CHOSEN, "code": TOTP(secret).now()})
    assert done.status == 200
    codes = re.findall(r"<li>([0-9a-z-]+)</li>", done.body)
    assert len(codes) == 10
    for answer in (person.get(path), _post_any(person, path)):
        assert (answer.status, "This link does not work" in answer.body) == (404, True)
    signed_in = person.post(
        "/admin/sign-in", {"email": "neli@acts.example", "password": CHOSEN, "second_factor": codes[0]}
    )
    assert signed_in.status == 303
    assert person.get("/admin/log").status == 200
    events = record(server.data_dir)
    assert token not in json.dumps(events)
    assert secret not in json.dumps(events)
    fields = [event["data"]["field"] for event in events if event["type"] == "user:account:changed"][-5:]
    assert fields == ["role", "setup_link", "password", "second_factor", "setup_link"]
    with closing(sqlite3.connect(server.data_dir / "alongside.sqlite3")) as database:
        assert token not in "\n".join(database.iterdump())


def _post_any(browser: Browser, path: str) -> Answer:
    return browser.post(path, {"password": CHOSEN, "again": CHOSEN, "code": "123456", "sealed": "00"})


def test_set_up_from_another_site_or_with_a_forged_secret_does_nothing(server: ServerProcess, admin: Browser):
    path = _add(admin, "petru@acts.example", "agent")
    person = Browser(server.url)
    page = person.get(path)
    fields = hidden(page, path) | {"password": CHOSEN, "again": CHOSEN}
    assert person.post(path, fields, sec_fetch_site="cross-site").status == 403
    assert person.post(path, fields, content_type="text/plain").status == 400
    for sealed in ("", "zz", "00" * 60, "f" * 5_000):
        forged = person.post(path, fields | {"sealed": sealed, "code": "123456"})
        assert (forged.status, "This code is wrong" in forged.body) == (400, True)
    assert _set_up(person, path).status == 200


def test_link_dies_with_the_admin_who_made_it_also_when_the_server_s_own_command_disables_them(
    server: ServerProcess, admin: Browser
):
    email = add_account(server.data_dir, "leaving@acts.example", Role.ADMIN)
    leaving = Browser(server.url)
    assert leaving.sign_in(email).status == 303
    path, kept = _add(leaving, "hers@acts.example", "admin"), _add(admin, "kept@acts.example", "agent")
    person = Browser(server.url)
    assert person.get(path).status == 200
    assert run_here("account", "disable", email, "--data-dir", str(server.data_dir)).returncode == 0
    assert person.get(path).status == 404
    assert person.post(path, {"password": CHOSEN, "again": CHOSEN}).status == 404
    assert person.get(kept).status == 200
    last = record(server.data_dir)[-1]
    assert (last["data"]["field"], last["data"]["after"], last["actor"]["kind"]) == ("setup_link", "void", "operator")


def test_reset_voids_the_old_at_once_and_the_link_asks_for_what_is_left(server: ServerProcess, admin: Browser):
    email = "admin9@acts.example"
    other = account_id(server.data_dir, email)
    victim = sign_in(server.url, 9)
    made = change(admin, other, action="first_factor")
    link = re.search(r'id="link">(http://[^<]+)</p>', made.body)
    assert link is not None
    path = link[1].removeprefix(admin.url.replace("ws://", "http://"))
    assert victim.get("/admin/sessions").status == 303, "signed out at once"
    assert Browser(server.url).sign_in(email).status == 403, "and the old password is void"
    person = Browser(server.url)
    stolen = _set_up(person, path, code="000000")
    assert (stolen.status, "What you typed of what you have already is wrong" in stolen.body) == (400, True)
    done = _set_up(person, path, code=RECOVERY_CODES[email].pop())
    assert (done.status, "<li>" in done.body) == (200, False), "the second factor stays, and so do its codes"
    fields = {"email": email, "password": CHOSEN, "second_factor": RECOVERY_CODES[email].pop()}
    assert person.post("/admin/sign-in", fields).status == 303


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path[:-1],
        lambda path: path + "0",
        lambda path: path.upper(),
        lambda _: "/admin/set-up/" + "0" * 32,
    ],
    ids=["short", "long", "capitals", "another"],
)
def test_there_is_no_set_up_without_a_link(server: ServerProcess, damage: Callable[[str], str]):
    path = damage(f"/admin/set-up/{'a1' * 16}")
    person = Browser(server.url)
    assert person.get(path).status == 404
    assert person.post(path, {}).status == 404
    for address in ("/admin/set-up", "/admin/set-up/"):
        assert person.get(address).status == 404


async def test_guessing_links_is_stopped(tmp_path: Path):
    add_account(tmp_path, "admin@acts.example", Role.ADMIN)
    async with server_inside(tmp_path) as url:
        browser = Browser(url)
        answers = [await asyncio.to_thread(browser.get, f"/admin/set-up/{number:032x}") for number in range(22)]
        assert [answer.status for answer in answers] == [404] * 20 + [429] * 2
        assert "This link does not work" in answers[0].body
        # Whoever has a good one behind the same address must not throw it away.
        assert "This link does not work" not in answers[-1].body
        assert "then open your link again" in answers[-1].body
