"""Passkeys against a real server over real sockets: who may keep one, and every answer that must not sign anybody in."""

import json
import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from shared.protocol import signaling_messages as wire
from signaling.domain.accounts import Role
from signaling.storage import account_store
from signaling.storage.database import open_engine
from signaling.storage.database_place import database_path
from tests.fakes.soft_authenticator import PRESENT, SoftAuthenticator
from tests.integration.server.running_server import (
    PASSWORD,
    RECOVERY_CODES,
    ServerProcess,
    add_account,
    run_command,
    run_here,
)
from tests.integration.server.test_admin_page import Answer, Browser
from tests.integration.server.wire_program import Program
from tests.netlink.free_port import free_port

_numbers = count()


class Site(ServerProcess):
    """A server whose address browsers know passkeys at."""

    def __init__(self, data_dir: Path, *arguments: str) -> None:
        port = free_port()
        self.origin = f"http://localhost:{port}"
        super().__init__(data_dir, "--port", str(port), "--origin", self.origin, *arguments)


class Person(Browser):
    """A browser and what its person has in the pocket."""

    def __init__(self, site: Site, role: Role = Role.ADMIN) -> None:
        super().__init__(site.url)
        self.site, self.email = site, f"{role}{next(_numbers)}@keys.example"
        add_account(site.data_dir, self.email, role)
        self.device = SoftAuthenticator()

    @property
    def key(self) -> str:
        found = re.search(r'name="key" value="([0-9a-f]{64})"', self.get("/admin/ways").body)
        assert found is not None
        return found[1]

    def enter(self) -> None:
        assert self.sign_in(self.email).status == 303

    def leave(self) -> None:
        self.post("/admin/sign-out", {"key": self.key})

    def question(self, path: str = "/admin/sign-in/passkey/begin", **fields: str) -> dict[str, Any]:
        answer = self.post(path, fields)
        assert answer.status == 200, answer.body
        return json.loads(answer.body)["options"]

    def add_passkey(self, name: str = "Laptop") -> None:
        options = self.question("/admin/ways/passkey/begin", key=self.key)
        made = self.device.make(options, self.site.origin)
        answer = self.post("/admin/ways/passkey", {"key": self.key, "name": name, "answer": made})
        assert answer.status == 303, answer.body

    def answer(self, answer: str) -> Answer:
        return self.post("/admin/sign-in/passkey", {"answer": answer})

    @property
    def is_in(self) -> bool:
        return self.get("/admin/sessions").status == 200


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    data_dir = tmp_path_factory.mktemp("keys")
    add_account(data_dir, "first@keys.example", Role.ADMIN)
    with Site(data_dir) as site:
        yield site


@pytest.fixture
def person(site: Site) -> Person:
    """Signed out, with a passkey on their device."""
    person = Person(site)
    person.enter()
    person.add_passkey()
    person.leave()
    assert not person.is_in
    return person


def record(site: Site, kind: str) -> list[dict[str, Any]]:
    lines = run_here("audit", "export", "--data-dir", str(site.data_dir)).stdout.splitlines()
    events = [json.loads(line) for line in lines]
    return [event for event in events if event.get("type") == kind]


def test_passkey_signs_in_alone_and_that_is_on_record(site: Site, person: Person):
    options = person.question()
    answer = person.answer(person.device.sign(options, site.origin))
    assert (answer.status, answer.headers["location"]) == (303, "/admin")
    assert person.is_in
    assert "alongside-ticket" not in person.cookies
    event = record(site, "auth:login:ok")[-1]
    assert event["data"] == {"method": "passkey"}
    added = record(site, "user:account:changed")[-1]
    assert added["data"] == {
        "user_id": event["actor"]["id"], "field": "passkey", "before": "", "after": "Laptop",
    }  # fmt: skip
    assert added["actor"] == event["actor"]
    page = person.get("/admin/ways").body
    assert "Laptop" in page
    assert "last used" in page


