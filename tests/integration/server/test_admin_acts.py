"""An admin acts through the page of a real server: ends sessions, changes accounts, shows a second factor again."""

import asyncio
import html
import json
import re
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from pyotp.totp import TOTP

from shared.clock import Clock, SystemClock
from shared.protocol import signaling_messages as wire
from signaling.domain.accounts import Role
from signaling.domain.policy import ServerPolicy
from tests.integration.server.running_server import (
    PASSWORD,
    RECOVERY_CODES,
    ServerProcess,
    add_account,
    server_inside,
)
from tests.integration.server.test_admin_page import Answer, Browser
from tests.integration.server.wire_program import Program, claim_code, open_session

CHOSEN = "seven violet kettles dance"
_numbers = count()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    data_dir = tmp_path_factory.mktemp("acts")
    for number in range(12):
        add_account(data_dir, f"admin{number}@acts.example", Role.ADMIN, name=f"Maria {number}")
    for number in range(12):
        add_account(data_dir, f"agent{number}@acts.example", name=f"Ana {number}")
    with ServerProcess(data_dir) as server:
        yield server


def _sign_in(url: str, number: int) -> Browser:
    browser = Browser(url)
    assert browser.sign_in(f"admin{number}@acts.example").status == 303
    return browser


@pytest.fixture
def admin(server: ServerProcess) -> Browser:
    """An admin who has just signed in, another one for each test."""
    return _sign_in(server.url, next(_numbers) % 8)


def _record(data_dir: Path) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(data_dir / "alongside.sqlite3")) as database:
        return [json.loads(line) for (line,) in database.execute("SELECT line FROM audit_events ORDER BY seq")]


def _account_id(data_dir: Path, email: str) -> int:
    with closing(sqlite3.connect(data_dir / "alongside.sqlite3")) as database:
        return database.execute("SELECT account_id FROM accounts WHERE email = ?", (email,)).fetchone()[0]


def _hidden(answer: Answer, action: str) -> dict[str, str]:
    """The hidden fields of the form on a page that goes to that address."""
    form = re.search(rf'<form method="post" action="{re.escape(action)}".*?</form>', answer.body, re.DOTALL)
    assert form is not None, answer.body
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[0])
    return {name: html.unescape(value) for name, value in found}


def _change(browser: Browser, account_id: int, **asked: str) -> Answer:
    """Go the way a person goes: the account's page, the question, the press."""
    address = f"/admin/accounts/{account_id}"
    seen = _hidden(browser.get(address), f"{address}/check")
    question = browser.post(f"{address}/check", seen | asked)
    assert question.status == 200, question.body
    return browser.post(address, _hidden(question, address))


# Ending a session


async def test_admin_ends_a_live_session_and_both_programs_are_told_at_once(server: ServerProcess):
    async with Program(server.url, "client") as client, Program(server.url, "agent") as agent:
        await agent.sign_in("agent0@acts.example", PASSWORD)
        pair = await open_session(client, agent)
        browser = await asyncio.to_thread(_sign_in, server.url, 0)
        address = f"/admin/sessions/{pair.session_id}/end"
        question = await asyncio.to_thread(browser.get, address)
        assert "End this session?" in question.body
        assert "Ana 0" in question.body
        started = time.monotonic()
        answer = await asyncio.to_thread(browser.post, address, _hidden(question, address))
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
        closed = _record(server.data_dir)[-1]
        admin_id = f"agent:{_account_id(server.data_dir, 'admin0@acts.example')}"
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
        browser = await asyncio.to_thread(_sign_in, server.url, 1)
        address = f"/admin/sessions/{pair.session_id}/end"
        await asyncio.to_thread(lambda: browser.post(address, {"key": browser.form_key}))
        for program in (client, agent):
            ended = await program.receive(wire.SessionClosed)
            assert (ended.reason, ended.seal is not None) == ("admin_ended", True)


