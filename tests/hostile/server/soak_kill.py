"""Kills the real server a thousand times under load, also on a full disk, and counts what was lost: it must be nothing.

    make soak-kill            # COUNT=1000
    make soak-kill COUNT=50

Six people's programs hand in signed events as fast as the server takes them, come back into their sessions after each
kill, and remember what was acknowledged. One kill in ten comes while the server starts. One data folder in five lies on a
small disk in memory that is filled up before the load; without root that part is left out, and the result says so.
A round mostly waits, for a server to start and for its moment to die, so several folders are at it at once, each with a
server of its own; the moments of a folder are the same whoever is beside it.
Writes `build/soak/kill.json`; ends with 1 if anything was lost or a chain is broken.
"""

import argparse
import asyncio
import contextlib
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import TypeVar

from websockets.exceptions import ConnectionClosed, InvalidMessage

from shared.audit.verifier import ChainWalk, Finding
from shared.protocol import signaling_messages as wire
from tests.hostile.server.preloaded_server import ServerForge
from tests.integration.server.running_server import PASSWORD, add_account
from tests.integration.server.wire_program import Pair, Program, open_session

M = TypeVar("M")

RESULT = Path("build/soak/kill.json")
CLIENTS = 6
KILLS_PER_FOLDER = 50
FULL_DISK_FOLDER = 5  # one in so many
STARTING_KILL = 10  # one in so many
AT_ONCE = len(os.sched_getaffinity(0)) + 1
DISK_SIZE = "64m"
STARTING_S = 0.6  # about as long as a start takes
TRIED = "tried"
MIGRATING = threading.Lock()  # Alembic knows one migration at a time in a process


@dataclass
class Tally:
    """What came of it."""

    kills: int = 0
    kills_while_starting: int = 0
    kills_on_a_full_disk: int = 0
    acknowledged: int = 0
    acknowledged_on_a_full_disk: int = 0
    refused_on_a_full_disk: int = 0
    lost: int = 0
    broken_chains: int = 0
    seconds: float = 0.0
    full_disk: str = TRIED
    complaints: list[str] = field(default_factory=list)


COUNTED = tuple(each.name for each in fields(Tally) if each.name not in {"seconds", "full_disk"})


@dataclass
class Folder:
    """One data folder and everything that is known of it."""

    path: Path
    is_small: bool
    walk: ChainWalk = field(default_factory=ChainWalk)
    pairs: list[Pair] = field(default_factory=list)
    acknowledged: dict[int, str] = field(default_factory=dict)
    """Of the present round: number and hash."""

    @property
    def out(self) -> Path:
        """What the server prints; beside the folder, for that one may be full."""
        return self.path.with_suffix(".out")


