"""One server at a time on a real PostgreSQL: who holds the claim, who loses it, and what an answer is worth meanwhile."""

import asyncio
import random
import threading
import time
from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import Engine, text

from shared.audit.event import AuditTag
from shared.audit.verifier import Finding, verify_events
from signaling.domain.audit_log import server_event
from signaling.domain.ports import AnotherServerError, AuditUnwritableError
from signaling.storage import audit_store
from signaling.storage.database import open_engine
from signaling.storage.database_place import PostgresPlace
from signaling.storage.postgres_roles import restrict_role
from signaling.storage.server_claim import claim
from signaling.storage.write_queue import WriteQueue
from tests.fakes import postgres
from tests.fakes.server_record import NOW

EVENT = server_event(AuditTag.SERVER_STOPPED, {}, now=NOW)
HOLDERS = """
    SELECT DISTINCT pid FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
    WHERE locktype = 'advisory' AND granted AND datname = %s
"""


@pytest.fixture
def owner() -> PostgresPlace:
    place = postgres.cluster().new_database()
    engine = open_engine(place)
    with engine.begin() as connection:
        restrict_role(connection, postgres.SERVER_ROLE)
    engine.dispose()
    return place


@pytest.fixture
def engine(owner: PostgresPlace) -> Iterator[Engine]:
    """For the server's own role."""
    engine = open_engine(postgres.cluster().as_server(owner))
    yield engine
    engine.dispose()


@pytest.fixture
def rival(owner: PostgresPlace) -> Iterator[Engine]:
    """The same, as another server has it."""
    engine = open_engine(postgres.cluster().as_server(owner))
    yield engine
    engine.dispose()


def _terminate(owner: PostgresPlace) -> int:
    """End the connections that hold the claim; how many there were."""
    name = owner.url.partition("@/")[2].partition("?")[0]
    with psycopg.connect(postgres.cluster().place("postgres").url, autocommit=True) as admin:
        pids = [row[0] for row in admin.execute(HOLDERS, [name])]
        for pid in pids:
            admin.execute("SELECT pg_terminate_backend(%s)", [pid])
    return len(pids)


def _append(connection):
    return audit_store.append_event(connection, EVENT).seq


def _record(owner: PostgresPlace) -> list[bytes]:
    engine = open_engine(owner)
    with engine.connect().execution_options(is_reading=True) as connection:
        lines = [row.line.encode() for row in connection.execute(text("SELECT line FROM audit_events ORDER BY seq"))]
    engine.dispose()
    return lines


def test_second_is_refused_until_the_first_is_gone(engine: Engine, rival: Engine):
    first = engine.connect()
    claim(first)
    with rival.connect() as second:
        began_s = time.monotonic()
        with pytest.raises(AnotherServerError):
            claim(second, wait_s=0.2)
        assert time.monotonic() - began_s >= 0.2
        first.invalidate()
        claim(second)
    first.close()


def test_commands_write_beside_the_one_who_holds_it(engine: Engine, rival: Engine, owner: PostgresPlace):
    with engine.connect() as first:
        claim(first)
        with rival.begin() as command:
            _append(command)
        with first.begin():
            assert _append(first) == 2
    assert len(_record(owner)) == 2


def test_file_is_claimed_by_its_folder(tmp_path):
    engine = open_engine(tmp_path / "d.sqlite3")
    with engine.connect() as first, engine.connect() as second:
        claim(first)
        claim(second)
    engine.dispose()


async def test_queue_writes_nothing_while_another_server_has_it_and_goes_on_afterwards(
    engine: Engine, rival: Engine, owner: PostgresPlace
):
    queue = WriteQueue(engine)
    queue.start()
    assert await queue.run(_append) == 1
    with rival.connect() as other:
        taken = threading.Thread(target=claim, args=(other,), kwargs={"wait_s": 10.0})
        taken.start()
        _terminate(owner)
        await asyncio.to_thread(taken.join)
        # What went with the connection may have been committed; from here on nothing is.
        with pytest.raises(AuditUnwritableError):
            await queue.run(_append)
        before = len(_record(owner))
        for _ in range(3):
            with pytest.raises(AnotherServerError):
                await queue.run(_append)
        assert len(_record(owner)) == before
        other.invalidate()
    assert await queue.run(_append) == before + 1
    await queue.close()


async def test_connections_that_are_ended_in_the_middle_lose_no_answered_event_and_never_let_two_in(
    engine: Engine, rival: Engine, owner: PostgresPlace
):
    queues = [WriteQueue(engine), WriteQueue(rival)]
    for queue in queues:
        queue.start()
    answered: list[list[int]] = [[], []]
    refused = [0, 0]
    until_s = time.monotonic() + 6.0

    async def write(which: int) -> None:
        while time.monotonic() < until_s:
            try:
                answered[which].append(await queues[which].run(_append))
            except AuditUnwritableError:
                refused[which] += 1
                await asyncio.sleep(0.01)

    async def end_connections() -> int:
        ended = 0
        while time.monotonic() < until_s:
            await asyncio.sleep(random.uniform(0.05, 0.3))
            ended += await asyncio.to_thread(_terminate, owner)
        return ended

    writing = asyncio.gather(*(write(which) for which in (0, 1) for _ in range(8)))
    ended = await end_connections()
    await writing
    for queue in queues:
        await queue.close()
    lines = _record(owner)
    assert ended > 5
    assert min(refused) > 0
    assert verify_events(lines).finding is Finding.INTACT
    both = answered[0] + answered[1]
    assert len(both) == len(set(both)), "no number was given to two"
    assert set(both) <= set(range(1, len(lines) + 1)), "none that was answered is lost"
    assert len(both) > 50
