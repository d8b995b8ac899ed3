"""The admin page of a real server over real sockets: who may open what, and what a browser is never allowed."""

import http.client
import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest

from signaling.domain.accounts import Role
from tests.integration.server.running_server import PASSWORD, RECOVERY_CODES, ServerProcess, add_account

SID = "0" * 32
PAGES = {
    "/admin/sessions": {Role.AGENT, Role.LEAD, Role.ADMIN, Role.AUDITOR},
    "/admin/log": {Role.ADMIN, Role.AUDITOR},
    "/admin/log/verify": {Role.ADMIN, Role.AUDITOR},
    "/admin/log/witness": {Role.ADMIN, Role.AUDITOR},
    "/admin/accounts": {Role.ADMIN},
    "/admin/ways": set(Role),
    "/admin/sign-ins": set(Role),
    "/admin/accounts/new": {Role.ADMIN},
    "/admin/accounts/1": {Role.ADMIN},
    "/admin/statistics": {Role.LEAD, Role.ADMIN, Role.AUDITOR},
    "/admin/statistics/days.csv": {Role.LEAD, Role.ADMIN, Role.AUDITOR},
    "/admin/statistics/agents.csv": {Role.LEAD, Role.ADMIN, Role.AUDITOR},
    "/admin/statistics/problems.csv": {Role.LEAD, Role.ADMIN, Role.AUDITOR},
    "/admin/health": {Role.ADMIN},
    "/admin/categories": {Role.ADMIN},
    "/admin/categories/printing": {Role.ADMIN},
    "/admin/policies": {Role.ADMIN, Role.AUDITOR},
}
# With what who may gets: there is no such session, a file, back to the page.
FORMS: dict[str, tuple[set[Role], int]] = {
    f"/admin/sessions/{SID}/export": ({Role.LEAD, Role.ADMIN, Role.AUDITOR}, 404),
    f"/admin/sessions/{SID}/end": ({Role.ADMIN}, 404),
    f"/admin/sessions/{SID}/erase": ({Role.ADMIN}, 404),
    f"/admin/sessions/{SID}/receipt": ({Role.LEAD, Role.ADMIN, Role.AUDITOR}, 404),
    "/admin/categories/nothing": ({Role.ADMIN}, 404),
    "/admin/accounts/999/check": ({Role.ADMIN}, 404),
    "/admin/accounts/999": ({Role.ADMIN}, 404),
    "/admin/accounts/new/check": ({Role.ADMIN}, 400),
    "/admin/accounts/new": ({Role.ADMIN}, 400),
    "/admin/policies/check": ({Role.ADMIN}, 400),
    "/admin/policies": ({Role.ADMIN}, 400),
    "/admin/ways/passkey/1/rename": (set(Role), 404),
    "/admin/ways/passkey/1/remove": (set(Role), 404),
    "/admin/sign-ins/others/end": (set(Role), 303),
    f"/admin/sign-ins/{SID}/end": (set(Role), 404),
    "/admin/log/export/jsonl": ({Role.AUDITOR}, 200),
    "/admin/log/export/csv": ({Role.AUDITOR}, 200),
    "/admin/log/verify": ({Role.ADMIN, Role.AUDITOR}, 303),
    "/admin/log/verify/stop": ({Role.ADMIN, Role.AUDITOR}, 303),
}
OWN = ("/admin/ways/passkey", "/admin/ways/passkey/begin", "/admin/ways/passkey/again")
"""Forms for everybody that say no in other words: nothing was asked, and this server's address is a number."""


