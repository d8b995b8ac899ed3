"""Where somebody is signed in themself, here and in the console: seen, and ended one by one or all others at once."""

import hashlib
import hmac
from collections.abc import Callable
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from signaling.admin import sign_in_words
from signaling.admin.doors import Doors
from signaling.admin.render import render
from signaling.admin.visitor import Visitor, caller_of
from signaling.domain import audit_log
from signaling.domain.operations import Operation
from signaling.domain.ports import AccountDirectory, KeptSignIn
from signaling.domain.sign_in import SignInDesk

HOME = "/admin/sign-ins"
_OWN = Operation.MANAGE_OWN_WAYS
_ID_CHARS = 32


class SignInPages:
    """Everybody's, whatever their role: of one's own sign-ins only, whoever else's one may see elsewhere."""

    def __init__(self, doors: Doors, sign_in: SignInDesk, accounts: AccountDirectory) -> None:
        self._doors = doors
        self._sign_in = sign_in
        self._accounts = accounts

    def routes(self) -> list[Route]:
        """Ending asks for a fresh code (ASVS 5.0 7.5.2); this very one is ended by signing out."""
        fresh_form = self._doors.fresh_form
        return [
            Route(HOME, self._doors.page(self._show, _OWN)),
            Route(f"{HOME}/others/end", fresh_form(self._end_others, _OWN), methods=["POST"]),
            Route(f"{HOME}/{{sign_in_id}}/end", fresh_form(self._end_one, _OWN), methods=["POST"]),
        ]

    async def _show(self, request: Request, who: Visitor) -> Response:
        own = audit_log.token_hash(who.token)
        kept = await self._accounts.sign_ins_of(who.account.account_id, self._doors.now())
        values = {
            "this_one": next((each for each in kept if each.token_hash == own), None),
            "others": [(sign_in_id(who, each), each) for each in kept if each.token_hash != own],
            "at": _instant,
            "say": sign_in_words,
        }
        return render(request, "sign_ins.html", visitor=who, values=values)

    async def _end_others(self, request: Request, who: Visitor) -> Response:
        await self._end(request, who, lambda _: True)
        return RedirectResponse(HOME, status_code=303)

    async def _end_one(self, request: Request, who: Visitor) -> Response:
        meant = request.path_params["sign_in_id"]
        ended = await self._end(request, who, lambda each: sign_in_id(who, each) == meant)
        if not ended:
            # Over by itself meanwhile, or never theirs: which of the two is nobody's business.
            return render(request, "missing.html", visitor=who, status=404)
        return RedirectResponse(HOME, status_code=303)

    async def _end(self, request: Request, who: Visitor, is_meant: Callable[[KeptSignIn], bool]) -> int:
        own = audit_log.token_hash(who.token)
        return await self._sign_in.end_elsewhere(
            caller_of(request),
            who.account,
            lambda each: each.token_hash != own and is_meant(each),
            self._doors.now(),
        )


def sign_in_id(who: Visitor, sign_in: KeptSignIn) -> str:
    """What a page calls a sign-in: it says nothing of the token, and means nothing to anybody else."""
    return hmac.new(who.form_key.encode(), sign_in.token_hash, hashlib.sha256).hexdigest()[:_ID_CHARS]


def _instant(unix_ms: int) -> datetime:
    return datetime.fromtimestamp(unix_ms / 1000, UTC)
