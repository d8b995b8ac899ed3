"""The witness over a record in a real PostgreSQL, with a role that may read three tables and nothing else."""

import subprocess
from pathlib import Path

import pytest
from sqlalchemy import text

from shared.cli.exit_code import ExitCode
from signaling.storage import pruning
from signaling.storage.database import open_engine
from signaling.storage.database_place import PostgresPlace
from signaling.witness.postgres_record import open_source
from signaling.witness.record_error import RecordUnreadableError
from signaling.witness.record_view import KeptRow, open_record
from signaling.witness.status import read_status
from tests.fakes import postgres
from tests.fakes.server_record import NOW, ORIGIN, ServerRecord
from tests.integration.server.running_server import run_command

ROLE, PASSWORD = "alongside_witness", "witness-secret-5d1b"


@pytest.fixture
def owner() -> PostgresPlace:
    place = postgres.cluster().new_database()
    engine = open_engine(place)
    with engine.begin() as connection:
        known = connection.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": ROLE}).scalar()
        if not known:
            connection.execute(text(f"CREATE ROLE {ROLE} LOGIN PASSWORD '{PASSWORD}'"))
        connection.execute(text(f"GRANT SELECT ON audit_events, sessions, prunings TO {ROLE}"))
    engine.dispose()
    return place


@pytest.fixture
def reader(owner: PostgresPlace) -> PostgresPlace:
    return postgres.cluster().place(owner.url.partition("@/")[2].partition("?")[0], ROLE, PASSWORD)


@pytest.fixture
def record(owner: PostgresPlace, tmp_path: Path):
    with ServerRecord(tmp_path / "data", owner) as made:
        made.started()
        yield made


def _look(record: ServerRecord, reader: PostgresPlace, folder: Path) -> subprocess.CompletedProcess[str]:
    address = folder / "reader-url"
    address.write_text(reader.url)
    address.chmod(0o600)
    options = ["--database-url", str(address), "--data-dir", str(record.folder), "--to", str(folder / "out.jsonl")]
    return run_command("witness", "run", "--once", "--witness-dir", str(folder / "witness"), *options)


def test_witness_signs_refuses_and_goes_on_as_with_a_file(
    record: ServerRecord, reader: PostgresPlace, tmp_path: Path
):
    sid = record.open()
    record.signed(sid, 2)
    record.close(sid)
    record.started()
    done = _look(record, reader, tmp_path)
    assert done.returncode == 0, done.stderr
    assert "secret" not in done.stderr
    assert read_status(tmp_path / "witness").size == 8
    cut = record.write(lambda connection: pruning.find_cut(connection, NOW.utc.replace(year=2030)))
    record.write(lambda connection: pruning.declare_cut(connection, cut, record.seal_key, NOW))
    record.write(pruning.remove_declared)
    assert _look(record, reader, tmp_path).returncode == 0
    record.change("UPDATE audit_events SET line = replace(line, 'operator', 'agent') WHERE seq = 9")
    assert _look(record, reader, tmp_path).returncode == ExitCode.DATA


def test_view_reads_what_a_file_has_and_writes_nothing(record: ServerRecord, reader: PostgresPlace):
    sid = record.open()
    record.close(sid)
    with open_record(reader) as view:
        assert (view.newest_seq(), view.last_origin()) == (5, ORIGIN)
        sealed = view.seal_of(sid)
        assert sealed is not None
        assert sealed[0] == 4
        assert len(view.lines_after(1, 3)) == 3
        assert view.kept_rows(2) == (KeptRow(sid, 1, 2),)
        assert len(view.session_lines_until(sid, 3)) == 2
        with view.snapshot():
            assert view.newest_seq() == 5
            record.plain()
            assert view.newest_seq() == 5
        assert view.newest_seq() == 6
    with open_source(reader) as source, pytest.raises(RecordUnreadableError):
        source.rows("INSERT INTO prunings VALUES (1, 1, '')", ())


def test_database_that_does_not_answer_is_unreadable_and_its_password_is_not_told(
    record: ServerRecord, reader: PostgresPlace, tmp_path: Path
):
    wrong = PostgresPlace(reader.url.replace(PASSWORD, "wrong-secret"))
    done = _look(record, wrong, tmp_path)
    assert done.returncode == ExitCode.UNREADABLE
    assert "secret" not in done.stderr
