import json
import os
import sqlite3
from datetime import date
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.command import upgrade
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from signaling.domain.session_counts import StatisticsQuery, Tally
from signaling.storage import migrations
from signaling.storage.account_store import find_account
from signaling.storage.database import REVISION, open_engine, upgrade_database
from signaling.storage.database_error import DatabaseUnusableError
from signaling.storage.migrations.versions import (
    r0001_first_tables,
    r0002_sign_in,
    r0003_admin_page,
    r0004_session_record,
    r0005_admin_acts,
    r0006_statistics,
    r0007_said_of_sessions,
    r0008_pruning,
    r0009_ways_to_sign_in,
    r0010_who_made_a_link,
)
from signaling.storage.models import metadata
from signaling.storage.statistics_store import read_statistics


def test_upgrade_makes_exactly_the_tables_of_the_models(tmp_path: Path):
    path = tmp_path / "d.sqlite3"
    upgrade_database(path)
    upgrade_database(path, is_thorough=True)
    engine = open_engine(path)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


def test_upgrade_makes_the_triggers_of_the_models_too(tmp_path: Path):
    path = tmp_path / "d.sqlite3"
    upgrade_database(path)
    migrated, made = open_engine(path), open_engine(tmp_path / "made.sqlite3")
    metadata.create_all(made)
    query = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'sessions' ORDER BY name")
    with migrated.connect() as one, made.connect() as other:
        assert one.execute(query).all() == other.execute(query).all() != []
    migrated.dispose()
    made.dispose()


def test_revision_is_the_newest_migration():
    config = Config()
    config.set_main_option("script_location", os.fspath(next(iter(migrations.__path__))))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_current_head() == REVISION


def test_first_tables_are_never_taken_apart():
    assert r0001_first_tables.down_revision is None
    with pytest.raises(NotImplementedError):
        r0001_first_tables.downgrade()


def test_people_of_the_first_version_keep_their_accounts_and_have_no_second_factor(tmp_path: Path):
    path = tmp_path / "d.sqlite3"
    engine = open_engine(path)
    config = Config()
    config.set_main_option("script_location", os.fspath(next(iter(migrations.__path__))))
    config.set_main_option("path_separator", "os")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        upgrade(config, r0001_first_tables.revision)
        connection.execute(
            text(
                "INSERT INTO accounts (email, name, role, organisation, password_hash, created_unix_ms, is_disabled) "
                "VALUES ('ana@b.org', 'Ana', 'agent', '', '$argon2id$x', 0, 0)"
            )
        )
    upgrade_database(path)
    with engine.begin() as connection:
        account = find_account(connection, "ana@b.org")
    engine.dispose()
    assert account is not None
    assert not account.has_second_factor
    later = (
        r0002_sign_in,
        r0003_admin_page,
        r0004_session_record,
        r0005_admin_acts,
        r0006_statistics,
        r0007_said_of_sessions,
        r0008_pruning,
        r0009_ways_to_sign_in,
        r0010_who_made_a_link,
    )
    for step in later:
        with pytest.raises(NotImplementedError):
            step.downgrade()


def test_connection_has_the_settings_the_record_depends_on(tmp_path: Path):
    engine = open_engine(tmp_path / "d.sqlite3")
    with engine.connect() as connection:
        found = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "secure_delete")
        }
    engine.dispose()
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 5_000,
        "secure_delete": 1,
    }


def test_two_writers_wait_for_each_other(tmp_path: Path):
    path = tmp_path / "d.sqlite3"
    upgrade_database(path)
    engine = open_engine(path)
    with engine.begin(), sqlite3.connect(path, timeout=0.05) as other:
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        assert other.execute("SELECT count(*) FROM audit_events").fetchone() == (0,)
    other.close()
    engine.dispose()


@pytest.mark.parametrize("content", [b"a letter " * 1_000, b"SQLite format 3\x00" + b"\xff" * 5_000])
def test_file_that_is_no_database_is_refused(tmp_path: Path, content: bytes):
    path = tmp_path / "d.sqlite3"
    path.write_bytes(content)
    with pytest.raises(DatabaseUnusableError) as refused:
        upgrade_database(path)
    assert refused.value.reason == "database_corrupt"


