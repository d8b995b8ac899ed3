"""The page of numbers: how many sessions, how soon people were helped, how it ended; as tables, charts and CSV."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from signaling.admin.doors import Doors, Page, read_day
from signaling.admin.render import render
from signaling.admin.visitor import Visitor
from signaling.domain.csv_text import csv_line
from signaling.domain.operations import Operation
from signaling.domain.session_counts import DAYS_MAX, Statistics, StatisticsDirectory, StatisticsQuery, Tally
from signaling.domain.session_record import Category

HOME = "/admin/statistics"
PRESETS_DAYS = (7, 30, 90, 365)
_USUAL_DAYS = 30
_ROWS_MAX = 50  # of agents and problems on the page; the files hold all
_LONG_DAYS = 14  # a longer list of days is folded up

Cell = str | float | None

_TALLY_COLUMNS: dict[str, Callable[[Tally], Cell]] = {
    "sessions": lambda tally: tally.sessions,
    "helped": lambda tally: tally.helped,
    "mean_wait_s": lambda tally: _rounded(tally.mean_wait_s),
    "waits": lambda tally: tally.waits,
    "within_60_s": lambda tally: tally.within_60_s,
    "within_120_s": lambda tally: tally.within_120_s,
    "within_300_s": lambda tally: tally.within_300_s,
    "within_600_s": lambda tally: tally.within_600_s,
    "mean_duration_s": lambda tally: _rounded(tally.mean_duration_s),
    "ended": lambda tally: tally.ended,
    "solved": lambda tally: tally.solved,
    "partly": lambda tally: tally.partly,
    "unsolved": lambda tally: tally.unsolved,
    "passed_on": lambda tally: tally.passed_on,
    "mean_rating": lambda tally: _rounded(tally.mean_rating),
    "rated_1": lambda tally: tally.rated_1,
    "rated_2": lambda tally: tally.rated_2,
    "rated_3": lambda tally: tally.rated_3,
    "rated_4": lambda tally: tally.rated_4,
    "rated_5": lambda tally: tally.rated_5,
    "reported": lambda tally: tally.reported,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """Which days; `notice` says why they are not those that were asked for."""

    first: date
    last: date
    notice: str = ""

    @property
    def query(self) -> str:
        """The same as part of an address."""
        return urlencode({"since": self.first.isoformat(), "until": self.last.isoformat()})


class StatisticsPages:
    """All routes below `/admin/statistics`. Leads see the numbers of their own people."""

    def __init__(
        self, statistics: StatisticsDirectory, kinds: Callable[[], Awaitable[Mapping[str, Category]]], doors: Doors
    ) -> None:
        self._statistics = statistics
        self._kinds = kinds
        self._doors = doors

    def routes(self) -> Sequence[Route]:
        """For the site."""
        page = self._doors.page
        return [
            Route(HOME, page(self._show, Operation.SEE_STATISTICS)),
            *(
                Route(f"{HOME}/{name}.csv", page(self._file_of(name, make), Operation.SEE_STATISTICS))
                for name, make in _FILES.items()
            ),
        ]

    async def _show(self, request: Request, who: Visitor) -> Response:
        asked = self._asked(request)
        found = await self._count(asked, who)
        today = self._doors.now().utc.date()
        values = {
            "asked": asked,
            "found": found,
            "categories": await self._kinds(),
            "presets": {
                days: urlencode({"since": (today - timedelta(days=days - 1)).isoformat(), "until": today.isoformat()})
                for days in PRESETS_DAYS
            },
            "rows_max": _ROWS_MAX,
            "is_long": len(found.days) > _LONG_DAYS,
            "is_team": not who.may(Operation.SEE_ALL_SESSIONS),
        }
        return render(request, "statistics.html", visitor=who, values=values)

    def _file_of(self, name: str, make: Callable[[Statistics], Sequence[Sequence[Cell]]]) -> Page:
        async def download(request: Request, who: Visitor) -> Response:
            asked = self._asked(request)
            lines = make(await self._count(asked, who))
            headers = {"content-disposition": f'attachment; filename="{name}-{asked.first}-{asked.last}.csv"'}
            text = "".join(csv_line(line) for line in lines)
            return Response(text.encode(), media_type="text/csv; charset=utf-8", headers=headers)

        return download

    async def _count(self, asked: _Asked, who: Visitor) -> Statistics:
        agents = await self._doors.agents_of(who)
        return await self._statistics.count(StatisticsQuery(first=asked.first, last=asked.last, agents=agents))

    def _asked(self, request: Request) -> _Asked:
        today = self._doors.now().utc.date()
        since, until = (request.query_params.get(name, "") for name in ("since", "until"))
        first, last = read_day(since), read_day(until)
        last_day = last.date() if last is not None else today
        first_day = first.date() if first is not None else _back(last_day, _USUAL_DAYS)
        if first_day > last_day:
            return (
                _Asked(first=last_day, last=first_day)
                if _length(last_day, first_day) <= DAYS_MAX
                else _Asked(first=_back(first_day, DAYS_MAX), last=first_day, notice="too_long")
            )
        if _length(first_day, last_day) > DAYS_MAX:
            return _Asked(first=_back(last_day, DAYS_MAX), last=last_day, notice="too_long")
        return _Asked(first=first_day, last=last_day)


def _back(last: date, days: int) -> date:
    """The first of so many days that end with `last`."""
    return date.fromordinal(max(1, last.toordinal() - days + 1))


def _length(first: date, last: date) -> int:
    return (last - first).days + 1


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def _tally_cells(tally: Tally) -> list[Cell]:
    return [cell(tally) for cell in _TALLY_COLUMNS.values()]


def _days(found: Statistics) -> list[list[Cell]]:
    rows = ([day.isoformat(), *_tally_cells(tally)] for day, tally in found.days)
    return [["day", *_TALLY_COLUMNS], *rows]


def _agents(found: Statistics) -> list[list[Cell]]:
    rows = ([each.agent_id, each.name, each.email, *_tally_cells(each.tally)] for each in found.agents)
    return [["agent_id", "name", "email", *_TALLY_COLUMNS], *rows]


def _problems(found: Statistics) -> list[list[Cell]]:
    rows: list[list[Cell]] = [[each.category, each.sessions, each.solved] for each in found.problems]
    return [["category", "sessions", "solved"], *rows]


_FILES: dict[str, Callable[[Statistics], Sequence[Sequence[Cell]]]] = {
    "days": _days,
    "agents": _agents,
    "problems": _problems,
}
