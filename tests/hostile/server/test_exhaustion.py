"""Programs that want the server's memory or its file handles: they get neither, and people are served again at once."""

import asyncio
import contextlib
import resource
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from shared.protocol import limits
from shared.protocol import signaling_messages as wire
from tests.integration.server.running_server import PASSWORD, ServerProcess, add_account
from tests.integration.server.wire_program import Program, open_session

pytestmark = pytest.mark.hostile(10)

_HANDLES_MAX = 96
_RECOVERED_WITHIN_S = 10


def _resident_kib(server: ServerProcess) -> int:
    assert server.process is not None
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])


def _handles(server: ServerProcess) -> int:
    assert server.process is not None
    return len(list(Path(f"/proc/{server.process.pid}/fd").iterdir()))


@pytest.fixture
def tight_server(tmp_path: Path) -> Iterator[ServerProcess]:
    """A server with room for a few dozen sockets."""
    add_account(tmp_path / "data", "ana@example.org")
    with (tmp_path / "log").open("w") as log, ServerProcess(tmp_path / "data", log_to=log) as server:
        assert server.process is not None
        resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, (_HANDLES_MAX, _HANDLES_MAX))
        yield server


async def test_sockets_to_the_last_handle_leave_sessions_alone_and_others_come_in_again(tight_server: ServerProcess):
    async with Program(tight_server.url, "client") as client, Program(tight_server.url, "agent") as agent:
        await agent.sign_in("ana@example.org", PASSWORD)
        pair = await open_session(client, agent)
        host, port = tight_server.url.removeprefix("ws://").split(":")
        greedy: list[asyncio.StreamWriter] = []
        for number in range(2 * _HANDLES_MAX):
            with contextlib.suppress(OSError):
                _, writer = await asyncio.open_connection(host, int(port), local_addr=(f"127.2.0.{number + 1}", 0))
                greedy.append(writer)
        assert len(greedy) > _HANDLES_MAX
        assert _handles(tight_server) >= _HANDLES_MAX - 2
        await client.request(pair.asked(), wire.EventCommitted)
        for writer in greedy:
            writer.close()
        began_s = time.monotonic()
        while True:
            with contextlib.suppress(OSError, InvalidHandshake, TimeoutError):
                async with Program(tight_server.url, "client") as late:
                    await late.request(wire.Allocate(request_id=1), wire.Allocated)
                break
            assert time.monotonic() - began_s < _RECOVERED_WITHIN_S
            await asyncio.sleep(0.2)
        assert time.monotonic() - began_s < _RECOVERED_WITHIN_S
        await client.request(pair.asked(), wire.EventCommitted)


async def test_compressed_bomb_is_no_message_because_nothing_is_ever_unpacked(server: ServerProcess):
    before_kib = _resident_kib(server)
    async with connect(f"{server.url}/v1/signaling", compression="deflate", local_addr=("127.2.1.1", 0)) as socket:
        assert socket.protocol.extensions == []
    bomb = zlib.compress(bytes(64 * 1024 * 1024), 9)
    assert len(bomb) > limits.SIGNALING_FRAME_MAX_BYTES
    async with Program(server.url, "client") as program:
        await program.send_raw(bomb[: limits.SIGNALING_FRAME_MAX_BYTES])
        assert (await program.ending())[1] == 1008
    async with Program(server.url, "client") as program:
        with contextlib.suppress(ConnectionClosed):
            await program.send_raw("x" * (limits.SIGNALING_FRAME_MAX_BYTES + 1))
        assert (await program.ending())[1] == 1009
    assert _resident_kib(server) - before_kib < 16 * 1024
