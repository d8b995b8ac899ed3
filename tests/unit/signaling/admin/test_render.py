import hashlib
from datetime import UTC, datetime

import pytest
from jinja2 import UndefinedError
from starlette.requests import Request

from signaling.admin.render import STATIC, instant_words, render, span_words, static_address, static_path

HTMX_2_0_11_SHA256 = "d6fdc75f204e6bdefa99b69bf1e6d4ac69b8a364f77929f45c13476b4000f717"
REQUEST = Request({"type": "http", "headers": [], "path": "/admin/x"})


def test_page_escapes_what_is_put_in_and_runs_no_script_but_ours():
    values = {"trouble": "", "email": '"><script>alert(1)</script>', "has_passkeys": True}
    values |= {"is_second": False, "subject": "", "provider": ""}
    response = render(REQUEST, "sign_in.html", values=values)
    body = bytes(response.body).decode()
    assert "<script>alert" not in body
    assert "&#34;&gt;&lt;script&gt;" in body
    assert "script-src 'self'" in response.headers["content-security-policy"]
    assert "unsafe" not in response.headers["content-security-policy"]
    assert " style=" not in body
    assert " onclick=" not in body


def test_page_that_lacks_a_value_is_a_fault_and_not_an_empty_place():
    with pytest.raises(UndefinedError):
        render(REQUEST, "sign_in.html", values={})


def test_static_files_have_addresses_that_change_with_them():
    address = static_address("admin.css")
    _, _, _, version, name = address.split("/")
    assert static_path(version, name) == STATIC / "admin.css"
    assert static_path("0" * 12, name) is None
    assert static_path(version, "../render.py") is None
    assert static_path(version, "render.py") is None


def test_instants_and_spans_are_the_same_for_every_reader():
    assert instant_words(datetime(2026, 11, 27, 18, 3, 12, tzinfo=UTC)) == "2026-11-27 18:03:12 UTC"
    assert [span_words(seconds) for seconds in (-1, 59.6, 3_599, 3_600, 37_230)] == [
        "0:00", "1:00", "59:59", "1:00:00", "10:20:30",
    ]  # fmt: skip


def test_scripts_are_our_own_small_one_and_the_one_that_was_looked_at():
    assert {path.name for path in STATIC.iterdir() if path.suffix == ".js"} == {"htmx.min.js", "passkeys.js"}
    own = (STATIC / "passkeys.js").read_text()
    assert len(own) < 3_000
    assert not any(word in own for word in ("innerHTML", "eval", "document.write", "insertAdjacent", "Function("))
    assert hashlib.sha256((STATIC / "htmx.min.js").read_bytes()).hexdigest() == HTMX_2_0_11_SHA256
    assert (STATIC / "htmx.LICENSE.txt").read_text().startswith("Zero-Clause BSD")
