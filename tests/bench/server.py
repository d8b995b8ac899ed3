"""What one server carries: idle connections, pairings, relayed messages. A real process, real sockets, real SQLite.

    make bench-server

Every program of the load has a loopback address of its own, because the server counts its limits by address; the
limits are those of a server as it is installed. The load runs in one process beside the server, so on two cores each
has one. It prints a table and writes `build/bench/server.json`.
"""

import argparse
import asyncio
import itertools
import json
import resource
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from shared.protocol import signaling_messages as wire
from tests.bench.picture.row import percentile
from tests.bench.process import cpu_s, rss_mib
from tests.integration.server.running_server import PASSWORD, ServerProcess, add_account
from tests.integration.server.wire_program import Pair, Program, claim_code

RESULT = Path("build/bench/server.json")
TOOL = "alongside-sqlite"
IDLE_CONNECTIONS = 1_000
PAIRINGS, PAIRINGS_ALONE = 600, 100
CLAIMS_PER_AGENT = 15  # an agent may claim twenty codes an hour
AT_ONCE = 16
SIGN_INS_AT_ONCE = 4
GOAL_PAIRINGS_PER_S, GOAL_HOP_P99_MS = 50, 50
HOPS = (
    ("pake_client", b"\x01" + bytes(32), True),
    ("pake_agent", b"\x01" + bytes(64), False),
    ("confirm_client", bytes(32), True),
    ("sealed", bytes(4_000), True),  # a session description is about as long
    ("sealed", bytes(4_000), False),
)


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.server", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--pairings", type=int, default=PAIRINGS, help="how many, sixteen at once (default %(default)s)"
    )
    parser.add_argument("--idle", type=int, default=IDLE_CONNECTIONS, help="idle connections (default %(default)s)")
    asked = parser.parse_args()
    _allow_sockets(asked.idle + 500)
    with tempfile.TemporaryDirectory() as folder:
        agents = -(-(asked.pairings + PAIRINGS_ALONE) // CLAIMS_PER_AGENT)
        emails = [add_account(Path(folder), f"agent{number}@example.org") for number in range(agents)]
        with Path(folder, "server.log").open("w") as log, ServerProcess(Path(folder), log_to=log) as server:
            row = asyncio.run(_measure(server, emails, asked.pairings, asked.idle))
    _print(row)
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps({"rows": [row]}, indent=1) + "\n")
    print(f"\nwritten: {RESULT}")


async def _measure(server: ServerProcess, emails: list[str], pairings: int, idle: int) -> dict[str, Any]:
    assert server.process is not None
    pid = server.process.pid
    _say(f"{idle} idle connections ...")
    kib_per_connection = await _idle_kib(server.url, pid, idle)
    _say(f"{len(emails)} agents sign in ...")
    async with _agents(server.url, emails) as agents:
        _say(f"{PAIRINGS_ALONE} pairings, one after the other ...")
        claims = itertools.cycle(agents)
        alone_ms = [hop for _ in range(PAIRINGS_ALONE) for hop in await _pair(server.url, next(claims))]
        _say(f"{pairings} pairings, {AT_ONCE} at once ...")
        begun_s, begun_cpu_s = time.monotonic(), cpu_s(pid)
        hops_ms = await _pairings(server.url, agents, pairings)
        elapsed_s, used_s = time.monotonic() - begun_s, cpu_s(pid) - begun_cpu_s
    return {
        "tool": TOOL,
        "kib_per_idle_connection": round(kib_per_connection, 1),
        "pairings_per_s": round(pairings / elapsed_s, 1),
        "cpu_ms_per_pairing": round(1_000 * used_s / pairings, 2),
        "hop_p50_ms": _ms(alone_ms, 50),
        "hop_p99_ms": _ms(alone_ms, 99),
        "loaded_hop_p50_ms": _ms(hops_ms, 50),
        "loaded_hop_p99_ms": _ms(hops_ms, 99),
    }


async def _idle_kib(url: str, pid: int, count: int) -> float:
    before_mib = rss_mib(pid)
    programs = [Program(url, "client") for _ in range(count)]
    for program in programs:
        await program.__aenter__()
    kib_each = 1_024 * (rss_mib(pid) - before_mib) / count
    await asyncio.gather(*(program.leave() for program in programs))
    return kib_each


@asynccontextmanager
async def _agents(url: str, emails: list[str]) -> AsyncIterator[list[Program]]:
    async with AsyncExitStack() as stack:
        agents = [await stack.enter_async_context(Program(url, "agent")) for _ in emails]
        gate = asyncio.Semaphore(SIGN_INS_AT_ONCE)

        async def sign_in(agent: Program, email: str) -> None:
            async with gate:
                await agent.sign_in(email, PASSWORD)

        await asyncio.gather(*(sign_in(*each) for each in zip(agents, emails, strict=True)))
        yield agents


async def _pairings(url: str, agents: list[Program], count: int) -> list[float]:
    # An agent does one thing at a time: its answers come in the order of its requests.
    free: asyncio.Queue[Program] = asyncio.Queue()
    for agent in agents:
        free.put_nowait(agent)
    waiting = iter(range(count))
    hops_ms: list[float] = []

    async def work() -> None:
        for _ in waiting:
            agent = await free.get()
            hops_ms.extend(await _pair(url, agent))
            free.put_nowait(agent)

    async with asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(work())
    return hops_ms


async def _pair(url: str, agent: Program) -> list[float]:
    """From a client's socket to a pairing on record; returns what each relayed message took, in milliseconds."""
    async with Program(url, "client") as client:
        pair = await claim_code(client, agent)
        hops_ms = [await _hop_ms(pair, *hop) for hop in HOPS]
        await pair.report_ok()
        leaving = wire.CloseSession(request_id=1, session_id=pair.session_id, reason="user_stopped")
        await client.request(leaving, wire.SessionClosed)
        await agent.receive(wire.SessionClosed)
    return hops_ms


async def _hop_ms(pair: Pair, phase: str, body: bytes, to_agent: bool) -> float:
    begun_s = time.perf_counter()
    await pair.relay(phase, body, to_agent=to_agent)
    return (time.perf_counter() - begun_s) * 1_000


def _ms(values: list[float], percent: int) -> float:
    found = percentile(values, percent)
    assert found is not None
    return round(found, 2)


def _allow_sockets(count: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = count if hard == resource.RLIM_INFINITY else min(count, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))


def _print(row: dict[str, Any]) -> None:
    for name, value in row.items():
        print(f"{name:28}{value:>20}")
    for words, is_met in _goals(row):
        print(f"goal: {words}: {'met' if is_met else 'short'}")


def _goals(row: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    yield f"{GOAL_PAIRINGS_PER_S} pairings a second", row["pairings_per_s"] >= GOAL_PAIRINGS_PER_S
    yield (
        f"relay within {GOAL_HOP_P99_MS} ms for 99 of 100, under that load",
        row["loaded_hop_p99_ms"] <= GOAL_HOP_P99_MS,
    )


def _say(sentence: str) -> None:
    print(f"bench-server: {sentence}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
