"""A peer that is killed or frozen says nothing; the heartbeat notices within four seconds, aiortc only after thirty."""

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from shared.clock import SystemClock
from shared.protocol import codec
from shared.protocol import peer_messages as p
from shared.protocol.peer_messages import ChannelLabel
from shared.transport.heartbeat import Heartbeat, LinkHealth
from shared.transport.peer import PeerOfferer
from shared.transport.tasks import TaskSet
from tests.integration.transport.peer_pair import LABELS, End

ROOT = Path(__file__).parents[3]


class Watch:
    """Beats and listens on one end, as a driver does."""

    def __init__(self, end: End, peer: PeerOfferer) -> None:
        self._end, self._peer, self._clock = end, peer, SystemClock()
        self.heart = Heartbeat(self._clock.monotonic_ms())
        self.changes: list[tuple[LinkHealth, int]] = []
        end.react = self._handle

    def _handle(self, label: ChannelLabel, data: bytes) -> None:
        message: Any = codec.decode_from_agent(data, label)
        now_ms = self._clock.monotonic_ms()
        if isinstance(message, p.HeartbeatAck):
            self.heart.handle_heartbeat_ack(message, now_ms)
        elif isinstance(message, p.Heartbeat):
            self._peer.send(ChannelLabel.CONTROL, codec.encode_peer(self.heart.handle_heartbeat(message, now_ms)))

    async def run(self) -> None:
        while True:
            now_ms = self._clock.monotonic_ms()
            beat = self.heart.due_beat(now_ms)
            if beat is not None:
                self._peer.send(ChannelLabel.CONTROL, codec.encode_peer(beat))
            change = self.heart.check(now_ms)
            if change is not None:
                self.changes.append((change.health, now_ms))
                self._end.changed.set()
            await asyncio.sleep(0.05)


@contextlib.asynccontextmanager
async def watched_pair() -> AsyncIterator[tuple[End, Watch, int]]:
    """A client here, an agent in its own process; yields that process's id once both have beaten."""
    client = End()
    offerer = client.offerer()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.hostile.transport.doomed_agent",
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(json.dumps(await offerer.make_offer()).encode() + b"\n")
        answer = json.loads(await asyncio.wait_for(process.stdout.readline(), 20))
        await offerer.accept_answer(answer)
        await client.until(lambda: set(client.opened) == LABELS)
        watch = Watch(client, offerer)
        async with TaskSet("test") as tasks:
            tasks.start(watch.run(), name="watch")
            await client.until(lambda: watch.heart.rtt_ms is not None)
            yield client, watch, process.pid
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        await offerer.close()


async def test_killed_peer_is_stalled_within_seconds_and_the_peer_connection_knows_nothing_yet():
    async with watched_pair() as (client, watch, pid):
        killed_ms = SystemClock().monotonic_ms()
        os.kill(pid, signal.SIGKILL)
        await client.until(lambda: watch.changes, 8)
        health, at_ms = watch.changes[0]
        assert health is LinkHealth.STALLED
        # Measured: 3.0 to 3.1 s. The ceiling leaves room for a busy machine.
        assert 2_000 <= at_ms - killed_ms <= 6_000
        assert client.losses == []


async def test_frozen_peer_is_stalled_and_alive_again_when_it_thaws():
    async with watched_pair() as (client, watch, pid):
        os.kill(pid, signal.SIGSTOP)
        await client.until(lambda: watch.changes, 8)
        assert watch.changes[0][0] is LinkHealth.STALLED
        os.kill(pid, signal.SIGCONT)
        await client.until(lambda: len(watch.changes) == 2, 8)
        assert watch.changes[1][0] is LinkHealth.ALIVE
        assert client.losses == []
