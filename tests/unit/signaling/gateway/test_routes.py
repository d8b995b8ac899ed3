from typing import Any

import pytest

from signaling.gateway.routes import build_routes


async def _ask(application: Any, path: str, method: str = "GET") -> tuple[int, dict[bytes, bytes], bytes]:
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "path": path,
        "raw_path": path.encode(), "query_string": b"", "headers": [], "scheme": "http",
        "server": ("127.0.0.1", 1), "client": ("127.0.0.1", 2), "root_path": "",
    }  # fmt: skip
    await application(scope, receive, send)
    return sent[0]["status"], dict(sent[0]["headers"]), b"".join(message.get("body", b"") for message in sent[1:])


async def _no_socket(*_: Any) -> None: ...


async def _ready() -> str | None:
    return None


async def _unready() -> str | None:
    return "audit_unwritable"


async def test_readyz_says_why_not():
    application = build_routes(_no_socket, not_ready=_unready, is_secure=False)
    status, _, body = await _ask(application, "/readyz")
    assert (status, body) == (503, b'{"ready": false, "reason": "audit_unwritable"}\n')
    assert (await _ask(application, "/healthz"))[0] == 200


@pytest.mark.parametrize("is_secure", [True, False])
async def test_strict_transport_security_only_where_there_is_tls(is_secure: bool):
    application = build_routes(_no_socket, not_ready=_ready, is_secure=is_secure)
    for path in ("/healthz", "/nothing"):
        _, headers, _ = await _ask(application, path)
        assert (b"strict-transport-security" in headers) is is_secure
        assert headers[b"x-content-type-options"] == b"nosniff"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "TRACE", "CONNECT", "PROPFIND"])
async def test_nothing_can_be_written(method: str):
    application = build_routes(_no_socket, not_ready=_ready, is_secure=False)
    assert (await _ask(application, "/healthz", method))[0] == 405
