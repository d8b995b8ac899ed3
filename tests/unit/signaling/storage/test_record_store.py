import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, text

from shared.audit.chain import EMPTY_CHAIN
from shared.audit.event import Actor
from shared.audit.verifier import Finding, verify_events
from signaling.domain.session_record import Author, Filing, Report, ReportCause, SessionResult
from signaling.storage import audit_store, record_store, session_store
from tests.fakes.server_record import NOW, open_session
from tests.fakes.stepwise_ports import memory_engine

SID = "a" * 32
KEY = Ed25519PrivateKey.generate()
PERSON = Author(actor=Actor(kind="person"), now=NOW)
AGENT = Author(actor=Actor(kind="agent", id="agent:1"), now=NOW)
FILING = Filing(category="printing", result=SessionResult.SOLVED, note="Took the paper out of tray 2.")
RECEIPT = b'{"receipt": 1}' * 100
REPORT = Report(
    cause=ReportCause.ASKED_FOR_MONEY,
    words="A gift card, he said",
    receipt_parts=2,
    receipt_sha256=hashlib.sha256(RECEIPT).hexdigest(),
)


@pytest.fixture
def connection() -> Iterator[Connection]:
    engine = memory_engine()
    with engine.begin() as connection:
        open_session(connection, SID, Ed25519PrivateKey.generate())
        yield connection
    engine.dispose()


def _close(connection: Connection) -> None:
    session_store.close_session(connection, SID, "user_stopped", NOW, seal_key=KEY)


def _events(connection: Connection, prefix: str = "session:record:") -> list[dict[str, Any]]:
    lines = audit_store.read_lines(connection, last_seq=10**9)
    return [record for line in lines if (record := msgspec.json.decode(line))["type"].startswith(prefix)]


def _say_all(connection: Connection) -> None:
    assert record_store.put_problem(connection, SID, "Nothing prints", PERSON)
    assert record_store.file_session(connection, SID, FILING, AGENT)
    assert record_store.rate_session(connection, SID, 2, PERSON)
    assert record_store.report_session(connection, SID, REPORT, PERSON)
    assert record_store.put_receipt(connection, SID, 1, RECEIPT[:700], PERSON)
    assert record_store.put_receipt(connection, SID, 2, RECEIPT[700:], PERSON)


def test_all_that_was_said_after_the_seal_is_kept_and_the_chain_still_verifies(connection: Connection):
    _close(connection)
    _say_all(connection)
    found = record_store.read_record(connection, SID)
    assert found is not None
    assert (found.problem, found.note, found.category, found.result, found.stars) == (
        "Nothing prints", FILING.note, "printing", SessionResult.SOLVED, 2,
    )  # fmt: skip
    assert (found.is_reported, found.report, found.reported_at, found.has_receipt) == (True, REPORT, NOW.utc, True)
    assert record_store.read_receipt(connection, SID) == RECEIPT
    lines = list(audit_store.read_lines(connection, last_seq=10**9))
    verdict = verify_events(lines, start=EMPTY_CHAIN, expected=audit_store.read_head(connection))
    assert (verdict.finding, verdict.events) == (Finding.INTACT, len(lines))


def test_nobodys_words_are_in_the_record_or_readable_in_the_tables(connection: Connection):
    _say_all(connection)
    lines = b"".join(audit_store.read_lines(connection, last_seq=10**9))
    tables = b"".join(row.sealed for row in connection.execute(text("SELECT sealed FROM session_texts")))
    for words in (b"Nothing prints", b"tray 2", b"gift card", b'"receipt": 1'):
        assert words not in lines
        assert words not in tables
    event = next(each for each in _events(connection) if each["type"] == "session:record:filed")
    assert event["actor"] == {"kind": "agent", "id": "agent:1"}
    sealed = connection.execute(text("SELECT sealed FROM session_texts WHERE field = 'note'")).scalar_one()
    assert event["data"]["sealed_sha256"] == hashlib.sha256(sealed).hexdigest()


def test_every_filing_is_an_event_that_says_what_was_before(connection: Connection):
    record_store.file_session(connection, SID, FILING, AGENT)
    record_store.file_session(
        connection, SID, Filing(category="other", result=SessionResult.PASSED_ON, note=""), AGENT
    )
    record_store.rate_session(connection, SID, 5, PERSON)
    record_store.rate_session(connection, SID, 1, PERSON)
    first, second, *stars = [each["data"] for each in _events(connection)]
    assert (first["category_before"], first["result_before"]) == ("", "")
    assert (second["category_before"], second["category"]) == ("printing", "other")
    assert (second["result_before"], second["result"]) == ("solved", "passed_on")
    assert [(each["stars_before"], each["stars"]) for each in stars] == [(0, 5), (5, 1)]
    found = record_store.read_record(connection, SID)
    assert found is not None
    assert (found.note, found.stars) == ("", 1)


