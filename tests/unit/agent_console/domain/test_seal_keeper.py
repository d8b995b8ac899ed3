import json
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from agent_console.domain.seal_desk import SealDesk
from agent_console.domain.seal_keeper import SealedSession, SealKeeper
from shared.audit.chain import ChainHead, seal_session
from shared.audit.receipt_file import ReceiptProof, read_receipt
from shared.protocol import signaling_messages as signaling
from tests.fakes.flow_ports import StepClock
from tests.fakes.office import Office

SID = "1" * 32
KEY, OTHER = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
SESSION = SealedSession(session_id=SID, origin="wss://help.example", client_key=b"k" * 32)


class MemorySeals:
    def __init__(self) -> None:
        self.keys: dict[str, str] = {}
        self.receipts: dict[str, str] = {}
        self.is_full = False

    def known_key(self, origin: str) -> str:
        return self.keys.get(origin, "")

    def keep(self, session_id: str, origin: str, key: str, receipt: str) -> bool:
        if not self.is_full:
            self.receipts[session_id] = receipt
            self.keys.setdefault(origin, key)
        return not self.is_full


def closed(key: Ed25519PrivateKey = KEY, sid: str = SID) -> signaling.SessionClosed:
    seal = seal_session(sid, ChainHead(7, "a" * 64), key)
    on_wire = signaling.Seal(count=seal.count, head=seal.head, signature=seal.signature, key=seal.key)
    return signaling.SessionClosed(session_id=sid, reason="user_stopped", seal=on_wire)


def test_a_right_seal_is_kept_in_the_form_the_verifier_reads():
    store = MemorySeals()
    assert SealKeeper(store, StepClock()).take(SESSION, closed()) == "kept"
    proof = read_receipt(store.receipts[SID].encode())
    assert isinstance(proof, ReceiptProof)
    assert (proof.sid, proof.client_key, proof.events) == (SID, b"k" * 32, ())
    assert proof.seal is not None
    assert proof.seal.count == 7
    assert json.loads(store.receipts[SID])["kept_by"] == "agent"


@pytest.mark.parametrize("change", [{"count": 8}, {"head": "b" * 64}, {"signature": bytes(64)}])
def test_a_seal_that_was_changed_is_wrong_and_nothing_is_kept(change: dict[str, Any]):
    store, message = MemorySeals(), closed()
    assert message.seal is not None
    forged = msgspec.structs.replace(message, seal=msgspec.structs.replace(message.seal, **change))
    assert SealKeeper(store, StepClock()).take(SESSION, forged) == "wrong"
    assert store.receipts == {}


def test_another_key_than_before_is_told_and_the_first_one_stays():
    store = MemorySeals()
    keeper = SealKeeper(store, StepClock())
    keeper.take(SESSION, closed())
    assert keeper.take(SESSION, closed(OTHER)) == "other_key"
    assert keeper.take(SESSION, closed()) == "kept"


def test_a_full_disk_and_a_missing_seal_are_told_apart():
    store = MemorySeals()
    store.is_full = True
    keeper = SealKeeper(store, StepClock())
    assert keeper.take(SESSION, closed()) == "not_kept"
    assert keeper.take(SESSION, signaling.SessionClosed(session_id=SID, reason="agent_left")) is None


def test_console_keeps_the_seal_of_a_session_it_ended_itself_and_of_one_whose_tab_is_closed():
    office, store = Office(), MemorySeals()
    office.controller._seals = SealDesk(SealKeeper(store, office.clock))
    office.sign_in()
    tab = office.to_bound()
    tab.end()
    office.controller.handle_server_message(closed())
    assert SID in store.receipts
    assert office.controller.filing_of(1).seal == "kept"
    store.receipts.clear()
    office.controller.close_tab(1)
    office.controller.handle_server_message(closed())
    assert SID in store.receipts
    store.receipts.clear()
    office.controller.handle_server_message(closed(sid="9" * 32))
    assert store.receipts == {}, "a session this console was never in"
