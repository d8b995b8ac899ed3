"""What was erased is looked for in the very bytes of the files."""

import random
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text

from shared.audit.event import Actor
from signaling.domain.session_record import Author, Category, Filing, Report, ReportCause, SessionResult
from signaling.storage import record_store
from signaling.storage.database import open_engine
from signaling.storage.ledger import DatabaseLedger
from signaling.storage.record_directory import DatabaseRecords
from tests.fakes.server_record import NOW, ServerRecord, open_session

BY = Author(actor=Actor(kind="agent", id="agent:3"), now=NOW)
SESSIONS = 300


def _bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())


def _fill(record: ServerRecord) -> dict[str, bytes]:
    """Sessions with records in an order that splits pages; their keys."""
    numbers = random.Random(7)
    sids = [f"{numbers.getrandbits(128):032x}" for _ in range(SESSIONS)]

    def step(connection) -> dict[str, bytes]:
        for sid in sids:
            open_session(connection, sid, record.person_key)
            record_store.put_problem(connection, sid, "words " * 20, BY)
        rows = connection.execute(text("SELECT session_id, key FROM session_keys"))
        return {row.session_id: row.key for row in rows}

    return record.write(step)


async def test_erased_keys_are_in_no_file_of_the_database_any_more(tmp_path: Path):
    with ServerRecord(tmp_path) as record:
        keys = _fill(record)
        database = record.database
    sids = list(keys)
    erased, kept = sids[::3], sids[1::3]
    before = _bytes_of(tmp_path)
    assert all(keys[sid] in before for sid in erased), "the search finds what is there"
    ledger = DatabaseLedger(open_engine(database), Ed25519PrivateKey.generate())
    ledger.start()
    records = DatabaseRecords(ledger, ledger.wipe)
    for sid in erased:
        assert await records.erase(sid, BY)
    during = _bytes_of(tmp_path)  # while the server still runs
    await ledger.close()
    for found in (during, _bytes_of(tmp_path)):
        assert [sid for sid in erased if keys[sid] in found] == []
        assert all(keys[sid] in found for sid in kept)


async def test_records_reach_the_database_through_the_port(tmp_path: Path):
    with ServerRecord(tmp_path) as record:
        sid = record.open()
        database = record.database
    ledger = DatabaseLedger(open_engine(database), Ed25519PrivateKey.generate())
    ledger.start()
    records = DatabaseRecords(ledger, ledger.wipe)
    assert len(await records.categories()) == 10
    new = Category(category_id="phone", en="Telephone")
    assert await records.save_categories((*await records.categories(), new), BY) == 1
    assert (await records.categories())[-1] == new
    assert await records.put_problem(sid, "no sound", BY)
    assert await records.file(sid, Filing(category="media", result=SessionResult.PARTLY, note="n"), BY)
    assert await records.rate(sid, 4, BY)
    assert await records.report(sid, Report(cause=ReportCause.OTHER, words="w"), BY)
    assert not await records.put_receipt(sid, 1, b"x", BY)
    assert await records.take_receipt(sid, BY) is None
    found = await records.read(sid)
    assert found is not None
    assert (found.problem, found.stars, found.category) == ("no sound", 4, "media")
    standing = await records.standing(sid)
    assert standing is not None
    assert standing.was_opened
    assert await records.erase(sid, BY)
    assert not await records.erase(sid, BY)
    await ledger.close()
