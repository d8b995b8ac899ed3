"""The server on a real PostgreSQL: prepared by its owner, run by a role that may only add, killed and stopped."""

import asyncio
import re
import shutil
import signal
from pathlib import Path

import psycopg
import pytest

from shared.audit.verify_cli import EXIT_INTACT, run
from shared.cli.exit_code import ExitCode
from shared.protocol import record_messages as record_wire
from shared.protocol import signaling_messages as wire
from signaling.storage.audit_key import load_or_create_audit_key
from tests.fakes import postgres
from tests.integration.server.commands import add, refused
from tests.integration.server.running_server import PASSWORD, RECOVERY_CODES, ServerProcess, run_command, run_here
from tests.integration.server.test_admin_page import Browser
from tests.integration.server.wire_program import Program, open_session

DATABASE = "database"


class Place:
    """An empty database and the data folder of a server that is to use it."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        self.data.mkdir(mode=0o700)
        self.owner = postgres.cluster().empty_database()
        self.server = postgres.cluster().as_server(self.owner)
        self.owner_file = folder / "owner-url"
        self.write(self.data / "database-url", self.server.url)
        self.write(self.owner_file, self.owner.url)

    @staticmethod
    def write(path: Path, text: str, mode: int = 0o600) -> None:
        path.write_text(text + "\n")
        path.chmod(mode)

    def prepare(self) -> str:
        done = run_here(DATABASE, "prepare", "--owner-url", str(self.owner_file), "--data-dir", str(self.data))
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


async def test_session_on_postgresql_survives_kill_9_and_its_record_is_intact(place: Place, tmp_path: Path):
    assert postgres.SERVER_ROLE in place.prepare()
    place.prepare()
    assert add(place.data, "--password-only").returncode == 0
    with ServerProcess(place.data) as server:
        async with Program(server.url, "client") as client, Program(server.url, "agent") as agent:
            await agent.sign_in("ana@example.org", PASSWORD)
            pair = await open_session(client, agent)
            stored = await client.request(pair.asked(), wire.EventCommitted)
        _, log = server.stop(signal.SIGKILL)
    assert "secret" not in log
    with ServerProcess(place.data) as server:
        async with Program(server.url, "client") as client:
            await client.request(wire.Allocate(request_id=1), wire.Allocated)
        status, log = server.stop()
    assert status == 0, log
    assert "secret" not in log
    out = tmp_path / "record.jsonl"
    done = run_here("audit", "export", "--out", str(out), "--data-dir", str(place.data))
    assert done.returncode == 0, done.stderr
    assert f'"seq":{stored.seq},' in out.read_text()
    assert run(["verify", str(out), "--pub", str(place.data / "audit-key.pub")]) == EXIT_INTACT
    assert not (place.data / "alongside.sqlite3").exists()


_PAGES = {
    "/admin/sessions": ("search", "reason", "right", "state", "since", "until", "category", "reported", "after"),
    "/admin/log": ("tag", "who", "by", "outcome", "since", "until", "before"),
    "/admin/statistics": ("since", "until", "agent", "team"),
    "/admin/accounts": ("anything",),
    "/admin/sign-in": ("anything",),
    "/admin/language/ru": ("to",),
}


async def test_text_with_u0000_is_turned_away_before_it_reaches_the_database(place: Place):
    place.prepare()
    assert add(place.data, "--password-only").returncode == 0
    made = add(place.data, "--role", "admin", email="admin@example.org")
    assert made.returncode == 0, made.stderr
    RECOVERY_CODES["admin@example.org"] = re.findall(r"^  (\S+)$", made.stdout, re.MULTILINE)
    with ServerProcess(place.data) as server:
        admin, stranger = Browser(server.url), Browser(server.url)
        assert (await asyncio.to_thread(admin.sign_in, "admin@example.org")).status == 303
        for path, names in _PAGES.items():
            for name in names:
                answer = await asyncio.to_thread(admin.get, f"{path}?{name}=a%00b")
                assert (answer.status, "belongs to no text" in answer.body) == (400, True), (path, name)
        assert (await asyncio.to_thread(admin.get, "/admin/sessions?search=a%2500b")).status == 200
        key = {"key": await asyncio.to_thread(lambda: admin.form_key)}
        forms = [
            (stranger, "/admin/sign-in", {"email": "a\x00@b.org", "password": "x"}),
            (stranger, "/admin/sign-in", {"email": "a@b.org", "password": "x\x00"}),
            (admin, "/admin/accounts/new/check", key | {"email": "x@b.org", "name": "A\x00", "role": "agent"}),
            (admin, "/admin/categories", key | {"category_en": "A\x00"}),
            (admin, "/admin/ways/passkey/begin", key | {"x\x00": "1"}),
        ]
        for browser, path, fields in forms:
            assert (await asyncio.to_thread(browser.post, path, fields)).status in {400, 403}, path
        async with Program(server.url, "client") as client, Program(server.url, "agent") as agent:
            await agent.sign_in("ana@example.org", PASSWORD)
            pair = await open_session(client, agent)
            told = record_wire.FileSession(
                request_id=1, session_id=pair.session_id, category="other", result="solved", note="a\x00b"
            )
            await agent.send(told)
            assert await _last_code(agent) == "protocol_error"
            await client.send(pair.event("session:life:note", {"text": "a\x00b"}))
            assert await _last_code(client) == "protocol_error"
        async with Program(server.url, "agent") as agent:
            await agent.send(wire.SignIn(request_id=1, email="a\x00@b.org", password="x"))
            assert await _last_code(agent) == "protocol_error"
        assert (await asyncio.to_thread(admin.get, "/admin/sessions")).status == 200
        _, log = server.stop()
    assert "page_failed" not in log
    assert "internal" not in log


async def _last_code(program: Program) -> str:
    heard, _ = await program.ending()
    return next(each.code for each in reversed(heard) if isinstance(each, wire.Error))


def test_serve_before_the_owner_has_prepared_it_says_so(place: Place):
    done = run_command("serve", "--port", "0", "--data-dir", str(place.data))
    assert done.returncode == ExitCode.NOT_PERMITTED
    assert "alongside-server database prepare" in refused(done)


def test_serve_by_the_owner_is_refused(place: Place):
    place.prepare()
    place.write(place.data / "database-url", place.owner.url)
    done = run_command("serve", "--port", "0", "--data-dir", str(place.data))
    assert done.returncode == ExitCode.NOT_PERMITTED
    assert "may change what is on record" in refused(done)


@pytest.mark.parametrize(
    ("url", "mode", "status", "words"),
    [
        ("postgresql://nobody:hush@/none?host=/nowhere", 0o600, ExitCode.UNAVAILABLE, "cannot be reached"),
        ("postgresql://app:hush@db.example/x?sslmode=disable", 0o600, ExitCode.DATA, "sslmode=verify-full"),
        ("mysql://app:hush@/x", 0o600, ExitCode.DATA, "postgresql://role:password@host/name"),
        ("postgresql://app:hush@/x", 0o644, ExitCode.DATA, "chmod 600"),
    ],
)
def test_address_that_cannot_be_used_is_a_sentence_without_the_password(
    place: Place, url: str, mode: int, status: ExitCode, words: str
):
    load_or_create_audit_key(place.data)
    place.write(place.data / "database-url", url, mode)
    for command in (("account", "list"), ("serve", "--port", "0")):
        done = run_command(*command, "--data-dir", str(place.data))
        assert done.returncode == status, done.stderr
        assert words in refused(done)
        assert "hush" not in done.stderr


def test_prepare_says_what_is_missing(place: Place):
    done = run_here(DATABASE, "prepare", "--owner-url", str(place.data / "none"), "--data-dir", str(place.data))
    assert (done.returncode, "cannot be read" in refused(done)) == (ExitCode.UNREADABLE, True)
    place.write(place.data / "database-url", place.server.url.replace(postgres.SERVER_ROLE, "somebody_else"))
    done = run_here(DATABASE, "prepare", "--owner-url", str(place.owner_file), "--data-dir", str(place.data))
    assert (done.returncode, "no role" in refused(done)) == (ExitCode.DATA, True)
    (place.data / "database-url").unlink()
    done = run_here(DATABASE, "prepare", "--owner-url", str(place.owner_file), "--data-dir", str(place.data))
    assert (done.returncode, "database-url" in refused(done)) == (ExitCode.UNREADABLE, True)


async def test_database_that_goes_away_is_audit_unwritable_and_comes_back(place: Place):
    place.prepare()
    with ServerProcess(place.data) as server:
        async with Program(server.url, "client") as client:
            name = place.owner.url.partition("@/")[2].partition("?")[0]
            with psycopg.connect(postgres.cluster().place("postgres").url, autocommit=True) as admin:
                admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false".encode())
                admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
                assert await client.refused(wire.Allocate(request_id=1)) == "audit_unwritable"
                assert await client.refused(wire.Allocate(request_id=2)) == "audit_unwritable"
                admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true".encode())
            await client.request(wire.Allocate(request_id=3), wire.Allocated)
        assert server.stop()[0] == 0


def _other_folder(place: Place, tmp_path: Path) -> Path:
    """A data folder of another server for the same database, with the same keys."""
    other = tmp_path / "other"
    shutil.copytree(place.data, other)
    return other


def _writer(place: Place) -> list[int]:
    """The connections that hold the claim of a server."""
    name = place.owner.url.partition("@/")[2].partition("?")[0]
    query = (
        "SELECT DISTINCT pid FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database "
        "WHERE locktype = 'advisory' AND granted AND datname = %s"
    )
    with psycopg.connect(postgres.cluster().place("postgres").url, autocommit=True) as admin:
        return [row[0] for row in admin.execute(query, [name])]


def _terminate(pids: list[int]) -> None:
    with psycopg.connect(postgres.cluster().place("postgres").url, autocommit=True) as admin:
        for pid in pids:
            admin.execute("SELECT pg_terminate_backend(%s)", [pid])


def test_second_server_on_the_same_database_is_refused_and_after_kill_9_of_the_first_starts_at_once(
    place: Place, tmp_path: Path
):
    place.prepare()
    with ServerProcess(place.data) as first:
        other = _other_folder(place, tmp_path)
        done = run_command("serve", "--port", "0", "--data-dir", str(other), timeout_s=60)
        assert done.returncode == ExitCode.UNAVAILABLE
        assert refused(done).startswith("Another server already runs on the database postgresql://")
        assert "secret" not in done.stderr
        first.stop(signal.SIGKILL)
    with ServerProcess(other) as second:
        again = run_command("serve", "--port", "0", "--data-dir", str(place.data), timeout_s=60)
        assert again.returncode == ExitCode.UNAVAILABLE
        assert second.stop()[0] == 0
    with ServerProcess(place.data) as first:
        assert first.stop()[0] == 0
    with psycopg.connect(place.owner.url) as connection:
        tags = [row[0] for row in connection.execute("SELECT tag FROM audit_events ORDER BY seq")]
    started, stopped = "server:life:started", "server:life:stopped"
    assert [tag for tag in tags if tag in {started, stopped}] == [started, started, stopped, started, stopped]


async def test_server_whose_connection_was_ended_writes_nothing_beside_the_one_that_came(
    place: Place, tmp_path: Path
):
    place.prepare()
    with ServerProcess(place.data) as first:
        other = _other_folder(place, tmp_path)
        async with Program(first.url, "client") as client:
            writer = _writer(place)
            assert len(writer) == 1
            _terminate(writer)
            second = ServerProcess(other)
            try:
                await asyncio.to_thread(second.start)  # beside the loop, which answers pings meanwhile
                for _ in range(3):
                    assert await client.refused(wire.Allocate(request_id=1)) == "audit_unwritable"
                assert len(_writer(place)) == 1
                async with Program(second.url, "client") as another:
                    await another.request(wire.Allocate(request_id=1), wire.Allocated)
                assert (await asyncio.to_thread(second.stop))[0] == 0
            finally:
                second.__exit__()
            await client.request(wire.Allocate(request_id=2), wire.Allocated)
        status, log = first.stop()
        assert (status, log.count("another_server_writes")) == (0, 1)
    out = tmp_path / "record.jsonl"
    assert run_here("audit", "export", "--out", str(out), "--data-dir", str(place.data)).returncode == 0
    assert run(["verify", str(out), "--pub", str(place.data / "audit-key.pub")]) == EXIT_INTACT
