from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from signaling.admin.passkey_pages import passkey_ticket
from signaling.admin.step_up import StepUp
from signaling.admin.visitor import Visitor
from signaling.bus.in_process import InProcessPairingState
from signaling.domain import audit_log
from signaling.domain.passkey_desk import PasskeyDesk
from signaling.domain.passkeys import RelyingParty
from signaling.domain.policy import ServerPolicy
from signaling.storage.passkey_directory import DatabasePasskeys
from tests.fakes.stepwise_ports import run
from tests.unit.signaling.domain.test_step_up import PASSKEYS_ONLY, Desk


def _passkeys(desk: Desk) -> PasskeyDesk:
    """Those of the same storage; nobody has one yet."""
    return PasskeyDesk(
        party=RelyingParty(rp_id="help.example", origin="https://help.example"),
        state=InProcessPairingState(lambda: desk.room.now.mono_ms),
        passkeys=DatabasePasskeys(desk.room.ledger),
        ledger=desk.room.ledger,
        policy=desk.policy,
        new_id=lambda: "7" * 32,
    )


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

    guarded = StepUp(desk.desk, _passkeys(desk), passkey_ticket(desk.policy, is_secure=False), lambda: desk.room.now)
    return run(guarded.guard(act)(Request(scope, receive), Visitor(account=desk.admin, token=token)))


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


def test_role_that_needs_a_passkey_is_asked_for_that_and_a_code_does_nothing():
    desk = Desk("password+passkey", policy=PASSKEYS_ONLY)
    token = "e" * 32
    desk.token_hash = audit_log.token_hash(token)
    for fields in (
        {"seen": "s"},
        {"step_up_code": desk.code},
        {"step_up_code": desk.room.factors[desk.admin.email].recovery_codes[0]},
    ):
        held = _send(desk, token, fields)
        page = bytes(held.body).decode()
        assert (held.status_code, 'name="step_up_code"' in page) == (403, False)
        assert "Your role does this with a passkey only" in page
    assert desk.room.tags()[-2:] == ["auth:step_up:failed"] * 2
    assert _send(desk, token, {"step_up_answer": "{}", "step_up_code": desk.code}).status_code == 403