def test_passkey_takes_the_place_of_the_code_after_the_password(site: Site, person: Person):
    asked = person.sign_in(person.email, "")
    assert asked.status == 403
    assert "Go on with my passkey" in asked.body
    options = person.question(second="yes")
    assert len(options["allowCredentials"]) == 1
    assert person.answer(person.device.sign(options, site.origin)).status == 303
    assert record(site, "auth:login:ok")[-1]["data"] == {"method": "password+passkey"}


def test_wrong_password_says_nothing_of_passkeys(person: Person):
    answer = person.post("/admin/sign-in", {"email": person.email, "password": "wrong wrong wrong"})
    assert "Go on with my passkey" not in answer.body
    assert "alongside-ticket" not in person.cookies
    refused = person.post("/admin/sign-in/passkey/begin", {"second": "yes"})
    assert refused.status == 403
    assert "Type it again" in json.loads(refused.body)["trouble"]


@pytest.mark.parametrize(
    ("lies", "words", "reason"),
    [
        ({"origin": "https://evil.example"}, "asked for on another page", "origin"),
        ({"origin": "http://localhost"}, "asked for on another page", "origin"),
        ({"rp_id": "evil.example"}, "asked for on another page", "relying_party"),
        ({"flags": PRESENT}, "did not check that it is you", "not_verified"),
        ({"challenge": "AAAA"}, "used already", "challenge"),
        ({"key": SoftAuthenticator().key}, "could not be checked", "signature"),
        ({"user_handle": b"o" * 32}, "belongs to another account", "other_account"),
    ],
)
def test_false_answer_is_a_sentence_and_an_event(site: Site, person: Person, lies: dict, words: str, reason: str):
    options = person.question()
    answer = person.answer(person.device.sign(options, **{"origin": site.origin, **lies}))
    assert answer.status == 403
    assert words in answer.body
    assert not person.is_in
    event = record(site, "auth:login:failed")[-1]
    assert (event["data"], event["outcome"]) == ({"method": "passkey", "reason": reason}, "denied")
    assert event["actor"]["id"].startswith("agent:")


def test_answer_counts_once_and_in_the_browser_that_was_asked(site: Site, person: Person):
    thief = Browser(site.url)
    answer = person.device.sign(person.question(), site.origin)
    assert "used already" in thief.post("/admin/sign-in/passkey", {"answer": answer}).body
    ticket = person.cookies["alongside-ticket"]
    assert person.answer(answer).status == 303
    thief.cookies["alongside-ticket"] = ticket
    assert "used already" in thief.post("/admin/sign-in/passkey", {"answer": answer}).body
    person.leave()
    person.question()
    assert "used already" in person.answer(answer).body
    assert [event["data"]["reason"] for event in record(site, "auth:login:failed")[-3:]] == ["challenge"] * 3


def test_copied_passkey_and_disabled_account_are_refused(site: Site, person: Person):
    person.device.counter = 8
    assert person.answer(person.device.sign(person.question(), site.origin)).status == 303
    person.leave()
    assert "may be a copy" in person.answer(person.device.sign(person.question(), site.origin, counter=5)).body
    assert record(site, "auth:login:failed")[-1]["data"]["reason"] == "counter"
    run_here("account", "disable", person.email, "--data-dir", str(site.data_dir))
    refused = person.answer(person.device.sign(person.question(), site.origin, counter=50))
    assert "may not sign in any more" in refused.body
    assert record(site, "auth:login:failed")[-1]["data"]["reason"] == "disabled"


