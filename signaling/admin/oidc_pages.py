"""Signing in on the admin page through the organisation's sign-in service: there, back, and a code if need be."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from shared.clock import Clock
from signaling.admin import visitor
from signaling.admin.entry import Entry
from signaling.admin.forms import take_form
from signaling.admin.guard import guarded
from signaling.admin.passkey_pages import PasskeyPages
from signaling.admin.render import render
from signaling.admin.ticket import Ticket
from signaling.admin.trouble_words import trouble_words
from signaling.domain.accounts import Account
from signaling.domain.oidc_desk import METHOD, OidcDesk, ProviderUnreachableError, WayIn
from signaling.domain.oidc_settings import BACK_PATH
from signaling.domain.oidc_token import Identity
from signaling.domain.ports import Moment
from signaling.domain.session_desk import Refusal
from signaling.domain.sign_in import Shown

_MAX_AGE_S = 600
_FROM_HERE = frozenset({"same-origin", "none"})
_Answer = Callable[[Request], Awaitable[Response]]


class OidcPages:
    """Its routes are there only when a provider is configured."""

    def __init__(self, *, desk: OidcDesk, entry: Entry, ways: PasskeyPages, clock: Clock, is_secure: bool) -> None:
        self._desk = desk
        self._entry = entry
        self._ways = ways
        self._clock = clock
        # Lax: the way back begins at the provider, and the browser has to bring it all the same.
        self._ticket = Ticket("alongside-provider", max_age_s=_MAX_AGE_S, is_secure=is_secure, same_site="lax")

    def routes(self) -> list[Route]:
        """For the site."""
        return [
            Route("/admin/sign-in/provider", self._guard(self._send_out)),
            Route(BACK_PATH, self._guard(self._take_back)),
            Route("/admin/sign-in/provider/code", self._guard(self._code), methods=["POST"]),
        ]

    async def finish(self, request: Request, shown: Shown, now: Moment) -> Shown | Refusal:
        """After a passkey stood in place of the code: what the provider began is brought to its end."""
        if not shown.method.startswith(f"{METHOD}+"):
            return shown
        return await self._desk.arrive(visitor.caller_of(request), self._ticket.of(request), shown, now)

    async def _send_out(self, request: Request) -> Response:
        # A link and no form: the policy of our pages lets no form lead anywhere else (form-action).
        if request.headers.get("sec-fetch-site", "none") not in _FROM_HERE:
            return render(request, "refused.html", status=403)
        way = await self._desk.send_out(visitor.caller_of(request), self._now())
        if isinstance(way, Refusal):
            return self._refuse(request, way.code)
        response = RedirectResponse(way.address, status_code=303)
        self._ticket.give(response, way.ticket)
        return response

    async def _take_back(self, request: Request) -> Response:
        caller, now = visitor.caller_of(request), self._now()
        answer = dict(request.query_params)
        way = await self._desk.take_back(caller, self._ticket.of(request), answer, now)
        if isinstance(way, Identity):
            response = self._refuse(request, "provider_not_linked", subject=way.subject)
        elif isinstance(way, Refusal):
            response = self._refuse(request, way.code)
        elif way.shown is not None:
            return await self._enter(request, way.shown, now)
        else:
            return await self._ask_code(request, way, now)
        self._ticket.take(response)
        return response

    async def _code(self, request: Request) -> Response:
        fields = await take_form(request)
        if isinstance(fields, Response):
            return fields
        caller, now, ticket = visitor.caller_of(request), self._now(), self._ticket.of(request)
        account = await self._desk.half_way(ticket)
        if account is None:
            return self._refuse(request, "provider_late")
        shown = await self._ways.second_step(caller, account, fields.get("second_factor", ""), now, first=METHOD)
        if isinstance(shown, Refusal):
            return await self._code_page(request, account, shown.code, now)
        arrived = await self._desk.arrive(caller, ticket, shown, now)
        if isinstance(arrived, Refusal):
            return self._refuse(request, arrived.code)
        return await self._enter(request, arrived, now)

    async def _ask_code(self, request: Request, way: WayIn, now: Moment) -> Response:
        response = await self._code_page(request, way.account, "", now)
        self._ticket.give(response, way.ticket)
        return response

    async def _code_page(self, request: Request, account: Account, trouble: str, now: Moment) -> Response:
        language = visitor.choose_language(request)
        has_passkey = await self._ways.has_passkey(account)
        values = {
            "trouble": trouble_words(language, trouble) if trouble else "",
            "has_code": account.has_second_factor,
            "has_passkey": has_passkey,
            "provider": self._desk.settings.shown_name,
        }
        status = 200 if not trouble else 429 if trouble == "rate_limited" else 403
        response = render(request, "sign_in_code.html", status=status, values=values)
        if has_passkey:
            await self._ways.offer(response, account, now, first=METHOD)
        return response

    async def _enter(self, request: Request, shown: Shown, now: Moment) -> Response:
        response = await self._entry.enter(request, shown, now, is_from_afar=True)
        self._ticket.take(response)
        return response

    def _refuse(self, request: Request, code: str, *, subject: str = "") -> Response:
        status = {"rate_limited": 429, "provider_unreachable": 503}.get(code, 403)
        # Only this way is shut for a while; the page says that the others are open.
        trouble = "provider_too_often" if code == "rate_limited" else code
        return self._ways.sign_in_page(request, trouble=trouble, status=status, subject=subject)

    def _guard(self, answer: _Answer) -> _Answer:
        async def serve(request: Request) -> Response:
            try:
                return await answer(request)
            except ProviderUnreachableError:
                return self._refuse(request, "provider_unreachable")

        return guarded(serve, "provider_page_failed")

    def _now(self) -> Moment:
        return Moment(self._clock.monotonic_ms(), self._clock.utc_now())
