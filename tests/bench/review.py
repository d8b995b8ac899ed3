"""The admin page's questions over a large record: a page of sessions or of the log, by every filter.

    make bench-review                                # 1,000,000 sessions, 20,000,000 events: 22 GB under TMPDIR
    make bench-review REVIEW="--sessions 100000"     # twenty events each, or --events-each

The record is synthetic and filled in bulk by SQLite itself: what stands in it is shaped like the real thing, but not linked. The
questions are those of the page, through the same functions, on a reading connection, one at a time, with values drawn anew
for each. It prints a table and writes `build/bench/review.json`.
"""

import argparse
import json
import os
import random
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from shared.capability import Capability
from signaling.domain.review import Cursor, LogQuery, SessionQuery
from signaling.storage import review_store
from signaling.storage.database import open_engine, upgrade_database
from signaling.storage.models import sessions
from tests.bench.picture.row import percentile

RESULT = Path("build/bench/review.json")
TOOL = "alongside-review"
EVENTS_EACH, AGENTS, LIVE = 20, 300, 40
BYTES_AN_EVENT = 1_100  # of the file, indexes and all; only to see beforehand whether it fits
ASKED = 30
GOAL_P95_MS = 200
_BEGAN_UNIX_MS = 1_700_000_000_000
_SPAN_MS = 3 * 365 * 24 * 3_600_000
_SESSIONS = """
WITH RECURSIVE number(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM number WHERE i < :sessions)
INSERT INTO sessions (session_id, slot_id, agent_id, client_token_hash, agent_token_hash, stage, reason, client_key,
  rights, next_cseq, chain_count, chain_head, seal_signature, created_unix_ms, closed_unix_ms)
SELECT lower(hex(randomblob(16))), printf('%032x', i), 'agent:' || (1 + abs(random()) % :agents), randomblob(32),
  randomblob(32), iif(i > :sessions - :live, 'open', 'closed'),
  iif(i > :sessions - :live, NULL,
    iif(abs(random()) % 500 = 0, 'panic', iif(i % 3 = 0, 'agent_left', 'user_stopped'))),
  randomblob(32), 1 + 2 * (abs(random()) % 2) + iif(abs(random()) % 2000 = 0, 16, 0), 12, :each,
  printf('%064x', i), randomblob(64), :began + i * (:span / :sessions),
  iif(i > :sessions - :live, NULL, :began + i * (:span / :sessions) + 900000)
FROM number
"""
_EVENTS = """
WITH RECURSIVE place(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM place WHERE k < :each)
INSERT INTO audit_events (seq, hash, session_id, sseq, cseq, tag, ts, line)
SELECT (s.rowid - 1) * :each + k, printf('%064x', s.rowid), s.session_id, k, iif(k BETWEEN 4 AND :each - 1, k - 3, NULL),
  CASE k WHEN 1 THEN 'code:slot:claimed' WHEN 2 THEN 'pair:session:ok' WHEN 3 THEN 'session:life:opened'
    WHEN :each THEN 'session:life:closed' ELSE 'session:control:summary' END,
  '2026-11-22T00:00:00.000Z',
  '{"actor":{"id":"","kind":"person"},"cseq":' || k || ',"data":{"clicks":4,"keys_down":31,"moves":900},"hash":"' ||
  printf('%064x', s.rowid) || '","key":"' || printf('%064x', k) || '","outcome":"ok","prev":"' || printf('%064x', k) ||
  '","seq":' || ((s.rowid - 1) * :each + k) || ',"sid":"' || s.session_id || '","sig":"' ||
  printf('%0128x', k) || '","sseq":' || k || ',"type":"session:control:summary","v":1}'
FROM (SELECT rowid, session_id FROM sessions ORDER BY rowid) AS s CROSS JOIN place
"""

Question = Callable[[Connection], Any]


@dataclass(frozen=True)
class Draw:
    """Values for the questions, drawn anew for each."""

    random: random.Random
    session_ids: list[str]
    events: int

    def day(self) -> datetime:
        at = _BEGAN_UNIX_MS + self.random.randrange(_SPAN_MS)
        return datetime.fromtimestamp(at / 1_000, UTC)

    def list(self, **fields: Any) -> Question:
        query = SessionQuery(**fields)
        return lambda connection: review_store.read_sessions(connection, query)

    def log(self, **fields: Any) -> Question:
        query = LogQuery(**fields)
        return lambda connection: review_store.read_log(connection, query)


