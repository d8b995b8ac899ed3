"""A console signed in by a browser, against a real server process over real sockets; and everybody who must not be."""

import asyncio
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from shared.protocol import browser_messages as browser
from shared.protocol import signaling_messages as wire
from signaling.domain.accounts import Role
from tests.integration.server.running_server import ServerProcess, add_account, run_here
from tests.integration.server.test_admin_page import Answer, Browser
from tests.integration.server.test_passkeys import Person, Site
from tests.integration.server.wire_program import Program

VOID = "browser_sign_in_void"
PENDING = "browser_sign_in_pending"
_numbers = count()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    data_dir = tmp_path_factory.mktemp("consoles")
    add_account(data_dir, "first@help.example", Role.ADMIN)
    with ServerProcess(data_dir) as server:
        yield server


@pytest.fixture
def email(server: ServerProcess) -> str:
    return add_account(server.data_dir, f"ana{next(_numbers)}@help.example")


@dataclass
class Tab(Browser):
    """A browser that a console has opened, or that somebody else has."""

    found: dict[str, str] = field(default_factory=dict)

    def open(self, hand_over_id: str, **headers: str) -> Answer:
        return self.get(f"/admin/console/{hand_over_id}", **{"sec_fetch_site": "none", **headers})

    def answer(self, number: str, answer: str = "yes", **headers: str) -> Answer:
        key = re.search(r'name="key" value="([0-9a-f]{64})"', self.get("/admin/console").body)
        if key is not None:
            self.found["key"] = key[1]
        fields = {"number": number, "answer": answer, **self.found}
        return self.post("/admin/console", fields, **headers)


class Console:
    """The socket of a console, from one run of an event loop to the next."""

    def __init__(self, url: str, verifier: bytes = b"v" * 32) -> None:
        self.url = url
        self.verifier = verifier
        self.begun = asyncio.run(self._begin())

    async def _begin(self) -> browser.BrowserSignInBegun:
        message = browser.BeginBrowserSignIn(request_id=1, challenge=hashlib.sha256(self.verifier).digest())
        async with Program(self.url, "agent") as program:
            return await program.request(message, browser.BrowserSignInBegun)

    @property
    def hand_over_id(self) -> str:
        return self.begun.hand_over_id

    @property
    def wrong_number(self) -> str:
        return f"{(int(self.begun.number) + 1) % 10_000:04}"

    def finish(self, verifier: bytes | None = None) -> browser.BrowserSignedIn | str:
        """Signed in, or the code of the refusal; on another socket each time, as after a lost one."""

        async def ask() -> Any:
            async with Program(self.url, "agent") as program:
                message = browser.FinishBrowserSignIn(
                    request_id=1, hand_over_id=self.hand_over_id, verifier=verifier or self.verifier
                )
                return await program.request(message, object)

        answer = asyncio.run(ask())
        return answer.code if isinstance(answer, wire.Error) else answer

    def drop(self) -> None:
        async def drop() -> None:
            async with Program(self.url, "agent") as program:
                await program.send(browser.DropBrowserSignIn(hand_over_id=self.hand_over_id, verifier=self.verifier))
                message = wire.SignInAgain(request_id=1, token="0" * 32)
                assert await program.refused(message) == "signed_out"  # answered after it was dropped

        asyncio.run(drop())


def resume(url: str, token: str) -> wire.SignedIn:
    async def ask() -> wire.SignedIn:
        async with Program(url, "agent") as program:
            return await program.request(wire.SignInAgain(request_id=1, token=token), wire.SignedIn)

    return asyncio.run(ask())


def events(server: ServerProcess) -> list[dict[str, Any]]:
    lines = run_here("audit", "export", "--data-dir", str(server.data_dir)).stdout.splitlines()
    return [event for event in map(json.loads, lines) if str(event.get("type")).startswith("auth:")]


