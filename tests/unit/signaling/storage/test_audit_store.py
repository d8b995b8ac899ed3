from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from shared.audit.event import AuditTag
from shared.audit.verifier import Finding, verify_events
from signaling.domain.audit_log import server_event
from signaling.domain.ports import Moment
from signaling.storage import audit_store

EVENT = server_event(AuditTag.SERVER_STOPPED, {}, now=Moment(0, datetime(2026, 11, 22, tzinfo=UTC)))


def _finding(connection) -> Finding:
    return verify_events(audit_store.read_lines(connection, last_seq=10**9)).finding


def test_end_of_the_chain_is_known_within_a_transaction_and_read_anew_after_each(engine: Engine):
    with engine.begin() as connection:
        audit_store.append_event(connection, EVENT)
    with engine.connect() as connection, connection.begin() as transaction:
        audit_store.append_event(connection, EVENT)
        transaction.rollback()
    with engine.begin() as connection:
        assert audit_store.chain_end(connection).count == 1
        linked = audit_store.append_event(connection, EVENT)
        assert audit_store.chain_end(connection) == linked.head == audit_store.read_head(connection)
        assert (linked.seq, _finding(connection)) == (2, Finding.INTACT)


def test_end_of_the_chain_is_right_after_a_savepoint_was_taken_back(engine: Engine):
    with engine.begin() as connection:
        audit_store.append_event(connection, EVENT)
        inner = connection.begin_nested()
        audit_store.append_event(connection, EVENT)
        audit_store.append_event(connection, EVENT)
        inner.rollback()
        assert audit_store.append_event(connection, EVENT).seq == 2
        assert _finding(connection) is Finding.INTACT


def test_what_could_not_be_stored_is_no_end(engine: Engine):
    with engine.begin() as connection:
        linked = audit_store.append_event(connection, EVENT)
        inner = connection.begin_nested()
        with pytest.raises(IntegrityError):
            audit_store.insert_linked(connection, [(EVENT, linked)])
        inner.rollback()
        assert audit_store.chain_end(connection) == linked.head
