"""The pages on which somebody lets a console in that waits for their browser: sign in, type its number, yes or no."""

import hmac
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from shared.audit.event import SID_PATTERN
from signaling.admin import visitor
from signaling.admin.console_words import DECLINED, FROM_A_LINK, GRANTED, console_end
from signaling.admin.entry import CONSOLE, Entry
from signaling.admin.forms import take_form
from signaling.admin.guard import guarded
from signaling.admin.passkey_pages import PasskeyPages
from signaling.admin.render import render
from signaling.domain.hand_over_desk import VOID, WRONG_NUMBER, HandOverDesk
from signaling.domain.ports import Moment

_FROM_HERE = frozenset({"same-origin", "none"})
_FAILED = "console_page_failed"


class ConsolePages:
    """Nothing here is for somebody signed in on the page: each console asks for a sign-in of its own."""

    def __init__(self, desk: HandOverDesk, entry: Entry, ways: PasskeyPages, now: Callable[[], Moment]) -> None:
        self._desk = desk
        self._entry = entry
        self._ways = ways
        self._now = now

    def routes(self) -> list[Route]:
        """For the site."""
        return [
            Route(CONSOLE, guarded(self._ask, _FAILED)),
            Route(CONSOLE, guarded(self._answer, _FAILED), methods=["POST"]),
            Route(f"{CONSOLE}/{{hand_over_id}}", guarded(self._begin, _FAILED)),
        ]

    async def _begin(self, request: Request) -> Response:
        # A console has the system open the address; a link in a message on a web page leads here from another site.
        if request.headers.get("sec-fetch-site", "none") not in _FROM_HERE:
            return console_end(request, FROM_A_LINK)
        hand_over_id = request.path_params["hand_over_id"]
        if not SID_PATTERN.fullmatch(hand_over_id) or not await self._desk.is_open(hand_over_id):
            return console_end(request, VOID)
        response = self._ways.sign_in_page(request, hand_over_id=hand_over_id)
        self._entry.begin(response, hand_over_id)
        return response

    async def _ask(self, request: Request) -> Response:
        return await self._show(request, is_wrong=False)

    async def _show(self, request: Request, *, is_wrong: bool) -> Response:
        ticket = self._entry.ticket_of(request)
        question = await self._desk.question(visitor.caller_of(request), ticket)
        if question is None:
            return self._end(request, VOID)
        values = {"question": question, "key": visitor.form_key(ticket), "is_wrong": is_wrong}
        return render(request, "console.html", status=403 if is_wrong else 200, values=values)

    async def _answer(self, request: Request) -> Response:
        fields = await take_form(request)
        if isinstance(fields, Response):
            return fields
        ticket = self._entry.ticket_of(request)
        if not ticket:
            return self._end(request, VOID)
        if not hmac.compare_digest(fields.get("key", "").encode(), visitor.form_key(ticket).encode()):
            return render(request, "refused.html", status=403)
        return await self._decide(request, ticket, fields)

    async def _decide(self, request: Request, ticket: str, fields: dict[str, str]) -> Response:
        caller, now = visitor.caller_of(request), self._now()
        if fields.get("answer") != "yes":
            refusal = await self._desk.say_no(caller, ticket, now)
            return self._end(request, DECLINED if refusal is None else refusal.code)
        refusal = await self._desk.say_yes(caller, ticket, fields.get("number", ""), now)
        if refusal is not None and refusal.code == WRONG_NUMBER:
            return await self._show(request, is_wrong=True)
        return self._end(request, GRANTED if refusal is None else refusal.code)

    def _end(self, request: Request, code: str) -> Response:
        response = console_end(request, code)
        self._entry.leave(response)
        return response
