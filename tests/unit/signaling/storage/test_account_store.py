import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, Engine

from shared.audit.event import AuditTag
from signaling.domain.accounts import Account, Role
from signaling.domain.audit_log import server_event
from signaling.domain.ports import Moment, NewSignIn, SignInKind
from signaling.domain.second_factor import make_factor
from signaling.storage import account_store, sign_in_store
from signaling.storage.account_key import AccountKey
from signaling.storage.audit_store import read_lines
from signaling.storage.models import sign_ins
from tests.fakes.server_record import put_account

NOW = Moment(0, datetime(2026, 11, 22, 23, 59, tzinfo=UTC))


def test_accounts_are_added_found_disabled_and_every_change_is_on_record(engine: Engine):
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
    assert lines.count(AuditTag.USER_CHANGED) == 2
    assert "argon2" not in lines
    assert "ana@b.org" not in lines


def _add(connection, role: Role = Role.AGENT) -> Account:
    account = account_store.add_account(
        connection, email="ana@b.org", name="Ana", role=role, organisation="", password_hash="$argon2id$x", now=NOW
    )
    assert account is not None
    return account


@pytest.mark.parametrize(
    ("change", "field", "before", "after"),
    [
        (lambda c, a: account_store.disable_account(c, a.email, NOW), "is_disabled", "no", "yes"),
        (lambda c, a: account_store.set_role(c, a, Role.ADMIN, NOW), "role", "agent", "admin"),
        (lambda c, a: account_store.set_password(c, a, "$argon2id$y", NOW), "password", "old", "new"),
        (
            lambda c, a: account_store.set_second_factor(c, a, make_factor(), AccountKey(b"k" * 32), NOW),
            "second_factor",
            "none",
            "totp",
        ),
    ],
    ids=["disable", "role", "password", "second_factor"],
)
def test_change_of_an_account_is_on_record_and_ends_its_sign_ins(
    engine: Engine, change: Callable[[Connection, Account], object], field: str, before: str, after: str
):
    with engine.begin() as connection:
        account = _add(connection)
        put_account(connection, 99)
        for token, account_id in ((b"t" * 32, account.account_id), (b"o" * 32, 99)):
            sign_in_store.begin_sign_in(
                connection,
                sign_in=NewSignIn(
                    token_hash=token, account_id=account_id, kind=SignInKind.CONSOLE, method="password"
                ),
                event=server_event(AuditTag.LOGIN_OK, {"method": "password"}, now=NOW),
                now=NOW,
            )
        change(connection, account)
        left = connection.execute(sign_ins.select()).all()
        assert [row.account_id for row in left] == [99], "and nobody else's"
        *_, line = read_lines(connection, last_seq=99)
        changed = account_store.read_account(connection, account.account_id)
    data = json.loads(line)["data"]
    assert data == {"user_id": "agent:1", "field": field, "before": before, "after": after}
    assert changed is not None
    assert changed != account, "and it was changed"


def test_account_enabled_again_may_sign_in_and_that_is_on_record(engine: Engine):
    with engine.begin() as connection:
        _add(connection)
        account_store.disable_account(connection, "ana@b.org", NOW)
        for _ in range(2):
            account_store.enable_account(connection, "ana@b.org", NOW)
        assert account_store.enable_account(connection, "ion@b.org", NOW) is None
        account = account_store.find_account(connection, "ana@b.org")
        lines = b"\n".join(read_lines(connection, last_seq=99)).decode()
    assert account is not None
    assert not account.is_disabled
    assert lines.count('"before":"yes"') == 1
