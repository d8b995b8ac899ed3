import asyncio
import sys
import threading
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import Future
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, func, insert, select
from sqlalchemy.exc import OperationalError

from signaling.domain.ports import AuditUnwritableError, TooManyWaitingError
from signaling.storage import write_queue
from signaling.storage.models import slots
from signaling.storage.write_queue import WriteQueue


@pytest.fixture
async def queue(engine: Engine) -> AsyncIterator[WriteQueue]:
    queue = WriteQueue(engine)
    queue.start()
    yield queue
    await queue.close()


def _add(number: int):
    def step(connection: Connection) -> int:
        connection.execute(insert(slots), {"slot_id": str(number), "nameplate": "123", "expires_unix_ms": 1})
        return number

    return step


def _count(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(slots)).scalar_one()


def _add_many(connection: Connection, numbers: Sequence[int]) -> list[tuple[int, int]]:
    """For each number itself, and with how many others it came."""
    if -1 in numbers:
        raise LookupError
    for number in numbers:
        _add(number)(connection)
    return [(number, len(numbers)) for number in numbers]


async def test_run_answers_after_the_commit_in_order(queue: WriteQueue, engine: Engine):
    answers = await asyncio.gather(*(queue.run(_add(number)) for number in range(300)))
    assert answers == list(range(300))
    with engine.connect() as connection:
        assert _count(connection) == 300


async def test_run_shares_commits_and_leaves_the_event_loop_alone(queue: WriteQueue, engine: Engine):
    commits: list[int] = []
    event.listen(engine, "commit", lambda _: commits.append(threading.get_ident()))
    await asyncio.gather(*(queue.run(_add(number)) for number in range(300)))
    assert len(commits) < 10
    assert set(commits).isdisjoint({threading.get_ident()})


async def test_run_together_shares_one_call_and_keeps_the_order_of_everything(queue: WriteQueue):
    ahead = [queue.run(_add(1_000))]  # so that the rest gathers behind it
    together = [queue.run_together(_add_many, number) for number in range(20)]
    between = [queue.run(_count)]
    after = [queue.run_together(_add_many, number) for number in range(20, 25)]
    answers: list[Any] = await asyncio.gather(*ahead, *together, *between, *after)
    assert [answer[0] for answer in answers[1:21]] == list(range(20))
    assert answers[21] == 21
    assert [answer[0] for answer in answers[22:]] == list(range(20, 25))
    assert max(answer[1] for answer in answers[1:21]) > 1


async def test_run_together_one_bad_item_harms_no_other(queue: WriteQueue):
    ahead = queue.run(_add(1_000))
    items = [queue.run_together(_add_many, number) for number in (1, 2, -1, 1, 3)]
    _, *answers = await asyncio.gather(ahead, *items, return_exceptions=True)
    assert answers[:2] == [(1, 1), (2, 1)]
    assert isinstance(answers[2], LookupError)
    assert isinstance(answers[3], AuditUnwritableError)
    assert answers[4] == (3, 1)
    assert await queue.run(_count) == 4


async def test_run_together_waits_for_what_an_item_wants_before_and_keeps_the_order(queue: WriteQueue):
    ready: Future[None] = Future()
    first = [asyncio.ensure_future(queue.run_together(_add_many, number)) for number in range(3)]
    second = asyncio.ensure_future(queue.run_together(_add_many, 3, after=ready))
    third = [asyncio.ensure_future(queue.run_together(_add_many, number)) for number in range(4, 6)]
    count = asyncio.ensure_future(queue.run(_count))
    assert [answer[0] for answer in await asyncio.gather(*first)] == [0, 1, 2]
    await asyncio.sleep(0.05)
    assert [each.done() for each in (second, *third, count)] == [False] * 4
    assert queue.waiting >= 3
    ready.set_result(None)
    assert [answer[0] for answer in await asyncio.gather(second, *third)] == [3, 4, 5]
    assert await count == 6
    assert queue.waiting == 0


async def test_run_together_goes_on_without_what_never_comes_also_while_it_closes(
    queue: WriteQueue, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(write_queue, "READY_WAIT_S", 0.05)
    never: Future[None] = Future()
    first = queue.run_together(_add_many, 1, after=never)
    second = asyncio.ensure_future(queue.run_together(_add_many, 2, after=never))
    assert (await first)[0] == 1
    await queue.close()
    assert (await second)[0] == 2


async def test_run_connection_lost_in_a_batch_promises_nothing_and_runs_nothing_twice(queue: WriteQueue):
    calls: list[int] = []

    def counted(number: int):
        def step(connection: Connection) -> int:
            calls.append(number)
            return _add(number)(connection)

        return step

    def lost(_: Connection) -> None:
        raise OperationalError("COMMIT", {}, Exception("server closed the connection"), connection_invalidated=True)

    answers = await asyncio.gather(
        queue.run(counted(0)), queue.run(counted(1)), queue.run(lost), queue.run(counted(2)), return_exceptions=True
    )
    failed = [answer for answer in answers if isinstance(answer, AuditUnwritableError)]
    assert len(calls) == len(set(calls))
    assert len(failed) >= 2
    assert await queue.run(_count) == len(answers) - len(failed)


async def test_run_one_bad_step_harms_no_other_of_its_batch(queue: WriteQueue):
    def bad(_: Connection) -> None:
        raise LookupError

    results = await asyncio.gather(
        queue.run(_add(1)), queue.run(bad), queue.run(_add(1)), queue.run(_add(2)), return_exceptions=True
    )
    assert results[0] == 1
    assert isinstance(results[1], LookupError)
    assert isinstance(results[2], AuditUnwritableError)
    assert results[3] == 2
    assert await queue.run(_count) == 2


async def test_run_disk_error_is_unwritable_and_the_next_step_tries_anew(queue: WriteQueue):
    def broken(_: Connection) -> None:
        raise OperationalError("COMMIT", {}, Exception("disk I/O error"))

    with pytest.raises(AuditUnwritableError):
        await queue.run(broken)
    assert await queue.run(_add(1)) == 1


async def test_run_asker_who_goes_away_breaks_nothing(queue: WriteQueue):
    asker = asyncio.create_task(queue.run(_add(1)))
    await asyncio.sleep(0)
    asker.cancel()
    await asyncio.wait([asker])
    assert await queue.run(_count) == 1


async def test_run_more_than_the_disk_can_take_is_refused(engine: Engine, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(write_queue, "WAITING_MAX", 2)
    queue = WriteQueue(engine)
    waiting = [asyncio.create_task(queue.run(_add(number))) for number in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(TooManyWaitingError):
        await queue.run(_add(9))
    queue.start()
    await asyncio.gather(*waiting)
    await queue.close()


async def test_start_leaves_alone_what_belongs_to_the_whole_process(engine: Engine):
    usual_s = sys.getswitchinterval()
    queue = WriteQueue(engine)
    queue.start()
    await queue.run(_add(1))
    await queue.close()
    assert sys.getswitchinterval() == usual_s


async def test_close_finishes_what_waits_and_refuses_what_comes_later(engine: Engine):
    queue = WriteQueue(engine)
    queue.start()
    waiting = [asyncio.create_task(queue.run(_add(number))) for number in range(50)]
    await asyncio.sleep(0)
    await queue.close()
    assert await asyncio.gather(*waiting) == list(range(50))
    with pytest.raises(AuditUnwritableError):
        await queue.run(_add(99))
