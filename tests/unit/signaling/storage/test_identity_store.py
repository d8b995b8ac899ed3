import json
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, select

from signaling.admin.visitor import WebCaller
from signaling.domain.accounts import Account, Role
from signaling.domain.ports import Moment
from signaling.storage import account_store, identity_store
from signaling.storage.identity_directory import DatabaseIdentities
from signaling.storage.models import audit_events
from tests.fakes.stepwise_ports import StepwiseLedger, memory_engine, run

NOW = Moment(0, datetime(2026, 11, 27, tzinfo=UTC))
CALLER = WebCaller(address="10.0.0.1", ip_masked="10.0.0.0/24")
ISSUER = "https://login.example"


def _account(connection: Connection, email: str) -> Account:
    account = account_store.add_account(
        connection, email=email, name="Ana", role=Role.AGENT, organisation="", password_hash="x", now=NOW
    )
    assert account is not None
    return account


@pytest.fixture
def ledger() -> StepwiseLedger:
    return StepwiseLedger(memory_engine(), Ed25519PrivateKey.generate())


def test_link_is_one_to_one_and_parted_on_record(ledger: StepwiseLedger):
    def story(connection: Connection) -> None:
        ana, ion = _account(connection, "ana@b.org"), _account(connection, "ion@b.org")
        for _ in range(2):
            assert identity_store.link(connection, ana, issuer=ISSUER, subject="a", now=NOW)
        assert not identity_store.link(connection, ana, issuer=ISSUER, subject="b", now=NOW)
        assert not identity_store.link(connection, ion, issuer=ISSUER, subject="a", now=NOW)
        assert identity_store.link(connection, ion, issuer="https://other.example", subject="a", now=NOW)
        linked = identity_store.find_linked(connection, ISSUER, "a")
        assert linked is not None
        assert linked.email == "ana@b.org"
        assert identity_store.find_linked(connection, ISSUER, "b") is None
        assert identity_store.find_unlinked(connection, "ana@b.org", ISSUER) is None
        unlinked = identity_store.find_unlinked(connection, "ion@b.org", ISSUER)
        assert unlinked is not None
        assert identity_store.find_unlinked(connection, "nobody@b.org", ISSUER) is None
        assert identity_store.part(connection, ana, issuer=ISSUER, now=NOW)
        assert not identity_store.part(connection, ana, issuer=ISSUER, now=NOW)
        assert identity_store.find_linked(connection, ISSUER, "a") is None

    ledger.now(story)
    with ledger.engine.connect() as connection:
        lines = connection.execute(select(audit_events.c.line).order_by(audit_events.c.seq)).scalars()
        changes = [event for event in map(json.loads, lines) if event["data"].get("field") == "sign_in_service"]
    assert [(event["data"]["before"], event["data"]["after"]) for event in changes] == [
        ("", "a"), ("", "a"), ("a", ""),
    ]  # fmt: skip
    assert {event["actor"]["kind"] for event in changes} == {"operator"}


def test_port_links_in_the_persons_own_name(ledger: StepwiseLedger):
    ana = ledger.now(lambda connection: _account(connection, "ana@b.org"))
    directory = DatabaseIdentities(ledger)
    assert run(directory.unlinked_account("ana@b.org", ISSUER)) == ana
    assert run(directory.link(ana, ISSUER, "a", CALLER, NOW))
    assert run(directory.account_of(ISSUER, "a")) == ana
    with ledger.engine.connect() as connection:
        line = connection.execute(select(audit_events.c.line).order_by(audit_events.c.seq.desc())).scalar()
    event = json.loads(str(line))
    assert event["actor"] == {"kind": "agent", "id": "agent:1"}
    assert event["peer"]["ip_masked"] == "10.0.0.0/24"
