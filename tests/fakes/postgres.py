"""A real PostgreSQL of the tests' own: started in a folder of its own, by a user who is not root, gone afterwards."""

import atexit
import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from functools import cache
from pathlib import Path

import psycopg
import pytest

from signaling.storage.database import upgrade_database
from signaling.storage.database_place import PostgresPlace

OWNER, OWNER_PASSWORD = "alongside_owner", "owner-secret-7f3a"
SERVER_ROLE, SERVER_PASSWORD = "alongside_app", "server-secret-2c9e"
_TEMPLATE = "migrated"
_START_S = 30.0


class PostgresCluster:
    """One running server process; databases in it are cheap."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self._folder = Path(tempfile.mkdtemp(prefix="alongside-pg-"))
        self._numbers = itertools.count(1)
        self._user = _unprivileged_user()
        if self._user is not None:
            os.chown(self._folder, self._user.pw_uid, self._user.pw_gid)
        self._process = self._start()

    def new_database(self) -> PostgresPlace:
        """A database with the tables of this version, as its owner sees it."""
        name = f"test_{next(self._numbers)}"
        self._administer(f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE}")
        return self.place(name)

    def empty_database(self) -> PostgresPlace:
        """A database without any table, as its owner sees it."""
        name = f"test_{next(self._numbers)}"
        self._administer(f"CREATE DATABASE {name} TEMPLATE template0")
        return self.place(name)

    def place(self, name: str, user: str = OWNER, password: str = OWNER_PASSWORD) -> PostgresPlace:
        """The address of a database for a role."""
        return PostgresPlace(f"postgresql://{user}:{password}@/{name}?host={self._folder}")

    def as_server(self, owner: PostgresPlace) -> PostgresPlace:
        """The same database for the role a server runs with."""
        name = owner.url.partition("@/")[2].partition("?")[0]
        return self.place(name, SERVER_ROLE, SERVER_PASSWORD)

    def stop(self) -> None:
        """End it at once and remove what it wrote."""
        self._process.terminate()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _start(self) -> subprocess.Popen[bytes]:
        data, password = self._folder / "data", self._folder / "password"
        password.write_text(OWNER_PASSWORD)
        if self._user is not None:
            os.chown(password, self._user.pw_uid, self._user.pw_gid)
        command = ["initdb", "-D", str(data), "-U", OWNER, "-A", "scram-sha-256", f"--pwfile={password}"]
        command += ["-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        subprocess.run(self._as_user(*command), check=True, stdout=subprocess.DEVNULL, timeout=60)
        settings = {"listen_addresses": "", "unix_socket_directories": str(self._folder), "shared_buffers": "64MB"}
        options = [text for name, value in settings.items() for text in ("-c", f"{name}={value}")]
        with (self._folder / "log").open("wb") as log:
            process = subprocess.Popen(
                self._as_user("postgres", "-D", str(data), *options), stdout=log, stderr=log, cwd=self._folder
            )
        self._process = process
        deadline = time.monotonic() + _START_S
        while True:
            try:
                self._administer(f"CREATE ROLE {SERVER_ROLE} LOGIN PASSWORD '{SERVER_PASSWORD}'")
                break
            except psycopg.OperationalError:
                if time.monotonic() > deadline or process.poll() is not None:
                    raise
                time.sleep(0.05)
        self._administer(f"CREATE DATABASE {_TEMPLATE} TEMPLATE template0")
        upgrade_database(self.place(_TEMPLATE))
        return process

    def _as_user(self, program: str, *arguments: str) -> list[str]:
        command = ["setpriv", "--pdeathsig=QUIT"]  # tests that are killed leave no server behind
        if self._user is not None:
            command += [f"--reuid={self._user.pw_uid}", f"--regid={self._user.pw_gid}", "--clear-groups"]
        return [*command, "--", str(self._programs / program), *arguments]

    def _administer(self, statement: str) -> None:
        with psycopg.connect(self.place("postgres").url, autocommit=True) as connection:
            connection.execute(statement.encode())


def is_installed() -> bool:
    """Whether `cluster` has anything to start."""
    return _find_programs() is not None


def cluster() -> PostgresCluster:
    """The one of this test run; skips where PostgreSQL is not installed, and says so."""
    programs = _find_programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed here (Debian package postgresql)")
    return _cluster(programs)


@cache
def _cluster(programs: Path) -> PostgresCluster:
    made = PostgresCluster(programs)
    atexit.register(made.stop)
    return made


def _find_programs() -> Path | None:
    """Where `initdb` and `postgres` are: Debian keeps them off the path, one folder a version."""
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).resolve().parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return versions[-1].parent if versions else None


def _unprivileged_user() -> pwd.struct_passwd | None:
    """Whom PostgreSQL runs as, for it refuses root; None when we are not root ourselves."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    pytest.skip("PostgreSQL refuses to run as root, and there is nobody else here")
