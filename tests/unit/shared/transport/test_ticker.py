"""A steady call that ends with its task."""

import asyncio

from shared.transport.tasks import TaskSet
from shared.transport.ticker import run_every


async def test_run_every_calls_until_cancelled():
    calls: list[int] = []
    enough = asyncio.Event()

    def call() -> None:
        calls.append(1)
        if len(calls) == 3:
            enough.set()

    async with TaskSet("test") as tasks:
        tasks.start(run_every(0.001, call), name="tick")
        assert calls == [], "not at once"
        async with asyncio.timeout(5):
            await enough.wait()
    count = len(calls)
    await asyncio.sleep(0.02)
    assert len(calls) == count
