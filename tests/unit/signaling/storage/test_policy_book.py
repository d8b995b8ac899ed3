import json
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.capability import Capability
from signaling.domain.accounts import Account, Role
from signaling.domain.ports import Moment
from signaling.domain.session_policy import SessionPolicy
from signaling.storage import account_store
from signaling.storage.audit_store import read_lines
from signaling.storage.policy_book import DatabasePolicies
from tests.fakes.stepwise_ports import StepwiseLedger, memory_engine, run

NOW = Moment(0, datetime(2026, 11, 22, tzinfo=UTC))
NONE = SessionPolicy()
STRICT = SessionPolicy(forbidden=frozenset({Capability.CONTROL, Capability.VIEW}), session_minutes=60)


class Caller:
    address, ip_masked, connection_id = "10.0.0.9", "10.0.0.0/24", "web"


class Room:
    """A book of rules and one account."""

    def __init__(self, role: Role = Role.ADMIN) -> None:
        self.ledger = StepwiseLedger(memory_engine(), Ed25519PrivateKey.generate())
        self.book = DatabasePolicies(self.ledger)
        account = self.ledger.now(
            lambda connection: account_store.add_account(
                connection, email="m@b.org", name="M", role=role, organisation="", password_hash="x", now=NOW
            )
        )
        assert isinstance(account, Account)
        self.account = account

    def change(self, wanted: SessionPolicy, seen: SessionPolicy) -> bool:
        return run(self.book.change(wanted, seen=seen, by=self.account, caller=Caller(), now=NOW))

    def current(self) -> SessionPolicy:
        return run(self.book.current())

    def record(self) -> list[dict[str, Any]]:
        lines = self.ledger.now(lambda connection: list(read_lines(connection, last_seq=99)))
        events = [json.loads(line) for line in lines]
        return [event for event in events if event["type"] == "policy:rule:changed"]


def test_rules_are_kept_and_each_difference_is_on_record_with_who_and_whence():
    room = Room()
    assert room.current() == NONE
    assert room.change(STRICT, NONE)
    assert room.current() == STRICT
    assert [event["data"] for event in room.record()] == [
        {"rule": "forbidden_rights", "before": "", "after": "view control"},
        {"rule": "session_minutes", "before": "", "after": "60"},
    ]
    for event in room.record():
        assert event["actor"] == {"kind": "agent", "id": room.account.agent_id}
        assert event["peer"] == {"ip_masked": "10.0.0.0/24", "conn": "web"}
    assert room.change(NONE, STRICT)
    assert room.current() == NONE
    assert [event["data"]["after"] for event in room.record()[2:]] == ["", ""]


def test_rules_that_changed_meanwhile_are_left_as_they_are():
    room = Room()
    assert room.change(STRICT, NONE)
    assert not room.change(SessionPolicy(session_minutes=5), NONE)
    assert room.current() == STRICT
    assert len(room.record()) == 2


def test_who_is_no_admin_any_more_changes_nothing():
    for role in (Role.AGENT, Role.LEAD, Role.AUDITOR):
        room = Room(role)
        assert not room.change(STRICT, NONE)
        assert room.current() == NONE
    room = Room()
    room.ledger.now(lambda connection: account_store.disable_account(connection, "m@b.org", NOW))
    assert not room.change(STRICT, NONE)
