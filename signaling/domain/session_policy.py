"""What the organisation's rules say of sessions: they take rights away and set bounds, and never give anything."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from shared.capability import CAPABILITY_RULES, Capability
from signaling.domain.accounts import Account
from signaling.domain.policy import ServerPolicy
from signaling.domain.ports import Caller, Moment

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SESSION_MINUTES_MIN, SESSION_MINUTES_MAX = 5, 24 * 60
SESSIONS_PER_AGENT_MAX = ServerPolicy().sessions_per_agent

FORBIDDABLE = tuple(right for right, rule in CAPABILITY_RULES.items() if rule.offered)
"""The rights this version has."""


class Rule(StrEnum):
    """One rule, as it is stored and as the record names it."""

    FORBIDDEN_RIGHTS = "forbidden_rights"
    BEGIN_HOURS = "begin_hours"
    SESSION_MINUTES = "session_minutes"
    SESSIONS_PER_AGENT = "sessions_per_agent"


class RuleError(ValueError):
    """A rule is not written as one: the argument is the rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginHours:
    """When a session may begin, in UTC.

    Attributes:
        days: numbers of `DAYS`.
        from_minute, until_minute: of the day; when the second is not later, it is one of the next day.
    """

    days: frozenset[int]
    from_minute: int
    until_minute: int

    def hold(self, instant: datetime) -> bool:
        """Whether that instant lies within them."""
        minute = instant.hour * 60 + instant.minute
        if self.from_minute < self.until_minute:
            return instant.weekday() in self.days and self.from_minute <= minute < self.until_minute
        if minute >= self.from_minute:
            return instant.weekday() in self.days
        return minute < self.until_minute and (instant - timedelta(days=1)).weekday() in self.days


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionPolicy:
    """All rules. Without any, everything this version has is allowed, within the bounds of `ServerPolicy`.

    Attributes:
        forbidden: rights nobody is asked for.
        begin_hours: None for always.
        session_minutes: after so many a session ends; None for never.
        sessions_per_agent: how many at once; None for what the server takes.
    """

    forbidden: frozenset[Capability] = field(default_factory=frozenset[Capability])
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
    return {
        Rule.FORBIDDEN_RIGHTS: " ".join(right.value for right in FORBIDDABLE if right in policy.forbidden),
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
        forbidden=_rights(rules.get(Rule.FORBIDDEN_RIGHTS, "")),
        begin_hours=_hours(rules.get(Rule.BEGIN_HOURS, "")),
        session_minutes=_number(rules, Rule.SESSION_MINUTES, SESSION_MINUTES_MIN, SESSION_MINUTES_MAX),
        sessions_per_agent=_number(rules, Rule.SESSIONS_PER_AGENT, 1, SESSIONS_PER_AGENT_MAX),
    )


def _rights(text: str) -> frozenset[Capability]:
    names = text.split()
    if not {right.value for right in FORBIDDABLE}.issuperset(names):
        raise RuleError(Rule.FORBIDDEN_RIGHTS)
    return frozenset(Capability(name) for name in names)


def _hours(text: str) -> BeginHours | None:
    if not text:
        return None
    *days, span = text.split(" ")
    first, separator, last = span.partition("-")
    from_minute, until_minute = _minute(first), _minute(last)
    if not days or not set(DAYS).issuperset(days) or not separator or from_minute is None or until_minute is None:
        raise RuleError(Rule.BEGIN_HOURS)
    return BeginHours(
        days=frozenset(DAYS.index(day) for day in days), from_minute=from_minute, until_minute=until_minute
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
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(high)) and low <= int(text) <= high):
        raise RuleError(rule)
    return int(text)


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
