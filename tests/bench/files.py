"""How fast files go, and whether input notices: the two real processes, and a data channel of aiortc beside them.

    uv run python -m tests.bench.files [--megabytes 300]

Throughput is measured from the yes to the last checked file, both ends on this computer's loopback, disks included.
Input is a press of a key, from the console's flow to the person's gate over the session's own connection, first with
nothing else going on and then while a file is on its way. It prints two tables and writes `build/bench/files.json`.
Goals: 8 MB/s, and a 95th percentile of input that a transfer makes at most 10 ms later.
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import uvloop
from aiortc import RTCConfiguration, RTCPeerConnection

from shared.capability import Capability
from shared.transport import aiortc_hooks
from shared.transport.file_source import look_at
from signaling.domain.policy import ServerPolicy
from tests.integration.flow.sides import EMAIL, ClientSide, Place, allow, pair, until
from tests.integration.server.running_server import add_account, server_inside

OUT = Path("build/bench/files.json")
GOAL_MB_PER_S = 8.0
GOAL_LATER_MS = 10.0
PRESS_EVERY_S = 0.02
IDLE_S = 8.0
CHANNEL_BYTES = 8_000_000
CHANNEL_BUFFER_BYTES = 256 * 1024
CHANNEL_CHUNK_BYTES = 16 * 1024


@asynccontextmanager
async def _session(folder: Path) -> AsyncIterator[tuple[Place, ClientSide, Any]]:
    add_account(folder / "data", EMAIL)
    async with server_inside(folder / "data", policy=ServerPolicy()) as url:
        place = Place(folder, url)
        client, console = await place.client(), await place.console()
        tab = await pair(client, console)
        await allow(client, tab, Capability.VIEW, Capability.CONTROL)
        yield place, client, tab
        await place.close()


async def _send(client: ClientSide, tab: Any, source: Path, target: Path) -> None:
    """Offer, say yes."""
    tab.files.offer(look_at([source]), "")
    await until(lambda: client.machine.consent.prompt)
    client.controller.desks.files.choose_folder(client.machine.consent.prompt.batch.batch_id, target)
    await client.answer()


async def _send_back(client: ClientSide, tab: Any, source: Path, target: Path) -> None:
    """Choose, say yes, and take it at the other end."""
    client.controller.desks.outbox.choose(look_at([source]))
    await client.answer()
    await until(lambda: tab.files.transfers[-1].stage == "waiting")
    tab.files.accept(tab.files.transfers[-1].batch_id, target)


async def _press(client: ClientSide, tab: Any, latencies_ms: list[float], is_over: Any) -> None:
    """A key, and how long it takes to the gate, again and again."""
    while not is_over():
        heard = len(client.control.events)
        began = time.perf_counter()
        tab.input.key_changed(4, is_down=len(latencies_ms) % 2 == 0)
        while len(client.control.events) == heard:  # noqa: ASYNC110 - the gate tells nobody
            await asyncio.sleep(0.0005)
        latencies_ms.append((time.perf_counter() - began) * 1e3)
        await asyncio.sleep(PRESS_EVERY_S)


def _done_bytes(client: ClientSide) -> int:
    views = client.controller.desks.files.lists.views
    return views[-1].done_bytes if views else 0


def _p(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


async def measure(folder: Path, megabytes: int, idle_s: float = IDLE_S) -> dict[str, Any]:
    """Both ways, and input beside one of them; the two tables of this bench.

    Args:
        folder: on the disk that is measured; everything goes there.
        megabytes: length of the file.
        idle_s: how long input is measured with nothing else going on.
    """
    source = folder / "big.bin"
    with source.open("wb") as file:
        for _ in range(megabytes):
            file.write(os.urandom(1_000_000))
    target = folder / "downloads"
    target.mkdir()
    async with _session(folder) as (_, client, tab):
        idle_ms: list[float] = []
        end_s = time.monotonic() + idle_s
        await _press(client, tab, idle_ms, lambda: time.monotonic() > end_s)

        await _send(client, tab, source, target)
        began = time.perf_counter()
        await until(lambda: _done_bytes(client) > 0, 30)
        moving = time.perf_counter()
        await until(lambda: client.controller.desks.files.lists.views[-1].stage == "done", 600)
        whole_s, bytes_s = time.perf_counter() - began, time.perf_counter() - moving
        await until(lambda: not tab.files.is_busy and Capability.FILE_TO_USER not in client.on)

        await _send_back(client, tab, source, target)
        await until(lambda: tab.files.transfers[-1].done_bytes > 0, 30)
        back_began = time.perf_counter()
        await until(lambda: tab.files.transfers[-1].stage == "done", 600)
        back_s = time.perf_counter() - back_began
        await until(lambda: Capability.FILE_FROM_USER not in client.on)

        busy_ms: list[float] = []
        await _send(client, tab, source, target)
        await until(lambda: len(client.controller.desks.files.lists.views) == 2 and _done_bytes(client) > 0, 30)
        await _press(client, tab, busy_ms, lambda: client.controller.desks.files.lists.views[-1].stage == "done")
    return {
        "throughput": {
            "way": "own path, two processes",
            "mb_per_s": round(megabytes / bytes_s, 1),
            "with_start_mb_per_s": round(megabytes / whole_s, 1),
            "start_s": round(moving - began, 2),
        },
        "back": {"way": "the same, from the person to the agent", "mb_per_s": round(megabytes / back_s, 1)},
        "input": [
            {
                "when": when,
                "count": len(times),
                "p50_ms": round(_p(times, 0.5), 2),
                "p95_ms": round(_p(times, 0.95), 2),
            }
            for when, times in (("idle", idle_ms), ("during a transfer", busy_ms))
        ],
    }


async def _measure_channel() -> dict[str, Any]:
    """The obvious way: a data channel of aiortc, both ends in one process, memory to memory."""
    one, other = (RTCPeerConnection(RTCConfiguration(iceServers=[])) for _ in range(2))
    channel = one.createDataChannel("file")
    got, opened, done, low = 0, asyncio.Event(), asyncio.Event(), asyncio.Event()
    channel.on("open", opened.set)

    @other.on("datachannel")
    def _on_channel(theirs: Any) -> None:
        @theirs.on("message")
        def _on_message(data: bytes) -> None:
            nonlocal got
            got += len(data)
            if got >= CHANNEL_BYTES:
                done.set()

    await one.setLocalDescription(await one.createOffer())
    await other.setRemoteDescription(one.localDescription)
    await other.setLocalDescription(await other.createAnswer())
    await one.setRemoteDescription(other.localDescription)
    await opened.wait()
    channel.bufferedAmountLowThreshold = CHANNEL_BUFFER_BYTES // 4
    channel.on("bufferedamountlow", low.set)
    began = time.perf_counter()
    for _ in range(CHANNEL_BYTES // CHANNEL_CHUNK_BYTES + 1):
        if channel.bufferedAmount > CHANNEL_BUFFER_BYTES:
            low.clear()
            await low.wait()
        channel.send(bytes(CHANNEL_CHUNK_BYTES))
    await done.wait()
    rate = CHANNEL_BYTES / (time.perf_counter() - began) / 1e6
    await one.close()
    await other.close()
    return {"way": "data channel of aiortc", "mb_per_s": round(rate, 1)}


def main() -> int:
    """Run, print the tables, write the JSON; the exit code does not judge."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.files", description=__doc__)
    parser.add_argument("--megabytes", type=int, default=300)
    megabytes = parser.parse_args().megabytes
    aiortc_hooks.install_hooks()
    aiortc_hooks.include_loopback_candidates("127.0.0.1")
    with tempfile.TemporaryDirectory() as folder:
        found = uvloop.run(measure(Path(folder), megabytes))
    ways = [found["throughput"], found["back"], uvloop.run(_measure_channel())]
    print(f"\n{'way':40}{'MB/s':>8}   goal {GOAL_MB_PER_S:.0f}")
    for way in ways:
        print(f"{way['way']:40}{way['mb_per_s']:8.1f}")
    print(f"{'from the yes to the first byte':40}{found['throughput']['start_s']:8.2f} s")
    print(f"\n{'input, console to gate':32}{'p50 ms':>8}{'p95 ms':>8}   goal: at most {GOAL_LATER_MS:.0f} ms later")
    for row in found["input"]:
        print(f"{row['when']:32}{row['p50_ms']:8.2f}{row['p95_ms']:8.2f}")
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps({"throughput": ways, "input": found["input"]}, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