def main() -> int:
    """Run, print, write."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.hostile.server.soak_kill",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--count", type=int, default=1_000, help="how many kills (default %(default)s)")
    parser.add_argument("--seed", type=int, default=11, help="of the moments (default %(default)s)")
    parser.add_argument("--at-once", type=int, default=AT_ONCE, help="folders at once (default %(default)s)")
    asked = parser.parse_args()
    begun_s = time.monotonic()
    sizes = [min(KILLS_PER_FOLDER, asked.count - first) for first in range(0, asked.count, KILLS_PER_FOLDER)]
    tallies = [Tally() for _ in sizes]
    tally = Tally()
    with ThreadPoolExecutor(asked.at_once) as threads:
        work = (
            threads.submit(_torment_a_folder, number, size, asked.seed, tallies) for number, size in enumerate(sizes)
        )
        for done in as_completed(list(work)):
            done.result()
            tally = _sum(tallies, time.monotonic() - begun_s)
            _write(tally)
    for name, value in asdict(tally).items():
        print(f"{name:30}{value}")
    return 1 if tally.lost or tally.broken_chains or tally.complaints else 0


def _torment_a_folder(number: int, count: int, seed: int, tallies: list[Tally]) -> None:
    if any(each.complaints for each in tallies):
        return
    chance = random.Random(seed * 1_000 + number)
    is_small = number % FULL_DISK_FOLDER == 1
    with ServerForge() as forge, _data_folder(tallies[number], is_small=is_small) as folder:
        asyncio.run(_torment(forge, folder, count, tallies[number], chance))


def _sum(tallies: list[Tally], elapsed_s: float) -> Tally:
    found = Tally(seconds=round(elapsed_s, 1))
    for tally in tallies:
        for name in COUNTED:
            setattr(found, name, getattr(found, name) + getattr(tally, name))
        if tally.full_disk != TRIED:
            found.full_disk = tally.full_disk
    return found


@contextlib.contextmanager
def _data_folder(tally: Tally, *, is_small: bool) -> Iterator[Folder]:
    path = Path(tempfile.mkdtemp(prefix="alongside-soak-"))
    is_mounted = False
    if is_small:
        command = ["mount", "-t", "tmpfs", "-o", f"size={DISK_SIZE}", "tmpfs", str(path)]
        mounted = subprocess.run(command, capture_output=True, text=True, check=False)
        is_mounted = mounted.returncode == 0
        if not is_mounted:
            tally.full_disk = f"left out: {mounted.stderr.strip() or 'nothing can be mounted here'}"
    try:
        yield Folder(path, is_mounted)
    finally:
        if is_mounted:
            subprocess.run(["umount", "-l", str(path)], check=True)
        shutil.rmtree(path, ignore_errors=True)
        for suffix in (".out", ".log"):
            path.with_suffix(suffix).unlink(missing_ok=True)


async def _torment(forge: ServerForge, folder: Folder, count: int, tally: Tally, chance: random.Random) -> None:
    with MIGRATING:
        add_account(folder.path, "ana@example.org")
    for number in range(count):
        if chance.randrange(STARTING_KILL) == 0:
            _kill_while_starting(forge, folder, chance.random())
            tally.kills_while_starting += 1
        else:
            await _kill_under_load(forge, folder, number, tally, chance)
        tally.kills += 1
        _look(folder, tally)
        if tally.kills % 10 == 0:
            print(f"{folder.path.name}: {tally.kills} kills, {tally.acknowledged} acknowledged", file=sys.stderr)
        if tally.complaints:
            return


def _kill_while_starting(forge: ServerForge, folder: Folder, share: float) -> None:
    pid = forge.start(folder.path, folder.out)
    time.sleep(share * STARTING_S)
    forge.kill(pid)


async def _kill_under_load(
    forge: ServerForge, folder: Folder, number: int, tally: Tally, chance: random.Random
) -> None:
    pid = forge.start(folder.path, folder.out)
    ballast = folder.path / "ballast"
    try:
        async with contextlib.AsyncExitStack() as stack:
            stack.push_async_exit(_forgive)
            url = forge.url(pid, folder.out)
            programs = [await stack.enter_async_context(Program(url, "client")) for _ in range(CLIENTS)]
            if number == 0 or not folder.pairs:
                folder.pairs = await _open_all(url, programs, stack)
            else:
                for pair, program in zip(folder.pairs, programs, strict=True):
                    await _come_back(pair, program, tally)
            is_full = folder.is_small and number > 0
            if is_full:
                _fill(ballast, leaving_bytes=chance.randrange(256 * 1024))
                tally.kills_on_a_full_disk += 1
            tasks = [asyncio.create_task(_load(folder, pair, tally, is_full=is_full)) for pair in folder.pairs]
            await asyncio.sleep(0.05 + chance.random() * 0.6)
            forge.kill(pid)
            await asyncio.gather(*tasks)
    finally:
        forge.kill(pid)
        ballast.unlink(missing_ok=True)


async def _forgive(_kind: object, error: BaseException | None, _trace: object) -> bool:
    # The server was killed; how a socket notices is of no interest.
    return isinstance(error, ConnectionClosed | InvalidMessage | OSError)


async def _open_all(url: str, programs: list[Program], stack: contextlib.AsyncExitStack) -> list[Pair]:
    agent = await stack.enter_async_context(Program(url, "agent"))
    await agent.sign_in("ana@example.org", PASSWORD)
    return [await open_session(program, agent) for program in programs]


async def _come_back(pair: Pair, program: Program, tally: Tally) -> None:
    request = wire.Attach(request_id=1, session_id=pair.session_id, session_token=pair.client_token)
    await program.send(request)
    back = await _expect(program, wire.Attached)
    if back.next_cseq <= pair.cseq - 1:
        # The last one handed in may or may not be there; all before it were answered.
        tally.complaints.append(f"a session knows {back.next_cseq - 1} events of {pair.cseq}")
    pair.client, pair.cseq = program, back.next_cseq - 1


async def _load(folder: Folder, pair: Pair, tally: Tally, *, is_full: bool) -> None:
    with contextlib.suppress(ConnectionClosed, TimeoutError):
        while True:
            await pair.client.send(pair.asked())
            answer = await _expect(pair.client, (wire.EventCommitted, wire.Error))
            if isinstance(answer, wire.Error):
                tally.refused_on_a_full_disk += 1
                return
            folder.acknowledged[answer.seq] = answer.event_hash
            tally.acknowledged += 1
            tally.acknowledged_on_a_full_disk += is_full


async def _expect(program: Program, kind: type[M] | tuple[type[M], ...]) -> M:
    while not isinstance(message := await program.receive_any(), kind):
        pass
    return message


def _fill(ballast: Path, leaving_bytes: int) -> None:
    disk = os.statvfs(ballast.parent)
    with ballast.open("wb") as file, contextlib.suppress(OSError):
        os.posix_fallocate(file.fileno(), 0, max(1, disk.f_bavail * disk.f_frsize - leaving_bytes))


def _look(folder: Folder, tally: Tally) -> None:
    with contextlib.closing(sqlite3.connect(folder.path / "alongside.sqlite3")) as database:
        query = "SELECT seq, hash, line FROM audit_events WHERE seq > ? ORDER BY seq"
        rows = database.execute(query, (folder.walk.head.count,)).fetchall()
        known = dict(
            database.execute(
                "SELECT seq, hash FROM audit_events WHERE seq >= ?", (min(folder.acknowledged, default=0),)
            )
        )
    for _, _, line in rows:
        folder.walk.feed(line.encode())
    verdict = folder.walk.finish()
    if verdict.finding is not Finding.INTACT:
        tally.broken_chains += 1
        tally.complaints.append(f"{verdict.finding} {verdict.first_bad_seq} {verdict.problem}")
    lost = [seq for seq, digest in folder.acknowledged.items() if known.get(seq) != digest]
    tally.lost += len(lost)
    tally.complaints += [f"event {seq} was acknowledged and is not there" for seq in lost]
    folder.acknowledged.clear()


def _write(tally: Tally) -> None:
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps(asdict(tally), indent=1) + "\n")


if __name__ == "__main__":
    sys.exit(main())
