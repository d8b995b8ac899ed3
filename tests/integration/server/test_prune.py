"""`record prune` as people run it: what it refuses, what is left, and what a kill in the middle does."""

import secrets
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from shared.audit.verify_cli import EXIT_INTACT, run
from shared.cli.exit_code import ExitCode
from shared.protocol import signaling_messages as wire
from signaling.storage.audit_key import load_or_create_audit_key
from signaling.storage.database import open_engine
from signaling.storage.postgres_roles import restrict_role
from tests.fakes import postgres
from tests.fakes.server_record import ServerRecord
from tests.integration.server.commands import refused
from tests.integration.server.running_server import COMMAND, ServerProcess, run_here
from tests.integration.server.wire_program import Program

DAY = ("--older-than-days", "1")  # the record's events are of 22 November 2026 or earlier than today


@pytest.fixture
def record(tmp_path: Path):
    with ServerRecord(tmp_path / "data") as made:
        made.started()
        made.plain(5)
        sid = made.open()
        made.signed(sid, 3)
        made.close(sid)
        made.plain(2)
        yield made


def _prune(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run_here("record", "prune", "--data-dir", str(folder), *arguments)


def _export(folder: Path, out: Path) -> None:
    done = run_here("audit", "export", "--out", str(out), "--data-dir", str(folder))
    assert done.returncode == 0, done.stderr


def _verify(folder: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    assert run(["verify", str(out), "--pub", str(folder / "audit-key.pub")]) == EXIT_INTACT
    return capsys.readouterr().out


def test_prune_needs_an_export_and_a_yes_and_what_is_left_is_intact(
    record: ServerRecord, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    folder, kept = record.folder, tmp_path / "kept.jsonl"
    done = _prune(folder, *DAY, "--yes")
    assert done.returncode == ExitCode.DATA
    assert "never exported up to event 14" in refused(done)
    assert len(record.lines()) == 15
    _export(folder, kept)
    said = _prune(folder, *DAY)
    assert said.returncode == 0
    assert "Events 1 to 15 are older than asked for (days: 1). Sessions among them: 1." in said.stdout
    assert len(record.lines()) == 16
    done = _prune(folder, *DAY, "--yes")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Event 17 says so." in done.stdout
    assert len(record.lines()) == 2
    assert run_here("audit", "list-sessions", "--data-dir", str(folder)).stdout == ""
    _export(folder, tmp_path / "rest.jsonl")
    shown = _verify(folder, tmp_path / "rest.jsonl", capsys)
    assert "events 16 to 17" in shown
    assert "Pruned: events 1 to 15" in shown
    assert "Event 17 says so" in shown
    assert "Pruned" not in _verify(folder, kept, capsys)
    assert "Nothing to take away" in _prune(folder, *DAY, "--yes").stdout


def test_prune_by_itself_leaves_a_year(record: ServerRecord):
    assert "older than asked for (days: 365)" in _prune(record.folder, "--yes", "--without-export").stdout
    assert len(record.lines()) == 15


def test_prune_leaves_what_the_witness_has_not_seen(record: ServerRecord, tmp_path: Path):
    witness = tmp_path / "witness"
    options = (*DAY, "--yes", "--without-export", "--witness", str(witness))
    assert _prune(record.folder, *options).returncode == ExitCode.UNREADABLE
    look = ("witness", "run", "--once", "--to", str(tmp_path / "out.jsonl"), "--witness-dir", str(witness))
    assert subprocess.run([*COMMAND, *look, "--data-dir", str(record.folder)], check=False).returncode == 0
    record.plain(2)
    done = _prune(record.folder, *options)
    assert (done.returncode, "has signed up to event 15" in refused(done)) == (ExitCode.DATA, True)
    assert subprocess.run([*COMMAND, *look, "--data-dir", str(record.folder)], check=False).returncode == 0
    assert _prune(record.folder, *options).returncode == 0
    assert len(record.lines()) == 2
    assert subprocess.run([*COMMAND, *look, "--data-dir", str(record.folder)], check=False).returncode == 0


def _begin_prune(folder: Path) -> subprocess.Popen[bytes]:
    options = (*DAY, "--yes", "--without-export", "--data-dir", str(folder))
    return subprocess.Popen([*COMMAND, "record", "prune", *options], stdout=subprocess.DEVNULL)


async def test_prune_killed_in_the_middle_leaves_an_intact_record_and_goes_on_beside_a_server(
    record: ServerRecord, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    folder = record.folder
    record.plain(40_000)
    sid = record.open()
    process = _begin_prune(folder)
    reading = sqlite3.connect(f"file:{record.database}?mode=ro", uri=True)
    deadline = time.monotonic() + 60
    while reading.execute("SELECT min(seq) FROM audit_events").fetchone()[0] < 2_000:
        assert time.monotonic() < deadline
        assert process.poll() is None
    process.kill()
    process.wait()
    left = reading.execute("SELECT count(*) FROM audit_events WHERE seq <= 40015").fetchone()[0]
    assert 0 < left < 40_015, "in the middle"
    _export(folder, tmp_path / "rest.jsonl")
    assert "Pruned: events 1 to 40017" in _verify(folder, tmp_path / "rest.jsonl", capsys)
    with ServerProcess(folder) as server:
        async with Program(server.url, "client") as client:
            made = await client.request(wire.Allocate(request_id=1), wire.Allocated)
            assert "They are gone." in _prune(folder, *DAY, "--yes").stdout
            await client.request(wire.Release(request_id=2, slot_id=made.slot_id), wire.Released)
        assert server.stop()[0] == 0
    assert reading.execute("SELECT min(seq) FROM audit_events").fetchone()[0] == 40_016
    assert reading.execute("SELECT stage FROM sessions WHERE session_id = ?", [sid]).fetchone() is not None
    reading.close()
    _export(folder, tmp_path / "after.jsonl")
    _verify(folder, tmp_path / "after.jsonl", capsys)


def _always_somebody(record: ServerRecord, count: int) -> list[str]:
    """So many sessions, each begun before the one before it was over; the last one goes on."""
    sids = [record.open(secrets.token_hex(16))]
    for _ in range(count - 1):
        sids.append(record.open(secrets.token_hex(16)))
        record.signed(sids[-2], 2)
        record.close(sids[-2])
    return sids


def _holds(folder: Path, words: list[str]) -> set[str]:
    """Which of the words stand anywhere in the files of the database, used or not."""
    # By another process: closing a file here would take away the locks that SQLite holds on it for all of this one.
    files = sorted(str(path) for path in folder.glob("alongside.sqlite3*"))
    raw = subprocess.run(["cat", *files], capture_output=True, check=True).stdout
    return {word for word in words if word.encode() in raw}


def test_prune_where_somebody_is_always_in_a_session_leaves_no_word_of_what_went_and_that_session_whole(
    record: ServerRecord, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    folder, witness = record.folder, tmp_path / "witness"
    *over, going_on = _always_somebody(record, 300)
    record.plain(3)
    look = ("witness", "run", "--once", "--to", str(tmp_path / "out.jsonl"), "--witness-dir", str(witness))
    assert subprocess.run([*COMMAND, *look, "--data-dir", str(folder)], check=False).returncode == 0
    _export(folder, tmp_path / "before.jsonl")
    assert _holds(folder, [*over, going_on]) == {*over, going_on}
    process = _begin_prune(folder)
    with closing(sqlite3.connect(f"file:{record.database}?mode=ro", uri=True)) as reading:
        deadline = time.monotonic() + 60
        while reading.execute("SELECT count(*) FROM sessions").fetchone()[0] > 250:
            assert time.monotonic() < deadline
            assert process.poll() is None
    process.kill()
    process.wait()
    _export(folder, tmp_path / "middle.jsonl")
    assert "but for those of 1 session that went on" in _verify(folder, tmp_path / "middle.jsonl", capsys)
    done = _prune(folder, *DAY, "--yes")
    assert (done.returncode, "They are gone." in done.stdout) == (0, True)
    assert _holds(folder, [*over, going_on]) == {going_on}
    listed = run_here("audit", "list-sessions", "--data-dir", str(folder)).stdout
    assert [line.split("\t")[0] for line in listed.splitlines()] == [going_on]
    record.signed(going_on, 2)
    record.close(going_on)
    own = tmp_path / "own.jsonl"
    assert (
        run_here("audit", "export", "--session", going_on, "--out", str(own), "--data-dir", str(folder)).returncode
        == 0
    )
    assert "INTACT: 6 events" in _verify(folder, own, capsys)
    _export(folder, tmp_path / "after.jsonl")
    keys = ["--pub", str(folder / "audit-key.pub"), "--witness-pub", str(witness / "witness-key.pub")]
    for name in ("before", "after"):
        capsys.readouterr()
        file = ["verify", str(tmp_path / f"{name}.jsonl"), "--checkpoint", str(tmp_path / "out.jsonl"), *keys]
        assert run(file) == EXIT_INTACT, capsys.readouterr().out
    assert subprocess.run([*COMMAND, *look, "--data-dir", str(folder)], check=False).returncode == 0


def test_prune_on_postgresql_is_done_by_the_owner(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    owner = postgres.cluster().new_database()
    engine = open_engine(owner)
    with engine.begin() as connection:
        restrict_role(connection, postgres.SERVER_ROLE)
    folder = tmp_path / "data"
    for path, place in ((folder / "database-url", postgres.cluster().as_server(owner)), (tmp_path / "owner", owner)):
        path.parent.mkdir(exist_ok=True)
        path.write_text(place.url)
        path.chmod(0o600)
    load_or_create_audit_key(folder)
    with ServerRecord(folder, owner) as record:
        record.started()
        record.plain(5)
    options = (*DAY, "--yes", "--without-export")
    done = _prune(folder, *options)
    assert done.returncode == ExitCode.NOT_PERMITTED
    assert "--owner-url" in refused(done)
    done = _prune(folder, *options, "--owner-url", str(tmp_path / "owner"))
    assert done.returncode == 0, done.stderr
    with engine.begin() as connection:
        assert connection.execute(text("SELECT min(seq) FROM audit_events")).scalar() == 6
    engine.dispose()
    _export(folder, tmp_path / "rest.jsonl")
    assert "Pruned: events 1 to 5" in _verify(folder, tmp_path / "rest.jsonl", capsys)