@dataclass
class Browser:
    """Cookies and no scripts."""

    url: str
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, fields: dict[str, str] | None = None, **headers: str) -> "Answer":
        host = urlsplit(self.url).netloc
        connection = http.client.HTTPConnection(host, timeout=20)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookies:
            sent["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        body = None
        if fields is not None:
            body = urlencode(fields)
            sent.setdefault("content-type", "application/x-www-form-urlencoded")
            sent.setdefault("sec-fetch-site", "same-origin")
        with closing(connection):
            connection.request(method, path, body, sent)
            response = connection.getresponse()
            for name, value in response.getheaders():
                if name.lower() == "set-cookie":
                    cookie, _, rest = value.partition(";")
                    key, _, content = cookie.partition("=")
                    if "Max-Age=0" in rest:
                        self.cookies.pop(key, None)
                    else:
                        self.cookies[key] = content
            return Answer(response.status, dict(response.getheaders()), response.read().decode())

    def get(self, path: str, **headers: str) -> "Answer":
        return self.ask("GET", path, **headers)

    def post(self, path: str, fields: dict[str, str] | None = None, **headers: str) -> "Answer":
        return self.ask("POST", path, fields or {}, **headers)

    def sign_in(self, email: str, code: str | None = None, **headers: str) -> "Answer":
        if code is None:
            paper = RECOVERY_CODES.get(email)
            code = paper.pop() if paper else ""
        return self.post("/admin/sign-in", {"email": email, "password": PASSWORD, "second_factor": code}, **headers)

    @property
    def form_key(self) -> str:
        found = re.search(r'name="key" value="([0-9a-f]{64})"', self.get("/admin/sessions").body)
        assert found is not None
        return found[1]


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: str


def wait_for_check(browser: Browser) -> str:
    """The page of the check once it has ended."""
    deadline_s = time.monotonic() + 20
    while "hx-trigger" in (body := browser.get("/admin/log/verify").body):
        assert time.monotonic() < deadline_s
        time.sleep(0.05)
    return body


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    data_dir = tmp_path_factory.mktemp("admin")
    for role in Role:
        for number in range(3):
            add_account(data_dir, f"{role}{number}@admin.example", role)
    with ServerProcess(data_dir) as server:
        yield server


@pytest.fixture
def browser(server: ServerProcess) -> Browser:
    return Browser(server.url)


@pytest.mark.hostile(15)
def test_every_page_and_form_is_for_exactly_the_roles_of_the_table(server: ServerProcess):
    for role in Role:
        browser = Browser(server.url)
        assert browser.sign_in(f"{role}0@admin.example").status == 303
        for path, roles in PAGES.items():
            assert browser.get(path).status == (200 if role in roles else 403), (role, path)
        for path in OWN:
            answer = browser.post(path, {"key": browser.form_key, "name": "x"})
            assert answer.status == 403
            assert "Your account may not do this" not in answer.body
        for path, (roles, status) in FORMS.items():
            fields = {"key": browser.form_key, "name": "x", "session_minutes": "x"}
            assert browser.post(path, fields).status == (status if role in roles else 403), (role, path)
        assert browser.get(f"/admin/sessions/{SID}/end").status == (404 if role is Role.ADMIN else 403)


def test_signed_out_every_page_leads_to_the_sign_in_and_no_form_acts(browser: Browser):
    for path in (*PAGES, "/admin", f"/admin/sessions/{SID}", f"/admin/sessions/{SID}/end"):
        answer = browser.get(path)
        assert (answer.status, answer.headers["location"]) == (303, "/admin/sign-in"), path
    for path in (*FORMS, *OWN, "/admin/sign-out"):
        assert browser.post(path, {"key": "0" * 64}).status == 303, path
        assert browser.post(path).headers["location"] == "/admin/sign-in", path
    assert browser.get("/admin/sessions", hx_request="true").headers["hx-redirect"] == "/admin/sign-in"


@pytest.mark.hostile(13)
@pytest.mark.parametrize(
    "path",
    ["/admin/", "/admin/x", "/Admin", "//admin", "/admin/setup", "/admin/sign-in/", "/admin/sessions/", "/admin%2fsessions",
     "/admin/../admin/log", "/admin/static/x/render.py", "/admin/static/000000000000/admin.css", "/setup",
     "/admin/sign-in/provider", "/admin/sign-in/provider/back?code=x"],
)  # fmt: skip
def test_nothing_else_exists(browser: Browser, path: str):
    assert browser.get(path).status == 404


def test_sign_in_is_refused_alike_for_unknown_and_wrong_and_says_what_is_missing(browser: Browser):
    wrong = browser.post("/admin/sign-in", {"email": "admin1@admin.example", "password": "wrong wrong wrong"})
    unknown = browser.post("/admin/sign-in", {"email": "nobody@admin.example", "password": PASSWORD})
    assert wrong.status == unknown.status == 403
    assert "The e-mail address or the password is wrong." in wrong.body
    assert wrong.body.replace("admin1@", "nobody@") == unknown.body
    assert "needs the code as well" in browser.sign_in("admin1@admin.example", "").body
    assert "This code is wrong" in browser.sign_in("admin1@admin.example", "000000").body
    assert browser.cookies == {}


def test_form_from_elsewhere_or_without_its_key_does_nothing(server: ServerProcess, browser: Browser):
    assert browser.sign_in("admin1@admin.example", sec_fetch_site="cross-site").status == 403
    assert browser.cookies == {}
    assert browser.sign_in("admin1@admin.example").status == 303
    key = browser.form_key
    for fields, headers in (
        ({}, {}),
        ({"key": "0" * 64}, {}),
        ({"key": key}, {"sec_fetch_site": "same-site"}),
        ({"key": key}, {"sec_fetch_site": "cross-site"}),
        ({"key": key}, {"content_type": "text/plain"}),
    ):
        assert browser.post("/admin/sign-out", fields, **headers).status in {400, 403}
    assert browser.get("/admin/sessions").status == 200, "and she is still signed in"
    assert browser.post("/admin/sign-out", {"key": key}).status == 303
    assert browser.get("/admin/sessions").status == 303


@pytest.mark.hostile(14)
def test_cookie_is_void_after_signing_out_also_for_who_copied_it(server: ServerProcess, browser: Browser):
    browser.sign_in("auditor1@admin.example")
    thief = Browser(server.url, dict(browser.cookies))
    assert thief.get("/admin/log").status == 200
    browser.post("/admin/sign-out", {"key": browser.form_key})
    assert thief.get("/admin/log").status == 303


def test_page_that_only_updates_itself_does_not_count_as_use(server: ServerProcess, browser: Browser):
    browser.sign_in("lead1@admin.example")

    def last_use() -> int:
        with closing(sqlite3.connect(server.data_dir / "alongside.sqlite3")) as database:
            return database.execute("SELECT max(used_unix_ms) FROM sign_ins WHERE kind = 'web'").fetchone()[0]

    before = last_use()
    assert browser.get("/admin/sessions", hx_request="true").status == 200
    assert last_use() == before
    assert browser.get("/admin/sessions").status == 200
    assert last_use() > before


def test_pages_say_how_they_may_be_used_and_are_kept_by_nobody(browser: Browser):
    answer = browser.get("/admin/sign-in")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    style = re.search(r'href="(/admin/static/[^"]+)"', answer.body)
    assert style is not None
    css = browser.get(style[1])
    assert (css.status, css.headers["cache-control"]) == (200, "public, max-age=31536000, immutable")
    assert css.headers["content-security-policy"].startswith("default-src 'none'")


def test_language_is_chosen_and_remembered_and_leads_nowhere_else(browser: Browser):
    answer = browser.get("/admin/language/ru?to=/admin/sign-in")
    assert (answer.status, answer.headers["location"]) == (303, "/admin/sign-in")
    assert "Войти" in browser.get("/admin/sign-in").body
    for to in ("https://evil.example", "//evil.example", "/evil", "/admin\\@evil.example"):
        assert browser.get(f"/admin/language/ro?{urlencode({'to': to})}").headers["location"] == "/admin"
    browser.get("/admin/language/xx")
    assert "Autentificare" in browser.get("/admin/sign-in").body


def test_what_is_asked_for_in_an_address_is_never_trusted(browser: Browser):
    browser.sign_in("auditor2@admin.example")
    for query in (
        "search=%27%3B+DROP+TABLE+sessions%3B--", "search=" + "x" * 5_000, "right=fly", "state=x", "since=2026-99-99",
        "since=x", "until=0001-01-01", "after=1-2", "after=99999999999999999999-" + "0" * 32, "after=-",
        "search=%3Cscript%3Ealert(1)%3C/script%3E",
    ):  # fmt: skip
        answer = browser.get(f"/admin/sessions?{query}")
        assert answer.status == 200, query
        assert "<script>alert" not in answer.body
    assert browser.get("/admin/sessions?reason=%00").status == 400
    for query in (
        "tag=x", "before=x", "before=-1", "before=9999999999999999999999", "by=x", "outcome=%27", "who=%25", "who=" + "x" * 5_000,
        "since=2026-99-99", "until=9999-12-31", "since=0001-01-01&until=0001-01-01", "who=%3Cscript%3Ealert(1)%3C/script%3E",
    ):  # fmt: skip
        answer = browser.get(f"/admin/log?{query}")
        assert answer.status == 200, query
        assert "<script>alert" not in answer.body
    for query in (
        "since=x", "since=2026-99-99", "until=9999-12-31", "since=0001-01-01", "since=0001-01-01&until=9999-12-31",
        "since=9999-12-31&until=0001-01-01", "since=2026-11-27&until=2026-11-01", "until=0001-01-01",
    ):  # fmt: skip
        for page in ("/admin/statistics", "/admin/statistics/days.csv"):
            assert browser.get(f"{page}?{query}").status == 200, (page, query)
    for path in ("x", "0" * 31, "0" * 33, "G" * 32, SID):
        assert browser.get(f"/admin/sessions/{path}").status == 404, path


def test_record_that_cannot_be_read_is_a_sentence(tmp_path: Path):
    add_account(tmp_path, "auditor@x.example", Role.AUDITOR)
    with ServerProcess(tmp_path) as server:
        browser = Browser(server.url)
        browser.sign_in("auditor@x.example")
        browser.post("/admin/log/verify", {"key": browser.form_key})
        assert "Nothing was changed." in wait_for_check(browser)
        with closing(sqlite3.connect(tmp_path / "alongside.sqlite3")) as database:
            database.execute("ALTER TABLE sessions RENAME TO gone")
            database.commit()
        answer = browser.get("/admin/sessions")
        assert answer.status == 503
        assert "The record cannot be read or written at this moment" in answer.body
