"""The page behind a set-up link: the one page besides the sign-in that is open to somebody who is not signed in."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

import segno
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from shared.audit.event import SID_PATTERN
from signaling.admin import account_words, visitor
from signaling.admin.forms import take_form
from signaling.admin.guard import guarded
from signaling.admin.render import render
from signaling.domain.accounts import Account
from signaling.domain.ports import Moment
from signaling.domain.second_factor import setup_uri
from signaling.domain.set_up import SetUpDesk, SetUpForm, SetUpProblem

_FAILED = "set_up_failed"

_PATH = "/admin/set-up/{token}"
_GROUP_CHARS = 4
_WITHOUT_NAME = "Alongside"
_STATUS = {"void": 404, "rate_limited": 429}
_SEALED_MAX_CHARS = 512


class SecretSeal(Protocol):
    """Seals what a page carries to a browser and gets back."""

    def seal(self, secret: str, account_id: int) -> bytes:
        """The secret, bound to its account."""
        ...

    def open(self, sealed: bytes, account_id: int) -> str | None:
        """The secret; None when it was sealed for another account or was changed."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SetUpParts:
    """What the page stands on."""

    desk: SetUpDesk
    seal: SecretSeal
    origin: str


class SetUpPage:
    """Looking at it changes nothing, for programs that read mail follow links too. No link, no page."""

    def __init__(self, parts: SetUpParts, now: Callable[[], Moment]) -> None:
        self._parts = parts
        self._now = now

    def routes(self) -> list[Route]:
        """One address, to look and to send."""
        return [
            Route(_PATH, guarded(self._look, _FAILED)),
            Route(_PATH, guarded(self._finish, _FAILED), methods=["POST"]),
        ]

    async def _look(self, request: Request) -> Response:
        return await self._show(request, "", "")

    async def _finish(self, request: Request) -> Response:
        fields = await take_form(request)
        return fields if isinstance(fields, Response) else await self._act(request, fields)

    async def _act(self, request: Request, fields: dict[str, str]) -> Response:
        found = await self._person_at(request)
        if isinstance(found, SetUpProblem):
            return _refuse(request, found)
        secret = self._opened(fields.get("sealed", ""), found)
        form = SetUpForm(
            password=fields.get("password", ""),
            again=fields.get("again", ""),
            secret=secret,
            code=fields.get("code", ""),
        )
        caller = visitor.caller_of(request)
        done = await self._parts.desk.finish(caller, request.path_params["token"], form, self._now())
        if isinstance(done, SetUpProblem):
            if done.code in _STATUS:
                return _refuse(request, done)
            return await self._show(request, secret, done.code)
        codes = () if done is None else done.recovery_codes
        return render(request, "set_up_done.html", values={"person": found, "codes": codes})

    async def _show(self, request: Request, secret: str, trouble: str) -> Response:
        found = await self._person_at(request)
        if isinstance(found, SetUpProblem):
            return _refuse(request, found)
        values: dict[str, object] = {"person": found, "trouble": trouble, "say": account_words, "picture": ""}
        if not found.has_second_factor:
            # The same secret again after a mistake: it is in the person's phone by now.
            secret = secret or self._parts.desk.new_secret()
            server = urlsplit(self._parts.origin).hostname or _WITHOUT_NAME
            picture = segno.make(setup_uri(secret, email=found.email, server=server), error="m")
            groups = (secret[place : place + _GROUP_CHARS] for place in range(0, len(secret), _GROUP_CHARS))
            values |= {
                "picture": picture.svg_data_uri(scale=4, border=3, dark="#000", light="#fff"),
                "by_hand": " ".join(groups),
                "sealed": self._parts.seal.seal(secret, found.account_id).hex(),
            }
        return render(request, "set_up.html", status=400 if trouble else 200, values=values)

    async def _person_at(self, request: Request) -> Account | SetUpProblem:
        token = request.path_params["token"]
        if not SID_PATTERN.fullmatch(token):
            token = ""  # counted like any other guess
        return await self._parts.desk.look(visitor.caller_of(request), token, self._now())

    def _opened(self, sealed: str, person: Account) -> str:
        if len(sealed) > _SEALED_MAX_CHARS:
            return ""
        try:
            return self._parts.seal.open(bytes.fromhex(sealed), person.account_id) or ""
        except ValueError:
            return ""


def _refuse(request: Request, problem: SetUpProblem) -> Response:
    return render(request, "set_up_void.html", status=_STATUS[problem.code], values={"problem": problem.code})
