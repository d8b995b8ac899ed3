from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import Response

from signaling.admin.entry import Entry
from signaling.domain.policy import ServerPolicy

ID = "0123456789abcdef" * 2


def asked(cookie: str) -> Request:
    headers = [(b"cookie", cookie.encode())]
    return Request({"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": headers})


def entry(*, is_secure: bool = True) -> Entry:
    nothing: Any = None
    return Entry(nothing, nothing, policy=ServerPolicy(), is_secure=is_secure)


def cookies(response: Response) -> list[str]:
    return [value for name, value in response.headers.items() if name == "set-cookie"]


def test_console_is_remembered_for_five_minutes_where_no_script_and_no_other_site_reads_it():
    response = Response()
    entry().begin(response, ID)
    given, taken = cookies(response)
    assert given == (f"__Host-alongside-console={ID}; HttpOnly; Max-Age=300; Path=/; SameSite=lax; Secure")
    assert "__Host-alongside-console-answer" in taken
    assert "Max-Age=0" in taken


@pytest.mark.parametrize("cookie", ["", "x", "../../" * 6, ID.upper(), ID + "0"])
def test_what_is_no_console_is_none(cookie: str):
    assert entry(is_secure=False).console_of(asked(f"alongside-console={cookie}")) == ""
    assert entry(is_secure=False).ticket_of(asked(f"alongside-console-answer={cookie}")) == ""


def test_left_behind_are_both():
    response = Response()
    entry().leave(response)
    assert len(cookies(response)) == 2
    assert entry(is_secure=False).console_of(asked(f"alongside-console={ID}")) == ID
