"""What the organisation's rules say of sessions: they take rights away and set bounds, and never give anything."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple, Protocol

from shared.capability import CAPABILITY_RULES, Capability
from signaling.domain.accounts import Account
from signaling.domain.policy import ServerPolicy
from signaling.domain.ports import Caller, Moment
from signaling.domain.zones import UTC_NAME, ZONES, wall_clock

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SESSION_MINUTES_MIN, SESSION_MINUTES_MAX = 5, 24 * 60
SESSIONS_PER_AGENT_MAX = ServerPolicy().sessions_per_agent

FORBIDDABLE = tuple(right for right, rule in CAPABILITY_RULES.items() if rule.offered)
"""The rights this version has."""

RIGHT_MINUTES_MIN = 2
"""A right is about to end from its last minute on: with one alone it would do nothing else."""
_MINUTE_MS = 60_000
LIMITABLE: dict[Capability, int] = {
    right: rule.longest_ms // _MINUTE_MS
    for right, rule in CAPABILITY_RULES.items()
    if rule.offered and rule.longest_ms is not None
}
"""The rights that end by themselves, and after how many minutes at the latest without any rule."""

_HOURS = re.compile(
    r"(?P<days>[a-z]{3}(?: [a-z]{3})*) (?P<first>[0-9:]{1,5})-(?P<last>[0-9:]{1,5})"
    r"(?: (?P<zone>[A-Za-z0-9_/+-]{1,40}))?"
)


class Rule(StrEnum):
    """One rule, as it is stored and as the record names it."""

    FORBIDDEN_RIGHTS = "forbidden_rights"
    REASON_RIGHTS = "reason_rights"
    RIGHT_MINUTES = "right_minutes"
    BEGIN_HOURS = "begin_hours"
    SESSION_MINUTES = "session_minutes"
    SESSIONS_PER_AGENT = "sessions_per_agent"


class RuleError(ValueError):
    """A rule is not written as one: the argument is the rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginHours:
    """When a session may begin, by the clock on the wall of one time zone.

    An hour that a change of the clocks leaves out has no moment; of one that comes twice both count.

    Attributes:
        days: numbers of `DAYS`.
        from_minute, until_minute: of the day; when the second is not later, it is one of the next day.
        zone: one of `ZONES`.
    """

    days: frozenset[int]
    from_minute: int
    until_minute: int
    zone: str = UTC_NAME

    def hold(self, instant: datetime) -> bool:
        """Whether that instant, which knows its own zone, lies within them."""
        wall = wall_clock(instant, self.zone)
        minute = wall.hour * 60 + wall.minute
        if self.from_minute < self.until_minute:
            return wall.weekday() in self.days and self.from_minute <= minute < self.until_minute
        if minute >= self.from_minute:
            return wall.weekday() in self.days
        # By the calendar: the night before a day of 25 hours began on the day before all the same.
        return minute < self.until_minute and (wall.date() - timedelta(days=1)).weekday() in self.days


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionPolicy:
    """All rules. Without any, everything this version has is allowed, within the bounds of `ServerPolicy`.

    Attributes:
        forbidden: rights nobody is asked for.
        needs_reason: rights the agent must say why they ask for.
        right_minutes: how long a right lasts at most from one yes; those of `LIMITABLE`, the rest as they are.
        begin_hours: None for always.
        session_minutes: after so many a session ends; None for never.
        sessions_per_agent: how many at once; None for what the server takes.
    """

    forbidden: frozenset[Capability] = field(default_factory=frozenset[Capability])
    needs_reason: frozenset[Capability] = field(default_factory=frozenset[Capability])
    right_minutes: Mapping[Capability, int] = field(default_factory=dict[Capability, int])
    begin_hours: BeginHours | None = None
    session_minutes: int | None = None
    sessions_per_agent: int | None = None


def rules_of(policy: SessionPolicy) -> dict[Rule, str]:
    """Every rule as it is stored and put on record; empty for one that says nothing."""
    hours = policy.begin_hours
    said_hours = ""
    if hours is not None:
        days = " ".join(name for number, name in enumerate(DAYS) if number in hours.days)
        said_hours = f"{days} {_clock(hours.from_minute)}-{_clock(hours.until_minute)}"
        if hours.zone != UTC_NAME:
            said_hours += f" {hours.zone}"
    minutes = policy.right_minutes
    return {
        Rule.FORBIDDEN_RIGHTS: _names(policy.forbidden),
        Rule.REASON_RIGHTS: _names(policy.needs_reason),
        Rule.RIGHT_MINUTES: " ".join(f"{right.value}={minutes[right]}" for right in LIMITABLE if right in minutes),
        Rule.BEGIN_HOURS: said_hours,
        Rule.SESSION_MINUTES: "" if policy.session_minutes is None else str(policy.session_minutes),
        Rule.SESSIONS_PER_AGENT: "" if policy.sessions_per_agent is None else str(policy.sessions_per_agent),
    }