def test_passkey_is_renamed_and_removed_by_its_own_person_only(site: Site, person: Person):
    person.enter()
    other = Person(site)
    other.enter()
    number = re.findall(r"/admin/ways/passkey/(\d+)/rename", person.get("/admin/ways").body)[0]
    for act in ("rename", "remove"):
        answer = other.post(f"/admin/ways/passkey/{number}/{act}", {"key": other.key, "name": "Mine"})
        assert answer.status == 404
        assert "not there any more" in answer.body
    for path in ("0", "x", "9" * 30, "-1"):
        assert person.post(f"/admin/ways/passkey/{path}/remove", {"key": person.key}).status == 404
    assert person.post(f"/admin/ways/passkey/{number}/rename", {"key": person.key, "name": ""}).status == 403
    named = {"key": person.key, "name": "<b>Phone</b>"}
    assert person.post(f"/admin/ways/passkey/{number}/rename", named).status == 303
    assert "&lt;b&gt;Phone&lt;/b&gt;" in person.get("/admin/ways").body
    assert person.post(f"/admin/ways/passkey/{number}/remove", {"key": person.key}).status == 303
    assert "You have none yet." in person.get("/admin/ways").body
    changes = [event["data"] for event in record(site, "user:account:changed")[-2:]]
    assert [(each["before"], each["after"]) for each in changes] == [("Laptop", "<b>Phone</b>"), ("<b>Phone</b>", "")]
    person.leave()
    refused = person.answer(person.device.sign(person.question(), site.origin))
    assert "does not know that passkey" in refused.body


def test_form_from_elsewhere_asks_and_answers_nothing(person: Person):
    answer = person.device.sign(person.question(), person.site.origin)
    for path in ("/admin/sign-in/passkey", "/admin/sign-in/passkey/begin"):
        assert person.post(path, {"answer": answer}, sec_fetch_site="cross-site").status == 403
        assert person.post(path, {"answer": answer}, content_type="text/plain").status == 403
    person.enter()
    for path in ("/admin/ways/passkey/begin", "/admin/ways/passkey", "/admin/ways/passkey/1/remove"):
        assert person.post(path, {"answer": answer, "name": "x"}).status == 403
    assert person.post("/admin/ways/passkey", {"key": person.key, "name": "x", "answer": answer}).status == 403


def test_at_an_address_without_passkeys_the_page_says_so_and_offers_none(tmp_path: Path):
    add_account(tmp_path, "admin@keys.example", Role.ADMIN)
    with ServerProcess(tmp_path) as server:
        browser = Browser(server.url)
        assert "passkey" not in browser.get("/admin/sign-in").body
        refused = browser.post("/admin/sign-in/passkey/begin", {})
        assert (refused.status, "do not work at this address" in refused.body) == (403, True)
        browser.sign_in("admin@keys.example")
        assert "not a number" in browser.get("/admin/ways").body


def test_role_that_must_use_a_passkey_gets_nowhere_without(tmp_path: Path):
    add_account(tmp_path, "first@keys.example", Role.ADMIN)
    with Site(tmp_path, "--require-passkey", "admin") as site:
        person = Person(site)
        person.enter()
        for path in ("/admin/sessions", "/admin/log", "/admin/accounts", "/admin"):
            answer = person.get(path)
            assert (answer.status, answer.headers["location"]) == (303, "/admin/ways"), path
        assert "Add one, then sign out" in person.get("/admin/ways").body
        person.add_passkey()
        assert not person.is_in, "what she came with stays what it was"
        removal = person.post("/admin/ways/passkey/1/remove", {"key": person.key})
        assert "Add another first." in removal.body
        person.leave()
        assert person.answer(person.device.sign(person.question(), site.origin)).status == 303
        assert person.is_in
        person.leave()
        assert "signs in here with a passkey" in person.sign_in(person.email, "").body
        assert "signs in here with a passkey" in person.sign_in(person.email, "123456").body
        assert record(site, "auth:login:failed")[-1]["data"]["reason"] == "passkey_needed"
        person.enter()
        assert not person.is_in, "a code from paper is for a lost passkey, and opens this one page"
        auditor = Person(site, Role.AUDITOR)
        auditor.enter()
        assert auditor.is_in


