import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, select

from shared.audit.event import AuditTag
from signaling.admin.visitor import WebCaller
from signaling.domain.accounts import Account, Role
from signaling.domain.audit_log import server_event
from signaling.domain.passkeys import NewPasskey, Removal
from signaling.domain.ports import Moment, NewSignIn, SignInFacts, SignInKind, SignInTimes
from signaling.storage import account_store, passkey_store, sign_in_store
from signaling.storage.models import audit_events
from tests.fakes.stepwise_ports import memory_engine

CALLER = WebCaller(address="10.0.0.1", ip_masked="10.0.0.0/24")
NOW = Moment(0, datetime(2026, 11, 27, 12, tzinfo=UTC))
LATER = Moment(0, NOW.utc + timedelta(hours=1))


@pytest.fixture
def connection():
    engine = memory_engine()
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def _account(connection: Connection, email: str = "a@b.org") -> Account:
    account = account_store.add_account(
        connection, email=email, name="Ana", role=Role.ADMIN, organisation="", password_hash="x", now=NOW
    )
    assert account is not None
    return account


def _add(connection: Connection, account: Account, credential_id: bytes = b"one", name: str = "Laptop") -> bool:
    new = NewPasskey(
        account_id=account.account_id, credential_id=credential_id, public_key=b"k", user_handle=b"h", sign_count=0,
        name=name,
    )  # fmt: skip
    return passkey_store.add_passkey(connection, new, account=account, caller=CALLER, now=NOW)


def _changes(connection: Connection) -> list[dict]:
    lines = connection.execute(select(audit_events.c.line).order_by(audit_events.c.seq)).scalars()
    events = [json.loads(line) for line in lines]
    return [
        event for event in events if event["type"] == "user:account:changed" and event["data"]["field"] == "passkey"
    ]


def test_passkey_is_kept_found_and_on_record_with_who_and_where(connection: Connection):
    ana = _account(connection)
    assert _add(connection, ana)
    found = passkey_store.find_passkey(connection, b"one")
    assert found is not None
    assert (found[0].name, found[0].made, found[0].used, found[1].email) == ("Laptop", NOW.utc, None, "a@b.org")
    (event,) = _changes(connection)
    assert event["data"] == {"user_id": "agent:1", "field": "passkey", "before": "", "after": "Laptop"}
    assert event["actor"] == {"kind": "agent", "id": "agent:1"}
    assert event["peer"]["ip_masked"] == "10.0.0.0/24"


def test_id_of_a_passkey_is_taken_whoever_has_it(connection: Connection):
    ana, ion = _account(connection), _account(connection, "i@b.org")
    assert _add(connection, ana)
    assert not _add(connection, ion)
    assert not _add(connection, ana)
    assert len(_changes(connection)) == 1


def test_nobody_renames_or_removes_what_is_another_persons(connection: Connection):
    ana, ion = _account(connection), _account(connection, "i@b.org")
    _add(connection, ana)
    assert not passkey_store.rename_passkey(connection, 1, "Mine", account=ion, caller=CALLER, now=NOW)
    removal = passkey_store.remove_passkey(connection, 1, account=ion, caller=CALLER, now=NOW, kept=b"", least=0)
    assert removal is Removal.GONE
    assert [passkey.name for passkey in passkey_store.list_passkeys(connection, ana.account_id)] == ["Laptop"]


def test_new_name_is_on_record_once(connection: Connection):
    ana = _account(connection)
    _add(connection, ana)
    for _ in range(2):
        assert passkey_store.rename_passkey(connection, 1, "Phone", account=ana, caller=CALLER, now=NOW)
    assert [event["data"]["after"] for event in _changes(connection)] == ["Laptop", "Phone"]


def test_last_one_stays_where_one_is_needed_and_removing_ends_other_sign_ins(connection: Connection):
    ana = _account(connection)
    _add(connection, ana)
    _add(connection, ana, b"two", "Phone")
    for token in (b"m" * 32, b"o" * 32):
        sign_in = NewSignIn(token_hash=token, account_id=ana.account_id, kind=SignInKind.WEB, method="passkey")
        event = server_event(AuditTag.LOGIN_OK, {"method": "passkey"}, now=NOW, actor=ana.actor)
        sign_in_store.begin_sign_in(connection, sign_in=sign_in, event=event, now=NOW)
    remove = {"account": ana, "caller": CALLER, "now": NOW, "kept": b"m" * 32, "least": 1}
    assert passkey_store.remove_passkey(connection, 1, **remove) is Removal.DONE
    assert passkey_store.remove_passkey(connection, 2, **remove) is Removal.LAST
    assert passkey_store.remove_passkey(connection, 1, **remove) is Removal.GONE
    times = SignInTimes(idle_ms=1000, web_idle_ms=1000, absolute_ms=1000)
    assert sign_in_store.live_among(connection, [b"m" * 32, b"o" * 32], times=times, now=NOW) == {b"m" * 32}
    facts = sign_in_store.read_sign_in_facts(connection, b"m" * 32)
    assert facts == SignInFacts(method="passkey", begun_unix_ms=int(NOW.utc.timestamp() * 1000))
    assert sign_in_store.read_sign_in_facts(connection, b"o" * 32) is None


def test_operator_takes_all_of_one_account_away(connection: Connection):
    ana, ion = _account(connection), _account(connection, "i@b.org")
    _add(connection, ana)
    _add(connection, ana, b"two", "Phone")
    _add(connection, ion, b"three")
    assert passkey_store.owners(connection) == {ana.account_id, ion.account_id}
    assert passkey_store.remove_all_passkeys(connection, ana, NOW) == 2
    assert passkey_store.remove_all_passkeys(connection, ana, NOW) == 0
    assert passkey_store.owners(connection) == {ion.account_id}
    removed = _changes(connection)[-2:]
    assert [(event["data"]["before"], event["data"]["after"]) for event in removed] == [("Laptop", ""), ("Phone", "")]
    assert {event["actor"]["kind"] for event in removed} == {"operator"}


def test_counter_is_taken_once_and_only_forwards(connection: Connection):
    ana = _account(connection)
    _add(connection, ana)
    assert passkey_store.use_passkey(connection, 1, 0, NOW), "a device that does not count"
    assert passkey_store.use_passkey(connection, 1, 2**32 - 2, LATER)
    assert not passkey_store.use_passkey(connection, 1, 2**32 - 2, LATER)
    assert not passkey_store.use_passkey(connection, 1, 5, LATER)
    assert not passkey_store.use_passkey(connection, 1, 0, LATER)
    assert passkey_store.use_passkey(connection, 1, 2**32 - 1, LATER)
    assert not passkey_store.use_passkey(connection, 2, 1, LATER)
    (passkey,) = passkey_store.list_passkeys(connection, ana.account_id)
    assert (passkey.sign_count, passkey.used) == (2**32 - 1, LATER.utc)
