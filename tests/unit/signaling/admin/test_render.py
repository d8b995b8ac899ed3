import hashlib
from datetime import UTC, date, datetime

import pytest
from jinja2 import DictLoader, UndefinedError
from starlette.requests import Request

import signaling.admin.render
from signaling.admin.render import (
    STATIC,
    grouped,
    instant_words,
    render,
    render_long,
    static_address,
    static_path,
)
from signaling.admin.visitor import Visitor
from signaling.admin.words import span_of
from signaling.domain.accounts import Account, Role

VENDORED_SHA256 = {
    "htmx.min.js": "d6fdc75f204e6bdefa99b69bf1e6d4ac69b8a364f77929f45c13476b4000f717",  # 2.0.11
    "uplot.min.js": "19c8d4c6ad88929a79f4ae49d6f7161566dfd0ba3d15cc495e974f787eb78f1f",  # 1.6.32, dist/uPlot.iife.min.js
    "uplot.min.css": "df630c6a8d6f8eeaff264b50f73ce5b114f646ffd9a0bb74f049b0a00135fa04",  # 1.6.32, dist/uPlot.min.css
}
ANA = Visitor(
    account=Account(
        account_id=1,
        email="ana@b.org",
        name="Ana",
        role=Role.ADMIN,
        organisation="",
        created_on=date(2026, 11, 1),
        is_disabled=False,
        password_hash="",
    ),
    token="t",
)
REQUEST = Request({"type": "http", "headers": [], "path": "/admin/x"})


def test_page_escapes_what_is_put_in_and_runs_no_script_but_ours():
    values = {"trouble": "", "email": '"><script>alert(1)</script>', "has_passkeys": True}
    values |= {"is_second": False, "is_for_console": False, "subject": "", "provider": ""}
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


async def test_long_page_is_the_same_page_and_leaves_time_to_others(monkeypatch: pytest.MonkeyPatch):
    many = "{% for number in numbers %}<li>{{ number }}{{ t('Session') }}</li>{% endfor %}"
    loader = DictLoader({"many.html": many})
    monkeypatch.setattr(signaling.admin.render._ENVIRONMENT, "loader", loader)
    rests: list[float] = []

    async def rest(seconds: float) -> None:
        rests.append(seconds)

    values = {"numbers": range(100_000)}
    page = await render_long(REQUEST, "many.html", visitor=ANA, values=values, rest=rest)
    assert page.body == render(REQUEST, "many.html", visitor=ANA, values=values).body
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    assert len(rests) > 5, "after every few milliseconds"
    assert min(rests) >= 0.003


def test_static_files_have_addresses_that_change_with_them():
    address = static_address("admin.css")
    _, _, _, version, name = address.split("/")
    assert static_path(version, name) == STATIC / "admin.css"
    assert static_path("0" * 12, name) is None
    assert static_path(version, "../render.py") is None
    assert static_path(version, "render.py") is None


def test_instants_and_spans_are_the_same_for_every_reader():
    assert instant_words(datetime(2026, 11, 27, 18, 3, 12, tzinfo=UTC)) == "2026-11-27 18:03:12 UTC"
    assert [span_of(seconds) for seconds in (-1, 59.6, 3_599, 3_600, 37_230)] == [
        "0:00", "1:00", "59:59", "1:00:00", "10:20:30",
    ]  # fmt: skip


def test_large_numbers_are_grouped_the_same_for_every_reader():
    assert [grouped(number) for number in (0, 999, 1_000, 1_234_567)] == [
        "0", "999", "1\u202f000", "1\u202f234\u202f567",
    ]  # fmt: skip


def test_own_scripts_are_small_and_write_no_markup():
    for name in ("passkeys.js", "charts.js"):
        own = (STATIC / name).read_text()
        assert len(own) < 6_000, name
        assert not any(word in own for word in ("innerHTML", "eval", "document.write", "insertAdjacent", "Function("))


def test_scripts_of_others_are_those_that_were_looked_at():
    assert sorted(path.name for path in STATIC.iterdir() if path.suffix == ".js") == [
        "charts.js", "htmx.min.js", "passkeys.js", "uplot.min.js",
    ]  # fmt: skip
    for name, digest in VENDORED_SHA256.items():
        assert hashlib.sha256((STATIC / name).read_bytes()).hexdigest() == digest, name
    assert (STATIC / "htmx.LICENSE.txt").read_text().startswith("Zero-Clause BSD")
    assert (STATIC / "uplot.LICENSE.txt").read_text().startswith("The MIT License")
