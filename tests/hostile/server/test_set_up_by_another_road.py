"""Nobody makes an account from outside: every spelling of every route, before there is an admin and after."""

import asyncio
import http.client
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from signaling import app
from signaling.domain.accounts import Role
from tests.integration.server.running_server import add_account, server_inside

pytestmark = pytest.mark.hostile(13)

_GUESSES = [
    "/setup", "/SetupWizard.aspx/x", "/install", "/admin/setup", "/api/users", "/admin/sign-up",
    "/.env", "/metrics", "/admin/..", "/v1/setup", "/server-status", "/debug", "/docs",
]  # fmt: skip
_FIELDS = b"email=evil@example.org&name=Evil&role=admin&password=correct+horse+battery+staple&key=0"
_OPEN = ("GET", "/admin/sign-in")
_HEADERS = {
    "content-type": "application/x-www-form-urlencoded",
    "content-length": str(len(_FIELDS)),
    "sec-fetch-site": "same-origin",
}


def _ask(url: str, method: str, path: str) -> tuple[int, str]:
    with closing(http.client.HTTPConnection(url.removeprefix("ws://"), timeout=10)) as connection:
        connection.putrequest(method, path)
        for name, value in _HEADERS.items():
            connection.putheader(name, value)
        connection.endheaders(_FIELDS)
        answer = connection.getresponse()
        return answer.status, answer.getheader("location") or ""


def _spellings(path: str) -> list[str]:
    odd = [f"{path}/x", f"{path}/", f"/{path}", path.replace("/", "//"), f"{path}%2e", f"{path}/%2e%2e/accounts",
           f"{path};x", f"{path}%00", f"{path}.aspx", f"/x/..{path}", f"/%61{path[2:]}", path.upper()]  # fmt: skip
    return [each for each in odd if each != path]


def _accounts(data_dir: Path) -> list[str]:
    with closing(sqlite3.connect(data_dir / "alongside.sqlite3")) as database:
        return [email for (email,) in database.execute("SELECT email FROM accounts ORDER BY email")]


@pytest.mark.parametrize("has_admin", [False, True], ids=["before_there_is_an_admin", "afterwards"])
async def test_no_spelling_of_any_route_makes_an_account(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_admin: bool
):
    if has_admin:
        add_account(tmp_path, "boss@example.org", Role.ADMIN)
    routes: list[Any] = []
    build = app.build_routes

    def note(*arguments: Any, pages: list[Any], **named: Any) -> Any:
        routes.extend(pages)
        return build(*arguments, pages=pages, **named)

    monkeypatch.setattr(app, "build_routes", note)
    async with server_inside(tmp_path) as url:
        paths = sorted({re.sub(r"\{[^}]*\}", "0" * 32, route.path) for route in routes})
        assert len(paths) > 8
        for path in paths:
            for method in ("GET", "POST", "PUT", "DELETE", "PATCH"):
                status, location = await asyncio.to_thread(_ask, url, method, path)
                # The page on which one signs in is there for everybody, to be read.
                refused = {303, 400, 401, 403, 404, 405, 415, *({200} if (method, path) == _OPEN else ())}
                assert status in refused, (method, path)
                assert location in {"", "/admin", "/admin/sign-in"}, (method, path)
            for spelling in _spellings(path):
                # One that is another page of ours leads a stranger to the sign-in, as that page does.
                status, location = await asyncio.to_thread(_ask, url, "POST", spelling)
                assert status in {404, 405} or (status, location) == (303, "/admin/sign-in"), spelling
        for guess in _GUESSES:
            for method in ("GET", "POST"):
                assert (await asyncio.to_thread(_ask, url, method, guess))[0] == 404, guess
    assert _accounts(tmp_path) == (["boss@example.org"] if has_admin else [])
