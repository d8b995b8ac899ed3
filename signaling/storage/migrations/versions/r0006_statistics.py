"""Sums of days for the statistics, and what pages of the log look events up by; all filled in from what is there."""

import json
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_PAGE = 5_000

# As they are at this revision; what they mean is in `day_triggers`.
_IS_WAIT_KNOWN = "{r}.asked_unix_ms IS NOT NULL AND {r}.helped_unix_ms >= {r}.asked_unix_ms"
_WAIT = "{r}.helped_unix_ms - {r}.asked_unix_ms"
_IS_OVER = "{r}.helped_unix_ms IS NOT NULL AND {r}.closed_unix_ms IS NOT NULL"
_SOLVED = "CASE WHEN {r}.result = 'solved' THEN 1 ELSE 0 END"
_MEASURES = {
    "sessions": "1",
    "helped": "CASE WHEN {r}.helped_unix_ms IS NOT NULL THEN 1 ELSE 0 END",
    "waits": f"CASE WHEN {_IS_WAIT_KNOWN} THEN 1 ELSE 0 END",
    "wait_ms": f"CASE WHEN {_IS_WAIT_KNOWN} THEN {_WAIT} ELSE 0 END",
    "within_60_s": f"CASE WHEN {_IS_WAIT_KNOWN} AND {_WAIT} <= 60000 THEN 1 ELSE 0 END",
    "within_120_s": f"CASE WHEN {_IS_WAIT_KNOWN} AND {_WAIT} <= 120000 THEN 1 ELSE 0 END",
    "within_300_s": f"CASE WHEN {_IS_WAIT_KNOWN} AND {_WAIT} <= 300000 THEN 1 ELSE 0 END",
    "within_600_s": f"CASE WHEN {_IS_WAIT_KNOWN} AND {_WAIT} <= 600000 THEN 1 ELSE 0 END",
    "ended": f"CASE WHEN {_IS_OVER} THEN 1 ELSE 0 END",
    "duration_ms": f"CASE WHEN {_IS_OVER} THEN {{r}}.closed_unix_ms - {{r}}.created_unix_ms ELSE 0 END",
    "solved": _SOLVED,
    "partly": "CASE WHEN {r}.result = 'partly' THEN 1 ELSE 0 END",
    "unsolved": "CASE WHEN {r}.result = 'unsolved' THEN 1 ELSE 0 END",
    "passed_on": "CASE WHEN {r}.result = 'passed_on' THEN 1 ELSE 0 END",
    "rated_1": "CASE WHEN {r}.rating = 1 THEN 1 ELSE 0 END",
    "rated_2": "CASE WHEN {r}.rating = 2 THEN 1 ELSE 0 END",
    "rated_3": "CASE WHEN {r}.rating = 3 THEN 1 ELSE 0 END",
    "rated_4": "CASE WHEN {r}.rating = 4 THEN 1 ELSE 0 END",
    "rated_5": "CASE WHEN {r}.rating = 5 THEN 1 ELSE 0 END",
    "reported": "CASE WHEN {r}.is_reported THEN 1 ELSE 0 END",
}
_PROBLEM_MEASURES = {"sessions": "1", "solved": _SOLVED}
_COUNTED = "asked_unix_ms, helped_unix_ms, closed_unix_ms, category, result, rating, is_reported"
_DAY = "{r}.created_unix_ms / 86400000"


def upgrade() -> None:
    """Add columns and indexes, and fill in what the events so far say."""
    op.add_column("slots", sa.Column("made_unix_ms", sa.BigInteger))
    op.add_column("sessions", sa.Column("asked_unix_ms", sa.BigInteger))
    op.add_column("sessions", sa.Column("helped_unix_ms", sa.BigInteger))
    op.add_column("audit_events", sa.Column("outcome", sa.String(8), nullable=False, server_default="ok"))
    op.add_column("audit_events", sa.Column("actor", sa.String(64), nullable=False, server_default=""))
    op.add_column("audit_events", sa.Column("subject", sa.String(64)))
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    if is_sqlite:
        # The guard rail is taken down for the new columns and put up again; the line that was hashed stays as it is.
        op.execute("DROP TRIGGER audit_events_no_update")
    _fill_in(op.get_bind())
    if is_sqlite:
        op.execute(
            "CREATE TRIGGER audit_events_no_update BEFORE UPDATE ON audit_events "
            "BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END"
        )
    _make_day_tables()
    for statement in _triggers(op.get_bind().dialect.name):
        op.execute(statement)
    op.create_index("ix_audit_events_ts", "audit_events", ["ts", "seq"])
    op.create_index("ix_audit_events_actor", "audit_events", ["actor", "seq"])
    for name, column, condition in (
        ("ix_audit_events_subject", "subject", sa.text("subject IS NOT NULL")),
        ("ix_audit_events_not_ok", "outcome", sa.text("outcome <> 'ok'")),
    ):
        op.create_index(name, "audit_events", [column, "seq"], sqlite_where=condition, postgresql_where=condition)


def downgrade() -> None:
    """There is no way back: when people asked and were helped would be lost."""
    raise NotImplementedError