async def test_form_from_elsewhere_ends_nothing(server: ServerProcess):
    async with Program(server.url, "client") as client, Program(server.url, "agent") as agent:
        await agent.sign_in("agent2@acts.example", PASSWORD)
        pair = await open_session(client, agent)
        browser = await asyncio.to_thread(_sign_in, server.url, 2)
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


# A second factor once more


class SetClock(Clock):
    """A clock whose monotonic time a test moves on; the wall goes with it."""

    def __init__(self) -> None:
        self.ahead_ms = 0

    def monotonic_ms(self) -> int:
        return SystemClock().monotonic_ms() + self.ahead_ms

    def utc_now(self) -> datetime:
        return datetime.fromtimestamp(time.time() + self.ahead_ms / 1000, UTC)


@asynccontextmanager
async def _late(tmp_path: Path, ahead_ms: int) -> AsyncIterator[tuple[Browser, int]]:
    """An admin whose sign-in is that old, and the number of somebody they might change."""
    add_account(tmp_path, "ana@acts.example")
    add_account(tmp_path, "admin@acts.example", Role.ADMIN)
    clock = SetClock()
    async with server_inside(tmp_path, clock=clock, policy=ServerPolicy(second_factor_failures_max=4)) as url:
        browser = Browser(url)
        answer = await asyncio.to_thread(browser.sign_in, "admin@acts.example")
        assert answer.status == 303
        clock.ahead_ms = ahead_ms
        yield browser, _account_id(tmp_path, "ana@acts.example")


async def test_dangerous_form_asks_once_more_after_five_minutes_and_then_does_what_was_asked(tmp_path: Path):
    async with _late(tmp_path, 5 * 60_000) as (browser, ana):
        address = f"/admin/accounts/{ana}"
        asked = await asyncio.to_thread(_change, browser, ana, action="details", role="agent", organisation="A & Ö")
        assert asked.status == 403
        assert "Once more your code" in asked.body
        assert "user:account:changed" not in str(_record(tmp_path)[-1])
        again = _hidden(asked, address)
        assert again["organisation"] == "A & Ö", "what was filled in is not lost"
        wrong = await asyncio.to_thread(browser.post, address, again | {"step_up_code": "000000"})
        assert "This code is wrong" in wrong.body
        assert _record(tmp_path)[-1]["type"] == "auth:step_up:failed"
        again = _hidden(wrong, address)
        code = RECOVERY_CODES["admin@acts.example"].pop()
        done = await asyncio.to_thread(browser.post, address, again | {"step_up_code": code})
        assert (done.status, done.headers["location"]) == (303, address)
        step_up, changed = _record(tmp_path)[-2:]
        assert (step_up["type"], step_up["data"]) == ("auth:step_up:ok", {"method": "recovery"})
        assert (changed["type"], changed["data"]["after"]) == ("user:account:changed", "A & Ö")
        # Fresh now: the next one is not asked for.
        next_one = await asyncio.to_thread(_change, browser, ana, action="disable")
        assert next_one.status == 303
        # Looking never asks.
        assert (await asyncio.to_thread(browser.get, address)).status == 200


async def test_wrong_codes_lock_and_a_form_without_its_key_counts_none(tmp_path: Path):
    async with _late(tmp_path, 6 * 60_000) as (browser, ana):
        address = f"/admin/accounts/{ana}"
        for _ in range(6):
            foreign = {"action": "disable", "step_up_code": "000000"}
            assert (await asyncio.to_thread(browser.post, address, foreign)).status == 403
        assert "auth:step_up:failed" not in {event["type"] for event in _record(tmp_path)}
        key = await asyncio.to_thread(lambda: browser.form_key)
        fields = {"key": key, "action": "disable", "step_up_code": "000000"}
        answers = [(await asyncio.to_thread(browser.post, address, fields)).status for _ in range(5)]
        assert answers == [403, 403, 403, 403, 429]
        assert _record(tmp_path)[-1]["type"] == "auth:login:locked"
        right = fields | {"step_up_code": RECOVERY_CODES["admin@acts.example"].pop()}
        assert (await asyncio.to_thread(browser.post, address, right)).status == 429


