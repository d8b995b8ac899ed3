"""The process for files, seen from the program: started, given orders, heard, and ended at once when it must be."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Callable, Sequence

import msgspec
import structlog
from aiortc.rtcicetransport import parse_stun_turn_uri

from shared.protocol.signaling_messages import IceServer
from shared.transport import file_pipe
from shared.transport.tasks import TaskSet

_log = structlog.get_logger(__name__)

END_LIMIT_S = 1.0
"""How long a process that was asked to end may take to remove what is not whole."""


class FileProcess:
    """One process for one batch. Everything but `cut` and `hold` belongs to the loop thread."""

    def __init__(self, tasks: TaskSet, on_report: Callable[[file_pipe.Report | None], None]) -> None:
        """Start it.

        Args:
            tasks: owns what runs meanwhile.
            on_report: gets what the process says, and None once when it has ended.
        """
        self._tasks = tasks
        self._on_report = on_report
        self._waiting: list[bytes] = []
        self._process: asyncio.subprocess.Process | None = None
        self._pid: int | None = None
        self._is_ended = self._is_cut = self._has_spoken = False
        self._running = tasks.start(self._run(), name="file process")

    @property
    def is_ended(self) -> bool:
        """Whether it is gone."""
        return self._is_ended

    def order(self, order: file_pipe.Order) -> None:
        """Tell it to do something; orders given before it runs wait for it."""
        if self._is_ended:
            return
        data = file_pipe.encode(order)
        stdin = self._process.stdin if self._process is not None else None
        if stdin is None:
            self._waiting.append(data)
        else:
            stdin.write(data)

    def cut(self) -> None:
        """Let no byte pass any more. Any thread: the process ends by itself and removes what is not whole."""
        self._is_cut = True
        pid = self._pid
        if pid is not None and not self._is_ended:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGTERM)

    def hold(self) -> None:
        """Let no byte pass until an order says otherwise. Any thread."""
        number = getattr(signal, "SIGUSR1", None)
        # Before it has said anything it has no path either, and would not know the signal.
        if number is not None and self._pid is not None and self._has_spoken and not self._is_ended:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(self._pid, number)

    def end(self) -> None:
        """It is over; what it says afterwards is not heard. Harmless when it has ended."""
        if not self._is_ended:
            self._on_report = _ignore
            self.cut()
            if self._pid is None:
                self._running.cancel()
            else:
                self._tasks.start(self._reap(), name="end file process")

    async def wait_ended(self) -> None:
        """Wait until it is gone; at most `END_LIMIT_S` and a little."""
        await asyncio.wait({self._running}, timeout=END_LIMIT_S * 2)

    async def _reap(self) -> None:
        _, late = await asyncio.wait({self._running}, timeout=END_LIMIT_S)
        if late and self._process is not None and self._process.returncode is None:
            _log.warning("file_process_killed")
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()

    async def _run(self) -> None:
        try:
            self._process = process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "shared.transport.file_child",
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                limit=file_pipe.MESSAGE_MAX_BYTES,
            )
        except OSError as error:
            _log.error("file_process_not_started", error=str(error))
            self._finish()
            return
        self._pid = process.pid
        if self._is_cut:
            self.cut()
        try:
            if process.stdin is not None:
                for data in self._waiting:
                    process.stdin.write(data)
                self._waiting.clear()
            if process.stdout is not None:
                await self._read(process.stdout)
            await process.wait()
        finally:
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    process.terminate()
            self._finish()

    async def _read(self, stdout: asyncio.StreamReader) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError):
            while True:
                length = int.from_bytes(await stdout.readexactly(file_pipe.LENGTH_BYTES), "big")
                try:
                    report = file_pipe.decode_report(await stdout.readexactly(length))
                except msgspec.DecodeError:
                    _log.error("file_process_misunderstood")
                    return
                self._has_spoken = True
                self._on_report(report)

    def _finish(self) -> None:
        if not self._is_ended:
            self._is_ended = True
            self._on_report(None)


def _ignore(_report: file_pipe.Report | None) -> None:
    """Nobody listens any more."""


def ice_addresses(servers: Sequence[IceServer]) -> list[file_pipe.IceAddress]:
    """The session's STUN and TURN servers, read here, where the library that can read them is loaded anyway."""
    found: list[file_pipe.IceAddress] = []
    for server in servers:
        for url in server.urls:
            try:
                parsed = parse_stun_turn_uri(url)
            except ValueError:
                continue
            scheme = parsed["scheme"]
            if scheme == "stuns":
                continue
            found.append(
                file_pipe.IceAddress(
                    host=parsed["host"],
                    port=parsed["port"],
                    is_turn=scheme != "stun",
                    transport=parsed.get("transport", "udp"),
                    is_tls=scheme == "turns",
                    username=server.username,
                    password=server.credential,
                )
            )
    return found
