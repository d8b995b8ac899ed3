"""Asks once more who somebody is before something dangerous, and then does what was asked; nothing is lost."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response

from signaling.admin.doors import Page
from signaling.admin.forms import read_form
from signaling.admin.passkey_pages import AGAIN
from signaling.admin.render import render
from signaling.admin.ticket import Ticket
from signaling.admin.trouble_words import trouble_words
from signaling.admin.visitor import Visitor, caller_of, choose_language
from signaling.domain import audit_log
from signaling.domain.passkey_desk import METHOD, PasskeyDesk
from signaling.domain.ports import Moment
from signaling.domain.session_desk import Refusal
from signaling.domain.sign_in import SignInDesk

_CODE = "step_up_code"
_ANSWER = "step_up_answer"
_KEY = "key"
_NOTHING_YET = Refusal("")


class StepUp:
    """Stands before a form. Its page sends the very same form again, to the same address, with a proof beside it.

    A role that needs a passkey shows a passkey; everybody else that or a code.
    """

    def __init__(self, sign_in: SignInDesk, passkeys: PasskeyDesk, ticket: Ticket, now: Callable[[], Moment]) -> None:
        self._sign_in = sign_in
        self._passkeys = passkeys
        self._ticket = ticket
        self._now = now

    def guard(self, act: Page) -> Page:
        """Let `act` happen only when the last second factor of this sign-in is fresh."""

        async def serve(request: Request, who: Visitor) -> Response:
            if self._sign_in.is_fresh(audit_log.token_hash(who.token), self._now()):
                return await act(request, who)
            fields = await read_form(request)
            refusal = await self._take(request, who, fields)
            if refusal is None:
                return await act(request, who)
            return await self._ask(request, who, fields, refusal.code)

        return serve

    async def _take(self, request: Request, who: Visitor, fields: dict[str, str]) -> Refusal | None:
        """What stands against doing it now; None once a proof was right."""
        caller, token_hash, now = caller_of(request), audit_log.token_hash(who.token), self._now()
        if answer := fields.get(_ANSWER):
            refusal = await self._passkeys.show_again(caller, who.account, self._ticket.of(request), answer, now)
            if refusal is None:
                await self._sign_in.shown_again(caller, who.account, token_hash, METHOD, now)
            return refusal
        if _CODE in fields:
            return await self._sign_in.show_again(caller, who.account, token_hash, fields[_CODE], now)
        return _NOTHING_YET

    async def _ask(self, request: Request, who: Visitor, fields: dict[str, str], trouble: str) -> Response:
        must_use = self._passkeys.must_use(who.account.role)
        values = {
            "kept": {name: value for name, value in fields.items() if name not in {_CODE, _ANSWER, _KEY}},
            "trouble": trouble_words(choose_language(request), trouble) if trouble else "",
            "takes_code": who.account.has_second_factor and not must_use,
            "has_passkey": self._passkeys.is_possible and bool(await self._passkeys.of_account(who.account)),
            "must_use": must_use,
            "begin": AGAIN,
        }
        status = 429 if trouble == "rate_limited" else 403
        return render(request, "step_up.html", visitor=who, status=status, values=values)
