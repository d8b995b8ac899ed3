"""Pages that change accounts: what was and what will be on a page of its own, and only then the change."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from shared.protocol.email_address import normalize_email
from signaling.admin import account_words
from signaling.admin.doors import Doors
from signaling.admin.forms import read_form
from signaling.admin.render import render
from signaling.admin.visitor import Visitor, caller_of
from signaling.domain import audit_log
from signaling.domain.account_changes import (
    LINK_ACTIONS,
    AccountAction,
    AccountChange,
    AccountChanges,
    ChangeProblem,
    NewAccount,
    differences,
    stamp_of,
)
from signaling.domain.accounts import Account, Role, clean_name
from signaling.domain.operations import Operation

_NEW, _ONE = "/admin/accounts/new", "/admin/accounts/{account_id}"
_DIGITS_MAX = 15
_CHANGE = Operation.CHANGE_ACCOUNTS


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountParts:
    """What these pages stand on.

    Attributes:
        origin: the server's own address, with which every link begins.
        new_token: 128 random bits as 32 hex digits.
    """

    changes: AccountChanges
    origin: str
    new_token: Callable[[], str]


class AccountPages:
    """The page of each account, the form for a new one, and what comes of both."""

    def __init__(self, doors: Doors, parts: AccountParts) -> None:
        self._doors = doors
        self._parts = parts

    def routes(self) -> list[Route]:
        """Those behind the list of accounts; the list itself is the site's."""
        doors = self._doors
        return [
            Route(_NEW, doors.page(self._new, _CHANGE)),
            Route(f"{_NEW}/check", doors.form(self._check_new, _CHANGE), methods=["POST"]),
            Route(_NEW, doors.fresh_form(self._add, _CHANGE), methods=["POST"]),
            Route(_ONE, doors.page(self._one, _CHANGE)),
            Route(f"{_ONE}/check", doors.form(self._check, _CHANGE), methods=["POST"]),
            Route(_ONE, doors.fresh_form(self._apply, _CHANGE), methods=["POST"]),
        ]

    # Somebody new

    async def _new(self, request: Request, who: Visitor) -> Response:
        return _render_new(request, who, {"role": Role.AGENT.value}, "")

    async def _check_new(self, request: Request, who: Visitor) -> Response:
        fields = await read_form(request)
        new = _read_new(fields)
        if isinstance(new, str):
            return _render_new(request, who, fields, new)
        rows = (
            ("email", "", new.email),
            ("name", "", new.name),
            ("role", "", new.role.value),
            ("organisation", "", new.organisation),
            ("setup_link", "", "made"),
        )
        values = {
            "rows": rows,
            "kept": {"email": new.email, "name": new.name, "role": new.role.value, "organisation": new.organisation},
            "target": _NEW,
            "back": _NEW,
            "person": None,
            "action": None,
        }
        return _render(request, who, "account_confirm.html", values)

    async def _add(self, request: Request, who: Visitor) -> Response:
        fields = await read_form(request)
        new = _read_new(fields)
        if isinstance(new, str):
            return _render_new(request, who, fields, new)
        token = self._parts.new_token()
        made = await self._parts.changes.add(
            new, who.account, caller_of(request), audit_log.token_hash(token), self._doors.now()
        )
        if isinstance(made, ChangeProblem):
            return _render_new(request, who, fields, made.value)
        return self._render_link(request, who, made, token)

    # Somebody who is there

    async def _one(self, request: Request, who: Visitor) -> Response:
        return await self._show(request, who, None)

    async def _check(self, request: Request, who: Visitor) -> Response:
        person, change = await self._read_change(request)
        if person is None or change is None:
            return await self._show(request, who, None)
        rows = differences(person, change)
        if not rows or change.seen != stamp_of(person):
            problem = ChangeProblem.MEANWHILE if rows else ChangeProblem.NOTHING
            return await self._show(request, who, problem)
        kept = {
            "action": change.action.value,
            "seen": change.seen,
            "role": change.role.value,
            "organisation": change.organisation,
        }
        address = f"/admin/accounts/{person.account_id}"
        values = {
            "rows": rows,
            "kept": kept,
            "target": address,
            "back": address,
            "person": person,
            "action": change.action,
        }
        return _render(request, who, "account_confirm.html", values)

    async def _apply(self, request: Request, who: Visitor) -> Response:
        person, change = await self._read_change(request)
        if person is None or change is None:
            return await self._show(request, who, None)
        token = self._parts.new_token()
        done = await self._parts.changes.apply(
            change, who.account, caller_of(request), audit_log.token_hash(token), self._doors.now()
        )
        if isinstance(done, ChangeProblem):
            return await self._show(request, who, done)
        if change.action in LINK_ACTIONS:
            return self._render_link(request, who, done, token)
        return RedirectResponse(f"/admin/accounts/{done.account_id}", status_code=303)

    async def _show(self, request: Request, who: Visitor, problem: ChangeProblem | None) -> Response:
        person = await self._find(request)
        if person is None:
            return render(request, "missing.html", visitor=who, status=404)
        waiting = await self._parts.changes.with_link(self._doors.now())
        values = {
            "person": person,
            "seen": stamp_of(person),
            "problem": problem,
            "is_own": person.account_id == who.account.account_id,
            "has_link": person.account_id in waiting,
        }
        return _render(request, who, "account.html", values, status=200 if problem is None else 409)

    async def _find(self, request: Request) -> Account | None:
        text = str(request.path_params["account_id"])
        if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS_MAX):
            return None
        return await self._parts.changes.read(int(text))

    async def _read_change(self, request: Request) -> tuple[Account | None, AccountChange | None]:
        person, fields = await self._find(request), await read_form(request)
        action, role = fields.get("action", ""), fields.get("role", "")
        organisation = _clean_organisation(fields.get("organisation", ""))
        if person is None or action not in set(AccountAction):
            return person, None
        is_details = action == AccountAction.DETAILS
        if is_details and (role not in set(Role) or organisation is None):
            return person, None
        change = AccountChange(
            account_id=person.account_id,
            action=AccountAction(action),
            seen=fields.get("seen", ""),
            role=Role(role) if is_details else person.role,
            organisation=organisation or "" if is_details else person.organisation,
        )
        return person, change

    def _render_link(self, request: Request, who: Visitor, person: Account, token: str) -> Response:
        values = {"person": person, "link": f"{self._parts.origin}/admin/set-up/{token}"}
        return _render(request, who, "account_link.html", values)


def _read_new(fields: Mapping[str, str]) -> NewAccount | str:
    """The account a form asks for, or the name of what is wrong with it."""
    email, name = normalize_email(fields.get("email", "")), clean_name(fields.get("name", ""))
    organisation, role = _clean_organisation(fields.get("organisation", "")), fields.get("role", "")
    if email is None:
        return "bad_email"
    if name is None:
        return "bad_name"
    if organisation is None:
        return "bad_organisation"
    if role not in set(Role):
        return "bad_role"
    return NewAccount(email=email, name=name, role=Role(role), organisation=organisation)


def _clean_organisation(text: str) -> str | None:
    return clean_name(text) if text.strip() else ""


def _render_new(request: Request, who: Visitor, fields: Mapping[str, str], problem: str) -> Response:
    asked = {name: fields.get(name, "")[:254] for name in ("email", "name", "role", "organisation")}
    values = {"asked": asked, "problem": problem}
    return _render(request, who, "account_new.html", values, status=400 if problem else 200)


def _render(
    request: Request, who: Visitor, template: str, values: Mapping[str, object], *, status: int = 200
) -> Response:
    shared = {"say": account_words, "roles": list(Role), "actions": AccountAction}
    return render(request, template, visitor=who, status=status, values={**shared, **values})
