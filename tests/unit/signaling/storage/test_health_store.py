from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select, text

from shared.audit.event import AuditTag
from signaling.domain.audit_log import server_event
from signaling.domain.ports import Moment
from signaling.storage.health_store import count_live_sessions, count_pairings
from signaling.storage.models import IS_LIVE, sessions
from tests.fakes.stepwise_ports import StepwiseLedger, memory_engine, run
from tests.unit.signaling.storage.test_statistics_store import put, row

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


@pytest.fixture
def ledger() -> Iterator[StepwiseLedger]:
    ledger = StepwiseLedger(memory_engine(), Ed25519PrivateKey.generate())
    yield ledger
    ledger.engine.dispose()


def test_sessions_that_are_not_over_are_counted(ledger: StepwiseLedger):
    assert ledger.now(count_live_sessions) == 0
    ledger.now(lambda connection: put(connection, row(1), row(2, stage="open"), row(3, stage="pairing")))
    assert ledger.now(count_live_sessions) == 2


def test_live_sessions_are_found_by_the_index_over_them(ledger: StepwiseLedger):
    with ledger.engine.begin() as connection:
        statement = select(sessions.c.session_id).where(IS_LIVE).compile(ledger.engine)
        plan = connection.execute(text(f"EXPLAIN QUERY PLAN {statement}")).all()
    assert "ix_sessions_live" in plan[0].detail


def test_pairings_of_the_last_hour_are_counted_and_no_older_ones(ledger: StepwiseLedger):
    assert ledger.now(lambda connection: count_pairings(connection, NOW)) == (0, 0)
    for minutes, tag in (
        (61, AuditTag.PAIR_FAILED),
        (59, AuditTag.PAIR_FAILED),
        (30, AuditTag.PAIR_OK),
        (20, AuditTag.SERVER_STOPPED),
        (1, AuditTag.PAIR_FAILED),
    ):
        data = {
            AuditTag.PAIR_OK: {"agent_id": "agent:1", "transcript_hash": "e" * 64},
            AuditTag.PAIR_FAILED: {"agent_id": "agent:1", "failure": "wrong_code"},
        }.get(tag, {})
        now = Moment(0, NOW - timedelta(minutes=minutes))
        run(ledger.record(server_event(tag, data, now=now)))
    assert ledger.now(lambda connection: count_pairings(connection, NOW)) == (1, 2)