def _fill_in(connection: sa.Connection) -> None:
    made: dict[str, int] = {}  # when each code was made, by the hash the record names it with
    after = 0
    while rows := connection.execute(
        sa.text("SELECT seq, session_id, line FROM audit_events WHERE seq > :after ORDER BY seq LIMIT :page"),
        {"after": after, "page": _PAGE},
    ).all():
        after = rows[-1].seq
        found = []
        for seq, session_id, line in rows:
            record = json.loads(line)
            data, actor = record["data"], record["actor"]
            subject = data.get("user_id") or data.get("agent_id")
            subject = subject if isinstance(subject, str) and subject != actor["id"] else None
            who = actor["id"] or actor["kind"]
            found.append({"seq": seq, "outcome": record["outcome"], "actor": who, "subject": subject})
            _note_times(connection, record, session_id, made)
        connection.execute(
            sa.text(
                "UPDATE audit_events SET outcome = :outcome, actor = :actor, subject = :subject WHERE seq = :seq"
            ),
            found,
        )


def _note_times(
    connection: sa.Connection, record: dict[str, Any], session_id: str | None, made: dict[str, int]
) -> None:
    kind, data = record["type"], record["data"]
    at = int(datetime.fromisoformat(record["ts"]).timestamp() * 1000)
    if kind == "code:slot:made":
        made[data["nameplate_hash"]] = at
    elif kind == "code:slot:claimed" and session_id is not None and data["nameplate_hash"] in made:
        connection.execute(
            sa.text("UPDATE sessions SET asked_unix_ms = :at WHERE session_id = :session_id"),
            {"at": made[data["nameplate_hash"]], "session_id": session_id},
        )
    elif kind == "session:consent:granted" and data.get("capability") == "view":
        connection.execute(
            sa.text(
                "UPDATE sessions SET helped_unix_ms = coalesce(helped_unix_ms, :at) WHERE session_id = :session_id"
            ),
            {"at": at, "session_id": session_id},
        )


def _make_day_tables() -> None:
    category = sa.Column("category", sa.String(40), nullable=False)
    for table, key, measures in (("session_days", [], _MEASURES), ("problem_days", [category], _PROBLEM_MEASURES)):
        op.create_table(
            table,
            sa.Column("agent_id", sa.String(64), nullable=False),
            sa.Column("day", sa.Integer, autoincrement=False, nullable=False),
            *key,
            *(sa.Column(name, sa.BigInteger, nullable=False, server_default="0") for name in measures),
            sa.PrimaryKeyConstraint("agent_id", "day", *(column.name for column in key), name=f"pk_{table}"),
            sqlite_with_rowid=False,
        )
    for agent in ("''", "{r}.agent_id"):
        keys = {"agent_id": agent, "day": _DAY}
        _count_all("session_days", keys, _MEASURES)
        _count_all("problem_days", {**keys, "category": "{r}.category"}, _PROBLEM_MEASURES)


def _count_all(table: str, keys: dict[str, str], measures: dict[str, str]) -> None:
    sums = (f"sum({expression})" for expression in measures.values())
    parts = (
        *("INSERT INTO", table, "(", ", ".join((*keys, *measures)), ")"),
        *("SELECT", ", ".join((*keys.values(), *sums)), "FROM sessions"),
        *("WHERE", _condition(keys)),
        *("GROUP BY", ", ".join(str(place) for place in range(1, len(keys) + 1))),
    )
    op.execute(" ".join(parts).format(r="sessions"))


def _triggers(dialect: str) -> list[str]:
    add, take = _statements("NEW", "+"), _statements("OLD", "-")
    found: list[str] = []
    for name, moment, steps in (
        ("count_session_insert", "AFTER INSERT", add),
        ("count_session_update", f"AFTER UPDATE OF {_COUNTED}", take + add),
        ("count_session_delete", "AFTER DELETE", take),
    ):
        body = "\n".join(steps)
        if dialect == "sqlite":
            found.append(f"CREATE TRIGGER {name} {moment} ON sessions BEGIN\n{body}\nEND")
            continue
        head = f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        found += [
            f"{head}\n{body}\nRETURN NULL;\nEND $$",
            f"CREATE TRIGGER {name} {moment} ON sessions FOR EACH ROW EXECUTE FUNCTION {name}()",
        ]
    return found


def _statements(row: str, sign: str) -> list[str]:
    found: list[str] = []
    for agent in ("''", "{r}.agent_id"):
        keys = {"agent_id": agent, "day": _DAY}
        found.append(_upsert("session_days", keys, _MEASURES, sign=sign))
        found.append(_upsert("problem_days", {**keys, "category": "{r}.category"}, _PROBLEM_MEASURES, sign=sign))
    return [statement.format(r=row) for statement in found]


def _upsert(table: str, keys: dict[str, str], measures: dict[str, str], *, sign: str) -> str:
    values = (*keys.values(), *(f"{sign}({expression})" for expression in measures.values()))
    sums = (f"{name} = {table}.{name} + excluded.{name}" for name in measures)
    parts = (
        *("INSERT INTO", table, "(", ", ".join((*keys, *measures)), ")"),
        *("SELECT", ", ".join(values), "WHERE", _condition(keys)),
        *("ON CONFLICT (", ", ".join(keys), ") DO UPDATE SET", ", ".join(sums)),
    )
    return f"{' '.join(parts)};"


def _condition(keys: dict[str, str]) -> str:
    return f"{keys['category']} IS NOT NULL" if "category" in keys else "true"
