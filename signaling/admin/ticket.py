"""The cookie that ties a question before the sign-in to one browser, for the minutes it may be answered."""

from typing import Literal

from starlette.requests import Request
from starlette.responses import Response

from shared.audit.event import SID_PATTERN


class Ticket:
    """One kind of ticket; scripts and other sites never see it."""

    def __init__(
        self, name: str, *, max_age_s: int, is_secure: bool, same_site: Literal["strict", "lax"] = "strict"
    ) -> None:
        # With TLS a name only this very host can set (RFC 6265bis section 4.1.3.2).
        self.name = f"__Host-{name}" if is_secure else name
        self._max_age_s = max_age_s
        self._is_secure = is_secure
        self._same_site: Literal["strict", "lax"] = same_site

    def of(self, request: Request) -> str:
        """What the browser brought; empty when it is none of ours."""
        ticket = request.cookies.get(self.name, "")
        return ticket if SID_PATTERN.fullmatch(ticket) else ""

    def give(self, response: Response, ticket: str) -> None:
        """Let the browser keep it."""
        response.set_cookie(
            self.name,
            ticket,
            max_age=self._max_age_s,
            path="/",
            secure=self._is_secure,
            httponly=True,
            samesite=self._same_site,
        )

    def take(self, response: Response) -> None:
        """Forget it: it was used."""
        response.delete_cookie(self.name, path="/", secure=self._is_secure, httponly=True, samesite=self._same_site)