def test_a_receipt_counts_only_whole_and_unchanged(connection: Connection):
    assert not record_store.put_receipt(connection, SID, 1, b"x", PERSON), "no report announced one"
    record_store.report_session(connection, SID, REPORT, PERSON)
    assert not record_store.put_receipt(connection, SID, 3, b"x", PERSON)
    record_store.put_receipt(connection, SID, 1, RECEIPT[:700], PERSON)
    assert record_store.read_receipt(connection, SID) is None
    record_store.put_receipt(connection, SID, 2, b"something else", PERSON)
    assert record_store.read_receipt(connection, SID) is None
    record_store.put_receipt(connection, SID, 2, RECEIPT[700:], PERSON)
    assert record_store.read_receipt(connection, SID) == RECEIPT
    record_store.report_session(connection, SID, replace(REPORT, words="Once more"), PERSON)
    assert record_store.read_receipt(connection, SID) is None, "the receipt belonged to the earlier report"


def test_who_takes_a_receipt_along_is_on_record_and_nobody_is_for_one_that_is_not_there(connection: Connection):
    assert record_store.take_receipt(connection, SID, AGENT) is None
    _say_all(connection)
    before = len(_events(connection))
    assert record_store.take_receipt(connection, SID, AGENT) == RECEIPT
    (taken,) = _events(connection)[before:]
    assert (taken["type"], taken["actor"]["id"]) == ("session:record:taken", "agent:1")
    assert taken["data"] == {"sid": SID, "bytes": len(RECEIPT)}


def test_what_was_erased_is_gone_for_good_and_the_chain_still_verifies(connection: Connection):
    _close(connection)
    _say_all(connection)
    key = connection.execute(text("SELECT key FROM session_keys")).scalar_one()
    assert record_store.erase_record(connection, SID, AGENT)
    assert not record_store.erase_record(connection, SID, AGENT), "once"
    found = record_store.read_record(connection, SID)
    assert found is not None
    assert (found.problem, found.note, found.report, found.has_receipt, found.is_erased) == (
        None, None, None, False, True,
    )  # fmt: skip
    assert (found.category, found.result, found.stars, found.is_reported) == (
        "printing", SessionResult.SOLVED, 2, True,
    )  # fmt: skip
    assert connection.execute(text("SELECT count(*) FROM session_texts")).scalar() == 0
    assert connection.execute(text("SELECT key FROM session_keys")).scalar_one() is None
    assert len(key) == 32
    lines = list(audit_store.read_lines(connection, last_seq=10**9))
    assert verify_events(lines, expected=audit_store.read_head(connection)).finding is Finding.INTACT
    erased = _events(connection)[-1]
    assert (erased["type"], erased["data"]) == ("session:record:erased", {"sid": SID, "texts": 5})
    assert erased["actor"] == {"kind": "agent", "id": "agent:1"}


def test_nothing_is_kept_any_more_after_erasing(connection: Connection):
    record_store.erase_record(connection, SID, AGENT)
    count = len(_events(connection))
    assert not record_store.put_problem(connection, SID, "again", PERSON)
    assert not record_store.file_session(connection, SID, FILING, AGENT)
    assert not record_store.rate_session(connection, SID, 1, PERSON)
    assert not record_store.report_session(connection, SID, REPORT, PERSON)
    assert not record_store.put_receipt(connection, SID, 1, b"x", PERSON)
    assert len(_events(connection)) == count


def test_standing_says_until_when_something_may_be_said(connection: Connection):
    standing = record_store.read_standing(connection, SID)
    assert standing is not None
    assert standing.is_open_at(NOW.utc)
    _close(connection)
    standing = record_store.read_standing(connection, SID)
    assert standing is not None
    assert standing.is_open_at(NOW.utc + timedelta(hours=24))
    assert not standing.is_open_at(NOW.utc + timedelta(hours=24, seconds=1))
    record_store.erase_record(connection, SID, AGENT)
    standing = record_store.read_standing(connection, SID)
    assert standing is not None
    assert not standing.is_open_at(NOW.utc)


def test_a_session_that_is_not_there_has_no_record(connection: Connection):
    assert record_store.read_standing(connection, "0" * 32) is None
    assert record_store.read_record(connection, "0" * 32) is None
    assert not record_store.erase_record(connection, "0" * 32, AGENT)
    assert not record_store.rate_session(connection, "0" * 32, 1, PERSON)
