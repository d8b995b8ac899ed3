"""Maria adds a passkey and signs in with it, in a real browser with a device of its own (a virtual one of Chromium)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, expect

from signaling.domain.accounts import Role
from tests.integration.server.running_server import PASSWORD, ServerProcess, add_account
from tests.integration.server.test_passkeys import Site
from tests.ui.admin.browser_hand import fill_sign_in, plug_in

EMAIL = "maria@keys.example"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    data_dir = tmp_path_factory.mktemp("keys")
    add_account(data_dir, EMAIL, Role.ADMIN, name="Maria Ionescu")
    with Site(data_dir) as site:
        yield site


class Tab:
    """A window at the server's address, with a device that knows its person."""

    def __init__(self, chromium: Browser, site: Site, **options: Any) -> None:
        self.context: BrowserContext = chromium.new_context(base_url=site.origin, locale="en-GB", **options)
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.devices: CDPSession = self.context.new_cdp_session(self.page)

    def plug_in(self, *, is_verified: bool = True) -> str:
        return plug_in(self.devices, is_verified=is_verified)

    def sign_in_with_code(self, *, leads_to: str = "sessions") -> None:
        self.page.goto("/admin/sign-in")
        fill_sign_in(self.page, EMAIL)
        self.page.wait_for_url(f"**/admin/{leads_to}")

    def add_first_passkey(self, name: str) -> None:
        self.page.fill("#new-name", name)
        self.page.click("text=Add a passkey")
        expect(self.page.locator(".ways li")).to_have_count(1)

    def sign_in_with_passkey(self) -> None:
        self.page.click("text=Sign in with a passkey")
        self.page.wait_for_url("**/admin/sessions")

    def sign_out(self) -> None:
        self.page.click("text=Sign out")
        self.page.wait_for_url("**/admin/sign-in")


@pytest.fixture
def tab(chromium: Browser, site: Site) -> Iterator[Tab]:
    tab = Tab(chromium, site)
    yield tab
    tab.context.close()


def test_passkey_is_added_used_alone_used_after_the_password_renamed_and_removed(tab: Tab, tmp_path: Path) -> None:
    page, device = tab.page, tab.plug_in()
    tab.sign_in_with_code()
    page.click("a.who")
    tab.add_first_passkey("Work laptop")
    expect(page.locator(".ways li")).to_contain_text("not used yet")
    tab.sign_out()

    tab.sign_in_with_passkey()
    page.goto("/admin/ways")
    expect(page.locator(".ways li")).to_contain_text("last used")
    page.fill("#new-name", "The same again")
    page.click("text=Add a passkey")
    expect(page.locator("form[data-passkey] .trouble")).to_have_text(
        "This device has a passkey for your account already."
    )
    tab.sign_out()

    page.fill("#email", EMAIL)
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.click("text=Go on with my passkey")
    page.wait_for_url("**/admin/sessions")

    page.goto("/admin/ways")
    page.click("text=Change")
    page.fill(".ways [name=name]", "Old laptop")
    page.click("button:text('Rename')")
    expect(page.locator(".ways strong")).to_have_text("Old laptop")
    page.click("text=Change")
    page.click("button:text('Remove')")
    expect(page.locator(".ways")).to_have_count(0)
    tab.sign_out()
    page.click("text=Sign in with a passkey")
    expect(page.locator("p.trouble:visible")).to_contain_text("does not know that passkey")
    assert len(tab.devices.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]) == 1
    assert [complaint for complaint in tab.complaints if "403" not in complaint] == []


def test_device_that_does_not_know_its_person_or_has_nothing_is_a_sentence(tab: Tab) -> None:
    page = tab.page
    tab.plug_in(is_verified=False)
    page.goto("/admin/sign-in")
    page.click("text=Sign in with a passkey")
    expect(page.locator("p.trouble:visible")).to_have_text(
        "Nothing was chosen, or your device took too long. Press the button again.", timeout=15_000
    )


def test_copied_device_is_refused(tab: Tab) -> None:
    page, device = tab.page, tab.plug_in()
    tab.sign_in_with_code()
    page.goto("/admin/ways")
    tab.add_first_passkey("Copied")
    tab.sign_out()
    tab.sign_in_with_passkey()
    tab.sign_out()
    (credential,) = tab.devices.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]
    tab.devices.send("WebAuthn.clearCredentials", {"authenticatorId": device})
    credential["signCount"] = 0
    tab.devices.send("WebAuthn.addCredential", {"authenticatorId": device, "credential": credential})
    page.click("text=Sign in with a passkey")
    expect(page.locator("p.trouble:visible")).to_contain_text("there may be a copy of it")


def test_without_scripts_there_is_no_button_and_the_code_works(chromium: Browser, site: Site) -> None:
    tab = Tab(chromium, site, java_script_enabled=False)
    tab.page.goto("/admin/sign-in")
    expect(tab.page.locator("text=Sign in with a passkey")).to_be_hidden()
    tab.sign_in_with_code()
    tab.page.goto("/admin/ways")
    expect(tab.page.locator("text=Add a passkey")).to_be_hidden()
    tab.context.close()


@pytest.mark.parametrize("language", ["en", "ru", "ro"])
def test_page_is_no_wider_than_a_telephone(chromium: Browser, site: Site, language: str) -> None:
    tab = Tab(chromium, site, viewport={"width": 360, "height": 740}, color_scheme="dark")
    tab.plug_in()
    tab.page.goto(f"/admin/language/{language}?to=/admin/sign-in")
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= 360
    tab.sign_in_with_code()
    tab.page.goto("/admin/ways")
    name = "L" * 78 + language
    tab.page.fill("#new-name", name)
    tab.page.click("form[data-passkey] button")
    kept = tab.page.locator(".ways li", has_text=name)  # beside those of the tests before
    expect(kept).to_have_count(1)
    kept.locator("summary").click()
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= 360
    tab.context.close()


def test_role_that_needs_a_passkey_goes_on_with_it_before_something_important(
    chromium: Browser, tmp_path: Path
) -> None:
    add_account(tmp_path, EMAIL, Role.ADMIN, name="Maria Ionescu")
    needs = ("--require-passkey", "admin")
    with Site(tmp_path, *needs) as site:
        tab = Tab(chromium, site)
        page, _ = tab.page, tab.plug_in()
        tab.sign_in_with_code(leads_to="ways")
        tab.add_first_passkey("Work laptop")
        tab.sign_out()
        tab.sign_in_with_passkey()
    with ServerProcess(tmp_path, "--port", site.origin.rpartition(":")[2], "--origin", site.origin, *needs):
        # What was shown before a restart is forgotten, as after five minutes.
        page.goto("/admin/accounts/new")
        page.fill("#email", "neli@keys.example")
        page.fill("#name", "Neli Rusu")
        page.click("main form button")
        page.locator("main form button").last.click()
        expect(page.locator("h1")).to_have_text("Once more your passkey")
        expect(page.locator("#step_up_code")).to_have_count(0)
        page.click("text=Go on with my passkey")
        expect(page.locator("#link")).to_be_visible()
        assert [complaint for complaint in tab.complaints if "403" not in complaint] == []
        tab.context.close()
