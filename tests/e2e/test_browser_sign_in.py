"""Ana signs in to her console with her browser: a real window, real clicks, a real server and a real Chromium."""

import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from signaling.domain.accounts import Role as AccountRole
from signaling.domain.oidc_settings import BACK_PATH
from tests.desk.accessibility import AccessibleDesk, Role
from tests.desk.display import VirtualDisplay, stop_process, wait_until
from tests.desk.person import Person
from tests.fakes.lying_provider import CLIENT_ID, SECRET
from tests.integration.oidc.conftest import providers
from tests.integration.server.running_server import PASSWORD, ServerProcess, add_account
from tests.integration.server.test_passkeys import Site
from tests.netlink.free_port import free_port
from tests.ui.admin.browser_hand import plug_in

BIN = Path(sys.executable).parent
EMAIL = "ana@help.example"
BUTTON = "Sign in with your browser"
CODE_FIELD = "Code the person reads to you"
# What stands on the computer in place of a browser that opens: it writes the address down.
_OPENER = '#!/bin/sh\nprintf "%s\\n" "$1" >> "{log}"\n'


class Office:
    """Ana's desk with the console on it, and her browser beside it."""

    def __init__(
        self, folder: Path, site: ServerProcess, origin: str, desk: VirtualDisplay, chromium: Browser
    ) -> None:
        self.folder, self.site, self.origin, self.desk = folder, site, origin, desk
        self.opened = folder / "opened.txt"
        programs = folder / "bin"
        programs.mkdir()
        opener = programs / "xdg-open"
        opener.write_text(_OPENER.format(log=self.opened))
        opener.chmod(0o755)
        self.environment = {"PATH": f"{programs}:{desk.environment['PATH']}"}
        self.context: BrowserContext = chromium.new_context(base_url=origin, locale="en-GB")

    def open_console(self, *options: str) -> None:
        command = [str(BIN / "alongside-console"), "--server", self.site.url, "--lang", "en", *options]
        self.console = self.desk.start(command, environment=self.environment, log=self.folder / "console.log")

    def press(self, name: str) -> None:
        self.ana.click(*self.window.wait_for(Role.BUTTON, name, is_enabled=True, timeout_s=40).center)

    def addresses(self) -> list[str]:
        return self.opened.read_text().split() if self.opened.exists() else []

    def begin(self) -> tuple[Page, str]:
        """Press the button; returns the page the system was told to open, and the number in the window."""
        before = len(self.addresses())
        self.press(BUTTON)
        wait_until(lambda: len(self.addresses()) > before, "the system's browser is opened", timeout_s=20)
        number = self.window.wait_for(None, re.compile(r"^Number: \d \d \d \d$"))
        page = self.context.new_page()
        page.goto(self.addresses()[-1])
        return page, re.sub(r"\D", "", number.name)

    def __enter__(self) -> Self:
        self.window = AccessibleDesk(self.desk).__enter__()
        self.ana = Person(self.desk.name)
        return self

    def __exit__(self, *_: object) -> None:
        self.ana.close()
        self.window.__exit__(None, None, None)
        self.context.close()
        stop_process(self.console)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def desk() -> Iterator[VirtualDisplay]:
    with VirtualDisplay(width_px=1280, height_px=1000) as desk:
        yield desk


@pytest.fixture
def office(tmp_path: Path, chromium: Browser, desk: VirtualDisplay) -> Iterator[Office]:
    data = tmp_path / "data"
    add_account(data, EMAIL, name="Ana Pop")
    with Site(data) as site, Office(tmp_path, site, site.origin, desk, chromium) as office:
        office.open_console()
        yield office


def sign_in_with_password(page: Page) -> None:
    page.fill("#email", EMAIL)
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")


def test_passkey_in_the_browser_signs_the_console_in(office: Office) -> None:
    page = office.context.new_page()
    plug_in(office.context.new_cdp_session(page))
    page.goto("/admin/sign-in")
    sign_in_with_password(page)
    page.goto("/admin/ways")
    page.fill("#new-name", "Work laptop")
    page.click("text=Add a passkey")
    expect(page.locator(".ways li")).to_have_count(1)
    page.click("text=Sign out")

    opened, number = office.begin()
    opened.close()
    assert office.addresses()[-1].startswith(f"{office.origin}/admin/console/")
    page.goto(office.addresses()[-1])
    expect(page.locator("h1")).to_have_text("Sign in for the console")
    page.click("text=Sign in with a passkey")
    expect(page.locator("h1")).to_have_text("Sign in the console?")
    page.fill("#number", f"{(int(number) + 1) % 10_000:04}")
    page.press("#number", "Enter")
    expect(page.locator(".trouble")).to_contain_text("shows another number")
    assert office.window.find(Role.TEXT, CODE_FIELD) is None
    page.fill("#number", number)
    page.press("#number", "Enter")
    expect(page.locator("h1")).to_have_text("The console is signed in")
    office.window.wait_for(Role.TEXT, CODE_FIELD, timeout_s=20)
    page.goto("/admin/sessions")
    expect(page).to_have_url(re.compile("/admin/sign-in$"))


