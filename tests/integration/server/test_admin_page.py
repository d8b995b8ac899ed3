"""The admin page of a real server over real sockets: who may open what, and what a browser is never allowed."""

import http.client
import re
import sqlite3
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
    "/admin/accounts": {Role.ADMIN},
    "/admin/categories": {Role.ADMIN},
    "/admin/categories/printing": {Role.ADMIN},
}
ABOUT_NOTHING = {f"/admin/sessions/{SID}/erase": {Role.ADMIN}, "/admin/categories/unheard_of": {Role.ADMIN}}
FORMS = {
    f"/admin/sessions/{SID}/export": {Role.LEAD, Role.ADMIN, Role.AUDITOR},
    f"/admin/sessions/{SID}/receipt": {Role.LEAD, Role.ADMIN, Role.AUDITOR},
    f"/admin/sessions/{SID}/erase": {Role.ADMIN},
    "/admin/categories/unheard_of": {Role.ADMIN},
}


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


def test_every_page_and_form_is_for_exactly_the_roles_of_the_table(server: ServerProcess):
    for role in Role:
        browser = Browser(server.url)
        assert browser.sign_in(f"{role}0@admin.example").status == 303
        for path, roles in PAGES.items():
            assert browser.get(path).status == (200 if role in roles else 403), (role, path)
        for path, roles in ABOUT_NOTHING.items():
            assert browser.get(path).status == (404 if role in roles else 403), (role, path)
        # Who may gets as far as that the name is missing.
        new = browser.post("/admin/categories", {"key": browser.form_key})
        assert new.status == (400 if role is Role.ADMIN else 403), role
        for path, roles in FORMS.items():
            # Who may gets as far as that there is no such session.
            assert browser.post(path, {"key": browser.form_key}).status == (404 if role in roles else 403), (
                role,
                path,
            )


def test_signed_out_every_page_leads_to_the_sign_in_and_no_form_acts(browser: Browser):
    for path in (*PAGES, *ABOUT_NOTHING, "/admin", f"/admin/sessions/{SID}"):
        answer = browser.get(path)
        assert (answer.status, answer.headers["location"]) == (303, "/admin/sign-in"), path
    for path in (*FORMS, "/admin/categories", "/admin/sign-out"):
        assert browser.post(path, {"key": "0" * 64}).status == 303, path
    assert browser.get("/admin/sessions", hx_request="true").headers["hx-redirect"] == "/admin/sign-in"


@pytest.mark.parametrize(
    "path",
    ["/admin/", "/admin/x", "/Admin", "//admin", "/admin/setup", "/admin/sign-in/", "/admin/sessions/", "/admin%2fsessions",
     "/admin/../admin/log", "/admin/static/x/render.py", "/admin/static/000000000000/admin.css", "/setup"],
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
        "since=x", "until=0001-01-01", "after=1-2", "after=99999999999999999999-" + "0" * 32, "after=-", "reason=%00",
        "search=%3Cscript%3Ealert(1)%3C/script%3E",
    ):  # fmt: skip
        answer = browser.get(f"/admin/sessions?{query}")
        assert answer.status == 200, query
        assert "<script>alert" not in answer.body
    for query in ("tag=x", "before=x", "before=-1", "before=9999999999999999999999"):
        assert browser.get(f"/admin/log?{query}").status == 200, query
    for path in ("x", "0" * 31, "0" * 33, "G" * 32, SID):
        assert browser.get(f"/admin/sessions/{path}").status == 404, path


def test_record_that_cannot_be_read_is_a_sentence(tmp_path: Path):
    add_account(tmp_path, "auditor@x.example", Role.AUDITOR)
    with ServerProcess(tmp_path) as server:
        browser = Browser(server.url)
        browser.sign_in("auditor@x.example")
        assert "Nothing was changed." in browser.get("/admin/log/verify").body
        with closing(sqlite3.connect(tmp_path / "alongside.sqlite3")) as database:
            database.execute("ALTER TABLE sessions RENAME TO gone")
            database.commit()
        answer = browser.get("/admin/sessions")
        assert answer.status == 503
        assert "The record cannot be read or written at this moment" in answer.body
