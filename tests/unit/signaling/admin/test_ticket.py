import pytest
from starlette.requests import Request
from starlette.responses import Response

from signaling.admin.ticket import clear_ticket, set_ticket, ticket_name, ticket_of

TICKET = "a" * 32


def _request(cookie: str) -> Request:
    return Request({"type": "http", "headers": [(b"cookie", cookie.encode())], "path": "/admin"})


@pytest.mark.parametrize("is_secure", [True, False])
def test_ticket_is_for_this_host_this_browser_and_five_minutes(is_secure: bool):
    response = Response()
    set_ticket(response, TICKET, is_secure=is_secure)
    cookie = response.headers["set-cookie"].lower()
    for word in ("httponly", "samesite=strict", "max-age=300", "path=/"):
        assert word in cookie
    assert ("secure" in cookie, cookie.startswith("__host-")) == (is_secure, is_secure)
    brought = _request(f"{ticket_name(is_secure=is_secure)}={TICKET}")
    assert ticket_of(brought, is_secure=is_secure) == TICKET
    clear_ticket(response, is_secure=is_secure)
    assert "Max-Age=0" in response.headers.getlist("set-cookie")[-1]


@pytest.mark.parametrize("value", ["", "x", "A" * 32, "a" * 33, "a" * 31 + "é"])
def test_what_is_no_ticket_of_ours_is_none(value: str):
    assert ticket_of(_request(f"alongside-ticket={value}"), is_secure=False) == ""