def test_agent_types_the_number_and_the_console_has_the_token_that_a_password_gives(
    server: ServerProcess, email: str
):
    console, tab = Console(server.url), Tab(server.url)
    page = tab.open(console.hand_over_id)
    assert page.status == 200
    assert "Sign in for the console" in page.body
    assert console.begun.number not in page.body
    assert console.finish() == PENDING
    done = tab.sign_in(email)
    assert (done.status, done.headers["location"]) == (303, "/admin/console")
    assert "alongside" not in tab.cookies, "nobody is signed in on the page"
    for path in ("/admin/sessions", "/admin/ways", "/admin/accounts"):
        assert tab.get(path).headers["location"] == "/admin/sign-in"
    question = tab.get("/admin/console").body
    assert email in question
    assert "127.1.0.0/24" in question, "where the console asked from"
    assert "another network" in question
    assert console.begun.number not in question
    assert "The console is signed in" in tab.answer(console.begun.number).body
    assert tab.cookies == {}
    signed_in = console.finish()
    assert isinstance(signed_in, browser.BrowserSignedIn)
    assert (signed_in.email, signed_in.role) == (email, "agent")
    assert resume(server.url, signed_in.token).agent == signed_in.agent
    assert console.finish() == VOID
    granted, entered, _ = events(server)[-3:]
    assert (granted["type"], granted["data"]) == (
        "auth:hand_over:granted", {"method": "password", "asked_from": "127.1.0.0/24"},
    )  # fmt: skip
    assert granted["peer"]["conn"] == "web"
    assert (entered["type"], entered["data"], entered["actor"]) == (
        "auth:login:ok", {"method": "password"}, granted["actor"],
    )  # fmt: skip
    assert entered["peer"]["conn"] != "web"


def test_wrong_number_thrice_ends_it_for_everybody(server: ServerProcess, email: str):
    console, tab = Console(server.url), Tab(server.url)
    tab.open(console.hand_over_id)
    tab.sign_in(email)
    for _ in range(2):
        assert "shows another number" in tab.answer(console.wrong_number).body
    last = tab.answer(console.wrong_number)
    assert (last.status, "Three times another number" in last.body) == (403, True)
    assert "leads nowhere" in tab.get("/admin/console").body
    assert tab.open(console.hand_over_id).status == 404
    assert console.finish() == "browser_sign_in_refused"
    assert console.finish() == VOID
    refused = events(server)[-1]
    assert (refused["type"], refused["data"]["reason"], refused["outcome"]) == (
        "auth:hand_over:refused", "wrong_number", "denied",
    )  # fmt: skip


def test_no_signs_nobody_in(server: ServerProcess, email: str):
    console, tab = Console(server.url), Tab(server.url)
    tab.open(console.hand_over_id)
    tab.sign_in(email)
    assert "Nobody was signed in" in tab.answer("", "no").body
    assert console.finish() == "browser_sign_in_refused"


def test_stolen_id_is_nothing_without_the_verifier(server: ServerProcess, email: str):
    console, tab = Console(server.url), Tab(server.url)
    tab.open(console.hand_over_id)
    tab.sign_in(email)
    tab.answer(console.begun.number)
    assert console.finish(b"t" * 32) == VOID
    assert console.finish(hashlib.sha256(console.verifier).digest()) == VOID
    assert isinstance(console.finish(), browser.BrowserSignedIn)


def test_unknown_used_and_given_up_look_the_same(server: ServerProcess, email: str):
    used, dropped = Console(server.url), Console(server.url)
    tab = Tab(server.url)
    tab.open(used.hand_over_id)
    tab.sign_in(email)
    tab.answer(used.begun.number)
    used.finish()
    dropped.drop()
    pages = {Tab(server.url).open(each).body for each in (used.hand_over_id, dropped.hand_over_id, "f" * 32, "x")}
    bodies = {re.sub(r'to=[^"]*"', "", body) for body in pages}
    assert len(bodies) == 1
    assert used.finish() == dropped.finish() == dropped.finish(b"t" * 32) == VOID


def test_link_opened_by_somebody_else_signs_that_console_in_as_nobody(server: ServerProcess, email: str):
    other = add_account(server.data_dir, f"mallory{next(_numbers)}@help.example")
    console, thief, tab = Console(server.url), Tab(server.url), Tab(server.url)
    thief.open(console.hand_over_id)
    thief.sign_in(other)
    assert "shows another number" in thief.answer(console.wrong_number).body
    assert "shows another number" in thief.answer("").body
    assert console.finish() == PENDING
    tab.open(console.hand_over_id)
    tab.sign_in(email)
    tab.answer(console.begun.number)
    signed_in = console.finish()
    assert isinstance(signed_in, browser.BrowserSignedIn)
    assert signed_in.email == email
    assert "leads nowhere" in thief.answer(console.begun.number).body


def test_link_on_another_page_opens_nothing(server: ServerProcess):
    console, tab = Console(server.url), Tab(server.url)
    for site in ("cross-site", "same-site"):
        page = tab.open(console.hand_over_id, sec_fetch_site=site)
        assert (page.status, "Only the console itself" in page.body) == (403, True)
    assert tab.cookies == {}


