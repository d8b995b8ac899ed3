from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from signaling.admin.step_up import StepUp
from signaling.admin.visitor import Visitor
from signaling.domain import audit_log
from signaling.domain.policy import ServerPolicy
from tests.fakes.stepwise_ports import run
from tests.unit.signaling.domain.test_step_up import Desk


def _send(desk: Desk, token: str, fields: dict[str, str]) -> Response:
    """Send a form to what stands behind the guard."""
    body = urlencode(fields).encode()

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": body, "more_body": False}

    scope = {
        "type": "http", "method": "POST", "path": "/admin/x", "query_string": b"", "client": ("10.0.0.9", 1),
        "headers": [(b"content-type", b"application/x-www-form-urlencoded")],
    }  # fmt: skip

    async def act(_request: Request, _who: Visitor) -> Response:
        return PlainTextResponse("done")

    guarded = StepUp(desk.desk, lambda: desk.room.now).guard(act)
    return run(guarded(Request(scope, receive), Visitor(account=desk.admin, token=token)))


def test_form_is_held_back_until_a_code_is_right_and_comes_back_whole():
    desk = Desk()
    token = "e" * 32
    desk.token_hash = audit_log.token_hash(token)
    fields = {"key": "k" * 64, "organisation": '"><script>', "seen": "s"}
    held = _send(desk, token, fields)
    assert held.status_code == 403
    page = bytes(held.body).decode()
    assert 'name="organisation" value="&#34;&gt;&lt;script&gt;"' in page
    assert 'name="seen" value="s"' in page
    assert 'action="/admin/x"' in page
    assert "k" * 64 not in page, "the key of this sign-in stands there, not what was sent"
    wrong = _send(desk, token, fields | {"step_up_code": "000000"})
    assert (wrong.status_code, "000000" in bytes(wrong.body).decode()) == (403, False)
    assert _send(desk, token, fields | {"step_up_code": desk.code}).body == b"done"
    assert _send(desk, token, fields).body == b"done"
    desk.room.pass_time(ServerPolicy().step_up_ms)
    assert _send(desk, token, fields).status_code == 403
