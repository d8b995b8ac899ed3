"""All routes of the server: the socket, two health answers and the admin page; everything else does not exist."""

import json
from collections.abc import Awaitable, Callable, Sequence

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SIGNALING_PATH = "/v1/signaling"

_HEADERS = (
    (b"cache-control", b"no-store"),
    (b"connection", b"close"),  # one question a connection: only the first request's headers have a deadline
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)
_PAGES = b"/admin/"
_HSTS = (b"strict-transport-security", b"max-age=31536000")  # one year (RFC 6797)

NotReady = Callable[[], Awaitable[str | None]]


def build_routes(
    endpoint: ASGIApp, *, not_ready: NotReady, is_secure: bool, pages: Sequence[BaseRoute] = ()
) -> ASGIApp:
    """Put the application together.

    Args:
        endpoint: serves the WebSocket.
        not_ready: says why the server cannot work now (`audit_unwritable`, ...), or None when it can.
        pages: routes of the admin page.
        is_secure: whether programs reach this server through TLS.
    """

    async def healthz(_request: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def readyz(_request: Request) -> Response:
        reason = await not_ready()
        body = {"ready": reason is None} | ({} if reason is None else {"reason": reason})
        return Response(
            json.dumps(body) + "\n", status_code=200 if reason is None else 503, media_type="application/json"
        )

    application = Starlette(
        routes=[
            Route("/healthz", healthz),
            Route("/readyz", readyz),
            WebSocketRoute(SIGNALING_PATH, endpoint),
            *pages,
        ]
    )
    # A trailing slash is another path, and another path does not exist.
    application.router.redirect_slashes = False
    return _WithHeaders(application, (*_HEADERS, _HSTS) if is_secure else _HEADERS)


class _WithHeaders:
    """Adds the security headers to every HTTP answer, errors included."""

    def __init__(self, application: ASGIApp, headers: tuple[tuple[bytes, bytes], ...]) -> None:
        self._application = application
        self._headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or socket."""
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = {name for name, _ in message["headers"]}
                added = [header for header in self._headers if header[0] not in own]
                message = {**message, "headers": [*message["headers"], *added]}
            await send(message)

        # No address of ours needs an escape, and a page with two names is one that may be guarded once.
        raw_path, answer = scope.get("raw_path", b""), self._application
        if b"%" in raw_path and raw_path.startswith(_PAGES):
            # One of the addresses that lead to no page, and are told so by one.
            scope = {**scope, "path": _PAGES.decode(), "raw_path": _PAGES}
        elif b"%" in raw_path:
            answer = PlainTextResponse("Not Found", status_code=404)
        await answer(scope, receive, send_with_headers)
