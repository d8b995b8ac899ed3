"""Where a role needs a passkey, what is dangerous asks for that once more, and no code of any kind takes its place."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from signaling.domain.accounts import Role
from signaling.domain.policy import ServerPolicy
from tests.integration.server.acting.admin_browser import account_id, change, hidden, record
from tests.integration.server.acting.test_step_up import SetClock
from tests.integration.server.running_server import RECOVERY_CODES, add_account, server_inside
from tests.integration.server.test_admin_page import Browser
from tests.integration.server.test_passkeys import Person

ORIGIN = "http://localhost:8443"
AGAIN = "/admin/ways/passkey/again"


@dataclass(frozen=True)
class Place:
    """A server inside the test, as `Person` wants to know it."""

    url: str
    data_dir: Path
    clock: SetClock
    origin: str = ORIGIN


@asynccontextmanager
async def place_of(tmp_path: Path, *roles: Role) -> AsyncIterator[Place]:
    add_account(tmp_path, "ana@acts.example")
    clock, policy = SetClock(), ServerPolicy(passkey_roles=frozenset(roles))
    async with server_inside(tmp_path, clock=clock, policy=policy, origin=ORIGIN) as url:
        yield Place(url, tmp_path, clock)


def with_passkey(place: Place) -> Person:
    """An admin who has just signed in with the passkey of their device."""
    person = Person(place)
    person.enter()
    person.add_passkey()
    person.leave()
    assert person.answer(person.device.sign(person.question(), ORIGIN)).status == 303
    return person


async def test_role_that_needs_a_passkey_shows_it_again_and_a_code_changes_nothing(tmp_path: Path):
    async with place_of(tmp_path, Role.ADMIN) as place:
        await asyncio.to_thread(_shows_it_again, place)


def _shows_it_again(place: Place) -> None:
    person, ana = with_passkey(place), account_id(place.data_dir, "ana@acts.example")
    address = f"/admin/accounts/{ana}"
    assert change(person, ana, action="disable").status == 303, "shown a moment ago"
    place.clock.ahead_ms = 6 * 60_000
    asked = change(person, ana, action="enable")
    assert (asked.status, "Once more your passkey" in asked.body) == (403, True)
    assert "step_up_code" not in asked.body
    fields = hidden(asked, address)
    paper = RECOVERY_CODES[person.email][-1]
    for code in (paper, "123456", ""):
        refused = person.post(address, fields | {"step_up_code": code})
        assert (refused.status, "The code was not looked at" in refused.body) == (403, True)
        denied = record(place.data_dir)[-1]
        assert (denied["type"], denied["outcome"]) == ("auth:step_up:failed", "denied")
        assert denied["data"] == {"method": "second_factor", "reason": "passkey_needed"}
    false = person.device.sign(person.question(AGAIN, key=fields["key"]), "https://evil.example")
    refused = person.post(address, fields | {"step_up_answer": false})
    assert (refused.status, "asked for on another page" in refused.body) == (403, True)
    assert record(place.data_dir)[-1]["data"] == {"method": "passkey", "reason": "origin"}
    answer = person.device.sign(person.question(AGAIN, key=fields["key"]), ORIGIN)
    done = person.post(address, fields | {"step_up_answer": answer})
    assert (done.status, done.headers["location"]) == (303, address)
    step_up, changed = record(place.data_dir)[-2:]
    assert (step_up["type"], step_up["data"]) == ("auth:step_up:ok", {"method": "passkey"})
    assert changed["type"].startswith("user:account:")
    assert change(person, ana, action="disable").status == 303, "fresh once more"
    place.clock.ahead_ms = 12 * 60_000
    fields = hidden(change(person, ana, action="enable"), address)
    assert person.post(address, fields | {"step_up_answer": answer}).status == 403, "each answer counts once"
    assert Browser(place.url).sign_in(person.email, paper).status == 303, "the code from paper was not used up"


async def test_question_for_a_passkey_needs_a_form_of_ours(tmp_path: Path):
    async with place_of(tmp_path, Role.ADMIN) as place:
        person = await asyncio.to_thread(with_passkey, place)
        assert (await asyncio.to_thread(person.post, AGAIN, {})).status == 403
        assert (await asyncio.to_thread(Browser(place.url).post, AGAIN, {})).status == 303, "to the sign-in"


async def test_who_came_with_a_code_from_paper_is_sent_to_make_a_passkey_first(tmp_path: Path):
    async with place_of(tmp_path, Role.ADMIN) as place:
        person = await asyncio.to_thread(Person, place)
        await asyncio.to_thread(person.enter)
        everything = "/admin/sign-ins/others/end"
        key = await asyncio.to_thread(lambda: person.key)
        held = await asyncio.to_thread(person.post, everything, {"key": key})
        assert (held.status, "and you have none" in held.body) == (403, True)
        assert 'href="/admin/ways"' in held.body
        code = RECOVERY_CODES[person.email].pop()
        held = await asyncio.to_thread(person.post, everything, {"key": key, "step_up_code": code})
        assert held.status == 403
        assert record(tmp_path)[-1]["type"] == "auth:step_up:failed"


async def test_role_that_may_use_either_takes_the_passkey_in_place_of_the_code(tmp_path: Path):
    async with place_of(tmp_path) as place:
        await asyncio.to_thread(_takes_either, place)


def _takes_either(place: Place) -> None:
    person, ana = with_passkey(place), account_id(place.data_dir, "ana@acts.example")
    address = f"/admin/accounts/{ana}"
    place.clock.ahead_ms = 6 * 60_000
    asked = change(person, ana, action="disable")
    assert "step_up_code" in asked.body
    assert "Go on with my passkey" in asked.body
    fields = hidden(asked, address)
    answer = person.device.sign(person.question(AGAIN, key=fields["key"]), ORIGIN)
    assert person.post(address, fields | {"step_up_answer": answer}).status == 303
    assert record(place.data_dir)[-2]["data"] == {"method": "passkey"}
