from typing import Literal

import pytest
from starlette.requests import Request
from starlette.responses import Response

from signaling.admin.ticket import Ticket

TICKET = "a" * 32


def _request(cookie: str) -> Request:
    return Request({"type": "http", "headers": [(b"cookie", cookie.encode())], "path": "/admin"})


@pytest.mark.parametrize("same_site", ["strict", "lax"])
@pytest.mark.parametrize("is_secure", [True, False])
def test_ticket_is_for_this_host_this_browser_and_some_minutes(is_secure: bool, same_site: Literal["strict", "lax"]):
    kind = Ticket("alongside-x", max_age_s=300, is_secure=is_secure, same_site=same_site)
    response = Response()
    kind.give(response, TICKET)
    cookie = response.headers["set-cookie"].lower()
    for word in ("httponly", f"samesite={same_site}", "max-age=300", "path=/"):
        assert word in cookie
    assert ("secure" in cookie, cookie.startswith("__host-alongside-x=")) == (is_secure, is_secure)
    assert kind.of(_request(f"{kind.name}={TICKET}")) == TICKET
    kind.take(response)
    assert "Max-Age=0" in response.headers.getlist("set-cookie")[-1]


@pytest.mark.parametrize("value", ["", "x", "A" * 32, "a" * 33, "a" * 31 + "é"])
def test_what_is_no_ticket_of_ours_is_none(value: str):
    assert Ticket("alongside-x", max_age_s=1, is_secure=False).of(_request(f"alongside-x={value}")) == ""
