from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from signaling.admin.visitor import WebCaller
from signaling.domain.accounts import Role
from signaling.domain.passkeys import NewPasskey, Removal
from signaling.domain.ports import Moment
from signaling.storage import account_store
from signaling.storage.passkey_directory import DatabasePasskeys
from tests.fakes.stepwise_ports import StepwiseLedger, memory_engine, run

NOW = Moment(0, datetime(2026, 11, 27, tzinfo=UTC))
CALLER = WebCaller(address="10.0.0.1", ip_masked="10.0.0.0/24")


def test_each_promise_of_the_port_is_a_transaction():
    ledger = StepwiseLedger(memory_engine(), Ed25519PrivateKey.generate())
    account = ledger.now(
        lambda connection: account_store.add_account(
            connection, email="a@b.org", name="Ana", role=Role.ADMIN, organisation="", password_hash="x", now=NOW
        )
    )
    directory = DatabasePasskeys(ledger)
    new = NewPasskey(
        account_id=1, credential_id=b"one", public_key=b"k", user_handle=b"h", sign_count=3, name="Laptop"
    )
    assert run(directory.add(new, account, CALLER, NOW))
    assert run(directory.rename(1, "Phone", account, CALLER, NOW))
    assert not run(directory.use(1, 3, NOW))
    assert run(directory.use(1, 4, NOW))
    found = run(directory.find(b"one"))
    assert found is not None
    assert (found[0].name, found[0].sign_count, found[1].account_id) == ("Phone", 4, 1)
    assert run(directory.remove(1, account, CALLER, NOW, kept=b"", least=0)) is Removal.DONE
    assert run(directory.of_account(1)) == []
