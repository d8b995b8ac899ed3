"""A task is never lost: it ends with its owner and its failure is reported."""

import asyncio

import pytest

from shared.transport.tasks import TaskSet


async def _sleep_for_ever() -> None:
    await asyncio.Event().wait()


async def test_task_set_close_cancels_and_awaits_every_task():
    ended: list[str] = []

    async def work(name: str) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            ended.append(name)

    tasks = TaskSet("owner")
    tasks.start(work("a"), name="a")
    tasks.start(work("b"), name="b")
    await asyncio.sleep(0)
    assert await tasks.close()
    assert sorted(ended) == ["a", "b"]
    assert len(tasks) == 0
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_task_set_failing_task_is_reported_and_forgotten():
    failures: list[tuple[str, str]] = []

    async def fail() -> None:
        raise ValueError("boom")

    tasks = TaskSet("owner", on_failure=lambda name, error: failures.append((name, str(error))))
    tasks.start(fail(), name="bad")
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert failures == [("owner:bad", "boom")]
    assert len(tasks) == 0


async def test_task_set_closed_starts_nothing():
    tasks = TaskSet("owner")
    await tasks.close()
    with pytest.raises(RuntimeError):
        tasks.start(_sleep_for_ever(), name="late")


async def test_task_set_stubborn_task_is_told_of_not_waited_for_ever():
    release = asyncio.Event()

    async def stubborn() -> None:
        while not release.is_set():
            try:
                await release.wait()
            except asyncio.CancelledError:
                continue

    tasks = TaskSet("owner")
    task = tasks.start(stubborn(), name="stubborn")
    await asyncio.sleep(0)
    assert not await tasks.close(timeout_s=0.05)
    release.set()
    await task


async def test_task_set_task_may_close_its_own_set():
    tasks = TaskSet("owner")
    other = tasks.start(_sleep_for_ever(), name="other")

    async def closer() -> None:
        assert await tasks.close()

    await tasks.start(closer(), name="closer")
    assert other.cancelled()


async def test_task_set_left_context_has_no_tasks():
    async with TaskSet("owner") as tasks:
        task = tasks.start(_sleep_for_ever(), name="x")
    assert task.cancelled()
