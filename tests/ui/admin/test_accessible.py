"""axe-core looks over every page there is, in English by day and in Russian by night."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from signaling.admin.pages import AdminParts, AdminSite
from signaling.domain.policy import ServerPolicy
from tests.integration.server.running_server import ServerProcess
from tests.ui.admin.busy_room import ADMIN, AUDITOR, busy_server, sign_in
from tests.ui.admin.conftest import SID

GRAVE = {"serious", "critical"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with busy_server(tmp_path_factory.mktemp("accessible")) as server:
        yield server


def addresses() -> list[str]:
    """Every page that needs nothing in its address but what it is, those of a session, and one that is not there."""
    site = AdminSite(AdminParts(**(dict.fromkeys(AdminParts.__slots__) | {"policy": ServerPolicy()})))
    plain = {
        route.path
        for route in site.routes()
        if "GET" in (route.methods or ()) and "{" not in route.path and not route.path.endswith(".csv")
    }
    return [
        *sorted(plain - {"/admin", "/admin/sign-in"}),
        f"/admin/sessions/{SID}", f"/admin/sessions/{SID}/verify", "/admin/sessions/x", "/admin/log?outcome=denied",
    ]  # fmt: skip


def faults(page: Page) -> list[str]:
    """What axe finds grave, with the first place of each."""
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    found = Axe().run(page).response["violations"]
    return [
        f"{page.url}: {fault['id']} ({fault['impact']}): {fault['nodes'][0]['html'][:160]}"
        for fault in found
        if fault["impact"] in GRAVE
    ]


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("ru", "dark")])
def test_no_page_keeps_anybody_out(chromium: Browser, server: ServerProcess, language: str, scheme: str) -> None:
    found: list[str] = []
    options = {"locale": language, "color_scheme": scheme}
    visitor = chromium.new_context(base_url=server.url.replace("ws://", "http://"), **options)
    page = visitor.new_page()
    page.goto("/admin/sign-in")
    assert page.evaluate("document.documentElement.lang") == language
    found += faults(page)
    visitor.close()
    admin = sign_in(chromium, server, ADMIN, **options)
    page = admin.new_page()
    for address in addresses():
        page.goto(address)
        page.wait_for_load_state("networkidle") if address == "/admin/statistics" else None
        found += faults(page)
    page.goto("/admin/log/verify")
    page.click("main form button")
    page.wait_for_selector("#verdict")
    found += faults(page)
    admin.close()
    auditor = sign_in(
        chromium, server, AUDITOR, **options
    )  # has a part of the log that admins have not, and no health
    page = auditor.new_page()
    for address in ("/admin/log", "/admin/health"):
        page.goto(address)
        found += faults(page)
    auditor.close()
    assert found == []


def test_axe_finds_what_is_wrong(chromium: Browser, server: ServerProcess) -> None:
    page = chromium.new_page(base_url=server.url.replace("ws://", "http://"))
    page.goto("/admin/sign-in")
    page.evaluate("document.querySelector('label[for=email]').remove()")
    assert any("label (critical)" in fault for fault in faults(page))
    page.close()
