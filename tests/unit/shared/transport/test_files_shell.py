"""Processes for files: started only while something may open, and cut from any thread."""

import asyncio
import threading
import time
from contextlib import nullcontext
from typing import Any

from shared.protocol.signaling_messages import IceServer
from shared.transport import file_pipe
from shared.transport.file_process import ice_addresses
from shared.transport.files_shell import FilesShell
from shared.transport.tasks import TaskSet


async def test_start_while_nothing_may_open_starts_no_process():
    said: list[Any] = []
    async with TaskSet("test") as tasks:
        shell = FilesShell(tasks, has_loopback=False, may_start=lambda: nullcontext(enter_result=False))
        worker = shell.start(said.append)
        worker.order(file_pipe.Stop())
        worker.end()
        await asyncio.sleep(0.01)
        assert said == [None], "the batch hears that there is none"
        assert len(tasks) == 0


async def test_cut_in_another_thread_ends_the_process_whenever_it_comes():
    said: list[Any] = []
    async with TaskSet("test") as tasks:
        shell = FilesShell(tasks, has_loopback=False)
        for wait_s in (0.0, 0.05, 1.0):
            said.clear()
            process: Any = shell.start(said.append)
            await asyncio.sleep(wait_s)
            cutter = threading.Thread(target=shell.cut)
            cutter.start()
            end_s = time.monotonic() + 10
            while said != [None] and time.monotonic() < end_s:  # noqa: ASYNC110 - told by no event
                await asyncio.sleep(0.01)
            cutter.join()
            assert said == [None]
            assert process.is_ended


def test_ice_addresses_reads_what_the_session_uses_and_leaves_out_the_rest():
    servers = [
        IceServer(urls=["stun:stun.example", "stuns:stun.example", "nonsense:x"]),
        IceServer(urls=["turns:turn.example:443?transport=tcp"], username="u", credential="p"),
    ]
    assert ice_addresses(servers) == [
        file_pipe.IceAddress(host="stun.example", port=3478, is_turn=False),
        file_pipe.IceAddress(
            host="turn.example", port=443, is_turn=True, transport="tcp", is_tls=True, username="u", password="p"
        ),
    ]
