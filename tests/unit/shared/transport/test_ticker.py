"""A steady call that ends with its task."""

import asyncio

from shared.transport.tasks import TaskSet
from shared.transport.ticker import run_every, run_while_owed


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


async def test_run_while_owed_sleeps_until_woken_and_again_when_nothing_is_left():
    left = [3]
    calls: list[int] = []
    owed, done = asyncio.Event(), asyncio.Event()

    def call() -> bool:
        calls.append(left[0])
        left[0] -= 1
        if left[0] == 0:
            done.set()
        return left[0] > 0

    async with TaskSet("test") as tasks:
        tasks.start(run_while_owed(0.001, call, owed), name="tick")
        await asyncio.sleep(0.02)
        assert calls == [], "nobody asked"
        owed.set()
        async with asyncio.timeout(5):
            await done.wait()
        await asyncio.sleep(0.02)
        assert calls == [3, 2, 1], "as long as it said there was more, and no longer"
        done.clear()
        left[0] = 1
        owed.set()
        async with asyncio.timeout(5):
            await done.wait()
