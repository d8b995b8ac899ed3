"""Maria acts through the page in a real browser: ends a session, adds a person, who sets themself up; also without scripts."""

import asyncio
import re
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

import pytest
from playwright.sync_api import Browser, Page, expect
from pyotp.totp import TOTP

from shared.protocol import signaling_messages as wire
from signaling.domain.accounts import Role
from tests.integration.server.running_server import PASSWORD, ServerProcess, add_account
from tests.integration.server.wire_program import Program, open_session
from tests.ui.admin.test_in_chromium import Tab

CHOSEN = "seven violet kettles dance"
T = TypeVar("T")
_numbers = count()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    data_dir: Path = tmp_path_factory.mktemp("acting")
    add_account(data_dir, "ana@help.example", Role.AGENT, name="Ana Pop")
    for number in range(6):
        add_account(data_dir, f"maria{number}@help.example", Role.ADMIN, name="Maria Ionescu")
    with ServerProcess(data_dir) as server:
        yield server


class LiveSession:
    """Two programs in a session, in a thread of their own: Playwright has the loop of this one."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._thread = ThreadPoolExecutor(1)
        self._runner = asyncio.Runner()
        self.session_id = self._run(self._begin)

    def _run(self, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        return self._thread.submit(lambda: self._runner.run(work())).result(30)

    async def _begin(self) -> str:
        self.client = await Program(self._url, "client").__aenter__()
        self.agent = await Program(self._url, "agent").__aenter__()
        await self.agent.sign_in("ana@help.example", PASSWORD)
        return (await open_session(self.client, self.agent)).session_id

    def hear_end(self) -> list[str]:
        """Why either program was told it ended."""

        async def hear() -> list[str]:
            return [(await each.receive(wire.SessionClosed)).reason for each in (self.client, self.agent)]

        return self._run(hear)

    def leave(self) -> None:
        async def leave() -> None:
            for each in (self.client, self.agent):
                await each.leave()

        self._run(leave)
        self._thread.submit(self._runner.close).result(30)
        self._thread.shutdown()


@pytest.fixture
def live(server: ServerProcess) -> Iterator[LiveSession]:
    session = LiveSession(server.url)
    yield session
    session.leave()


@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no_scripts"])
def test_live_session_is_ended_from_its_page(
    chromium: Browser, server: ServerProcess, live: LiveSession, has_scripts: bool
) -> None:
    tab = Tab(chromium, server, java_script_enabled=has_scripts)
    tab.sign_in()
    page = tab.page
    page.goto(f"/admin/sessions/{live.session_id}")
    page.click("text=End this session…")
    expect(page.locator("h1")).to_have_text("End this session?")
    page.click("text=Leave it going")
    expect(page).to_have_url(f"{tab.base}/admin/sessions/{live.session_id}")
    page.click("text=End this session…")
    page.click("button:has-text('End the session')")
    expect(page).to_have_url(f"{tab.base}/admin/sessions/{live.session_id}")
    expect(page.locator("text=End this session…")).to_have_count(0)
    expect(page.locator(".tag.live")).to_have_text("ending")
    assert live.hear_end() == ["admin_ended", "admin_ended"]
    assert tab.complaints == []
    tab.context.close()


def _secret_on(page: Page) -> str:
    return page.locator("p.once.mono").inner_text().replace(" ", "")


@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no_scripts"])
def test_person_is_added_sets_themself_up_and_signs_in(
    chromium: Browser, server: ServerProcess, has_scripts: bool
) -> None:
    tab = Tab(chromium, server, java_script_enabled=has_scripts)
    tab.sign_in()
    page, email = tab.page, f"neli{next(_numbers)}@help.example"
    page.click("text=Settings")
    page.click("text=Add a person…")
    page.fill("#email", email)
    page.fill("#name", "Neli Rusu")
    page.select_option("#role", "lead")
    page.click("text=Next: look it over")
    expect(page.locator("h1")).to_have_text("Add this person?")
    expect(page.locator("table")).to_contain_text(email)
    page.click("text=Add the person")
    link = page.locator("#link").inner_text()
    assert link.startswith(f"{tab.base}/admin/set-up/")

    person = Tab(chromium, server, java_script_enabled=has_scripts)
    person.page.goto(link)
    expect(person.page.locator("h1")).to_have_text("Welcome, Neli Rusu")
    picture = person.page.locator("img.qr")
    assert picture.evaluate("image => image.complete && image.naturalWidth > 0") if has_scripts else True
    secret = _secret_on(person.page)
    person.page.fill("#password", "too short")
    person.page.fill("#again", "too short")
    person.page.fill("#code", TOTP(secret).now())
    person.page.click("text=Set it up")
    expect(person.page.locator("[role=alert]")).to_contain_text("at least 15 characters")
    assert _secret_on(person.page) == secret
    person.page.fill("#password", CHOSEN)
    person.page.fill("#again", CHOSEN)
    person.page.fill("#code", TOTP(secret).now())
    person.page.click("text=Set it up")
    expect(person.page.locator("h1")).to_have_text("All set up, Neli Rusu")
    codes = person.page.locator("ol.codes li").all_inner_texts()
    assert len(codes) == 10
    person.page.click("main a.button")
    person.page.fill("#email", email)
    person.page.fill("#password", CHOSEN)
    person.page.fill("#second_factor", codes[0])
    person.page.press("#second_factor", "Enter")
    expect(person.page).to_have_url(f"{tab.base}/admin/sessions")
    person.page.goto(link)
    expect(person.page.locator("h1")).to_have_text("This link does not work")
    page.click("text=Done")
    expect(page.locator("dl.facts")).to_contain_text("password and code")
    assert [text for text in (*tab.complaints, *person.complaints) if "400" not in text and "404" not in text] == []
    person.context.close()
    tab.context.close()


def test_change_says_before_and_after_and_can_be_left(chromium: Browser, server: ServerProcess) -> None:
    tab = Tab(chromium, server)
    tab.sign_in()
    page = tab.page
    page.goto("/admin/accounts")
    page.click("text=Ana Pop")
    page.fill("#organisation", "Contoso")
    page.click("text=Next: look it over")
    expect(page.locator("tbody tr")).to_have_count(1)
    cells = page.locator("tbody td").all_inner_texts()
    assert [re.sub(r"\s+", " ", cell) for cell in cells] == ["Organisation", "the server's own", "Contoso"]
    page.click("text=Change nothing")
    expect(page.locator("#organisation")).to_have_value("")
    page.fill("#organisation", "Contoso")
    page.press("#organisation", "Enter")
    page.click("text=Save the change")
    expect(page.locator("dl.facts")).to_contain_text("Contoso")
    assert tab.complaints == []
    tab.context.close()


@pytest.mark.parametrize("language", ["en", "ru", "ro"])
def test_no_page_that_acts_is_wider_than_a_telephone(
    chromium: Browser, server: ServerProcess, live: LiveSession, language: str
) -> None:
    tab = Tab(
        chromium, server, viewport={"width": 360, "height": 740}, locale=language, color_scheme="dark", has_touch=True
    )
    tab.sign_in()
    page = tab.page
    for path in (
        f"/admin/sessions/{live.session_id}/end",
        "/admin/accounts/new",
        "/admin/policies",
        "/admin/accounts/1",
    ):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
        assert page.locator("h1").count() == 1
        unnamed = page.evaluate(
            "[...document.querySelectorAll('input:not([type=hidden]), select')].filter(field => !field.labels.length).length"
        )
        assert unnamed == 0, path
    page.locator("button[value=both]").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    tab.context.close()


def test_reasons_limits_and_a_zone_are_put_in_force_and_the_page_says_what_time_it_is_there(
    chromium: Browser, server: ServerProcess
) -> None:
    tab = Tab(chromium, server, java_script_enabled=False)
    tab.sign_in()
    page = tab.page
    page.goto("/admin/policies")
    expect(page.locator("#zone-now")).to_contain_text("In UTC it is now")
    page.check("[name=reason_control]")
    page.fill("#minutes_control", "10")
    page.check("[name=day_mon]")
    page.fill("[name=first]", "09:00")
    page.fill("[name=last]", "18:00")
    page.select_option("#zone", "Europe/Chisinau")
    page.click("text=Next: look it over")
    table = page.locator("table")
    for words in ("Only with a reason", "Mouse and keyboard: 10 min", "Mon, 09:00-18:00 in Europe/Chisinau"):
        expect(table).to_contain_text(words)
    expect(page.locator("main")).to_contain_text("In Europe/Chisinau it is now")
    page.click("text=Put the rules in force")
    expect(page.locator("[name=reason_control]")).to_be_checked()
    expect(page.locator("#minutes_control")).to_have_value("10")
    expect(page.locator("#zone")).to_have_value("Europe/Chisinau")
    expect(page.locator("#zone-now")).to_contain_text("In Europe/Chisinau it is now")
    page.uncheck("[name=reason_control]")
    page.uncheck("[name=day_mon]")
    for field in ("#minutes_control", "[name=first]", "[name=last]"):
        page.fill(field, "")
    page.click("text=Next: look it over")
    page.click("text=Put the rules in force")
    expect(page.locator("#zone")).to_have_value("UTC")
    assert tab.complaints == []
    tab.context.close()


@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no_scripts"])
def test_rules_are_filled_in_looked_over_and_put_in_force(
    chromium: Browser, server: ServerProcess, has_scripts: bool
) -> None:
    tab = Tab(chromium, server, java_script_enabled=has_scripts)
    tab.sign_in()
    page = tab.page
    page.click("nav >> text=Settings")
    page.click("nav >> text=Rules")
    page.check("[name=forbid_file_to_user]")
    page.check("[name=day_mon]")
    page.check("[name=day_sun]")
    page.fill("[name=first]", "08:00")
    page.fill("[name=last]", "18:30")
    page.fill("#session_minutes", "90")
    page.click("text=Next: look it over")
    table = page.locator("table")
    for words in ("Files to the person", "Mon, Sun, 08:00-18:30 UTC", "90 min", "always", "no limit"):
        expect(table).to_contain_text(words)
    page.click("text=Change nothing")
    expect(page.locator("[name=forbid_file_to_user]")).not_to_be_checked()
    page.check("[name=forbid_file_to_user]")
    page.click("text=Next: look it over")
    page.click("text=Put the rules in force")
    expect(page).to_have_url(f"{tab.base}/admin/policies")
    expect(page.locator("[name=forbid_file_to_user]")).to_be_checked()
    page.uncheck("[name=forbid_file_to_user]")
    page.click("text=Next: look it over")
    page.click("text=Put the rules in force")
    expect(page.locator("[name=forbid_file_to_user]")).not_to_be_checked()
    assert tab.complaints == []
    tab.context.close()
