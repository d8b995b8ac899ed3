"""Ends a live session from its page: one page that says what will happen, one form that does it."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from signaling.admin.doors import Doors
from signaling.admin.render import render
from signaling.admin.visitor import Visitor
from signaling.domain.operations import Operation
from signaling.domain.ports import SessionStage
from signaling.domain.review import SessionSummary
from signaling.domain.session_ender import SessionEnder

_PATH = "/admin/sessions/{session_id}/end"
_Find = Callable[[Request, Visitor], Awaitable[SessionSummary | None]]


class SessionEndPage:
    """The question, and what comes of a yes."""

    def __init__(self, doors: Doors, ender: SessionEnder, find: _Find) -> None:
        """`find` gives the session of an address, if the visitor may see it."""
        self._doors = doors
        self._ender = ender
        self._find = find

    def routes(self) -> list[Route]:
        """The two routes of this page."""
        return [
            Route(_PATH, self._doors.page(self._ask, Operation.END_SESSION)),
            Route(_PATH, self._doors.fresh_form(self._end, Operation.END_SESSION), methods=["POST"]),
        ]

    async def _ask(self, request: Request, who: Visitor) -> Response:
        session = await self._find(request, who)
        if session is None:
            return render(request, "missing.html", visitor=who, status=404)
        if not is_going_on(session):
            return _back_to(session)
        return render(request, "session_end.html", visitor=who, values={"session": session})

    async def _end(self, request: Request, who: Visitor) -> Response:
        session = await self._find(request, who)
        if session is None:
            return render(request, "missing.html", visitor=who, status=404)
        # Ended by somebody else meanwhile, or twice by one who pressed twice: its page says how it stands.
        await self._ender.end(session.session_id, who.account, self._doors.now())
        return _back_to(session)


def is_going_on(session: SessionSummary) -> bool:
    """Whether there is anything left to end."""
    return session.stage not in {SessionStage.CLOSING, SessionStage.CLOSED}


def _back_to(session: SessionSummary) -> Response:
    return RedirectResponse(f"/admin/sessions/{session.session_id}", status_code=303)
