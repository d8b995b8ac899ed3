import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.audit.canonical import CanonicalFormError
from shared.audit.chain import (
    EMPTY_CHAIN,
    GENESIS,
    ChainHead,
    is_event_signature_valid,
    is_public_key_sound,
    is_seal_valid,
    is_signature_valid,
    key_id,
    link_event,
    link_hash,
    raw_public_key,
    seal_session,
    seal_text,
    session_link_hash,
)
from shared.audit.event import Actor, AuditEvent, AuditTag

VECTORS = Path(__file__).parents[3] / "vectors" / "audit"
SID = "a" * 32


def test_link_hash_follows_its_written_definition():
    body = {"seq": 1, "prev": GENESIS, "sseq": 1, "sprev": GENESIS, "hash": "ignored"}
    text = b'{"prev":"%b","seq":1,"sprev":"%b","sseq":1}' % (GENESIS.encode(), GENESIS.encode())
    assert link_hash(GENESIS, body) == hashlib.sha256(b"\x00alongside-audit-v1\x00" + bytes(32) + text).hexdigest()
    text = b'{"sprev":"%b","sseq":1}' % GENESIS.encode()
    expected = hashlib.sha256(b"\x00alongside-session-v1\x00" + bytes(32) + text).hexdigest()
    assert session_link_hash(GENESIS, body) == expected


def test_link_event_session_hash_ignores_place_in_server_chain():
    event = AuditEvent(ts="t", tag=AuditTag.SESSION_RESUMED, outcome="ok", actor=Actor(kind="server"), sid=SID)
    early = link_event(event, after=EMPTY_CHAIN, session_after=EMPTY_CHAIN)
    late = link_event(event, after=ChainHead(9, "e" * 64), session_after=EMPTY_CHAIN)
    assert early.hash != late.hash
    assert early.session_head == late.session_head
    assert (late.seq, json.loads(late.line)["prev"]) == (10, "e" * 64)


@pytest.mark.parametrize(("sid", "session_after"), [(SID, None), (None, EMPTY_CHAIN)])
def test_link_event_session_without_its_chain_is_a_fault(sid, session_after):
    event = AuditEvent(ts="t", tag=AuditTag.LOGOUT_OK, outcome="ok", actor=Actor(kind="agent"), sid=sid)
    with pytest.raises(ValueError, match="session"):
        link_event(event, after=EMPTY_CHAIN, session_after=session_after)


def test_link_event_longer_than_any_reader_takes_is_refused():
    data = {f"n{number}": "\U0001f600" * 1000 for number in range(24)}
    event = AuditEvent(ts="t", tag=AuditTag.LOGOUT_OK, outcome="ok", actor=Actor(kind="agent"), data=data)
    with pytest.raises(CanonicalFormError, match="record_too_large"):
        link_event(event, after=EMPTY_CHAIN)


def test_seal_any_change_is_not_valid():
    key = Ed25519PrivateKey.generate()
    seal = seal_session(SID, ChainHead(7, "c" * 64), key)
    assert seal_text(SID, 7, "c" * 64) == b"alongside-seal-v1\n%b\n7\n%b\n" % (SID.encode(), b"c" * 64)
    assert is_seal_valid(SID, seal)
    assert not is_seal_valid("b" * 32, seal)
    assert not is_seal_valid("ă", seal)
    assert not is_seal_valid(SID, replace(seal, count=6))
    assert not is_seal_valid(SID, replace(seal, head="d" * 64))
    assert not is_seal_valid(SID, replace(seal, key=b"\x00" * 32))


@pytest.mark.parametrize("key", [b"", b"\x00" * 32, b"\xff" * 32, b"x" * 31])
@pytest.mark.parametrize("signature", [b"", b"\x00" * 64, b"x" * 65])
def test_is_signature_valid_malformed_input_is_false(key, signature):
    assert not is_signature_valid(key, signature, b"signed")


def test_is_public_key_sound_every_small_order_point_is_refused():
    prime = 2**255 - 19
    d = -121665 * pow(121666, -1, prime) % prime
    eight = int.from_bytes(
        bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"
    )
    # Twice a point of order eight has y = 0, which on -x^2 + y^2 = 1 + d x^2 y^2 means 2 y^2 = 1 - d y^4.
    assert (2 * eight**2 - 1 + d * eight**4) % prime == 0
    for y in (0, 1, prime - 1, prime, prime + 1, eight, prime - eight):
        for sign in (0, 1 << 255):
            assert not is_public_key_sound((y | sign).to_bytes(32, "little"))
    assert not is_public_key_sound(b"\x09" * 31)
    assert is_public_key_sound(raw_public_key(Ed25519PrivateKey.generate()))


def test_event_signature_any_signed_field_changed_is_not_valid(record):
    found = json.loads(record.grant(SID).line)
    assert is_event_signature_valid(found)
    for change in (
        {"cseq": 99},
        {"cts": "x"},
        {"type": "session:consent:denied"},
        {"outcome": "denied"},
        {"data": {}},
    ):
        assert not is_event_signature_valid({**found, **change})


def test_key_id_is_start_of_hash():
    assert key_id(b"\x01" * 32) == hashlib.sha256(b"\x01" * 32).hexdigest()[:16]


def test_golden_export_is_still_what_this_code_writes(record):
    # If this fails, files people already keep would no longer verify: raise the version instead.
    assert (VECTORS / "chain.jsonl").read_bytes() == record.export()
    assert (VECTORS / "session.jsonl").read_bytes() == record.export(SID)
    assert (VECTORS / "receipt.json").read_bytes() == record.receipt(SID)
