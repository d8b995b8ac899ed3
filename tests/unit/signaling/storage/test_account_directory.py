from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Engine

from shared.audit.event import AuditTag
from signaling.domain.accounts import Role
from signaling.domain.audit_log import server_event
from signaling.domain.ports import Moment, NewSignIn, SignInKind, SignInTimes
from signaling.storage import account_store
from signaling.storage.account_directory import DatabaseAccounts
from signaling.storage.account_key import AccountKey
from tests.fakes.stepwise_ports import StepwiseLedger, run

NOW = Moment(0, datetime(2026, 11, 22, tzinfo=UTC))
TOKEN = b"t" * 32


def test_directory_knows_whose_a_token_is_until_the_account_changes(engine: Engine) -> None:
    ledger = StepwiseLedger(engine, Ed25519PrivateKey.generate())
    accounts = DatabaseAccounts(
        ledger, AccountKey(b"k" * 32), SignInTimes(idle_ms=1_000, web_idle_ms=500, absolute_ms=2_000)
    )
    made = ledger.now(
        lambda connection: account_store.add_account(
            connection, email="ana@b.org", name="Ana", role=Role.AGENT, organisation="", password_hash="x", now=NOW
        )
    )
    assert made is not None
    sign_in = NewSignIn(token_hash=TOKEN, account_id=made.account_id, kind=SignInKind.CONSOLE, method="password")
    event = server_event(AuditTag.LOGIN_OK, {"method": "password"}, now=NOW)
    run(accounts.begin_sign_in(sign_in, event, NOW))
    assert run(accounts.signed_in_with(TOKEN, SignInKind.CONSOLE, NOW)) == made == run(accounts.find("ana@b.org"))
    ledger.now(lambda connection: account_store.set_role(connection, made, Role.LEAD, NOW))
    assert run(accounts.signed_in_with(TOKEN, SignInKind.CONSOLE, NOW)) is None
    assert run(accounts.live_among(frozenset({TOKEN}), NOW)) == frozenset()
