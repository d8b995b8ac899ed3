"""Reads the sums of days that the triggers keep: implements `StatisticsDirectory`."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, func, select

from signaling.domain.session_counts import AgentTally, Problem, Statistics, StatisticsQuery, Tally, sum_up
from signaling.storage.account_directory import Store
from signaling.storage.day_triggers import MEASURES
from signaling.storage.models import accounts, problem_days, session_days

_AGENT_ID = "agent:"
_ALL = ""
_EPOCH = date(1970, 1, 1)
_SUMS = [func.sum(session_days.c[name]).label(name) for name in MEASURES]


class DatabaseStatistics:
    """See the port for what `count` promises."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def count(self, query: StatisticsQuery) -> Statistics:
        """Everything the page shows."""
        return await self._store.read(partial(read_statistics, query=query))


def read_statistics(connection: Connection, query: StatisticsQuery) -> Statistics:
    """The sums of those days and agents."""
    of_each, of_all = _agents(session_days, query, is_each=True), _agents(session_days, query, is_each=False)
    by_day = {
        _EPOCH + timedelta(days=row.day): _tally(row)
        for row in _grouped(connection, session_days, query, whose=of_all, key=session_days.c.day, sums=_SUMS)
    }
    length = (query.last - query.first).days + 1
    days = [query.first + timedelta(days=number) for number in range(length)]
    agents = _grouped(connection, session_days, query, whose=of_each, key=session_days.c.agent_id, sums=_SUMS)
    counts = [func.sum(problem_days.c.sessions).label("sessions"), func.sum(problem_days.c.solved).label("solved")]
    problems = _grouped(
        connection,
        problem_days,
        query,
        whose=_agents(problem_days, query, is_each=False),
        key=problem_days.c.category,
        sums=counts,
    )
    return Statistics(
        total=sum_up(by_day.values()),
        days=tuple((day, by_day.get(day, Tally())) for day in days),
        agents=_with_names(connection, agents),
        problems=tuple(
            sorted(
                (
                    Problem(category=row.category, sessions=int(row.sessions), solved=int(row.solved))
                    for row in problems
                    if row.sessions
                ),
                key=lambda problem: (-problem.sessions, problem.category),
            )
        ),
    )


def _grouped(
    connection: Connection,
    table: FromClause,
    query: StatisticsQuery,
    *,
    whose: ColumnElement[bool],
    key: ColumnElement[Any],
    sums: Sequence[ColumnElement[Any]],
) -> Sequence[Any]:
    first, last = ((day - _EPOCH).days for day in (query.first, query.last))
    return connection.execute(
        select(key, *sums).where(whose, table.c.day >= first, table.c.day <= last).group_by(key)
    ).all()


def _agents(table: FromClause, query: StatisticsQuery, *, is_each: bool) -> ColumnElement[bool]:
    if query.agents is not None:
        return table.c.agent_id.in_([f"{_AGENT_ID}{account_id}" for account_id in query.agents])
    # Everybody together has sums of their own; theirs and those of each would count twice.
    return table.c.agent_id != _ALL if is_each else table.c.agent_id == _ALL


def _with_names(connection: Connection, rows: Sequence[Any]) -> tuple[AgentTally, ...]:
    people = {
        f"{_AGENT_ID}{row.account_id}": row
        for row in connection.execute(select(accounts.c.account_id, accounts.c.name, accounts.c.email))
    }
    found = []
    for row in rows:
        if not row.sessions:
            continue
        person = people.get(row.agent_id)
        found.append(
            AgentTally(
                agent_id=row.agent_id,
                name="" if person is None else person.name,
                email="" if person is None else person.email,
                tally=_tally(row),
            )
        )
    return tuple(sorted(found, key=lambda each: (-each.tally.sessions, each.name, each.agent_id)))


def _tally(row: Any) -> Tally:
    return Tally(**{name: int(getattr(row, name)) for name in MEASURES})