def policy_of(rules: Mapping[str, str]) -> SessionPolicy:
    """The policy of stored rules, or of what a form sent.

    Raises:
        RuleError: one of them is not written as a rule; nothing is ever allowed because a rule could not be read.
    """
    return SessionPolicy(
        forbidden=_rights(rules, Rule.FORBIDDEN_RIGHTS),
        needs_reason=_rights(rules, Rule.REASON_RIGHTS),
        right_minutes=_right_minutes(rules.get(Rule.RIGHT_MINUTES, "")),
        begin_hours=_hours(rules.get(Rule.BEGIN_HOURS, "")),
        session_minutes=_number(rules, Rule.SESSION_MINUTES, SESSION_MINUTES_MIN, SESSION_MINUTES_MAX),
        sessions_per_agent=_number(rules, Rule.SESSIONS_PER_AGENT, 1, SESSIONS_PER_AGENT_MAX),
    )


def _names(rights: frozenset[Capability]) -> str:
    return " ".join(right.value for right in FORBIDDABLE if right in rights)


def _rights(rules: Mapping[str, str], rule: Rule) -> frozenset[Capability]:
    names = rules.get(rule, "").split()
    if not {right.value for right in FORBIDDABLE}.issuperset(names):
        raise RuleError(rule)
    return frozenset(Capability(name) for name in names)


def _right_minutes(text: str) -> dict[Capability, int]:
    minutes: dict[Capability, int] = {}
    for name, separator, count in (part.partition("=") for part in text.split()):
        right = next((right for right in LIMITABLE if right.value == name), None)
        number = None if right is None else _whole(count, RIGHT_MINUTES_MIN, LIMITABLE[right])
        if right is None or number is None or not separator or right in minutes:
            raise RuleError(Rule.RIGHT_MINUTES)
        minutes[right] = number
    return minutes


def _hours(text: str) -> BeginHours | None:
    if not text:
        return None
    parts = _HOURS.fullmatch(text)
    if parts is None:
        raise RuleError(Rule.BEGIN_HOURS)
    days, zone = parts["days"].split(" "), parts["zone"] or UTC_NAME
    from_minute, until_minute = _minute(parts["first"]), _minute(parts["last"])
    if not set(DAYS).issuperset(days) or zone not in ZONES or from_minute is None or until_minute is None:
        raise RuleError(Rule.BEGIN_HOURS)
    return BeginHours(
        days=frozenset(DAYS.index(day) for day in days),
        from_minute=from_minute,
        until_minute=until_minute,
        zone=zone,
    )


def _minute(text: str) -> int | None:
    try:
        instant = datetime.strptime(text, "%H:%M")  # noqa: DTZ007 - a time of day, which has no zone
    except ValueError:
        return None
    return instant.hour * 60 + instant.minute


def _clock(minute: int) -> str:
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"


def _number(rules: Mapping[str, str], rule: Rule, low: int, high: int) -> int | None:
    text = rules.get(rule, "")
    if not text:
        return None
    number = _whole(text, low, high)
    if number is None:
        raise RuleError(rule)
    return number


def _whole(text: str, low: int, high: int) -> int | None:
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(high))
    return int(text) if is_number and low <= int(text) <= high else None


class SessionsAtOnce(NamedTuple):
    """How many sessions one agent may be in, and the error code the next is refused with."""

    most: int
    code: str


class PolicyBook(Protocol):
    """The rules in force. Raises `AuditUnwritableError` when they cannot be read or written, or make no sense."""

    async def current(self) -> SessionPolicy:
        """What is in force now."""
        ...

    async def change(
        self, wanted: SessionPolicy, *, seen: SessionPolicy, by: Account, caller: Caller, now: Moment
    ) -> bool:
        """Put other rules in force, each difference on record; False when they are not as `seen` any more.

        Also False when `by` is no enabled admin any more.
        """
        ...


class OpenSessions(Protocol):
    """Which sessions have gone on for too long. Raises `AuditUnwritableError`."""

    async def open_since(self, began_before: datetime) -> tuple[str, ...]:
        """Sessions that are open and began before that."""
        ...
