"""The page of the organisation's rules for sessions: seen, changed with before and after, and in force at once."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from signaling.admin import policy_words
from signaling.admin.doors import Doors
from signaling.admin.forms import read_form
from signaling.admin.render import render
from signaling.admin.visitor import Visitor, caller_of
from signaling.domain.operations import Operation
from signaling.domain.session_policy import (
    DAYS,
    FORBIDDABLE,
    LIMITABLE,
    RIGHT_MINUTES_MIN,
    PolicyBook,
    Rule,
    RuleError,
    SessionPolicy,
    policy_of,
    rules_of,
)
from signaling.domain.zones import UTC_NAME, ZONES

_PATH = "/admin/policies"
_SEEN = "seen_"
_REGIONS = {
    region: [zone for zone in ZONES if zone.startswith(f"{region}/")]
    for region in sorted({zone.partition("/")[0] for zone in ZONES if "/" in zone})
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """A form: what is wanted, and the rules it was filled in over."""

    wanted: SessionPolicy
    seen: SessionPolicy


class PolicyPages:
    """Rules forbid and bound; no field of this page can give anybody anything."""

    def __init__(self, doors: Doors, book: PolicyBook) -> None:
        self._doors = doors
        self._book = book

    def routes(self) -> list[Route]:
        """To look, to see before and after, to change."""
        doors, change = self._doors, Operation.CHANGE_POLICIES
        return [
            Route(_PATH, doors.page(self._look, Operation.SEE_POLICIES)),
            Route(f"{_PATH}/check", doors.form(self._check, change), methods=["POST"]),
            Route(_PATH, doors.fresh_form(self._change, change), methods=["POST"]),
        ]

    async def _look(self, request: Request, who: Visitor) -> Response:
        return await self._show(request, who, "")

    async def _check(self, request: Request, who: Visitor) -> Response:
        fields = await read_form(request)
        asked = _read(_rules_in(fields), fields)
        if isinstance(asked, str):
            return await self._show(request, who, asked)
        before, after = rules_of(asked.seen), rules_of(asked.wanted)
        rows = [(rule.value, before[rule], after[rule]) for rule in Rule if before[rule] != after[rule]]
        if not rows or asked.seen != await self._book.current():
            return await self._show(request, who, "meanwhile" if rows else "nothing")
        kept = {rule.value: after[rule] for rule in Rule} | {f"{_SEEN}{rule.value}": before[rule] for rule in Rule}
        hours = asked.wanted.begin_hours if before[Rule.BEGIN_HOURS] != after[Rule.BEGIN_HOURS] else None
        zone = "" if hours is None else hours.zone
        values = {"rows": rows, "kept": kept, "zone": zone, "now": self._doors.now().utc}
        return _render(request, who, "policy_confirm.html", values)

    async def _change(self, request: Request, who: Visitor) -> Response:
        fields = await read_form(request)
        asked = _read(fields, fields)
        if isinstance(asked, str):
            return await self._show(request, who, asked)
        is_done = await self._book.change(
            asked.wanted, seen=asked.seen, by=who.account, caller=caller_of(request), now=self._doors.now()
        )
        if not is_done:
            return await self._show(request, who, "meanwhile")
        return RedirectResponse(_PATH, status_code=303)

    async def _show(self, request: Request, who: Visitor, problem: str) -> Response:
        policy = await self._book.current()
        rules, hours = rules_of(policy), policy.begin_hours
        words = rules[Rule.BEGIN_HOURS].split()
        days = [word for word in words if word in DAYS]
        first, _, last = words[len(days)].partition("-") if hours is not None else ("", "", "")
        zone = UTC_NAME if hours is None else hours.zone
        values = {
            "rules": {rule.value: text for rule, text in rules.items()},
            "problem": problem,
            "rights": [right.value for right in FORBIDDABLE],
            "forbidden": rules[Rule.FORBIDDEN_RIGHTS].split(),
            "reasoned": rules[Rule.REASON_RIGHTS].split(),
            "limits": [(right.value, most, policy.right_minutes.get(right, "")) for right, most in LIMITABLE.items()],
            "limit_min": RIGHT_MINUTES_MIN,
            "all_days": DAYS,
            "days": days,
            "first": first,
            "last": last,
            "zone": zone,
            "regions": _REGIONS,
            "now": self._doors.now().utc,
        }
        return _render(request, who, "policies.html", values, status=400 if problem else 200)


def _rules_in(fields: Mapping[str, str]) -> dict[str, str]:
    """The rules as the form's single fields say them; a box that is not ticked is not sent."""
    rights = [right.value for right in FORBIDDABLE if f"forbid_{right.value}" in fields]
    reasoned = [right.value for right in FORBIDDABLE if f"reason_{right.value}" in fields]
    minutes = {right.value: fields.get(f"minutes_{right.value}", "").strip() for right in LIMITABLE}
    days = [day for day in DAYS if f"day_{day}" in fields]
    first, last = fields.get("first", ""), fields.get("last", "")
    # All or nothing: a half is not written as a rule, and is refused as such.
    zone = fields.get("zone", "").strip() or UTC_NAME
    hours = f"{' '.join(days)} {first}-{last} {zone}" if days or first or last else ""
    return {
        Rule.FORBIDDEN_RIGHTS: " ".join(rights),
        Rule.REASON_RIGHTS: " ".join(reasoned),
        # A blank inside would begin another limit, so what has one is none.
        Rule.RIGHT_MINUTES: " ".join(f"{right}={'-'.join(text.split())}" for right, text in minutes.items() if text),
        Rule.BEGIN_HOURS: hours,
        Rule.SESSION_MINUTES: fields.get(Rule.SESSION_MINUTES, "").strip(),
        Rule.SESSIONS_PER_AGENT: fields.get(Rule.SESSIONS_PER_AGENT, "").strip(),
    }


def _read(rules: Mapping[str, str], fields: Mapping[str, str]) -> _Asked | str:
    """What is asked for, or the name of the rule that is not written as one."""
    try:
        seen = policy_of({rule: fields.get(f"{_SEEN}{rule.value}", "") for rule in Rule})
        return _Asked(wanted=policy_of(rules), seen=seen)
    except RuleError as error:
        return Rule(error.args[0]).value


def _render(
    request: Request, who: Visitor, template: str, values: Mapping[str, object], *, status: int = 200
) -> Response:
    return render(request, template, visitor=who, status=status, values={"say": policy_words, **values})