def main() -> None:
    """Fill, ask, print, write."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.review", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sessions", type=int, default=1_000_000, help="in the record (default %(default)s)")
    parser.add_argument(
        "--events-each",
        type=int,
        default=EVENTS_EACH,
        help="events of each session, five at least (default %(default)s)",
    )
    asked = parser.parse_args()
    count, each = asked.sessions, max(5, asked.events_each)
    with tempfile.TemporaryDirectory() as folder:
        _require_room(Path(folder), count * each)
        path = Path(folder, "alongside.sqlite3")
        begun_s = time.perf_counter()
        _fill(path, count, each)
        row: dict[str, Any] = {
            "tool": TOOL,
            "load": round(os.getloadavg()[0], 1),
            "sessions": count,
            "events": count * each,
            "file_mib": path.stat().st_size >> 20,
            "filled_s": round(time.perf_counter() - begun_s),
        }
        row |= _ask_everything(path, count * each)
    for name, value in row.items():
        print(f"{name:44}{value:>20}")
    worst = max(value for name, value in row.items() if name.endswith("_p95_ms"))
    print(
        f"goal: {GOAL_P95_MS} ms at the 95th percentile of every question: {'met' if worst <= GOAL_P95_MS else 'short'}"
    )
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps({"rows": [row]}, indent=1) + "\n")
    print(f"\nwritten: {RESULT}")


def _require_room(folder: Path, events: int) -> None:
    needed = events * BYTES_AN_EVENT * 3 // 2  # sorting for the indexes takes its own
    if shutil.disk_usage(folder).free < needed:
        sys.exit(
            f"bench-review: {needed >> 30} GiB are needed in {folder.parent}; set TMPDIR or give fewer --sessions"
        )


def _fill(path: Path, count: int, each: int) -> None:
    upgrade_database(path)
    connection = sqlite3.connect(path, isolation_level=None)
    # Nothing of this has to survive a loss of power, and indexes are quicker to make than to keep.
    for setting in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -1000000", "foreign_keys = OFF"):
        connection.execute(f"PRAGMA {setting}")
    wanted = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name IN ('sessions', 'audit_events')"
    indexes = [(name, sql) for name, sql in connection.execute(wanted) if sql is not None]
    for name, _ in indexes:
        connection.execute(f"DROP INDEX {name}")
    connection.execute("BEGIN")
    people = [(n, f"agent{n}@b.org", f"Agent {n:03}", "agent", "", "x", 0, 0) for n in range(1, AGENTS + 1)]
    connection.executemany(
        "INSERT INTO accounts (account_id, email, name, role, organisation, password_hash, created_unix_ms, is_disabled) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        people,
    )
    _say(f"{count:,} sessions ...")
    values = {
        "sessions": count,
        "agents": AGENTS,
        "live": LIVE,
        "each": each,
        "began": _BEGAN_UNIX_MS,
        "span": _SPAN_MS,
    }
    connection.execute(_SESSIONS, values)
    _say(f"{count * each:,} events ...")
    connection.execute(_EVENTS, {"each": each})
    connection.execute("COMMIT")
    for name, sql in indexes:
        _say(f"index {name} ...")
        connection.execute(sql)
    connection.close()


def _ask_everything(path: Path, events: int) -> dict[str, Any]:
    engine = open_engine(path)
    with engine.connect().execution_options(is_reading=True) as connection:
        some = select(sessions.c.session_id, sessions.c.created_unix_ms).where(
            sessions.c.created_unix_ms > _BEGAN_UNIX_MS + _SPAN_MS // 2
        )
        known = connection.execute(some.order_by(sessions.c.created_unix_ms).limit(500)).all()
        draw = Draw(random.Random(7), [row.session_id for row in known], events)
        found: dict[str, Any] = {}
        for name, make in _questions().items():
            _say(f"{name} ...")
            make(draw)(connection)  # once beforehand: a page that nobody looked at today is another question
            spent_ms = []
            for _ in range(ASKED):
                question = make(draw)
                begun_s = time.perf_counter()
                question(connection)
                spent_ms.append((time.perf_counter() - begun_s) * 1_000)
            found[f"{name}_p50_ms"] = round(statistics.median(spent_ms), 1)
            found[f"{name}_p95_ms"] = round(percentile(spent_ms, 95) or 0, 1)
    engine.dispose()
    return found


def _questions() -> dict[str, Callable[[Draw], Question]]:
    def middle(draw: Draw) -> Question:
        at = int(draw.day().timestamp() * 1_000)
        return draw.list(after=Cursor(unix_ms=at, session_id="8" * 32))

    def one_day(draw: Draw) -> Question:
        day = draw.day()
        return draw.list(since=day, until=day + timedelta(days=1))

    def agent(draw: Draw) -> str:
        return f"agent{draw.random.randrange(1, AGENTS + 1)}@b.org"

    def session(draw: Draw) -> Question:
        sid = draw.random.choice(draw.session_ids)
        return lambda connection: review_store.read_session_events(connection, sid)

    return {
        "sessions_newest": lambda draw: draw.list(),
        "sessions_of_a_day": one_day,
        "sessions_in_the_middle": middle,
        "sessions_of_an_agent_by_name": lambda draw: draw.list(search=f"Agent {draw.random.randrange(1, AGENTS):03}"),
        "sessions_of_an_agent_by_address": lambda draw: draw.list(search=agent(draw)),
        "session_by_beginning_of_its_id": lambda draw: draw.list(search=draw.random.choice(draw.session_ids)[:8]),
        "sessions_that_are_live": lambda draw: draw.list(is_live=True),
        "sessions_ended_as_none_did": lambda draw: draw.list(reason="expired"),
        "sessions_ended_as_many_did": lambda draw: draw.list(reason="user_stopped"),
        "sessions_ended_as_few_did": lambda draw: draw.list(reason="panic"),
        "sessions_with_a_rare_right": lambda draw: draw.list(right=Capability.FILE_TO_USER),
        "sessions_of_an_agent_with_a_right": lambda draw: draw.list(search=agent(draw), right=Capability.CONTROL),
        "events_of_a_session": session,
        "log_newest": lambda draw: draw.log(),
        "log_in_the_middle": lambda draw: draw.log(before_seq=draw.random.randrange(1_000, draw.events)),
        "log_of_a_kind": lambda draw: draw.log(tag="session:life:opened"),
        "log_of_a_kind_in_the_middle": lambda draw: draw.log(
            tag="session:life:closed", before_seq=draw.random.randrange(1_000, draw.events)
        ),
        "log_of_a_kind_nobody_wrote": lambda draw: draw.log(tag="policy:rule:changed"),
    }


def _say(sentence: str) -> None:
    print(f"bench-review: {sentence}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
