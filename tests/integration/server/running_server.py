"""The server as people run it: a process of its own; and the same server inside a test, with other limits."""

import asyncio
import io
import os
import re
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, redirect_stderr, redirect_stdout
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Self
from unittest.mock import patch

from shared.clock import Clock
from signaling.__main__ import main
from signaling.app import ServerApp
from signaling.config import ServerSettings
from signaling.domain.accounts import Role
from signaling.domain.passwords import hash_password
from signaling.domain.policy import ServerPolicy
from signaling.domain.ports import Moment
from signaling.domain.second_factor import make_factor
from signaling.gateway.listener import listen
from signaling.storage import account_store
from signaling.storage.account_key import load_or_create_account_key
from signaling.storage.audit_key import load_or_create_audit_key
from signaling.storage.database import open_engine, upgrade_database
from signaling.storage.database_place import database_path

PASSWORD = "correct horse battery staple"
COMMAND = [sys.executable, "-m", "signaling"]
_READY = re.compile(r"ready on (wss?://\S+:\d+)\n")
_password_hash: list[str] = []
RECOVERY_CODES: dict[str, list[str]] = {}
"""What people who need a second factor have on paper; each code signs in once."""
SECRETS: dict[str, str] = {}
"""What their phones make codes from."""


def add_account(data_dir: Path, email: str, role: Role = Role.AGENT, name: str = "Ana Pop") -> str:
    """Put an account into a data folder without the price of a process; returns its address. Only agents do without a second factor."""
    if not _password_hash:
        _password_hash.append(hash_password(PASSWORD))
    data_dir.mkdir(parents=True, exist_ok=True)
    upgrade_database(database_path(data_dir))
    load_or_create_audit_key(data_dir)
    engine = open_engine(database_path(data_dir))
    with engine.begin() as connection:
        account = account_store.add_account(
            connection,
            email=email,
            name=name,
            role=role,
            organisation="",
            password_hash=_password_hash[0],
            now=Moment(0, datetime.now(UTC)),
        )
        assert account is not None
        if role is not Role.AGENT:
            factor = make_factor()
            key = load_or_create_account_key(data_dir)
            account_store.set_second_factor(connection, account, factor, key, Moment(0, datetime.now(UTC)))
            RECOVERY_CODES[email] = list(factor.recovery_codes)
            SECRETS[email] = factor.secret
    engine.dispose()
    return email


class ServerProcess:
    """`alongside-server serve` on a free port."""

    def __init__(self, data_dir: Path, *arguments: str, log_to: IO[str] | None = None) -> None:
        """`log_to` is where its log goes: a pipe that is read at the end only holds that of some hundred sockets."""
        self.data_dir = data_dir
        self._log_to = log_to
        self._arguments = arguments
        self.process: subprocess.Popen[str] | None = None
        self.url = ""

    def start(self) -> Self:
        arguments = ["serve", "--port", "0", "--data-dir", str(self.data_dir), *self._arguments]
        self.process = subprocess.Popen(
            [*COMMAND, *arguments],
            stdout=subprocess.PIPE,
            stderr=self._log_to or subprocess.PIPE,
            text=True,
            env={**os.environ, "LC_ALL": "C"},
        )
        assert self.process.stdout is not None
        ready = _READY.fullmatch(self.process.stdout.readline())
        if ready is None:
            self.process.kill()
            raise AssertionError(self.process.communicate()[1])
        self.url = ready[1]
        return self

    def stop(self, number: int = signal.SIGTERM) -> tuple[int, str]:
        """Signal the process, wait for its end, and return exit status and log."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(number)
        _, log = self.process.communicate(timeout=15)
        return self.process.returncode, log

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.communicate()


def run_command(*arguments: str, stdin: str = "", timeout_s: float = 20) -> subprocess.CompletedProcess[str]:
    """Run `alongside-server` to its end."""
    return subprocess.run(
        [*COMMAND, *arguments], input=stdin, capture_output=True, text=True, timeout=timeout_s, check=False,
        env={**os.environ, "LC_ALL": "C", "LANGUAGE": "", "COLUMNS": "200"},
    )  # fmt: skip


def run_here(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """The same as `run_command` in this process: for commands that neither listen nor set the log up."""
    out, err, before = io.StringIO(), io.StringIO(), sys.stdin
    out.buffer = io.BytesIO()
    sys.stdin = io.TextIOWrapper(io.BytesIO(stdin.encode()))
    status: int | str | None = 0
    try:
        with redirect_stdout(out), redirect_stderr(err), patch.object(sys, "argv", ["alongside-server", *arguments]):
            main()
    except SystemExit as leaving:
        status = leaving.code
    finally:
        sys.stdin = before
    written = out.getvalue() + out.buffer.getvalue().decode()
    return subprocess.CompletedProcess(arguments, int(status or 0), written, err.getvalue())


@asynccontextmanager
async def server_inside(
    data_dir: Path, *, policy: ServerPolicy | None = None, clock: Clock | None = None, origin: str = ""
) -> AsyncIterator[str]:
    """The whole server in the test's own loop; yields its URL."""
    settings = ServerSettings(
        data_dir=data_dir,
        port=0,
        origin=origin,
        organisation="Helpdesk",
        policy=policy or ServerPolicy(),
        allowed_origins=frozenset(),
    )
    ServerApp.prepare(settings)
    app = ServerApp(settings, clock=clock)
    listener = listen("127.0.0.1", 0)
    ready = asyncio.Event()
    task = asyncio.create_task(app.serve(listener, on_ready=ready.set))
    waiter = asyncio.create_task(ready.wait())
    await asyncio.wait([task, waiter], return_when=asyncio.FIRST_COMPLETED)
    waiter.cancel()
    if task.done():
        task.result()
    try:
        yield f"ws://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        app.stop()
        async with asyncio.timeout(10):
            await task
        listener.close()
