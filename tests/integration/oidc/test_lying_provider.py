"""The real server before a sign-in service that lies: nobody comes in, each time with a sentence and an event."""

import base64
import json
import re
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from signaling.domain.accounts import Role
from signaling.domain.oidc_settings import BACK_PATH
from tests.fakes.lying_provider import CLIENT_ID, SECRET, LyingProvider
from tests.fakes.soft_authenticator import SoftAuthenticator
from tests.integration.server.running_server import (
    RECOVERY_CODES,
    ServerProcess,
    add_account,
    run_here,
)
from tests.integration.server.test_admin_page import Answer, Browser
from tests.netlink.free_port import free_port

DAY_S = 24 * 3600


@pytest.fixture(scope="module")
def provider() -> Iterator[LyingProvider]:
    with LyingProvider() as provider:
        yield provider


def start(data_dir: Path, provider: LyingProvider, *arguments: str) -> ServerProcess:
    secret = data_dir / "secret"
    secret.write_text(SECRET + "\n")
    secret.chmod(0o600)
    return ServerProcess(
        data_dir, "--oidc-issuer", provider.issuer, "--oidc-client-id", CLIENT_ID,
        "--oidc-client-secret-file", str(secret), *arguments,
    )  # fmt: skip


def link(server: ServerProcess, email: str, subject: str, issuer: str) -> None:
    options = ["--issuer", issuer, "--subject", subject, "--data-dir", str(server.data_dir)]
    assert run_here("account", "link", email, *options).returncode == 0


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, provider: LyingProvider) -> Iterator[ServerProcess]:
    data_dir = tmp_path_factory.mktemp("oidc")
    add_account(data_dir, "ana@help.example")
    add_account(data_dir, "maria@help.example", Role.ADMIN)
    add_account(data_dir, "gone@help.example")
    with start(data_dir, provider) as server:
        link(server, "ana@help.example", "ana-1", provider.issuer)
        link(server, "maria@help.example", "maria-1", provider.issuer)
        link(server, "gone@help.example", "gone-1", provider.issuer)
        run_here("account", "disable", "gone@help.example", "--data-dir", str(data_dir))
        yield server


@pytest.fixture(autouse=True)
def honest(provider: LyingProvider) -> None:
    provider.status, provider.raw = 200, None


class Visit(Browser):
    """A browser that was sent to the provider; it comes back when and how the test says."""

    def __init__(self, server: ServerProcess, provider: LyingProvider) -> None:
        super().__init__(server.url)
        self.provider = provider
        answer = self.get("/admin/sign-in/provider", sec_fetch_site="none")
        assert answer.status == 303, answer.body
        self.address = answer.headers["location"]
        self.sent = {name: values[0] for name, values in parse_qs(urlsplit(self.address).query).items()}

    def come_back(self, **lies: str) -> Answer:
        answer = {"code": "c0de", "state": self.sent["state"], **lies}
        query = "&".join(f"{name}={quote(value)}" for name, value in answer.items() if value)
        return self.get(f"{BACK_PATH}?{query}", sec_fetch_site="cross-site")

    def claim(self, **other: Any) -> Answer:
        self.provider.token = self.provider.sign(self.provider.claims(self.sent["nonce"], **other))
        return self.come_back()

    @property
    def is_in(self) -> bool:
        return self.get("/admin/sessions").status == 200


def last(server: ServerProcess, kind: str) -> dict[str, Any]:
    lines = run_here("audit", "export", "--data-dir", str(server.data_dir)).stdout.splitlines()
    return [event for event in map(json.loads, lines) if event.get("type") == kind][-1]


