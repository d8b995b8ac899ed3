import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, insert, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine

from signaling.domain.ports import AuditUnwritableError, TooManyWaitingError
from signaling.storage import write_queue
from signaling.storage.database import open_async_engine, upgrade_database
from signaling.storage.models import slots
from signaling.storage.write_queue import WriteQueue


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    upgrade_database(tmp_path / "d.sqlite3")
    engine = open_async_engine(tmp_path / "d.sqlite3")
    yield engine
    await engine.dispose()


@pytest.fixture
async def queue(engine: AsyncEngine) -> AsyncIterator[WriteQueue]:
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


async def test_run_answers_after_the_commit_in_order(queue: WriteQueue, engine: AsyncEngine):
    answers = await asyncio.gather(*(queue.run(_add(number)) for number in range(300)))
    assert answers == list(range(300))
    async with engine.connect() as connection:
        assert await connection.run_sync(_count) == 300


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


async def test_run_more_than_the_disk_can_take_is_refused(engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(write_queue, "WAITING_MAX", 2)
    queue = WriteQueue(engine)
    waiting = [asyncio.create_task(queue.run(_add(number))) for number in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(TooManyWaitingError):
        await queue.run(_add(9))
    queue.start()
    await asyncio.gather(*waiting)
    await queue.close()


async def test_close_finishes_what_waits_and_refuses_what_comes_later(engine: AsyncEngine):
    queue = WriteQueue(engine)
    queue.start()
    waiting = [asyncio.create_task(queue.run(_add(number))) for number in range(50)]
    await asyncio.sleep(0)
    await queue.close()
    assert await asyncio.gather(*waiting) == list(range(50))
    with pytest.raises(AuditUnwritableError):
        await queue.run(_add(99))