async def test_export_asks_too_and_hands_out_after_the_code(tmp_path: Path):
    async with _late(tmp_path, 6 * 60_000) as (browser, _):
        address = f"/admin/sessions/{'0' * 32}/export"
        key = await asyncio.to_thread(lambda: browser.form_key)
        asked = await asyncio.to_thread(browser.post, address, {"key": key})
        assert asked.status == 403
        code = RECOVERY_CODES["admin@acts.example"].pop()
        answer = await asyncio.to_thread(browser.post, address, _hidden(asked, address) | {"step_up_code": code})
        assert answer.status == 404, "it came as far as that there is no such session"


# Accounts


def test_change_is_shown_before_it_is_made_and_stands_in_the_record(server: ServerProcess, admin: Browser):
    ana = _account_id(server.data_dir, "agent3@acts.example")
    address = f"/admin/accounts/{ana}"
    seen = _hidden(admin.get(address), f"{address}/check")
    before = len(_record(server.data_dir))
    asked = {"action": "details", "role": "agent", "organisation": "<b>Contoso</b>"}
    question = admin.post(f"{address}/check", seen | asked)
    assert "&lt;b&gt;Contoso&lt;/b&gt;" in question.body
    assert "the server&#39;s own" in question.body
    assert "<b>Contoso" not in question.body
    assert len(_record(server.data_dir)) == before, "a question changes nothing"
    assert admin.post(address, _hidden(question, address)).status == 303
    changed = _record(server.data_dir)[-1]
    assert changed["data"] == {
        "user_id": f"agent:{ana}", "field": "organisation", "before": "", "after": "<b>Contoso</b>"
    }  # fmt: skip
    assert changed["actor"]["kind"] == "agent"
    assert changed["peer"]["conn"] == "web"


async def test_disabled_agent_is_out_within_five_seconds_and_can_come_back(server: ServerProcess):
    browser = await asyncio.to_thread(_sign_in, server.url, 3)
    ana = _account_id(server.data_dir, "agent4@acts.example")
    async with Program(server.url, "client") as client, Program(server.url, "agent") as agent:
        await agent.sign_in("agent4@acts.example", PASSWORD)
        await open_session(client, agent)
        assert (await asyncio.to_thread(_change, browser, ana, action="disable")).status == 303
        messages, _ = await agent.ending(5.0)
        assert isinstance(messages[-1], wire.Error)
        assert messages[-1].code == "access_ended"
        assert (await client.receive(wire.SessionClosed)).reason == "admin_ended"
    assert (await asyncio.to_thread(_change, browser, ana, action="enable")).status == 303
    async with Program(server.url, "agent") as agent:
        await agent.sign_in("agent4@acts.example", PASSWORD)


def test_nobody_changes_themself_and_what_changed_meanwhile_is_asked_again(server: ServerProcess, admin: Browser):
    for number in range(8):
        own = _account_id(server.data_dir, f"admin{number}@acts.example")
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
    other = _account_id(server.data_dir, "agent5@acts.example")
    fields = {"key": key, "action": "disable", "seen": "0" * 16}
    stale = admin.post(f"/admin/accounts/{other}", fields)
    assert (stale.status, "changed meanwhile" in stale.body) == (409, True)
    needs = admin.post(
        f"/admin/accounts/{other}",
        _hidden(admin.get(f"/admin/accounts/{other}"), f"/admin/accounts/{other}/check")
        | {"action": "details", "role": "admin", "organisation": ""},
    )
    assert (needs.status, "This role needs a second factor" in needs.body) == (409, True)