def test_honest_provider_signs_an_agent_in_with_pkce_and_the_exact_way_back(server: ServerProcess, provider):
    visit = Visit(server, provider)
    assert visit.address.startswith(f"{provider.issuer}/authorize?response_type=code&client_id=alongside&")
    assert visit.sent["redirect_uri"] == server.url.replace("ws://", "http://") + BACK_PATH
    assert (visit.sent["scope"], visit.sent["code_challenge_method"]) == ("openid email", "S256")
    assert visit.sent["max_age"] == "600"
    assert visit.claim().status == 200
    redeemed = provider.redeemed[-1]
    assert redeemed["redirect_uri"] == visit.sent["redirect_uri"]
    challenge = base64.urlsafe_b64encode(sha256(redeemed["code_verifier"].encode()).digest()).rstrip(b"=").decode()
    assert challenge == visit.sent["code_challenge"]
    pair = base64.b64decode(provider.authorization.removeprefix("Basic ")).decode()
    assert pair == f"{CLIENT_ID}:{quote(SECRET, safe='')}"
    assert visit.is_in
    assert last(server, "auth:login:ok")["data"] == {"method": "oidc"}


@pytest.mark.parametrize("alg", ["RS256", "ES256", "EdDSA"])
def test_each_kind_of_public_signature_is_believed(server: ServerProcess, provider, alg: str):
    visit = Visit(server, provider)
    provider.token = provider.sign(provider.claims(visit.sent["nonce"]), alg)
    assert visit.come_back().status == 200
    assert visit.is_in


@pytest.mark.parametrize(
    ("lies", "reason"),
    [
        ({"nonce": "another"}, "nonce"),
        ({"nonce": None}, "nonce"),
        ({"aud": "another"}, "audience"),
        ({"aud": ["another"]}, "audience"),
        ({"aud": [CLIENT_ID, "another"]}, "audience"),
        ({"aud": [CLIENT_ID, "another"], "azp": "another"}, "audience"),
        ({"azp": "another"}, "audience"),
        ({"aud": None}, "audience"),
        ({"iss": "https://evil.example"}, "issuer"),
        ({"iss": None}, "issuer"),
        ({"exp": int(time.time()) - 120}, "expired"),
        ({"exp": None}, "token"),
        ({"iat": "now"}, "token"),
        ({"exp": True}, "token"),
        ({"sub": None}, "token"),
        ({"auth_time": "just now"}, "token"),
        ({"sub": ""}, "token"),
        ({"sub": "x" * 256}, "token"),
        ({"sub": 7}, "token"),
    ],
)
def test_token_that_is_not_for_this_moment_this_server_or_nobody_is_refused(server, provider, lies, reason):
    visit = Visit(server, provider)
    answer = visit.claim(**lies)
    assert answer.status == 403
    assert "could not be believed" in answer.body
    assert not visit.is_in
    event = last(server, "auth:login:failed")
    assert (event["data"], event["outcome"]) == ({"method": "oidc", "reason": reason}, "denied")


def test_several_audiences_are_fine_when_it_says_that_it_is_for_us(server: ServerProcess, provider):
    visit = Visit(server, provider)
    assert visit.claim(aud=[CLIENT_ID, "another"], azp=CLIENT_ID).status == 200
    assert visit.is_in


@pytest.mark.parametrize("days", [-1, 1])
def test_clock_that_is_wrong_by_a_day_is_named(server: ServerProcess, provider, days: int):
    now = int(time.time()) + days * DAY_S
    answer = Visit(server, provider).claim(iat=now, exp=now + 300)
    assert answer.status == 403
    assert "has to set its clock" in answer.body
    assert last(server, "auth:login:failed")["data"]["reason"] == "clock"


def test_browser_that_was_left_open_there_signs_nobody_in(server: ServerProcess, provider):
    visit = Visit(server, provider)
    answer = visit.claim(auth_time=int(time.time()) - 700)
    assert answer.status == 403
    assert "did not ask you again" in answer.body
    assert not visit.is_in
    assert last(server, "auth:login:failed")["data"]["reason"] == "old"


def test_clock_may_be_a_minute_off(server: ServerProcess, provider):
    now = int(time.time())
    assert Visit(server, provider).claim(iat=now + 50, exp=now + 350).status == 200
    assert Visit(server, provider).claim(iat=now - 90, exp=now - 50).status == 200
    assert Visit(server, provider).claim(iat=now + 90, exp=now + 350).status == 403


