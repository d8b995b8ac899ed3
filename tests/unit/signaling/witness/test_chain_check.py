import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.audit.canonical import canonical_json
from shared.audit.chain import EMPTY_CHAIN, ChainHead, link_hash, raw_public_key, seal_text
from shared.audit.verifier import Finding
from signaling.witness import chain_check
from signaling.witness.chain_check import Agreed, Disagreement, check_anchor, check_onward
from signaling.witness.record_view import open_record


@pytest.fixture
def look(record):
    def _look(after=EMPTY_CHAIN, sessions=None):
        with open_record(record.database) as view:
            return check_onward(view, after=after, sessions=sessions or {}, server_key=record.server_key)

    return _look


@pytest.fixture
def filled(record):
    """Two sessions, one of them sealed, and a few events of none: 1 + 3 + 3 + 4 + 4 + 1 + 1 = 17."""
    first, second = record.open(), record.open()
    for sid in (first, second):
        record.signed(sid, 4)
    record.close(first)
    record.plain()
    return first, second


def _head(record, count):
    return ChainHead(count, json.loads(record.lines()[count - 1])["hash"])


def _rewrite(record, first, **changed):
    """Change an event and everything after it so that the server's chain is whole again."""
    prev = None
    for line in record.lines()[first - 1 :]:
        found = json.loads(line)
        if prev is None:
            found |= changed
        else:
            found["prev"] = prev
        prev = found["hash"] = link_hash(found["prev"], found)
        record.change(
            "UPDATE audit_events SET line = :line, hash = :hash WHERE seq = :seq",
            line=canonical_json(found).decode(),
            hash=prev,
            seq=found["seq"],
        )


def test_whole_record_agrees_and_only_open_sessions_are_kept(record, look, filled):
    found = look()
    assert isinstance(found, Agreed)
    assert found.head == _head(record, 17)
    assert list(found.sessions) == [filled[1]]


@pytest.mark.parametrize("chunk", [1, 2, 5, 17])
def test_record_agrees_in_any_chunks(record, look, filled, monkeypatch, chunk):
    monkeypatch.setattr(chain_check, "CHUNK_EVENTS", chunk)
    assert isinstance(look(), Agreed)


def test_record_agrees_from_every_earlier_checkpoint(record, look):
    sid = record.open()
    after, sessions = EMPTY_CHAIN, {}
    for _ in range(4):
        record.signed(sid)
        found = look(after, sessions)
        assert isinstance(found, Agreed)
        after, sessions = found.head, found.sessions
    record.close(sid)
    found = look(after, sessions)
    assert isinstance(found, Agreed)
    assert found.sessions == {}
    record.plain()
    assert isinstance(look(found.head), Agreed)


def test_empty_record_agrees_with_nothing_signed(tmp_path, record, look):
    record.change("DELETE FROM audit_events")
    assert look() == Agreed(head=EMPTY_CHAIN, sessions={})


def test_cut_record_is_incomplete(record, look, filled):
    after = _head(record, 17)
    record.change("DELETE FROM audit_events WHERE seq > 15")
    assert look(after) == Disagreement(finding=Finding.INCOMPLETE, problem="tail_missing", first_bad_seq=16)


def test_rewritten_record_does_not_fit_the_checkpoint(record, look, filled):
    after = _head(record, 17)
    _rewrite(record, 17, ts="2026-11-22T00:00:00.001Z")
    assert look(after) == Disagreement(finding=Finding.TAMPERED, problem="checkpoint_differs", first_bad_seq=17)


@pytest.mark.parametrize("line", ["", "{}", "[]", '{"hash":5,"prev":"xy"}'])
def test_spoilt_last_event_does_not_fit_the_checkpoint(record, look, filled, line):
    after = _head(record, 17)
    record.change("UPDATE audit_events SET line = :line WHERE seq = 17", line=line)
    with open_record(record.database) as view:
        found = check_anchor(view, after, record.server_key)
    assert found is not None
    assert found.problem == "checkpoint_differs"


def test_last_event_that_only_claims_its_hash_does_not_fit(record, look, filled):
    after = _head(record, 17)
    changed = {**json.loads(record.lines()[16]), "outcome": "failed"}
    record.change("UPDATE audit_events SET line = :line WHERE seq = 17", line=canonical_json(changed).decode())
    assert look(after).problem == "checkpoint_differs"


@pytest.mark.parametrize("seq", [2, 9, 16])
def test_edited_event_is_named(record, look, filled, seq):
    changed = {**json.loads(record.lines()[seq - 1]), "outcome": "failed"}
    record.change(
        "UPDATE audit_events SET line = :line WHERE seq = :seq", line=canonical_json(changed).decode(), seq=seq
    )
    assert look() == Disagreement(finding=Finding.TAMPERED, problem="hash_differs", first_bad_seq=seq)


def test_deleted_event_is_named(record, look, filled):
    record.change("DELETE FROM audit_events WHERE seq = 9")
    assert look() == Disagreement(finding=Finding.INCOMPLETE, problem="gap", first_bad_seq=9)


def test_session_rewritten_across_a_checkpoint_is_found(record, look, filled):
    # The server's chain is whole from the checkpoint on; the session's is not, and the witness remembers its end.
    record.plain()
    found = look()
    record.signed(filled[1])
    changed = {**json.loads(record.lines()[-1]), "sprev": "0" * 64}
    _rewrite(record, 19, **changed)
    assert look(found.head, found.sessions).problem == "session_link_differs"


def test_seal_that_is_missing_wrong_or_of_another_key_is_found(record, look, filled):
    keep = "UPDATE sessions SET seal_signature = :seal, chain_count = :count WHERE session_id = :sid"
    with open_record(record.database) as view:
        sealed = view.seal_of(filled[0])
    assert sealed is not None
    count, head, seal = sealed
    other = Ed25519PrivateKey.generate().sign(seal_text(filled[0], count, head))
    for spoilt, counted, finding, problem in (
        (None, count, Finding.INCOMPLETE, "seal_missing"),
        (b"x" * 64, count, Finding.BAD_SIGNATURE, "seal_wrong"),
        (other, count, Finding.BAD_SIGNATURE, "seal_wrong"),
        (seal, count - 1, Finding.TAMPERED, "seal_differs"),
    ):
        record.change(keep, seal=spoilt, count=counted, sid=filled[0])
        found = look()
        assert (found.finding, found.problem) == (finding, problem)
    assert raw_public_key(record.seal_key) == record.server_key


def test_session_that_goes_on_after_its_seal_is_found(record, look, filled):
    found = look()
    # The server opens it again behind everybody's back and goes on in its chain, past the last checkpoint.
    record.change("UPDATE sessions SET stage = 'open' WHERE session_id = :sid", sid=filled[0])
    record.signed(filled[0])
    again = look(found.head, found.sessions)
    assert isinstance(again, Disagreement)
    assert again.problem == "event_after_close"


def test_forged_consent_is_not_signed_for(record, look):
    sid = record.open()
    record.signed(sid)
    forged = {**json.loads(record.lines()[-1]), "sig": "0" * 128}
    _rewrite(record, 5, **forged)
    assert look() == Disagreement(finding=Finding.BAD_SIGNATURE, problem="signature_wrong", first_bad_seq=5)
