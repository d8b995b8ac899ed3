"""Somebody with the server's disk changes the stored record: the check names the first bad event, whatever was done."""

import asyncio
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from shared.protocol import signaling_messages as wire
from tests.integration.server.commands import export, verify
from tests.integration.server.running_server import PASSWORD, ServerProcess, add_account, run_command, run_here
from tests.integration.server.wire_program import Program, open_session

pytestmark = pytest.mark.hostile(35)

_TAMPERED, _INCOMPLETE = 1, 2
_Change = Callable[[sqlite3.Connection], object]


def _swap(database: sqlite3.Connection) -> None:
    (one,), (two,) = (
        database.execute("SELECT line FROM audit_events WHERE seq = ?", (seq,)).fetchone() for seq in (4, 5)
    )
    database.execute("UPDATE audit_events SET line = ? WHERE seq = 4", (two,))
    database.execute("UPDATE audit_events SET line = ? WHERE seq = 5", (one,))


_COLUMNS = "hash, session_id, sseq, cseq, tag, ts, line"
_CHANGES: dict[str, tuple[_Change, int, int]] = {
    "edited": (
        lambda database: database.execute(
            'UPDATE audit_events SET line = replace(line, \'"outcome":"ok"\', \'"outcome":"no"\') WHERE seq = 5'
        ),
        _TAMPERED,
        5,
    ),
    "taken_out": (lambda database: database.execute("DELETE FROM audit_events WHERE seq = 5"), _INCOMPLETE, 5),
    "put_in_twice": (
        lambda database: database.execute(
            "UPDATE audit_events SET line = (SELECT line FROM audit_events WHERE seq = 4) WHERE seq = 5"
        ),
        _TAMPERED,
        4,
    ),
    "reordered": (_swap, _TAMPERED, 4),
}


async def _make_record(data_dir: Path) -> None:
    with ServerProcess(data_dir) as server:
        async with Program(server.url, "client") as client, Program(server.url, "agent") as agent:
            await agent.sign_in("ana@example.org", PASSWORD)
            pair = await open_session(client, agent)
            for _ in range(4):
                await client.request(pair.asked(), wire.EventCommitted)
            closing_it = wire.CloseSession(request_id=1, session_id=pair.session_id, reason="user_stopped")
            await client.request(closing_it, wire.SessionClosed)
        server.stop()


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a server that has stopped, with one session."""
    data_dir = tmp_path_factory.mktemp("record") / "data"
    add_account(data_dir, "ana@example.org")
    asyncio.run(_make_record(data_dir))
    assert _check(data_dir)[0] == 0
    return data_dir


@pytest.fixture
def data_dir(record: Path, tmp_path: Path) -> Path:
    """A copy of it, to be changed."""
    return shutil.copytree(record, tmp_path / "data")


def _check(data_dir: Path, *arguments: str | Path) -> tuple[int, str]:
    done = verify(export(data_dir, data_dir / "whole.jsonl"), "--pub", data_dir / "audit-key.pub", *arguments)
    return done.returncode, done.stdout


def _change_behind_the_servers_back(data_dir: Path, change: _Change) -> None:
    with closing(sqlite3.connect(data_dir / "alongside.sqlite3")) as database:
        # The guard in the database stops mistakes, not somebody who may write the file.
        for (guard,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f'DROP TRIGGER "{guard}"')
        change(database)
        database.commit()


@pytest.mark.parametrize("name", _CHANGES)
def test_change_behind_the_servers_back_is_found_at_its_first_event(data_dir: Path, name: str):
    change, status, first_bad_seq = _CHANGES[name]
    _change_behind_the_servers_back(data_dir, change)
    code, said = _check(data_dir)
    assert code == status, said
    assert f"event {first_bad_seq}:" in said.splitlines()[0]


def test_end_that_was_cut_off_is_missed_by_the_sessions_seal(data_dir: Path):
    sid = run_here("audit", "list-sessions", "--data-dir", str(data_dir)).stdout[:32]
    _change_behind_the_servers_back(
        data_dir, lambda database: database.execute("DELETE FROM audit_events WHERE tag = 'session:life:closed'")
    )
    done = verify(export(data_dir, data_dir / "one.jsonl", "--session", sid), "--pub", data_dir / "audit-key.pub")
    assert done.returncode == _INCOMPLETE, done.stdout


def test_database_of_yesterday_is_found_by_the_witness(data_dir: Path, tmp_path: Path):
    witness, outside = tmp_path / "witness", tmp_path / "outside.jsonl"
    with closing(sqlite3.connect(data_dir / "alongside.sqlite3")) as database:
        yesterday = list(database.iterdump())
    asyncio.run(_make_record(data_dir))
    options = ["--data-dir", str(data_dir), "--witness-dir", str(witness), "--to", str(outside), "--once"]
    seen = run_command("witness", "run", *options)
    assert seen.returncode == 0, seen.stderr
    for path in data_dir.glob("alongside.sqlite3*"):
        path.unlink()
    with closing(sqlite3.connect(data_dir / "alongside.sqlite3")) as database:
        database.executescript("\n".join(yesterday))
    assert _check(data_dir)[0] == 0, "in itself an old copy is whole"
    code, said = _check(data_dir, "--checkpoint", outside, "--witness-pub", next(witness.glob("*.pub")))
    assert code == _INCOMPLETE, said
    assert run_command("witness", "run", *options).returncode != 0
