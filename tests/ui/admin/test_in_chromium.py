"""Maria reviews what happened, in a real browser: with and without scripts, narrow, dark, by keyboard."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from shared.audit.export_check import ExportReport, check_export
from shared.audit.verifier import Finding
from tests.integration.server.running_server import ServerProcess
from tests.ui.admin.browser_hand import fill_sign_in
from tests.ui.admin.conftest import SID

_numbers = count()


class Tab:
    """One browser window of its own; what its console complains about is kept."""

    def __init__(self, chromium: Browser, server: ServerProcess, **options: Any) -> None:
        self.base = server.url.replace("ws://", "http://")
        self.context = chromium.new_context(base_url=self.base, accept_downloads=True, **options)
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def sign_in(self) -> None:
        email = f"maria{next(_numbers) % 6}@help.example"
        self.page.goto("/admin")
        fill_sign_in(self.page, email)
        expect(self.page).to_have_url(f"{self.base}/admin/sessions")


@pytest.fixture
def tab(chromium: Browser, server: ServerProcess) -> Iterator[Tab]:
    tab = Tab(chromium, server, locale="en-GB")
    yield tab
    tab.context.close()


def test_session_is_found_drawn_verified_and_downloaded(tab: Tab, server: ServerProcess, tmp_path: Path) -> None:
    tab.sign_in()
    page = tab.page
    page.fill("[name=search]", "ana")
    page.select_option("[name=right]", "control")
    page.click("text=Find")
    page.click("tbody a")
    expect(page).to_have_url(f"{tab.base}/admin/sessions/{SID}")
    expect(page.locator("h1")).to_have_text("Session of Ana Pop")
    lanes = page.locator("svg.lane")
    assert lanes.count() == 2
    assert page.locator("svg.lane rect.paused").count() == 2
    page.click("text=Verify this session")
    verdict = page.locator("#verdict")
    expect(verdict).to_contain_text("Nothing was changed.")
    expect(verdict).to_contain_text("The seal of the session is right")
    expect(verdict).to_contain_text("Consents signed by the person's own program: 5.")
    expect(page).to_have_url(f"{tab.base}/admin/sessions/{SID}")  # it came into the page
    with page.expect_download() as download:
        page.click("text=Download the signed record")
    saved = tmp_path / "session.jsonl"
    download.value.save_as(saved)
    with saved.open("rb") as stream:
        report = check_export(stream)
    assert isinstance(report, ExportReport)
    assert (report.verdict.finding, report.manifest.sid) == (Finding.INTACT, SID)
    assert tab.complaints == []


def test_list_of_sessions_keeps_itself_up_to_date(tab: Tab) -> None:
    tab.sign_in()
    with tab.page.expect_response(lambda answer: "/admin/sessions?" in answer.url, timeout=15_000) as answer:
        pass
    assert answer.value.request.headers["hx-request"] == "true"
    expect(tab.page.locator("tbody tr")).to_have_count(1)
    assert tab.complaints == []


def test_everything_can_be_read_without_scripts(chromium: Browser, server: ServerProcess) -> None:
    tab = Tab(chromium, server, java_script_enabled=False)
    tab.sign_in()
    tab.page.click("tbody a")
    tab.page.click("text=Verify this session")
    expect(tab.page).to_have_url(f"{tab.base}/admin/sessions/{SID}/verify")
    expect(tab.page.locator("#verdict")).to_contain_text("Nothing was changed.")
    tab.page.click("text=Audit log")
    tab.page.click("text=Check of the whole log")
    tab.page.click("button:has-text('Check the whole log')")
    while tab.page.locator("text=Look again").count():
        tab.page.click("text=Look again")
    expect(tab.page.locator("#verdict")).to_contain_text("Nothing was changed.")
    tab.page.click("text=Settings")
    expect(tab.page.locator("tbody tr")).to_have_count(7)
    tab.page.click("text=Sign out")
    expect(tab.page).to_have_url(f"{tab.base}/admin/sign-in")
    tab.context.close()


@pytest.mark.parametrize("language", ["en", "ru", "ro"])
def test_no_page_is_wider_than_a_telephone(chromium: Browser, server: ServerProcess, language: str) -> None:
    tab = Tab(
        chromium, server, viewport={"width": 360, "height": 740}, locale=language, color_scheme="dark", has_touch=True
    )
    tab.sign_in()
    for path in ("/admin/sessions", f"/admin/sessions/{SID}", "/admin/log", "/admin/accounts"):
        tab.page.goto(path)
        width = tab.page.evaluate("document.documentElement.scrollWidth")
        assert width <= 360, path
        assert tab.page.evaluate("document.documentElement.lang") == language
    tab.context.close()


def test_everything_is_reached_by_keyboard_and_every_field_has_a_name(tab: Tab) -> None:
    tab.sign_in()
    page = tab.page
    for path in ("/admin/sessions", f"/admin/sessions/{SID}", "/admin/log", "/admin/accounts"):
        page.goto(path)
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip", "the way past the navigation comes first"
        wanted = page.locator(
            "a[href]:visible, button:visible, input:visible, select:visible, summary:visible"
        ).count()
        seen: set[int] = set()
        for _ in range(4 * wanted):  # a field for a date is left after its day, month and year
            seen.add(page.evaluate("[...document.querySelectorAll('*')].indexOf(document.activeElement)"))
            page.keyboard.press("Tab")
        assert len(seen) >= wanted, path
        unnamed = page.evaluate(
            "[...document.querySelectorAll('input:not([type=hidden]), select')]"
            ".filter(field => !field.labels.length && !field.ariaLabel).length"
        )
        assert unnamed == 0, path
        assert page.locator("h1").count() == 1
        assert page.locator("main").count() == 1
    assert tab.complaints == []