def test_torn_file_is_found_by_the_thorough_look(tmp_path: Path):
    path = tmp_path / "d.sqlite3"
    upgrade_database(path)
    with sqlite3.connect(path) as connection:
        connection.executemany(
            "INSERT INTO slots (slot_id, nameplate, expires_unix_ms) VALUES (?, '123', 1)",
            [(f"{n:032x}",) for n in range(3_000)],
        )
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 8_192] = b"\xa5" * 8_192
    path.write_bytes(data)
    with pytest.raises(DatabaseUnusableError) as refused:
        upgrade_database(path, is_thorough=True)
    assert refused.value.reason == "database_corrupt"


def test_folder_in_place_of_the_file_is_unwritable(tmp_path: Path):
    path = tmp_path / "d.sqlite3"
    path.mkdir()
    with pytest.raises(DatabaseUnusableError) as refused:
        upgrade_database(path)
    assert refused.value.reason == "database_unwritable"


def test_sessions_of_an_earlier_version_are_counted_and_their_times_found_in_the_record(tmp_path: Path):
    path = tmp_path / "d.sqlite3"
    engine = open_engine(path)
    config = Config()
    config.set_main_option("script_location", os.fspath(next(iter(migrations.__path__))))
    config.set_main_option("path_separator", "os")
    sid, name = "d" * 32, "f" * 64
    events = [
        ("code:slot:made", {"nameplate_hash": name}, "person", None, "2026-11-27T10:00:00.000Z", "ok"),
        ("code:slot:claimed", {"nameplate_hash": name, "agent_id": "agent:1"}, "agent:1", sid, "2026-11-27T10:00:20.000Z", "ok"),
        ("session:consent:granted", {"capability": "view"}, "person", sid, "2026-11-27T10:00:50.000Z", "ok"),
        ("session:consent:granted", {"capability": "view"}, "person", sid, "2026-11-27T10:05:00.000Z", "ok"),
        ("user:account:changed", {"user_id": "agent:1"}, "operator", None, "2026-11-27T10:06:00.000Z", "ok"),
        ("auth:login:failed", {"reason": "x"}, "agent:1", None, "2026-11-27T10:07:00.000Z", "denied"),
    ]  # fmt: skip
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        upgrade(config, r0004_session_record.revision)
        connection.execute(
            text(
                "INSERT INTO sessions (session_id, slot_id, agent_id, client_token_hash, agent_token_hash, stage, reason, "
                "next_cseq, chain_count, chain_head, created_unix_ms, closed_unix_ms, category, result, rating) VALUES "
                "(:sid, 's', 'agent:1', x'00', x'00', 'closed', 'user_stopped', 1, 3, '0', 1795773620000, 1795774220000, "
                "'printer', 'solved', 4)"
            ),
            {"sid": sid},
        )
        for seq, (tag, data, who, session_id, ts, outcome) in enumerate(events, 1):
            actor = {"kind": who.partition(":")[0], "id": who if ":" in who else ""}
            line = json.dumps({"type": tag, "data": data, "actor": actor, "ts": ts, "outcome": outcome, "seq": seq})
            connection.execute(
                text(
                    "INSERT INTO audit_events (seq, hash, session_id, tag, ts, line) "
                    "VALUES (:seq, 'h', :session_id, :tag, :ts, :line)"
                ),
                {"seq": seq, "session_id": session_id, "tag": tag, "ts": ts, "line": line},
            )
    upgrade_database(path)
    with engine.connect() as connection:
        found = connection.execute(text("SELECT seq, actor, subject, outcome FROM audit_events ORDER BY seq")).all()
        query = StatisticsQuery(first=date(2026, 11, 27), last=date(2026, 11, 27), agents=None)
        counted = read_statistics(connection, query)
        with pytest.raises(IntegrityError, match="append-only"):
            connection.execute(text("UPDATE audit_events SET line = ''"))
    engine.dispose()
    assert found == [
        (1, "person", None, "ok"),
        (2, "agent:1", None, "ok"),
        (3, "person", None, "ok"),
        (4, "person", None, "ok"),
        (5, "operator", "agent:1", "ok"),
        (6, "agent:1", None, "denied"),
    ]
    assert counted.total == Tally(
        sessions=1, helped=1, waits=1, wait_ms=50_000, within_60_s=1, within_120_s=1, within_300_s=1, within_600_s=1,
        ended=1, duration_ms=600_000, solved=1, rated_4=1,
    )  # fmt: skip
    assert counted.agents[0].tally == counted.total
    assert [(each.category, each.sessions) for each in counted.problems] == [("printer", 1)]
