"""Counts sessions day by day in the database itself: triggers that add what a row says and take off what it said.

So a year of a million sessions is read as some thousand sums, and whoever writes a session, by whichever way, cannot
forget to count it. The statements are the same for SQLite and PostgreSQL, which only wants them inside a function.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

_IS_WAIT_KNOWN = "{r}.asked_unix_ms IS NOT NULL AND {r}.helped_unix_ms >= {r}.asked_unix_ms"
_WAIT = "{r}.helped_unix_ms - {r}.asked_unix_ms"
_IS_OVER = "{r}.helped_unix_ms IS NOT NULL AND {r}.closed_unix_ms IS NOT NULL"

WITHIN_S = (60, 120, 300, 600)
RESULTS = ("solved", "partly", "unsolved", "passed_on")
RATINGS = (1, 2, 3, 4, 5)

MEASURES: dict[str, str] = {
    "sessions": "1",
    "helped": "CASE WHEN {r}.helped_unix_ms IS NOT NULL THEN 1 ELSE 0 END",
    "waits": f"CASE WHEN {_IS_WAIT_KNOWN} THEN 1 ELSE 0 END",
    "wait_ms": f"CASE WHEN {_IS_WAIT_KNOWN} THEN {_WAIT} ELSE 0 END",
    **{
        f"within_{bound_s}_s": f"CASE WHEN {_IS_WAIT_KNOWN} AND {_WAIT} <= {bound_s * 1000} THEN 1 ELSE 0 END"
        for bound_s in WITHIN_S
    },
    "ended": f"CASE WHEN {_IS_OVER} THEN 1 ELSE 0 END",
    "duration_ms": f"CASE WHEN {_IS_OVER} THEN {{r}}.closed_unix_ms - {{r}}.created_unix_ms ELSE 0 END",
    **{result: f"CASE WHEN {{r}}.result = '{result}' THEN 1 ELSE 0 END" for result in RESULTS},
    **{f"rated_{stars}": f"CASE WHEN {{r}}.rating = {stars} THEN 1 ELSE 0 END" for stars in RATINGS},
    "reported": "CASE WHEN {r}.is_reported THEN 1 ELSE 0 END",
}
"""What is summed up for each agent and day, as expressions of one session's row."""

PROBLEM_MEASURES: dict[str, str] = {name: MEASURES[name] for name in ("sessions", "solved")}
"""The same for each kind of problem."""

_COUNTED = "asked_unix_ms, helped_unix_ms, closed_unix_ms, category, result, rating, is_reported"
_DAY = "{r}.created_unix_ms / 86400000"


def create_triggers(_target: Any, connection: Connection, **_: Any) -> None:
    """Put the triggers into a database whose tables were just made."""
    for statement in trigger_statements(connection.dialect.name):
        connection.exec_driver_sql(statement)


def trigger_statements(dialect: str) -> list[str]:
    """What makes the triggers in that kind of database (`sqlite`, `postgresql`)."""
    add, take = _statements("NEW", "+"), _statements("OLD", "-")
    moments = {
        "insert": ("AFTER INSERT", add),
        "update": (f"AFTER UPDATE OF {_COUNTED}", take + add),
        "delete": ("AFTER DELETE", take),
    }
    return [
        statement
        for name, (moment, steps) in moments.items()
        for statement in _trigger(dialect, f"count_session_{name}", moment, "\n".join(steps))
    ]


def _trigger(dialect: str, name: str, moment: str, body: str) -> list[str]:
    if dialect == "sqlite":
        return [f"CREATE TRIGGER {name} {moment} ON sessions BEGIN\n{body}\nEND"]
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN\n{body}\nRETURN NULL;\nEND $$",
        f"CREATE TRIGGER {name} {moment} ON sessions FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


def _statements(row: str, sign: str) -> list[str]:
    found: list[str] = []
    for agent in ("''", "{r}.agent_id"):
        keys = {"agent_id": agent, "day": _DAY}
        found.append(_upsert("session_days", keys, MEASURES, sign=sign))
        found.append(_upsert("problem_days", {**keys, "category": "{r}.category"}, PROBLEM_MEASURES, sign=sign))
    return [statement.format(r=row) for statement in found]


def _upsert(table: str, keys: Mapping[str, str], measures: Mapping[str, str], *, sign: str) -> str:
    values = (*keys.values(), *(f"{sign}({expression})" for expression in measures.values()))
    sums = (f"{name} = {table}.{name} + excluded.{name}" for name in measures)
    parts = (
        *("INSERT INTO", table, "(", ", ".join((*keys, *measures)), ")"),
        *("SELECT", ", ".join(values)),
        # Without a kind of problem it is in no sum of one. SQLite cannot read the statement without any WHERE.
        *("WHERE", f"{keys['category']} IS NOT NULL" if "category" in keys else "true"),
        *("ON CONFLICT (", ", ".join(keys), ") DO UPDATE SET", ", ".join(sums)),
    )
    return f"{' '.join(parts)};"