@pytest.mark.parametrize("account", ["x", "0", "-1", "9" * 14, "9" * 30, "1%30", "٣"])
def test_account_that_is_not_there_is_a_sentence(admin: Browser, account: str):
    from urllib.parse import quote

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
    made = browser.post("/admin/accounts/new", _hidden(question, "/admin/accounts/new"))
    assert made.status == 200, made.body
    link = re.search(r'id="link">(http://[^<]+)</p>', made.body)
    assert link is not None
    assert link[1].startswith(browser.url.replace("ws://", "http://"))
    return link[1].removeprefix(browser.url.replace("ws://", "http://"))


def _set_up(browser: Browser, path: str, **changed: str) -> Answer:
    page = browser.get(path)
    assert page.status == 200, page.body
    letters = re.search(r'<p class="once mono">([A-Z2-7 ]+)</p>', page.body)
    fields = _hidden(page, path) | {"password": CHOSEN, "again": CHOSEN}
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
    kept = _hidden(wrong, path)
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
    record = _record(server.data_dir)
    assert token not in json.dumps(record)
    assert secret not in json.dumps(record)
    fields = [event["data"]["field"] for event in record if event["type"] == "user:account:changed"][-5:]
    assert fields == ["role", "setup_link", "password", "second_factor", "setup_link"]
    with closing(sqlite3.connect(server.data_dir / "alongside.sqlite3")) as database:
        assert token not in "\n".join(database.iterdump())


def _post_any(browser: Browser, path: str) -> Answer:
    return browser.post(path, {"password": CHOSEN, "again": CHOSEN, "code": "123456", "sealed": "00"})


def test_set_up_from_another_site_or_with_a_forged_secret_does_nothing(server: ServerProcess, admin: Browser):
    path = _add(admin, "petru@acts.example", "agent")
    person = Browser(server.url)
    page = person.get(path)
    fields = _hidden(page, path) | {"password": CHOSEN, "again": CHOSEN}
    assert person.post(path, fields, sec_fetch_site="cross-site").status == 403
    assert person.post(path, fields, content_type="text/plain").status == 400
    for sealed in ("", "zz", "00" * 60, "f" * 5_000):
        forged = person.post(path, fields | {"sealed": sealed, "code": "123456"})
        assert (forged.status, "This code is wrong" in forged.body) == (400, True)
    assert _set_up(person, path).status == 200


def test_reset_voids_the_old_at_once_and_the_link_asks_for_what_is_left(server: ServerProcess, admin: Browser):
    email = "admin9@acts.example"
    other = _account_id(server.data_dir, email)
    victim = _sign_in(server.url, 9)
    made = _change(admin, other, action="first_factor")
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
        statuses = [
            (await asyncio.to_thread(browser.get, f"/admin/set-up/{number:032x}")).status for number in range(22)
        ]
        assert statuses == [404] * 20 + [429] * 2


# Rules


def _rules(browser: Browser, **asked: str) -> Answer:
    """Fill in the form of the rules and confirm what it leads to."""
    seen = _hidden(browser.get("/admin/policies"), "/admin/policies/check")
    question = browser.post("/admin/policies/check", seen | asked)
    assert question.status == 200, question.body
    return browser.post("/admin/policies", _hidden(question, "/admin/policies"))


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
        assert "policy:rule:changed" not in str(_record(tmp_path)), "a question changes nothing"
        assert (
            await asyncio.to_thread(browser.post, "/admin/policies", _hidden(question, "/admin/policies"))
        ).status == 303
        changed = [event["data"] for event in _record(tmp_path)[-2:]]
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
        stale = await asyncio.to_thread(browser.post, "/admin/policies", _hidden(question, "/admin/policies"))
        assert (stale.status, "changed meanwhile" in stale.body) == (400, True)
        assert (await asyncio.to_thread(_rules, browser, session_minutes="30")).status == 303
        assert _record(tmp_path)[-2]["data"]["after"] == "", "an empty box takes the right out of the rule"


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
