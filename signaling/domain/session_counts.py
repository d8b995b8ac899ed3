"""What is counted about sessions, for those who plan the work: sums of days, and what is worked out from them."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from typing import Protocol

MS_PER_S = 1000
DAYS_MAX = 3 * 366  # of one question; a longer time is asked in pieces


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Sums over some sessions. A session counts on the day it began, UTC.

    Attributes:
        sessions: codes that an agent used.
        helped: those in which the agent came to see the screen.
        waits, wait_ms: those of them of which it is known when the person asked, and how long all of them waited.
        within_60_s, within_120_s, within_300_s, within_600_s: how many waited no longer.
        ended, duration_ms: those of the helped that are over, and how long all of them lasted.
        solved, partly, unsolved, passed_on: how they ended, as agents filed it.
        rated_1, rated_2, rated_3, rated_4, rated_5: stars that people gave.
        reported: people said that something was wrong.
    """

    sessions: int = 0
    helped: int = 0
    waits: int = 0
    wait_ms: int = 0
    within_60_s: int = 0
    within_120_s: int = 0
    within_300_s: int = 0
    within_600_s: int = 0
    ended: int = 0
    duration_ms: int = 0
    solved: int = 0
    partly: int = 0
    unsolved: int = 0
    passed_on: int = 0
    rated_1: int = 0
    rated_2: int = 0
    rated_3: int = 0
    rated_4: int = 0
    rated_5: int = 0
    reported: int = 0

    @property
    def mean_wait_s(self) -> float | None:
        """From asking for a code to the first sight of the screen; None when nobody waited."""
        return self.wait_ms / self.waits / MS_PER_S if self.waits else None

    @property
    def mean_duration_s(self) -> float | None:
        """From the use of the code to the end; None when none is over."""
        return self.duration_ms / self.ended / MS_PER_S if self.ended else None

    @property
    def filed(self) -> int:
        """Sessions of which it is known how they ended."""
        return self.solved + self.partly + self.unsolved + self.passed_on

    @property
    def ratings(self) -> tuple[int, int, int, int, int]:
        """How many gave one star, two, and so on."""
        return (self.rated_1, self.rated_2, self.rated_3, self.rated_4, self.rated_5)

    @property
    def rated(self) -> int:
        """How many gave any."""
        return sum(self.ratings)

    @property
    def mean_rating(self) -> float | None:
        """Stars; None when nobody gave any."""
        stars = sum(number * count for number, count in enumerate(self.ratings, 1))
        return stars / self.rated if self.rated else None


def sum_up(tallies: Iterable[Tally]) -> Tally:
    """All of them together."""
    names = [field.name for field in fields(Tally)]
    sums = dict.fromkeys(names, 0)
    for tally in tallies:
        for name in names:
            sums[name] += getattr(tally, name)
    return Tally(**sums)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentTally:
    """One agent's; name and address are empty when the account is gone."""

    agent_id: str
    name: str
    email: str
    tally: Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One kind of problem, as agents named it."""

    category: str
    sessions: int
    solved: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StatisticsQuery:
    """From the one day to the other, both included; `agents` by account, None for everybody's."""

    first: date
    last: date
    agents: frozenset[int] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """What was found.

    Attributes:
        total: all days together.
        days: every day of the time asked for, in order, those without a session too.
        agents: those with a session, most sessions first.
        problems: most frequent first.
    """

    total: Tally
    days: tuple[tuple[date, Tally], ...]
    agents: tuple[AgentTally, ...]
    problems: tuple[Problem, ...]


class StatisticsDirectory(Protocol):
    """Counts. Raises `AuditUnwritableError` when the database cannot be read."""

    async def count(self, query: StatisticsQuery) -> Statistics:
        """Everything the page shows, of one moment."""
        ...
