from datetime import date

import pytest
from starlette.requests import Request
from starlette.responses import Response

from signaling.admin.visitor import (
    Visitor,
    caller_of,
    choose_language,
    clear_cookie,
    is_from_our_page,
    is_key_right,
    set_cookie,
)
from signaling.domain.accounts import Account, Role

TOKEN = "a" * 32


def _request(**headers: str) -> Request:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "headers": raw, "client": ("203.0.113.9", 4711), "path": "/admin"})


def _visitor(role: Role = Role.ADMIN) -> Visitor:
    account = Account(
        account_id=1, email="a@b.org", name="Ana", role=role, organisation="", created_on=date(2026, 1, 1),
        is_disabled=False, password_hash="",
    )  # fmt: skip
    return Visitor(account=account, token=TOKEN)


@pytest.mark.parametrize(
    ("headers", "language"),
    [
        ({}, "en"),
        ({"accept_language": "ru-RU,ru;q=0.9,en;q=0.8"}, "ru"),
        ({"accept_language": "de,ro;q=0.5,en;q=0.4"}, "ro"),
        ({"accept_language": "de;q=x,,;q="}, "en"),
        ({"accept_language": "ru", "cookie": "alongside-language=ro"}, "ro"),
        ({"accept_language": "ru", "cookie": "alongside-language=xx"}, "ru"),
    ],
)
def test_language_is_the_chosen_one_or_the_browsers(headers: dict[str, str], language: str):
    assert choose_language(_request(**headers)) == language


@pytest.mark.parametrize(
    ("headers", "is_ours"),
    [
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": "cross-site", "origin": "https://help.b.org", "host": "help.b.org"}, False),
        ({"sec-fetch-site": "none"}, False),
        ({"origin": "https://help.b.org", "host": "help.b.org"}, True),
        ({"origin": "https://evil.example", "host": "help.b.org"}, False),
        ({"origin": "null", "host": "help.b.org"}, False),
        ({"host": "help.b.org"}, False),
    ],
)
def test_form_counts_only_from_a_page_of_ours(headers: dict[str, str], is_ours: bool):
    assert is_from_our_page(headers) is is_ours


def test_form_key_belongs_to_the_cookie_and_does_not_say_it():
    visitor = _visitor()
    assert is_key_right(visitor, visitor.form_key)
    assert TOKEN not in visitor.form_key
    for wrong in ("", visitor.form_key[:-1], Visitor(account=visitor.account, token="b" * 32).form_key, "ы"):
        assert not is_key_right(visitor, wrong)


def test_cookie_is_for_this_host_alone_and_for_no_script():
    secure, plain = Response(), Response()
    set_cookie(secure, TOKEN, is_secure=True)
    set_cookie(plain, TOKEN, is_secure=False)
    assert secure.headers["set-cookie"] == f"__Host-alongside={TOKEN}; HttpOnly; Path=/; SameSite=strict; Secure"
    assert plain.headers["set-cookie"] == f"alongside={TOKEN}; HttpOnly; Path=/; SameSite=strict"
    clear_cookie(secure, is_secure=True)
    assert "Max-Age=0" in secure.headers.getlist("set-cookie")[1]


def test_caller_is_masked_and_roles_are_asked():
    caller = caller_of(_request())
    assert (caller.address, caller.ip_masked) == ("203.0.113.9", "203.0.113.0/24")
    assert _visitor().may("change_accounts")
    assert not _visitor(Role.AUDITOR).may("change_accounts")
    with pytest.raises(ValueError, match="fly"):
        _visitor().may("fly")