def test_signature_that_is_none_shared_or_anothers_is_refused(server: ServerProcess, provider):
    def part(data: dict) -> str:
        return base64.urlsafe_b64encode(json.dumps(data).encode()).rstrip(b"=").decode()

    visit = Visit(server, provider)
    claims = provider.claims(visit.sent["nonce"])
    stranger = LyingProvider()
    stranger.server.server_close()
    good = provider.sign(claims)
    tokens = [
        f"{part({'alg': 'none'})}.{part(claims)}.",
        f"{part({'alg': 'None', 'kid': 'rsa'})}.{part(claims)}.",
        provider.sign_with_public_key(claims),
        stranger.sign(claims),
        stranger.sign(claims, "RS256", kid="never heard of"),
        good[: good.rindex(".")] + ".",
        good[: good.rindex(".")] + ".AAAA",
        good.replace(good.split(".")[1], part({**claims, "sub": "maria-1"})),
        "x",
        "",
        "a.b.c",
        good + "." + good,
        "x" * 40_000,
    ]
    for token in tokens:
        visit = Visit(server, provider)
        provider.token = token
        answer = visit.come_back()
        assert answer.status == 403, token[:60]
        assert "could not be believed" in answer.body
        assert last(server, "auth:login:failed")["data"]["reason"] in {"signature", "token"}
        assert not visit.is_in


@pytest.mark.parametrize("lies", [{"state": "x"}, {"state": ""}, {"state": "é"}])
def test_answer_to_another_question_is_refused(server: ServerProcess, provider, lies):
    visit = Visit(server, provider)
    assert "used already" in visit.come_back(**lies).body
    assert last(server, "auth:login:failed")["data"]["reason"] == "state"
    assert "used already" in visit.come_back().body, "one answer for one question"


def test_answer_counts_in_the_browser_that_was_sent_out_and_once(server: ServerProcess, provider):
    visit, thief = Visit(server, provider), Browser(server.url)
    address = f"{BACK_PATH}?code=c0de&state={visit.sent['state']}"
    assert "used already" in thief.get(address).body
    ticket = visit.cookies["alongside-provider"]
    assert visit.claim().status == 200
    thief.cookies["alongside-provider"] = ticket
    assert "used already" in thief.get(address).body


def test_provider_that_names_itself_must_be_the_one(server: ServerProcess, provider):
    assert "could not be believed" in Visit(server, provider).come_back(iss="https://evil.example").body
    assert last(server, "auth:login:failed")["data"]["reason"] == "issuer"
    visit = Visit(server, provider)
    provider.token = provider.sign(provider.claims(visit.sent["nonce"]))
    assert visit.come_back(iss=provider.issuer).status == 200


def test_person_or_provider_that_says_no_is_a_sentence(server: ServerProcess, provider):
    for lies in ({"code": "", "error": "access_denied"}, {"code": ""}, {"code": "x" * 3_000}):
        answer = Visit(server, provider).come_back(**lies)
        assert "did not sign you in" in answer.body
        assert last(server, "auth:login:failed")["data"]["reason"] == "declined"


def test_code_the_provider_does_not_take_is_refused(server: ServerProcess, provider):
    provider.status = 400
    assert "could not be believed" in Visit(server, provider).claim().body
    assert last(server, "auth:login:failed")["data"]["reason"] == "code"


@pytest.mark.parametrize(
    ("status", "raw"), [(500, None), (302, None), (200, b"[]"), (200, b"{"), (200, b"x" * 300_000)]
)
def test_provider_that_answers_nonsense_cannot_be_reached(server: ServerProcess, provider, status: int, raw):
    visit = Visit(server, provider)
    provider.status, provider.raw = status, raw
    answer = visit.come_back()
    assert answer.status == 503
    assert "cannot be reached now" in answer.body


