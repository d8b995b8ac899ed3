"""What is no address of ours gets a page that says so, and a question with U+0000 in it gets no further than here."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from signaling.admin.render import render

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
_NULS = (b"%00", b"\x00")  # there is no third way to write it in a query (RFC 3986 section 2.1)


async def _missing(request: Request) -> Response:
    # The same for everybody, signed in or not: nobody learns which addresses there are for others.
    return render(request, "missing.html", status=404)


def missing_route() -> Route:
    """For the end of all routes: whatever else lies below `/admin`."""
    return Route("/admin/{rest:path}", _missing, methods=_METHODS)


def without_nul(routes: list[Route]) -> list[Route]:
    """The same routes, none of which sees a query that holds U+0000.

    It is part of no text, and PostgreSQL takes it in none: a search with it would fail as if the record could not be
    read. Forms are looked at where they are read.
    """
    for route in routes:
        route.app = _Guarded(route.app)
    return routes


class _Guarded:
    def __init__(self, application: ASGIApp) -> None:
        self._application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        query = scope.get("query_string", b"")
        answer: ASGIApp = self._application
        if any(nul in query for nul in _NULS):
            answer = render(Request(scope), "unreadable.html", status=400)
        await answer(scope, receive, send)
