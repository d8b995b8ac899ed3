"""The cookie that ties a question before the sign-in to one browser, for the five minutes it may be answered."""

from starlette.requests import Request
from starlette.responses import Response

from shared.audit.event import SID_PATTERN

MAX_AGE_S = 300


def ticket_name(*, is_secure: bool) -> str:
    """With TLS a name only this very host can set (RFC 6265bis section 4.1.3.2)."""
    return "__Host-alongside-ticket" if is_secure else "alongside-ticket"


def ticket_of(request: Request, *, is_secure: bool) -> str:
    """What the browser brought; empty when it is none of ours."""
    ticket = request.cookies.get(ticket_name(is_secure=is_secure), "")
    return ticket if SID_PATTERN.fullmatch(ticket) else ""


def set_ticket(response: Response, ticket: str, *, is_secure: bool) -> None:
    """Give the browser a ticket; scripts and other sites never see it."""
    response.set_cookie(
        ticket_name(is_secure=is_secure),
        ticket,
        max_age=MAX_AGE_S,
        path="/",
        secure=is_secure,
        httponly=True,
        samesite="strict",
    )


def clear_ticket(response: Response, *, is_secure: bool) -> None:
    """Forget it: it was used."""
    response.delete_cookie(
        ticket_name(is_secure=is_secure), path="/", secure=is_secure, httponly=True, samesite="strict"
    )
