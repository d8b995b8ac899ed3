"""What becomes of somebody who has signed in on a page: they are let in, or asked about the console that waits."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from signaling.admin import visitor
from signaling.admin.console_words import console_end
from signaling.admin.render import render
from signaling.admin.ticket import Ticket
from signaling.domain.hand_over_desk import HandOverDesk
from signaling.domain.policy import ServerPolicy
from signaling.domain.ports import Moment, SignInKind
from signaling.domain.session_desk import Refusal
from signaling.domain.sign_in import Shown, SignInDesk

HOME = "/admin"
CONSOLE = "/admin/console"


class Entry:
    """One way in behind all ways to sign in. Who signs in for a console is signed in nowhere on the page."""

    def __init__(
        self, sign_in: SignInDesk, hand_overs: HandOverDesk, *, policy: ServerPolicy, is_secure: bool
    ) -> None:
        self._sign_in = sign_in
        self._hand_overs = hand_overs
        self._is_secure = is_secure
        max_age_s = policy.hand_over_ms // 1000
        # Lax: the way back begins at the sign-in service, and the browser has to bring it all the same.
        self._waiting = Ticket("alongside-console", max_age_s=max_age_s, is_secure=is_secure, same_site="lax")
        self._arrived = Ticket("alongside-console-answer", max_age_s=max_age_s, is_secure=is_secure)

    def console_of(self, request: Request) -> str:
        """The hand-over this browser signs in for; empty when it signs in for the page."""
        return self._waiting.of(request)

    def ticket_of(self, request: Request) -> str:
        """With what this browser may answer about a console; empty when with nothing."""
        return self._arrived.of(request)

    def begin(self, response: Response, hand_over_id: str) -> None:
        """From now on this browser signs in for that console."""
        self._waiting.give(response, hand_over_id)
        self._arrived.take(response)

    def leave(self, response: Response) -> None:
        """This browser has nothing to do with a console any more."""
        self._waiting.take(response)
        self._arrived.take(response)

    async def enter(self, request: Request, shown: Shown, now: Moment, *, is_from_afar: bool = False) -> Response:
        """Let them in; with `is_from_afar` they come from another site's page."""
        caller, hand_over_id = visitor.caller_of(request), self.console_of(request)
        if not hand_over_id:
            token = await self._sign_in.begin(caller, shown, SignInKind.WEB, now)
            response = _lead_on(request, HOME, is_from_afar=is_from_afar)
            visitor.set_cookie(response, token, is_secure=self._is_secure)
            return response
        ticket = await self._hand_overs.arrive(caller, hand_over_id, shown, now)
        if isinstance(ticket, Refusal):
            response = console_end(request, ticket.code)
            self.leave(response)
            return response
        response = _lead_on(request, CONSOLE, is_from_afar=is_from_afar)
        self._waiting.take(response)
        self._arrived.give(response, ticket)
        return response


def _lead_on(request: Request, to: str, *, is_from_afar: bool) -> Response:
    if not is_from_afar:
        return RedirectResponse(to, status_code=303)
    # A page and no redirect: the browser brings a strict cookie only where one of our own pages leads.
    return render(request, "signed_in.html", values={"to": to})
