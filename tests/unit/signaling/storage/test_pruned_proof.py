"""What a pruning left whole is checked against what the server signed: nothing of it can go or change unnoticed."""

import asyncio
from pathlib import Path

import pytest

from shared.audit.chain import raw_public_key
from shared.audit.verifier import Finding
from signaling.storage import pruning
from signaling.storage.database import open_engine
from signaling.storage.pruned_proof import check_kept
from signaling.storage.record_proof import DatabaseProof
from tests.fakes.server_record import NOW, ServerRecord
from tests.fakes.stepwise_ports import StepwiseLedger
from tests.unit.signaling.storage.test_pruning import BETWEEN


@pytest.fixture
def record(tmp_path: Path):
    """Two sessions go on all the time; what lies between their events was taken away."""
    with ServerRecord(tmp_path / "data") as made:
        sids, cut = made.go_on_across(BETWEEN)
        assert (cut.end.count, cut.kept.count) == (19, 2)
        made.write(lambda connection: pruning.declare_cut(connection, cut, made.seal_key, NOW))
        while made.write(pruning.remove_declared):
            pass
        made.signed(sids[0], 1)
        yield made, sids


def _check(made: ServerRecord) -> tuple[Finding, str]:
    return made.write(lambda connection: check_kept(connection, raw_public_key(made.seal_key)))


def _check_all(made: ServerRecord) -> tuple[Finding, str]:
    engine = open_engine(made.database)
    try:
        report = asyncio.run(DatabaseProof(StepwiseLedger(engine, made.seal_key), made.seal_key, "").check_all())
    finally:
        engine.dispose()
    return report.finding, report.problem


def test_what_was_left_is_there_as_signed_and_stays_so_when_a_session_is_over(record):
    made, sids = record
    assert _check(made) == _check_all(made) == (Finding.INTACT, "")
    made.close(sids[0])
    made.close(sids[1])
    assert _check(made) == _check_all(made) == (Finding.INTACT, "")


def test_session_that_is_gone_behind_everybodys_back_is_missed(record):
    made, sids = record
    made.change("DELETE FROM audit_events WHERE session_id = :sid", sid=sids[1])
    assert _check(made) == _check_all(made) == (Finding.INCOMPLETE, "kept_session_missing")


def test_session_that_is_said_to_be_over_is_missed_too(record):
    made, sids = record
    made.change("UPDATE sessions SET stage = 'closed' WHERE session_id = :sid", sid=sids[1])
    assert _check(made) == (Finding.INCOMPLETE, "kept_session_missing")


def test_end_of_a_session_that_is_gone_is_seen(record):
    made, sids = record
    made.change("DELETE FROM audit_events WHERE session_id = :sid AND sseq = 3", sid=sids[1])
    assert _check(made) == (Finding.TAMPERED, "kept_session_differs")


def test_word_that_was_changed_is_seen(record):
    made, sids = record
    made.change("UPDATE audit_events SET line = replace(line, 'linux', 'minix') WHERE session_id = :sid", sid=sids[1])
    assert _check(made)[0] is Finding.TAMPERED


def test_nothing_was_pruned_and_somebody_elses_word_say_nothing(tmp_path: Path, record):
    made, _ = record
    with ServerRecord(tmp_path / "other") as other:
        assert _check(other) == (Finding.INTACT, "")
        key = raw_public_key(other.seal_key)
    # Whoever walks the chain finds its beginning missing then.
    assert made.write(lambda connection: check_kept(connection, key)) == (Finding.INTACT, "")
