"""Pages of a server that was asked too often: set-up links and the sign-in service, each with its real 429."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Response

from signaling.domain.accounts import Role
from signaling.domain.oidc_settings import BACK_PATH
from tests.fakes.lying_provider import CLIENT_ID, SECRET, LyingProvider
from tests.integration.server.running_server import add_account, run_here
from tests.integration.server.test_passkeys import Site
from tests.ui.admin.late_room import Take

ADMIN = "maria@crowd.example"
_TRIES = 30  # more than any of the limits here


def crowded_pictures(browser: Browser, folder: Path, take: Take, **options: Any) -> Iterator[Path]:
    """Each page in turn, taken."""
    add_account(folder, ADMIN, Role.ADMIN, name="Maria Ionescu")
    secret = folder / "secret"
    secret.write_text(SECRET)
    secret.chmod(0o600)
    with LyingProvider() as provider:
        service = ("--oidc-issuer", provider.issuer, "--oidc-client-id", CLIENT_ID, "--oidc-name", "Contoso")
        with Site(folder, *service, "--oidc-client-secret-file", str(secret)) as site:
            link = ("--issuer", provider.issuer, "--subject", "maria-1", "--data-dir", str(folder))
            assert run_here("account", "link", ADMIN, *link).returncode == 0
            context = browser.new_context(**{**options, "base_url": site.origin})
            page = context.new_page()
            _come_back(context, page, provider)
            yield take(page, "provider-code")
            _until_refused(page, _guess)
            yield take(page, "provider-code-too-many")
            _until_refused(page, lambda page: page.goto(f"{BACK_PATH}?code=c&state=s"))
            yield take(page, "provider-too-many")
            _until_refused(page, lambda page: page.goto(f"/admin/set-up/{'a1' * 16}"))
            yield take(page, "set-up-too-many")


def _come_back(context: BrowserContext, page: Page, provider: LyingProvider) -> None:
    """As from the service, which has just named the admin."""
    sent = context.request.get("/admin/sign-in/provider", max_redirects=0)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(sent.headers["location"]).query).items()}
    provider.token = provider.sign(provider.claims(asked["nonce"], sub="maria-1"))
    page.goto(f"{BACK_PATH}?{urlencode({'code': 'c', 'state': asked['state']})}")


def _guess(page: Page) -> Response:
    page.fill("#second_factor", "000000")
    with page.expect_navigation() as answer:
        page.press("#second_factor", "Enter")
    return answer.value


def _until_refused(page: Page, ask: Callable[[Page], Response | None]) -> None:
    for _ in range(_TRIES):
        answer = ask(page)
        if answer is not None and answer.status == 429:
            return
    raise AssertionError(f"{page.url} was never refused")
