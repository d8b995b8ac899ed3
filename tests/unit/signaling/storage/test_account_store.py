from datetime import UTC, datetime

from shared.audit.event import AuditTag
from signaling.domain.accounts import Role
from signaling.domain.ports import Moment
from signaling.storage import account_store
from signaling.storage.audit_store import read_lines
from tests.fakes.stepwise_ports import memory_engine

NOW = Moment(0, datetime(2026, 11, 22, 23, 59, tzinfo=UTC))


def test_accounts_are_added_found_disabled_and_every_change_is_on_record():
    engine = memory_engine()
    with engine.begin() as connection:
        fields = {"name": "Ana", "role": Role.LEAD, "organisation": "", "password_hash": "$argon2id$x", "now": NOW}
        account = account_store.add_account(connection, email="ana@b.org", **fields)
        assert account is not None
        assert account.created_on.isoformat() == "2026-11-22"
        assert account_store.add_account(connection, email="ana@b.org", **fields) is None
        assert account_store.find_account(connection, "ana@b.org") == account
        assert account_store.find_account(connection, "ion@b.org") is None
        assert account_store.disabled_among(connection, frozenset({1, 99})) == {99}
        for _ in range(2):
            disabled = account_store.disable_account(connection, "ana@b.org", NOW)
            assert disabled is not None
        assert account_store.disable_account(connection, "ion@b.org", NOW) is None
        assert account_store.disabled_among(connection, frozenset({1})) == {1}
        assert [listed.is_disabled for listed in account_store.list_accounts(connection)] == [True]
        lines = b"\n".join(read_lines(connection, last_seq=99)).decode()
    engine.dispose()
    assert lines.count(AuditTag.USER_CHANGED) == 2
    assert "argon2" not in lines
    assert "ana@b.org" not in lines