def test_form_from_elsewhere_answers_nothing(server: ServerProcess, email: str):
    console, tab = Console(server.url), Tab(server.url)
    tab.open(console.hand_over_id)
    tab.sign_in(email)
    number = console.begun.number
    assert tab.answer(number, sec_fetch_site="cross-site").status == 403
    assert tab.answer(number, content_type="text/plain").status == 400
    assert tab.post("/admin/console", {"number": number, "answer": "yes"}).status == 403
    assert tab.post("/admin/console", {"number": number, "answer": "yes", "key": "0" * 64}).status == 403
    assert Tab(server.url).post("/admin/console", {"number": number, "answer": "yes", "key": ""}).status == 404
    assert console.finish() == PENDING
    tab.answer(number)
    assert isinstance(console.finish(), browser.BrowserSignedIn)


def test_account_disabled_after_the_yes_is_not_let_in(server: ServerProcess, email: str):
    console, tab = Console(server.url), Tab(server.url)
    tab.open(console.hand_over_id)
    tab.sign_in(email)
    tab.answer(console.begun.number)
    run_here("account", "disable", email, "--data-dir", str(server.data_dir))
    assert console.finish() == "sign_in_refused"
    assert events(server)[-1]["data"]["reason"] == "disabled"


def test_admin_is_told_that_the_console_is_not_for_her(server: ServerProcess):
    console, tab = Console(server.url), Tab(server.url)
    email = add_account(server.data_dir, f"maria{next(_numbers)}@help.example", Role.ADMIN)
    tab.open(console.hand_over_id)
    refused = tab.sign_in(email)
    assert (refused.status, "not for the console" in refused.body) == (403, True)
    assert tab.cookies == {}
    assert console.finish() == PENDING


def test_wrong_password_is_the_same_sentence_and_the_console_goes_on_waiting(server: ServerProcess, email: str):
    console, tab = Console(server.url), Tab(server.url)
    tab.open(console.hand_over_id)
    refused = tab.post("/admin/sign-in", {"email": email, "password": "wrong wrong wrong"})
    assert "The e-mail address or the password is wrong." in refused.body
    assert "Sign in for the console" in refused.body
    assert f"to=/admin/console/{console.hand_over_id}" in refused.body
    assert tab.sign_in(email).headers["location"] == "/admin/console"


def test_page_asked_for_by_itself_leaves_the_console(server: ServerProcess, email: str):
    console, tab = Console(server.url), Tab(server.url)
    tab.open(console.hand_over_id)
    assert "Sign in for the console" not in tab.get("/admin/sign-in").body
    assert tab.sign_in(email).headers["location"] == "/admin"
    assert console.finish() == PENDING


def test_whoever_is_signed_in_on_the_page_signs_in_once_more_and_stays_there(server: ServerProcess, email: str):
    console, tab = Console(server.url), Tab(server.url)
    tab.sign_in(email)
    assert "Sign in for the console" in tab.open(console.hand_over_id).body
    assert "leads nowhere" in tab.answer(console.begun.number).body
    assert console.finish() == PENDING
    assert tab.get("/admin/sessions").status == 200


def test_server_that_starts_again_knows_of_none(tmp_path: Path):
    email = add_account(tmp_path, "ana@help.example")
    with ServerProcess(tmp_path) as server:
        console, tab = Console(server.url), Tab(server.url)
        tab.open(console.hand_over_id)
        tab.sign_in(email)
        tab.answer(console.begun.number)
    with ServerProcess(tmp_path) as server:
        console.url = server.url
        assert console.finish() == VOID


def test_role_that_needs_a_passkey_is_let_in_with_it_and_not_without(tmp_path: Path):
    add_account(tmp_path, "first@keys.example", Role.ADMIN)
    with Site(tmp_path, "--require-passkey", "lead") as site:
        person = Person(site, Role.LEAD)
        person.enter()
        console = Console(site.url)
        person.get(f"/admin/console/{console.hand_over_id}", sec_fetch_site="none")
        without = person.sign_in(person.email)
        assert "Your role signs in with a passkey" in without.body
        assert events(site)[-1]["data"]["reason"] == "passkey"
        person.add_passkey()
        person.leave()
        person.get(f"/admin/console/{console.hand_over_id}", sec_fetch_site="none")
        answer = person.answer(person.device.sign(person.question(), site.origin))
        assert answer.headers["location"] == "/admin/console"
        assert not person.is_in
        tab = Tab(site.url, person.cookies)
        assert "The console is signed in" in tab.answer(console.begun.number).body
        signed_in = console.finish()
        assert isinstance(signed_in, browser.BrowserSignedIn)
        assert signed_in.role == "lead"
        assert events(site)[-1]["data"] == {"method": "passkey"}
