import asyncio
from collections.abc import Sequence

import pytest
from starlette.requests import Request

from signaling.admin.forms import FORM_MAX_BYTES, FormError, read_form

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