def test_person_who_is_linked_with_nobody_reads_the_number_to_tell(server: ServerProcess, provider):
    answer = Visit(server, provider).claim(sub="<b>new</b>", email="maria@help.example", email_verified=True)
    assert answer.status == 403
    assert "&lt;b&gt;new&lt;/b&gt;" in answer.body
    assert last(server, "auth:login:failed")["data"]["reason"] == "not_linked", "an address alone opens nothing"


def test_disabled_account_stays_out(server: ServerProcess, provider):
    assert "may not sign in any more" in Visit(server, provider).claim(sub="gone-1").body
    assert last(server, "auth:login:failed")["data"]["reason"] == "disabled"


def test_admin_still_owes_our_own_second_factor_whatever_the_provider_says(server: ServerProcess, provider):
    visit = Visit(server, provider)
    answer = visit.claim(sub="maria-1", amr=["mfa", "otp"], acr="gold")
    assert "One step more" in answer.body
    assert not visit.is_in
    wrong = visit.post("/admin/sign-in/provider/code", {"second_factor": "wrong"})
    assert (wrong.status, "This code is wrong" in wrong.body) == (403, True)
    assert not visit.is_in
    elsewhere = visit.post("/admin/sign-in/provider/code", {"second_factor": "x"}, sec_fetch_site="cross-site")
    assert elsewhere.status == 403
    code = RECOVERY_CODES["maria@help.example"].pop()
    assert visit.post("/admin/sign-in/provider/code", {"second_factor": code}).status == 200
    assert visit.is_in
    assert last(server, "auth:login:ok")["data"] == {"method": "oidc+recovery"}
    again = visit.post("/admin/sign-in/provider/code", {"second_factor": RECOVERY_CODES["maria@help.example"][-1]})
    assert "used already" in again.body


def test_without_having_been_there_no_code_is_taken(server: ServerProcess, provider):
    browser = Browser(server.url)
    assert "used already" in browser.post("/admin/sign-in/provider/code", {"second_factor": "123456"}).body
    visit = Visit(server, provider)
    assert "used already" in visit.post("/admin/sign-in/provider/code", {"second_factor": "123456"}).body


def test_only_our_own_page_sends_anybody_out(server: ServerProcess):
    assert Browser(server.url).get("/admin/sign-in/provider", sec_fetch_site="cross-site").status == 403


def test_cookie_comes_with_a_page_of_ours_that_leads_on(server: ServerProcess, provider):
    visit = Visit(server, provider)
    answer = visit.claim()
    assert '<meta http-equiv="refresh" content="0; url=/admin">' in answer.body
    assert re.fullmatch(r"[0-9a-f]{32}", visit.cookies["alongside"])
    assert "alongside-provider" not in visit.cookies


def test_address_links_once_where_the_operator_said_so_and_trusted_words_replace_the_code(tmp_path: Path, provider):
    add_account(tmp_path, "maria2@help.example", Role.ADMIN)
    options = ["--oidc-link-by-email", "--oidc-second-factor-amr", "mfa", "--oidc-name", "Contoso"]
    with start(tmp_path, provider, *options) as server:
        assert "Sign in with Contoso" in Browser(server.url).get("/admin/sign-in").body
        known = {"sub": "m-2", "email": "Maria2@help.example"}
        for lies in ({"email_verified": False}, {"email_verified": "true"}, {}, {"email": "x@help.example"}):
            refused = Visit(server, provider).claim(**{**known, "email_verified": None, **lies}, amr=["mfa"])
            assert refused.status == 403, lies
        visit = Visit(server, provider)
        assert "One step more" in visit.claim(**known, email_verified=True, amr=["pwd"]).body
        assert Visit(server, provider).claim(sub="m-2", amr=["mfa"]).status == 403, "not linked before the code"
        code = RECOVERY_CODES["maria2@help.example"].pop()
        assert visit.post("/admin/sign-in/provider/code", {"second_factor": code}).status == 200
        assert visit.is_in
        changed = last(server, "user:account:changed")
        assert changed["data"] == {
            "user_id": "agent:1", "field": "sign_in_service", "before": "", "after": "m-2",
        }  # fmt: skip
        assert changed["actor"] == {"kind": "agent", "id": "agent:1"}
        visit = Visit(server, provider)
        assert visit.claim(sub="m-2", amr=["mfa"]).status == 200
        assert visit.is_in
        assert last(server, "auth:login:ok")["data"] == {"method": "oidc+provider"}
        other = Visit(server, provider).claim(
            sub="m-3", email="maria2@help.example", email_verified=True, amr=["mfa"]
        )
        assert other.status == 403, "whoever is linked is not linked again"


