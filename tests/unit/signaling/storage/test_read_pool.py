import asyncio
import threading

import pytest
from sqlalchemy import Connection, Engine, func, insert, select, text

from signaling.domain.ports import AuditUnwritableError
from signaling.storage.models import slots
from signaling.storage.read_pool import READERS, ReadPool
from signaling.storage.write_queue import WriteQueue


def _add(connection: Connection) -> None:
    count = _count(connection)
    connection.execute(insert(slots), {"slot_id": str(count), "nameplate": "123", "expires_unix_ms": 1})


def _count(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(slots)).scalar_one()


async def test_long_query_holds_up_neither_writing_nor_other_readers_and_sees_one_state(engine: Engine):
    pool, queue = ReadPool(engine), WriteQueue(engine)
    queue.start()
    may_end = threading.Event()

    def long(connection: Connection) -> tuple[int, int]:
        before = _count(connection)
        assert may_end.wait(10)
        return before, _count(connection)

    waiting = [asyncio.ensure_future(pool.run(long)) for _ in range(READERS - 1)]
    await queue.run(_add)
    assert await pool.run(_count) == 1
    may_end.set()
    assert {before == after for before, after in await asyncio.gather(*waiting)} == {True}
    await pool.close()
    await queue.close()


async def test_what_cannot_be_read_is_said_and_a_closed_pool_refuses(engine: Engine):
    pool = ReadPool(engine)
    with pytest.raises(AuditUnwritableError):
        await pool.run(lambda connection: connection.execute(text("SELECT * FROM nothing_there")).all())

    def faulty(_: Connection) -> None:
        raise LookupError

    with pytest.raises(LookupError):
        await pool.run(faulty)
    await pool.close()
    with pytest.raises(AuditUnwritableError):
        await pool.run(_count)
