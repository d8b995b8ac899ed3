"""Maria looks at a report, erases what was written, and keeps the kinds of problem, in a real browser."""

import hashlib
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from shared.audit.event import Actor
from signaling.domain.ports import Moment
from signaling.domain.session_record import Author, Filing, Report, ReportCause, SessionResult
from signaling.storage import record_store
from signaling.storage.database import open_engine
from signaling.storage.database_place import database_path
from tests.integration.server.running_server import ServerProcess
from tests.ui.admin.conftest import SID
from tests.ui.admin.test_in_chromium import Tab

RECEIPT = b'{"kind": "alongside-receipt"}\n'
PAGES = (f"/admin/sessions/{SID}", f"/admin/sessions/{SID}/erase", "/admin/categories", "/admin/categories/sign_in")
PICTURES = os.environ.get("ADMIN_PICTURES")
"""A folder, when somebody wants to look at the pages."""


def put_record(data_dir: Path) -> None:
    """What was said of the session there is."""
    by = Author(actor=Actor(kind="person"), now=Moment(0, datetime(2026, 11, 27, 10, 2, tzinfo=UTC)))
    words = "Er wollte Geschenkkarten. Сказал, что иначе выключит компьютер, и не отпускал больше получаса."
    report = Report(
        cause=ReportCause.ASKED_FOR_MONEY,
        words=words,
        receipt_parts=1,
        receipt_sha256=hashlib.sha256(RECEIPT).hexdigest(),
    )
    filing = Filing(
        category="sign_in", result=SessionResult.PASSED_ON, note="Old password in the browser.\nBen goes on."
    )
    engine = open_engine(database_path(data_dir))
    with engine.begin() as connection:
        record_store.put_problem(connection, SID, "Почта больше не принимает пароль", by)
        record_store.file_session(connection, SID, filing, by)
        record_store.rate_session(connection, SID, 2, by)
        record_store.report_session(connection, SID, report, by)
        record_store.put_receipt(connection, SID, 1, RECEIPT, by)
    engine.dispose()


@pytest.fixture(scope="module", autouse=True)
def _record(server: ServerProcess) -> None:
    put_record(server.data_dir)


@pytest.fixture
def tab(chromium: Browser, server: ServerProcess) -> Iterator[Tab]:
    tab = Tab(chromium, server, locale="en-GB")
    yield tab
    tab.context.close()


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("ru", "dark"), ("ro", "light")])
@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_of_the_record_is_wider_than_its_window(
    chromium: Browser, server: ServerProcess, language: str, scheme: str, width: int
) -> None:
    tab = Tab(chromium, server, viewport={"width": width, "height": 900}, locale=language, color_scheme=scheme)
    tab.sign_in()
    for path in (*PAGES, "/admin/sessions?reported=yes"):
        tab.page.goto(path)
        assert tab.page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert tab.page.evaluate("document.documentElement.lang") == language
        if PICTURES:
            name = path.removeprefix("/admin/").replace("/", "_").replace(SID, "sid").replace("?", "_")
            tab.page.screenshot(path=f"{PICTURES}/{name}_{language}_{width}.png", full_page=True)
    tab.context.close()


def test_reported_session_is_found_read_and_its_receipt_saved(tab: Tab, tmp_path: Path) -> None:
    tab.sign_in()
    page = tab.page
    page.select_option("[name=reported]", "yes")
    page.select_option("[name=category]", "sign_in")
    page.click("text=Find")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody .tag.off")).to_have_text("reported")
    page.click("tbody a")
    expect(page.locator(".report")).to_contain_text("They asked for money or passwords.")
    expect(page.get_by_role("img", name="2 of 5 stars")).to_be_visible()
    with page.expect_download() as download:
        page.click("text=Download the person's receipt")
    assert download.value.suggested_filename == f"receipt-{SID}.json"
    saved = tmp_path / "receipt.json"
    download.value.save_as(saved)
    assert saved.read_bytes() == RECEIPT
    assert tab.complaints == []


def test_kind_of_problem_is_added_renamed_and_taken_out(tab: Tab) -> None:
    tab.sign_in()
    page = tab.page
    page.click("text=Settings")
    page.click("text=Kinds of problem")
    page.fill("#en", "Telephone")
    page.fill("#ru", "Телефон")
    page.click("button:text-is('Add')")
    row = page.locator("tbody tr", has_text="Telephone")
    expect(row).to_contain_text("offered")
    row.get_by_role("link", name="Change Telephone").click()
    page.fill("#en", "Phone")
    page.uncheck("[name=offered]")
    page.select_option("#place", "1")
    page.click("text=Save")
    first = page.locator("tbody tr").first
    expect(first).to_contain_text("Phone")
    expect(first).to_contain_text("not offered")
    assert tab.complaints == []


def test_erasing_asks_first_and_leaves_what_is_no_text(chromium: Browser, server: ServerProcess) -> None:
    """Last, for it is for good; without scripts, so that nothing hides behind one."""
    tab = Tab(chromium, server, java_script_enabled=False, locale="en-GB")
    tab.sign_in()
    page = tab.page
    page.goto(PAGES[0])
    page.click("text=Erase the texts of this session…")
    page.click("text=Keep them")
    expect(page.locator(".report blockquote")).to_contain_text("Geschenkkarten")
    page.click("text=Erase the texts of this session…")
    expect(page.locator(".trouble")).to_contain_text("Make sure that this was looked into")
    page.click("text=Erase for good")
    expect(page).to_have_url(f"{tab.base}{PAGES[0]}")
    expect(page.locator("main")).not_to_contain_text("Geschenkkarten")
    expect(page.locator("main")).to_contain_text("The texts of this session were erased for good.")
    expect(page.locator("main")).to_contain_text("Password or sign-in")
    page.click("text=Verify this session")
    expect(page.locator("#verdict")).to_contain_text("Nothing was changed.")
    tab.context.close()
