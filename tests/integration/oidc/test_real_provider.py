"""The real server and a real sign-in service, in a real browser: there, its login page, and back."""

import json
import shutil
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request, expect, sync_playwright

from signaling.domain.accounts import Role
from signaling.domain.oidc_settings import BACK_PATH
from tests.fakes.lying_provider import CLIENT_ID, SECRET
from tests.integration.oidc.conftest import Start
from tests.integration.server.running_server import RECOVERY_CODES, ServerProcess, add_account, run_here
from tests.netlink.free_port import free_port


class Place(ServerProcess):
    """A server that sends people to the sign-in service."""

    issuer = ""
    origin = ""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, start_provider: Start) -> Iterator[Place]:
    data_dir, port = tmp_path_factory.mktemp("oidc"), free_port()
    add_account(data_dir, "ana@help.example", Role.AGENT, name="Ana Pop")
    add_account(data_dir, "maria@help.example", Role.ADMIN, name="Maria Ionescu")
    add_account(data_dir, "mallory@help.example", Role.AGENT)
    origin = f"http://localhost:{port}"
    issuer = start_provider(origin + BACK_PATH)
    secret = data_dir / "secret"
    secret.write_text(SECRET)
    secret.chmod(0o600)
    options = ["--oidc-issuer", issuer, "--oidc-client-id", CLIENT_ID, "--oidc-client-secret-file", str(secret)]
    place = Place(
        data_dir, "--port", str(port), "--origin", origin, *options, "--oidc-link-by-email", "--oidc-name", "Contoso"
    )
    place.issuer, place.origin = issuer, origin
    with place:
        yield place


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield browser
        browser.close()


def go_there(chromium: Browser, place: Place, person: str, watch: Callable[[Request], None] = lambda _: None) -> Page:
    page = chromium.new_context(base_url=place.origin, locale="en-GB").new_page()
    page.on("request", watch)
    page.goto("/admin/sign-in")
    page.click("text=Sign in with Contoso")
    page.fill("[name=login]", person)
    page.fill("[name=password]", "whatever it is there")
    page.click("button[type=submit]")
    page.click("button[type=submit]")  # what this server may know of her
    return page


def test_agent_comes_back_signed_in_and_is_linked_by_the_verified_address(chromium: Browser, place: Place) -> None:
    page = go_there(chromium, place, "ana")
    page.wait_for_url("**/admin/sessions")
    expect(page.locator(".who")).to_contain_text("Ana Pop")
    page.click("text=Sign out")
    options = ["--issuer", place.issuer, "--data-dir", str(place.data_dir)]
    assert run_here("account", "unlink", "ana@help.example", *options).returncode == 0
    assert run_here("account", "link", "ana@help.example", "--subject", "ana-of-old", *options).returncode == 0
    page = go_there(chromium, place, "ana")
    expect(page.locator(".trouble:visible")).to_contain_text("No account here is linked with yours")
    expect(page.locator(".trouble .mono")).to_have_text("ana")


def test_admin_shows_her_own_second_factor_too(chromium: Browser, place: Place) -> None:
    page = go_there(chromium, place, "maria")
    expect(page.locator("h1")).to_have_text("One step more")
    page.fill("#second_factor", RECOVERY_CODES["maria@help.example"].pop())
    page.press("#second_factor", "Enter")
    page.wait_for_url("**/admin/sessions")
    expect(page.locator(".who")).to_contain_text("Maria Ionescu")


def test_address_that_is_not_verified_links_nothing(chromium: Browser, place: Place) -> None:
    page = go_there(chromium, place, "mallory")
    expect(page.locator(".trouble:visible")).to_contain_text("No account here is linked with yours")


def test_code_that_was_handed_in_already_is_refused_by_the_service(chromium: Browser, place: Place) -> None:
    seen: list[dict[str, list[str]]] = []

    def watch(request: Request) -> None:
        if BACK_PATH in request.url or "code_challenge=" in request.url:
            seen.append(parse_qs(urlsplit(request.url).query))

    page = go_there(chromium, place, "maria", watch)
    expect(page.locator("h1")).to_have_text("One step more")
    used = seen[-1]["code"][0]
    page = chromium.new_context(base_url=place.origin, locale="en-GB").new_page()
    page.on("request", watch)
    page.goto("/admin/sign-in")
    page.click("text=Sign in with Contoso")
    expect(page.locator("[name=login]")).to_be_visible()
    answer = urlencode({"code": used, "state": seen[-1]["state"][0], "iss": place.issuer})
    page.goto(f"{BACK_PATH}?{answer}")
    expect(page.locator(".trouble:visible")).to_contain_text("could not be believed")
    lines = run_here("audit", "export", "--data-dir", str(place.data_dir)).stdout.splitlines()
    failed = [event for event in map(json.loads, lines) if event.get("type") == "auth:login:failed"]
    assert failed[-1]["data"] == {"method": "oidc", "reason": "code"}
