import asyncio
from collections.abc import Sequence
from datetime import date

import pytest
from starlette.requests import Request
from starlette.responses import Response

from signaling.admin.forms import FORM_MAX_BYTES, FormError, NulError, read_form, take_form
from signaling.admin.visitor import Visitor, form_key
from signaling.domain.accounts import Account, Role

FORM = "application/x-www-form-urlencoded"


def _read(chunks: Sequence[bytes], kind: str = FORM) -> dict[str, str]:
    waiting = list(chunks)

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": waiting.pop(0), "more_body": bool(waiting)}

    request = Request({"type": "http", "method": "POST", "headers": [(b"content-type", kind.encode())]}, receive)
    return asyncio.run(read_form(request))


def test_form_fields_are_read_and_the_last_of_a_name_counts():
    assert _read([b"email=ana%40b.org&pass", b"word=%D0%B0+b&x=&x=2"]) == {
        "email": "ana@b.org",
        "password": "\u0430 b",
        "x": "2",
    }
    assert _read([b""]) == {}
    assert _read([b"a=1"], f"{FORM}; charset=utf-8") == {"a": "1"}


@pytest.mark.parametrize(
    ("chunks", "kind"),
    [
        ([b"a=" + b"x" * FORM_MAX_BYTES], FORM),
        ([b"x" * 9_000, b"x" * 9_000], FORM),
        ([b"&".join(b"f=%d" % number for number in range(40))], FORM),
        ([b"\xff=1"], FORM),
        ([b"a=1"], "multipart/form-data; boundary=x"),
        ([b"{}"], "application/json"),
        ([b"a=1"], ""),
    ],
    ids=["large", "large_in_pieces", "many", "bytes", "multipart", "json", "nothing"],
)
def test_form_that_is_none_of_ours_is_refused(chunks: Sequence[bytes], kind: str):
    with pytest.raises(FormError):
        _read(chunks, kind)


@pytest.mark.parametrize("body", [b"a=x%00", b"a%00=x", b"a=\x00", b"a=%00&a=x"])
def test_text_with_u0000_is_told_apart_and_refused(body: bytes):
    with pytest.raises(NulError):
        _read([body])


TOKEN = "0" * 32
SOMEBODY = Visitor(
    account=Account(
        account_id=1,
        email="maria@b.org",
        name="Maria",
        role=Role.ADMIN,
        organisation="",
        created_on=date(2026, 11, 1),
        is_disabled=False,
        password_hash="x",
    ),
    token=TOKEN,
)
OURS = {"sec-fetch-site": "same-origin", "content-type": FORM}


def _take(headers: dict[str, str], body: bytes, who: Visitor | None = None) -> dict[str, str] | int:
    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": body, "more_body": False}

    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "POST", "path": "/admin/x", "query_string": b"", "headers": raw}
    taken = asyncio.run(take_form(Request(scope, receive), who))
    return taken.status_code if isinstance(taken, Response) else taken


def test_form_of_ours_is_taken_and_of_somebody_signed_in_only_with_their_key():
    assert _take(OURS, b"a=1") == {"a": "1"}
    key = form_key(TOKEN)
    assert _take(OURS, f"a=1&key={key}".encode(), SOMEBODY) == {"a": "1", "key": key}
    assert _take(OURS, b"a=1", SOMEBODY) == 403
    assert _take(OURS, f"a=1&key={form_key('1' * 32)}".encode(), SOMEBODY) == 403


@pytest.mark.parametrize("who", [None, SOMEBODY], ids=["nobody", "somebody"])
def test_broken_form_and_form_from_elsewhere_are_told_apart(who: Visitor | None):
    body = f"a=1&key={form_key(TOKEN)}".encode()
    assert _take(OURS | {"content-type": "text/plain"}, body, who) == 400
    assert _take(OURS | {"sec-fetch-site": "cross-site"}, body, who) == 403
    assert _take({"content-type": FORM}, body, who) == 403
