"""People whose last proof is old, and pages that say no: what the gallery shows of being asked once more."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from signaling.domain.accounts import Role
from tests.fakes.server_record import ServerRecord
from tests.integration.server.running_server import ServerProcess, add_account
from tests.integration.server.test_admin_log import take_half
from tests.integration.server.test_admin_page import Browser as PlainBrowser
from tests.integration.server.test_passkeys import Site
from tests.ui.admin.browser_hand import fill_sign_in, plug_in

ADMIN, NEWCOMER, AUDITOR, OTHER = "maria@late.example", "neli@late.example", "olga@late.example", "vera@late.example"
AGENT = "ana@late.example"
_NEEDS = ("--require-passkey", "admin")
_EVENTS = 30_000  # more than a socket holds, so that a file of them is on its way for as long as nobody reads it
Take = Callable[[Page, str], Path]


def late_pictures(browser: Browser, folder: Path, take: Take, **options: Any) -> Iterator[Path]:
    """Each page in turn, taken."""
    with ServerRecord(folder) as record:
        record.plain(_EVENTS)
    for email, role in ((ADMIN, Role.ADMIN), (NEWCOMER, Role.ADMIN), (AUDITOR, Role.AUDITOR), (OTHER, Role.AUDITOR)):
        add_account(folder, email, role, name="Maria Ionescu")
    add_account(folder, AGENT, name="Ana Pop")
    with Site(folder, *_NEEDS) as site:
        options["base_url"] = site.origin
        contexts = {email: browser.new_context(**options) for email in (ADMIN, NEWCOMER, AUDITOR, AGENT)}
        pages = {email: context.new_page() for email, context in contexts.items()}
        for email, page in pages.items():
            _sign_in(page, email)
        _to_passkey(contexts[ADMIN], pages[ADMIN])
    # What was shown before a restart is forgotten, as after five minutes.
    with ServerProcess(folder, "--port", site.origin.rpartition(":")[2], "--origin", site.origin, *_NEEDS):
        yield from _asked_for_a_code(pages[AUDITOR], take)
        yield from _asked_for_a_passkey(pages[ADMIN], take)
        _send(pages[NEWCOMER], "/admin/sign-ins/others/end")
        yield take(pages[NEWCOMER], "again-no-passkey")
        _send(pages[AGENT], "/admin/sign-ins/others/end")
        yield take(pages[AGENT], "again-password-alone")
        other = browser.new_context(**options)
        yield from _too_many(other, site.origin, take)
        yield from _log_is_checked(pages[AUDITOR], other.new_page(), take)


def _sign_in(page: Page, email: str) -> None:
    page.goto("/admin/sign-in")
    fill_sign_in(page, email)
    page.wait_for_selector("a.who")


def _to_passkey(context: BrowserContext, page: Page) -> None:
    plug_in(context.new_cdp_session(page))
    page.goto("/admin/ways")
    page.fill("#new-name", "Laptop")
    page.click("form[data-passkey] button")
    page.wait_for_selector(".ways li")
    _send(page, "/admin/sign-out")
    page.click("form[data-passkey] button")
    page.wait_for_url("**/admin/sessions")


def _send(page: Page, path: str, **fields: str) -> None:
    """Send a form to there with the key of this sign-in, as its own page would."""
    page.goto("/admin/ways")
    with page.expect_navigation():
        page.evaluate(
            """([path, fields]) => {
                const form = document.createElement("form");
                form.method = "post";
                form.action = path;
                fields.key = document.querySelector("[name=key]").value;
                for (const [name, value] of Object.entries(fields)) {
                    const input = document.createElement("input");
                    [input.name, input.value] = [name, value];
                    form.append(input);
                }
                document.body.append(form);
                form.submit();
            }""",
            [path, fields],
        )


def _asked_for_a_code(page: Page, take: Take) -> Iterator[Path]:
    _send(page, "/admin/log/export/jsonl")
    yield take(page, "again-code")
    for number in range(12):
        page.fill("#step_up_code", "000000")
        page.press("#step_up_code", "Enter")
        page.wait_for_load_state("networkidle")
        if number == 0:
            yield take(page, "again-code-refused")
    yield take(page, "again-code-too-many")


def _asked_for_a_passkey(page: Page, take: Take) -> Iterator[Path]:
    _send(page, "/admin/accounts/new", email="neli@help.example", name="Neli Rusu", role="agent")
    yield take(page, "again-passkey")
    _send(
        page, "/admin/accounts/new", email="neli@help.example", name="Neli Rusu", role="agent", step_up_code="123456"
    )
    yield take(page, "again-passkey-code-refused")


def _too_many(context: BrowserContext, origin: str, take: Take) -> Iterator[Path]:
    """Too many of one thing: guesses at a password, and whole logs on their way."""
    page = context.new_page()
    page.goto("/admin/sign-in")
    for _ in range(6):
        page.fill("#email", "nobody@late.example")
        page.fill("#password", "wrong wrong wrong")
        page.press("#password", "Enter")
        page.wait_for_load_state("networkidle")
    yield take(page, "sign-in-too-many")
    _sign_in(page, OTHER)
    page.goto("/admin/ways")
    key = page.input_value("[name=key] >> nth=0")
    cookies = {str(each.get("name")): str(each.get("value")) for each in context.cookies()}
    with ExitStack() as sockets:
        sockets.enter_context(take_half(PlainBrowser(origin, cookies), "/admin/log/export/jsonl", key))
        _send(page, "/admin/log/export/jsonl")
        yield take(page, "log-busy")


def _log_is_checked(first: Page, second: Page, take: Take) -> Iterator[Path]:
    """The check that one person began, as another sees it who had the page open and wants one too."""
    for page in (second, first):
        page.goto("/admin/log/verify")
    first.click("main form button")
    with second.expect_navigation() as answer:
        second.click("main form button")
    assert answer.value is not None, "no answer"
    assert answer.value.status == 429, "the first check was over by then: more events are needed"
    yield take(second, "log-check-busy")