async def test_console_of_a_role_that_must_use_a_passkey_is_sent_to_the_browser(tmp_path: Path):
    add_account(tmp_path, "lead@keys.example", Role.LEAD)
    with Site(tmp_path) as site:
        async with Program(site.url, "agent") as console:
            token = (await console.sign_in("lead@keys.example", PASSWORD)).token
    assert token is not None
    with Site(tmp_path, "--require-passkey", "lead") as site:
        async with Program(site.url, "agent") as console:
            for code in ("", RECOVERY_CODES["lead@keys.example"][-1]):
                asked = wire.SignIn(request_id=1, email="lead@keys.example", password=PASSWORD, second_factor=code)
                assert await console.refused(asked) == "passkey_needed"
            assert await console.refused(wire.SignInAgain(request_id=1, token=token)) == "signed_out"
        failed = record(site, "auth:login:failed")
        assert [each["data"]["reason"] for each in failed] == ["passkey_needed"] * 2


@pytest.mark.parametrize("bound", [Role.AGENT, Role.LEAD])
@pytest.mark.parametrize("role", [Role.AGENT, Role.LEAD])
async def test_the_password_way_of_the_console_is_shut_for_exactly_the_roles_named(
    tmp_path: Path, role: Role, bound: Role
):
    add_account(tmp_path, "somebody@keys.example", role)
    with Site(tmp_path, "--require-passkey", bound) as site:
        async with Program(site.url, "agent") as console:
            if role is not bound:
                await console.sign_in("somebody@keys.example", PASSWORD)
                return
            paper = RECOVERY_CODES["somebody@keys.example"] if role is Role.LEAD else [""]
            asked = wire.SignIn(
                request_id=1, email="somebody@keys.example", password=PASSWORD, second_factor=paper[-1]
            )
            assert await console.refused(asked) == "passkey_needed"
            wrong = wire.SignIn(request_id=1, email="somebody@keys.example", password="not that one at all")
            assert await console.refused(wrong) == "sign_in_refused", "nobody learns whose role needs one by guessing"


def test_operator_makes_the_passkeys_of_a_stolen_device_void(site: Site, person: Person):
    assert person.answer(person.device.sign(person.question(), site.origin)).status == 303
    folder = ["--data-dir", str(site.data_dir)]
    listed = run_here("account", "list", *folder).stdout.splitlines()
    assert next(line for line in listed if person.email in line).endswith("\tsecond factor, passkey")
    done = run_here("account", "remove-passkeys", person.email, *folder)
    assert (done.returncode, done.stdout) == (0, f"The passkeys of {person.email} are void.\n")
    assert not person.is_in
    assert "does not know that passkey" in person.answer(person.device.sign(person.question(), site.origin)).body
    again = run_here("account", "remove-passkeys", person.email, *folder)
    assert (again.returncode, again.stderr) == (65, f"{person.email} has no passkeys.\n")


def test_passkeys_cannot_be_required_where_there_are_none(tmp_path: Path):
    done = run_command("serve", "--data-dir", str(tmp_path), "--port", "0", "--require-passkey", "admin")
    assert done.returncode == 2
    assert "Browsers know no passkeys at http://127.0.0.1" in done.stderr


def test_lead_without_a_code_may_still_come_with_a_passkey(site: Site):
    """Her authenticator app was taken out of the database: as for a role given by a hand beside ours."""
    lead = Person(site, Role.LEAD)
    lead.enter()
    lead.add_passkey()
    lead.leave()
    engine = open_engine(database_path(site.data_dir))
    with engine.begin() as connection:
        account = account_store.find_account(connection, lead.email)
        assert account is not None
        account_store.factor_store.remove_factor(connection, account.account_id)
    engine.dispose()
    RECOVERY_CODES[lead.email].clear()
    asked = lead.post("/admin/sign-in", {"email": lead.email, "password": PASSWORD})
    assert "Go on with my passkey" in asked.body
    assert lead.answer(lead.device.sign(lead.question(second="yes"), site.origin)).status == 303
    number = re.findall(r"/admin/ways/passkey/(\d+)/remove", lead.get("/admin/ways").body)[0]
    assert "Add another first." in lead.post(f"/admin/ways/passkey/{number}/remove", {"key": lead.key}).body
