"""Passkeys on the admin page: signing in with one, and a signed-in person's own page "Ways to sign in"."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from shared.clock import Clock
from signaling.admin import visitor
from signaling.admin.entry import CONSOLE, Entry
from signaling.admin.forms import take_form
from signaling.admin.render import render
from signaling.admin.ticket import Ticket
from signaling.admin.trouble_words import trouble_words
from signaling.admin.visitor import Visitor
from signaling.domain import audit_log
from signaling.domain.accounts import Account
from signaling.domain.operations import Operation
from signaling.domain.passkey_desk import METHOD, Ceremony, PasskeyDesk
from signaling.domain.policy import ServerPolicy
from signaling.domain.ports import AccountDirectory, AuditUnwritableError, Moment, TooManyWaitingError
from signaling.domain.session_desk import Refusal
from signaling.domain.sign_in import Shown, SignInDesk

WAYS = "/admin/ways"
AGAIN = f"{WAYS}/passkey/again"
_Page = Callable[[Request, Visitor], Awaitable[Response]]
Door = Callable[[_Page, Operation], Callable[[Request], Awaitable[Response]]]
Finish = Callable[[Request, Shown, Moment], Awaitable[Shown | Refusal]]
_OFFERED_AFTER = frozenset({"second_factor_needed", "passkey_needed"})
_NUMBER_MAX_CHARS = 9


class PasskeyPages:
    """Routes and answers; who may come in is for the doors of the site, which are handed in."""

    def __init__(
        self,
        *,
        desk: PasskeyDesk,
        sign_in: SignInDesk,
        accounts: AccountDirectory,
        policy: ServerPolicy,
        clock: Clock,
        is_secure: bool,
        entry: Entry,
        provider_name: str,
        finish_provider: Finish,
        page: Door,
        form: Door,
    ) -> None:
        self._desk = desk
        self._sign_in = sign_in
        self._accounts = accounts
        self._policy = policy
        self._clock = clock
        self._entry = entry
        self._ticket = passkey_ticket(policy, is_secure=is_secure)
        self._provider_name = provider_name
        self._finish_provider = finish_provider
        self._page = page
        self._form = form

    def routes(self) -> list[Route]:
        """For the site."""
        own = Operation.MANAGE_OWN_WAYS
        return [
            Route("/admin/sign-in/passkey/begin", self._begin, methods=["POST"]),
            Route("/admin/sign-in/passkey", self._finish, methods=["POST"]),
            Route(WAYS, self._page(self._ways, own)),
            Route("/admin/ways/passkey/begin", self._form(self._begin_add, own), methods=["POST"]),
            Route("/admin/ways/passkey", self._form(self._add, own), methods=["POST"]),
            Route(AGAIN, self._form(self._begin_again, own), methods=["POST"]),
            Route("/admin/ways/passkey/{passkey_id}/rename", self._form(self._rename, own), methods=["POST"]),
            Route("/admin/ways/passkey/{passkey_id}/remove", self._form(self._remove, own), methods=["POST"]),
        ]

    # Signing in

    def sign_in_page(
        self,
        request: Request,
        *,
        trouble: str = "",
        subject: str = "",
        email: str = "",
        is_second: bool = False,
        status: int = 200,
        hand_over_id: str | None = None,
    ) -> Response:
        """The page with password and code, passkeys where browsers know them, and the provider where there is one.

        It says for which console somebody signs in, if for one: `hand_over_id`, or else what the browser brought; an
        empty one is for none.
        """
        if hand_over_id is None:
            hand_over_id = self._entry.console_of(request)
        values = {
            "is_for_console": bool(hand_over_id),
            "here": f"{CONSOLE}/{hand_over_id}" if hand_over_id else request.url.path,
            "trouble": trouble_words(visitor.choose_language(request), trouble) if trouble else "",
            "subject": subject,
            "email": email[:254],
            "provider": self._provider_name,
            "has_passkeys": self._desk.is_possible,
            "is_second": is_second,
        }
        return render(request, "sign_in.html", status=status, values=values)

    async def has_passkey(self, account: Account) -> bool:
        """Whether the account can show one here."""
        return self._desk.is_possible and bool(await self._desk.of_account(account))

    async def offer(self, response: Response, account: Account, now: Moment, *, first: str) -> None:
        """After a first factor: let this browser show a passkey of the account."""
        self._ticket.give(response, await self._desk.offer_second(account, now, first=first))

    async def second_step(
        self, caller: visitor.WebCaller, account: Account, code: str, now: Moment, *, first: str = "password"
    ) -> Shown | Refusal:
        """What stands beside the first factor: a code, or that a passkey has to come."""
        has_passkey = await self.has_passkey(account)
        return await self._sign_in.check_second_factor(
            caller, account, code, now, has_passkey=has_passkey, first=first
        )

    async def refuse(
        self, request: Request, refusal: Refusal, *, email: str, account: Account | None, now: Moment
    ) -> Response:
        """The sign-in page with the reason; after the right password a passkey of that account may answer."""
        status = 429 if refusal.code == "rate_limited" else 403
        is_second = account is not None and refusal.code in _OFFERED_AFTER and await self.has_passkey(account)
        code = "passkey_or_code" if is_second and refusal.code == "second_factor_needed" else refusal.code
        response = self.sign_in_page(request, trouble=code, email=email, is_second=is_second, status=status)
        if account is not None and is_second:
            await self.offer(response, account, now, first="password")
        return response

    async def _begin(self, request: Request) -> Response:
        fields = await take_form(request)
        if isinstance(fields, Response):
            return self._say(request, Refusal("passkey_refused"))
        try:
            asked = await self._desk.ask_to_sign_in(
                visitor.caller_of(request),
                self._ticket.of(request),
                self._now(),
                is_second=fields.get("second", "") == "yes",
            )
        except (AuditUnwritableError, TooManyWaitingError):
            return Response(status_code=503)
        return self._question(request, asked)

    async def _finish(self, request: Request) -> Response:
        fields = await take_form(request)
        if isinstance(fields, Response):
            return render(request, "refused.html", status=403)
        caller, now = visitor.caller_of(request), self._now()
        ticket = self._ticket.of(request)
        try:
            shown = await self._desk.sign_in(caller, ticket, fields.get("answer", ""), now)
            if isinstance(shown, Shown):
                shown = await self._finish_provider(request, shown, now)
            if isinstance(shown, Refusal):
                response = await self.refuse(request, shown, email="", account=None, now=now)
            else:
                response = await self._entry.enter(request, shown, now)
        except (AuditUnwritableError, TooManyWaitingError):
            return render(request, "unavailable.html", status=503)
        self._ticket.take(response)
        return response

    async def is_held_back(self, who: Visitor) -> bool:
        """Whether their role needs a passkey and they came without: they may only set one up, and leave."""
        if not self._desk.must_use(who.account.role):
            return False
        facts = await self._accounts.sign_in_facts(audit_log.token_hash(who.token))
        return facts is None or METHOD not in facts.method.split("+")

    # One's own ways

    async def _ways(self, request: Request, who: Visitor) -> Response:
        return await self._show(request, who)

    async def _show(self, request: Request, who: Visitor, *, trouble: str = "", status: int = 200) -> Response:
        language = visitor.choose_language(request)
        is_fresh = await self._is_fresh(who)
        values = {
            "passkeys": await self._desk.of_account(who.account),
            "has_passkeys": self._desk.is_possible,
            "is_fresh": is_fresh,
            "stale": trouble_words(language, "not_fresh"),
            "must_use": self._desk.must_use(who.account.role),
            "is_held_back": await self.is_held_back(who),
            "trouble": trouble_words(language, trouble) if trouble else "",
        }
        return render(request, "ways.html", visitor=who, status=status, values=values)

    async def _begin_add(self, request: Request, who: Visitor) -> Response:
        if not await self._is_fresh(who):
            return self._say(request, Refusal("not_fresh"))
        asked = await self._desk.ask_to_make(visitor.caller_of(request), who.account, self._now())
        return self._question(request, asked)

    async def _begin_again(self, request: Request, who: Visitor) -> Response:
        asked = await self._desk.ask_again(visitor.caller_of(request), who.account, self._now())
        return self._question(request, asked)

    async def _add(self, request: Request, who: Visitor) -> Response:
        fields = request.state.fields
        ticket = self._ticket.of(request)
        refusal = await self._change(
            who,
            lambda caller, now: self._desk.add(
                caller,
                who.account,
                now,
                ticket=ticket,
                answer=fields.get("answer", ""),
                name=fields.get("name", ""),
            ),
            request,
        )
        response = await self._answer(request, who, refusal)
        self._ticket.take(response)
        return response

    async def _rename(self, request: Request, who: Visitor) -> Response:
        passkey_id, name = _number(request), request.state.fields.get("name", "")
        refusal = await self._change(
            who, lambda caller, now: self._desk.rename(caller, who.account, passkey_id, name, now), request
        )
        return await self._answer(request, who, refusal)

    async def _remove(self, request: Request, who: Visitor) -> Response:
        passkey_id, kept = _number(request), audit_log.token_hash(who.token)
        refusal = await self._change(
            who, lambda caller, now: self._desk.remove(caller, who.account, passkey_id, now, kept=kept), request
        )
        return await self._answer(request, who, refusal)

    async def _change(
        self, who: Visitor, act: Callable[[visitor.WebCaller, Moment], Awaitable["_Result"]], request: Request
    ) -> "_Result":
        if not await self._is_fresh(who):
            return Refusal("not_fresh")
        return await act(visitor.caller_of(request), self._now())

    async def _answer(self, request: Request, who: Visitor, refusal: Refusal | None) -> Response:
        if refusal is None:
            return RedirectResponse(WAYS, status_code=303)
        status = 404 if refusal.code == "passkey_gone" else 403
        return await self._show(request, who, trouble=refusal.code, status=status)

    async def _is_fresh(self, who: Visitor) -> bool:
        facts = await self._accounts.sign_in_facts(audit_log.token_hash(who.token))
        if facts is None:
            return False
        age_ms = int(self._now().utc.timestamp() * 1000) - facts.begun_unix_ms
        return age_ms < self._policy.ways_fresh_ms

    def _question(self, request: Request, asked: Ceremony | Refusal) -> Response:
        if isinstance(asked, Refusal):
            return self._say(request, asked)
        response = JSONResponse({"options": asked.options})
        self._ticket.give(response, asked.ticket)
        return response

    def _say(self, request: Request, refusal: Refusal) -> Response:
        status = 429 if refusal.code == "rate_limited" else 403
        said = trouble_words(visitor.choose_language(request), refusal.code)
        return JSONResponse({"trouble": said}, status_code=status)

    def _now(self) -> Moment:
        return Moment(self._clock.monotonic_ms(), self._clock.utc_now())


_Result = Refusal | None


def passkey_ticket(policy: ServerPolicy, *, is_secure: bool) -> Ticket:
    """The cookie with which a browser brings the answer to the question it was asked."""
    return Ticket("alongside-ticket", max_age_s=policy.passkey_question_ms // 1000, is_secure=is_secure)


async def no_provider(_request: Request, shown: Shown, _now: Moment) -> Shown | Refusal:
    """Where there is no provider, there is nothing to bring to its end."""
    return shown


def _number(request: Request) -> int:
    text = request.path_params["passkey_id"]
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _NUMBER_MAX_CHARS else 0
