"""The sums of days, kept by the database itself, beside what is counted anew from the rows."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, delete, insert, select, update

from signaling.domain.accounts import Role
from signaling.domain.ports import Moment
from signaling.domain.session_counts import Problem, Statistics, StatisticsQuery, Tally, sum_up
from signaling.storage import account_store
from signaling.storage.day_triggers import trigger_statements
from signaling.storage.models import problem_days, session_days, sessions
from signaling.storage.statistics_store import DatabaseStatistics, read_statistics
from tests.fakes.stepwise_ports import StepwiseLedger, memory_engine, run

DAY_MS = 86_400_000
FIRST = date(2026, 11, 1)
FIRST_MS = int(datetime(2026, 11, 1, tzinfo=UTC).timestamp() * 1000)


@pytest.fixture
def engine() -> Iterator[Engine]:
    engine = memory_engine()
    yield engine
    engine.dispose()


def row(number: int, **values: Any) -> dict[str, Any]:
    """A session that was asked for, helped a minute later and over after ten."""
    began = FIRST_MS + values.pop("day", 0) * DAY_MS + 8 * 3_600_000
    found = {
        "session_id": f"{number:032x}", "slot_id": "s" * 32, "agent_id": "agent:1", "client_token_hash": b"c" * 32,
        "agent_token_hash": b"a" * 32, "stage": "closed", "reason": "user_stopped", "next_cseq": 1, "chain_count": 3,
        "chain_head": "0" * 64, "created_unix_ms": began, "asked_unix_ms": began - 20_000, "helped_unix_ms": began + 40_000,
        "closed_unix_ms": began + 600_000, "category": "printer", "result": "solved", "rating": 5, "is_reported": False,
    }  # fmt: skip
    return {**found, **values}


def put(connection: Connection, *rows: dict[str, Any]) -> None:
    connection.execute(insert(sessions), list(rows))


def ask(connection: Connection, agents: frozenset[int] | None = None, last: date = date(2026, 11, 30)) -> Statistics:
    return read_statistics(connection, StatisticsQuery(first=FIRST, last=last, agents=agents))


def test_sessions_are_counted_by_day_agent_and_problem(engine: Engine):
    with engine.begin() as connection:
        put(
            connection,
            row(1),
            row(2, day=1, agent_id="agent:2", result="partly", rating=2, category="sound", is_reported=True),
            row(3, day=1, asked_unix_ms=None, result=None, rating=None),
            row(4, day=1, helped_unix_ms=None, closed_unix_ms=FIRST_MS + 2 * DAY_MS, category=None, result=None, rating=None),
            row(5, day=29, closed_unix_ms=None, stage="open", reason=None, category=None, result=None, rating=None),
            row(6, day=30),
        )  # fmt: skip
        found = ask(connection)
    assert found.total == Tally(
        sessions=5, helped=4, waits=3, wait_ms=180_000, within_60_s=3, within_120_s=3, within_300_s=3, within_600_s=3,
        ended=3, duration_ms=1_800_000, solved=1, partly=1, rated_5=1, rated_2=1, reported=1,
    )  # fmt: skip
    assert len(found.days) == 30
    assert [(day.day, tally.sessions) for day, tally in found.days if tally.sessions] == [(1, 1), (2, 3), (30, 1)]
    assert [(each.agent_id, each.tally.sessions) for each in found.agents] == [("agent:1", 4), ("agent:2", 1)]
    assert found.problems == (
        Problem(category="printer", sessions=2, solved=1),
        Problem(category="sound", sessions=1, solved=0),
    )


def test_team_is_counted_alone_and_an_empty_team_has_nothing(engine: Engine):
    with engine.begin() as connection:
        put(connection, row(1), row(2, agent_id="agent:2"), row(3, agent_id="agent:2", day=2, category="sound"))
        team, nobody, everybody = ask(connection, frozenset({2})), ask(connection, frozenset()), ask(connection)
    assert (team.total.sessions, everybody.total.sessions, nobody.total.sessions) == (2, 3, 0)
    assert [each.agent_id for each in team.agents] == ["agent:2"]
    assert [problem.category for problem in team.problems] == ["printer", "sound"]
    assert (nobody.agents, nobody.problems) == ((), ())


def test_agents_have_their_names(engine: Engine):
    ledger = StepwiseLedger(engine, Ed25519PrivateKey.generate())
    ledger.now(
        lambda connection: account_store.add_account(
            connection, email="ana@b.org", name="Ana Pop", role=Role.AGENT, organisation="", password_hash="x",
            now=Moment(0, datetime.now(UTC)),
        )
    )  # fmt: skip
    ledger.now(lambda connection: put(connection, row(1), row(2, agent_id="agent:99")))
    query = StatisticsQuery(first=FIRST, last=FIRST, agents=None)
    found = run(DatabaseStatistics(ledger).count(query))
    assert [(each.name, each.email) for each in found.agents] == [("", ""), ("Ana Pop", "ana@b.org")]


def test_what_is_said_later_moves_from_one_sum_to_the_other(engine: Engine):
    with engine.begin() as connection:
        put(connection, row(1, category=None, result=None, rating=None, closed_unix_ms=None))
        for values in (
            {"category": "printer", "result": "unsolved"},
            {"result": "solved", "rating": 3},
            {"category": "sound", "is_reported": True},
            {"closed_unix_ms": FIRST_MS + DAY_MS},
        ):
            connection.execute(update(sessions).values(**values))
        found = ask(connection)
        assert (found.total.solved, found.total.unsolved, found.total.rated_3, found.total.reported) == (1, 0, 1, 1)
        assert found.problems == (Problem(category="sound", sessions=1, solved=1),)
        assert found.total.ended == 1
        connection.execute(delete(sessions))
        assert ask(connection).total == Tally()


def test_clock_that_was_set_back_makes_no_wait_below_zero(engine: Engine):
    with engine.begin() as connection:
        put(connection, row(1, asked_unix_ms=FIRST_MS + DAY_MS))
        total = ask(connection).total
    assert (total.helped, total.waits, total.wait_ms) == (1, 0, 0)


_change = st.tuples(
    st.integers(0, 5),
    st.fixed_dictionaries(
        {},
        optional={
            "result": st.sampled_from(["solved", "partly", "unsolved", "passed_on", None]),
            "rating": st.one_of(st.none(), st.integers(1, 5)),
            "category": st.sampled_from(["printer", "sound", "=1+1", None]),
            "is_reported": st.booleans(),
            "helped_unix_ms": st.one_of(st.none(), st.integers(FIRST_MS, FIRST_MS + 2 * DAY_MS)),
            "closed_unix_ms": st.one_of(st.none(), st.integers(FIRST_MS, FIRST_MS + 2 * DAY_MS)),
        },
    ),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(_change, max_size=12))
def test_after_any_changes_the_sums_are_those_of_the_rows(changes: list[tuple[int, dict[str, Any]]]):
    engine, chance = memory_engine(), random.Random(1)
    with engine.begin() as connection:
        put(
            connection, *(row(number, day=number % 2, agent_id=f"agent:{chance.randrange(3)}") for number in range(6))
        )
        for number, values in changes:
            if values:
                connection.execute(update(sessions).where(sessions.c.session_id == f"{number:032x}").values(**values))
        kept = ask(connection)
        rows = [dict(found._mapping) for found in connection.execute(select(sessions))]
        connection.execute(delete(session_days))
        connection.execute(delete(problem_days))
        connection.execute(delete(sessions))
        connection.execute(delete(session_days))
        connection.execute(delete(problem_days))
        put(connection, *rows)
        anew = ask(connection)
    engine.dispose()
    assert kept == anew
    assert sum_up(tally for _, tally in kept.days) == kept.total
    assert sum_up(each.tally for each in kept.agents) == kept.total


def test_postgresql_gets_the_same_statements_inside_functions():
    sqlite, postgresql = trigger_statements("sqlite"), trigger_statements("postgresql")
    assert len(sqlite) == 3
    assert len(postgresql) == 6
    body = sqlite[0].partition("BEGIN\n")[2].removesuffix("\nEND")
    assert body in postgresql[0]