def test_passkey_stands_in_place_of_the_code_and_completes_the_link(tmp_path: Path, provider):
    add_account(tmp_path, "maria4@help.example", Role.ADMIN)
    port = free_port()
    origin = f"http://localhost:{port}"
    with start(tmp_path, provider, "--port", str(port), "--origin", origin, "--oidc-link-by-email") as server:
        device, browser = SoftAuthenticator(), Browser(server.url)
        browser.sign_in("maria4@help.example")
        key = browser.form_key
        asked = json.loads(browser.post("/admin/ways/passkey/begin", {"key": key}).body)["options"]
        fields = {"key": key, "name": "Laptop", "answer": device.make(asked, origin)}
        assert browser.post("/admin/ways/passkey", fields).status == 303

        visit = Visit(server, provider)
        page = visit.claim(sub="m-4", email="maria4@help.example", email_verified=True)
        assert "Go on with my passkey" in page.body
        thief = Browser(server.url, {"alongside-ticket": visit.cookies["alongside-ticket"]})
        asked = json.loads(visit.post("/admin/sign-in/passkey/begin", {"second": "yes"}).body)["options"]
        assert thief.post("/admin/sign-in/passkey/begin", {"second": "yes"}).status == 403, "the ticket is used up"
        assert visit.post("/admin/sign-in/passkey", {"answer": device.sign(asked, origin)}).status == 303
        assert visit.is_in
        assert last(server, "auth:login:ok")["data"] == {"method": "oidc+passkey"}
        assert last(server, "user:account:changed")["data"]["after"] == "m-4"
        assert "One step more" in Visit(server, provider).claim(sub="m-4").body

        visit = Visit(server, provider)
        visit.claim(sub="m-4")
        del visit.cookies["alongside-provider"]
        asked = json.loads(visit.post("/admin/sign-in/passkey/begin", {"second": "yes"}).body)["options"]
        late = visit.post("/admin/sign-in/passkey", {"answer": device.sign(asked, origin)})
        assert (late.status, visit.is_in) == (403, False), "without what the provider began there is nothing to end"


def test_password_stays_when_the_provider_is_gone(tmp_path: Path):
    add_account(tmp_path, "maria3@help.example", Role.ADMIN)
    gone = LyingProvider()
    gone.server.server_close()
    with start(tmp_path, gone) as server:
        browser = Browser(server.url)
        answer = browser.get("/admin/sign-in/provider", sec_fetch_site="same-origin")
        assert answer.status == 503
        assert "Use your password and code" in answer.body
        assert browser.sign_in("maria3@help.example").status == 303


def test_too_many_strays_are_told_which_ways_are_still_open(tmp_path: Path, provider: LyingProvider):
    add_account(tmp_path, "maria@help.example", Role.ADMIN)
    with start(tmp_path, provider) as server:
        browser = Browser(server.url)
        answers = [browser.get(f"{BACK_PATH}?code=c&state=s", sec_fetch_site="cross-site") for _ in range(21)]
        assert [answer.status for answer in answers] == [403] * 20 + [429]
        assert "or use your password and code now" in answers[-1].body
        assert browser.sign_in("maria@help.example").status == 303, "that way is open indeed"