def test_no_in_the_browser_is_a_sentence_in_the_window_and_the_password_still_works(office: Office) -> None:
    page, _ = office.begin()
    sign_in_with_password(page)
    page.click("button:text-is('No')")
    expect(page.locator("h1")).to_have_text("Nobody was signed in")
    office.window.wait_for(None, re.compile("The sign-in was refused in the browser"), timeout_s=20)
    email = office.window.wait_for(Role.TEXT, "E-mail address", is_enabled=True)
    office.ana.click(*email.center)
    office.ana.type(EMAIL)
    office.ana.press("Return")
    office.ana.type(PASSWORD)
    office.ana.press("Return")
    office.window.wait_for(Role.TEXT, CODE_FIELD, timeout_s=20)


def test_cancel_ends_it_for_the_browser_too_and_the_next_one_is_another(office: Office) -> None:
    page, _ = office.begin()
    sign_in_with_password(page)
    expect(page.locator("h1")).to_have_text("Sign in the console?")
    office.press("Open the page again")
    wait_until(lambda: len(office.addresses()) == 2, "it is opened again")
    first, again = office.addresses()
    assert first == again
    office.press("Cancel")
    office.window.wait_for(Role.PASSWORD, timeout_s=10)
    page.reload()
    expect(page.locator("h1")).to_have_text("This page leads nowhere any more")
    office.begin()
    assert office.addresses()[-1] != first


def test_server_that_starts_again_is_a_sentence_and_a_new_try(office: Office) -> None:
    office.begin()
    office.site.stop()
    office.window.wait_for(None, re.compile("We cannot reach the server|The server is restarting"), timeout_s=20)
    office.site.start()
    office.window.wait_for(None, re.compile("Nobody said yes in the browser in time"), timeout_s=40)
    office.begin()


def test_computer_without_a_browser_is_told_and_has_the_address(office: Office) -> None:
    stop_process(office.console)
    bare = office.folder / "bare"
    bare.mkdir()
    (bare / "env").symlink_to("/usr/bin/env")  # the desk starts programs with it
    office.environment["PATH"] = str(bare)
    office.open_console()
    office.press(BUTTON)
    office.window.wait_for(None, re.compile("No browser could be opened"), timeout_s=20)
    office.press("Copy the address")
    office.window.wait_for(Role.BUTTON, "Copied")


def test_sign_in_service_of_the_organisation_signs_the_console_in(
    tmp_path: Path, chromium: Browser, desk: VirtualDisplay
) -> None:
    data, secret = tmp_path / "data", tmp_path / "secret"
    add_account(data, EMAIL, AccountRole.AGENT, name="Ana Pop")
    secret.write_text(SECRET)
    secret.chmod(0o600)
    port = free_port()
    origin = f"http://localhost:{port}"
    with providers() as start:
        options = ["--oidc-issuer", start(origin + BACK_PATH), "--oidc-client-id", CLIENT_ID]
        options += ["--oidc-client-secret-file", str(secret), "--oidc-link-by-email", "--oidc-name", "Contoso"]
        server = ServerProcess(data, "--port", str(port), "--origin", origin, *options)
        with server, Office(tmp_path, server, origin, desk, chromium) as office:
            office.open_console()
            sign_in_at_contoso(office)


def sign_in_at_contoso(office: Office) -> None:
    page, number = office.begin()
    page.click("text=Sign in with Contoso")
    page.fill("[name=login]", "ana")
    page.fill("[name=password]", "whatever it is there")
    page.click("button[type=submit]")
    page.click("button[type=submit]")  # what this server may know of her
    expect(page.locator("h1")).to_have_text("Sign in the console?")
    page.fill("#number", number)
    page.press("#number", "Enter")
    expect(page.locator("h1")).to_have_text("The console is signed in")
    office.window.wait_for(Role.TEXT, CODE_FIELD, timeout_s=20)
