"""Asks for a second factor once more before something dangerous, and then does what was asked; nothing is lost."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response

from signaling.admin.doors import Page
from signaling.admin.forms import read_form
from signaling.admin.render import render
from signaling.admin.trouble_words import trouble_words
from signaling.admin.visitor import Visitor, caller_of, choose_language
from signaling.domain import audit_log
from signaling.domain.ports import Moment
from signaling.domain.sign_in import SignInDesk

_CODE = "step_up_code"
_KEY = "key"


class StepUp:
    """Stands before a form. Its page sends the very same form again, to the same address, with a code beside it."""

    def __init__(self, sign_in: SignInDesk, now: Callable[[], Moment]) -> None:
        self._sign_in = sign_in
        self._now = now

    def guard(self, act: Page) -> Page:
        """Let `act` happen only when the last second factor of this sign-in is fresh."""

        async def serve(request: Request, who: Visitor) -> Response:
            fields = await read_form(request)
            typed = fields.get(_CODE)
            token_hash, now = audit_log.token_hash(who.token), self._now()
            if self._sign_in.is_fresh(token_hash, now):
                return await act(request, who)
            trouble = ""
            if typed is not None:
                refusal = await self._sign_in.show_again(caller_of(request), who.account, token_hash, typed, now)
                if refusal is None:
                    return await act(request, who)
                trouble = refusal.code
            kept = {name: value for name, value in fields.items() if name not in {_CODE, _KEY}}
            said = trouble_words(choose_language(request), trouble) if trouble else ""
            values = {"kept": kept, "trouble": said, "has_factor": who.account.has_second_factor}
            status = 429 if trouble == "rate_limited" else 403
            return render(request, "step_up.html", visitor=who, status=status, values=values)

        return serve
