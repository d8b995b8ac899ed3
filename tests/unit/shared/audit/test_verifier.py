import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.audit.canonical import canonical_json
from shared.audit.chain import RECORD_MAX_BYTES, ChainHead, link_hash
from shared.audit.event import AuditTag
from shared.audit.verifier import Finding, verify_events

SID, OTHER_SID = "a" * 32, "b" * 32


def _verdict(record, lines, **options):
    found = verify_events(lines, expected=record.head, **options)
    return found.finding, found.first_bad_seq, found.problem


def _edit(line, *, is_rehashed=False, **changed):
    found = {**json.loads(line), **changed}
    if is_rehashed:
        found["hash"] = link_hash(found["prev"], found)
    return canonical_json(found)


def _rehash_all(lines):
    prev, made = "0" * 64, []
    for seq, line in enumerate(lines, 1):
        made.append(_edit(line, is_rehashed=True, seq=seq, prev=prev))
        prev = json.loads(made[-1])["hash"]
    return made


def test_verify_events_untouched_chain_is_intact(record):
    found = verify_events(record.lines(), expected=record.head)
    assert (found.finding, found.events, found.signed_consents) == (Finding.INTACT, 16, 8)
    assert found.head == record.head
    assert {sid: tally.chain for sid, tally in found.sessions.items()} == record.sessions


@pytest.mark.parametrize("sid", [SID, OTHER_SID])
def test_verify_events_one_session_alone_is_intact(record, sid):
    found = verify_events(record.lines(sid), expected=record.sessions[sid], only_sid=sid)
    assert (found.finding, found.first_bad_seq) == (Finding.INTACT, None)


@pytest.mark.parametrize("cut", range(17))
def test_verify_events_chain_from_any_middle_is_intact(record, cut):
    start = ChainHead(cut, json.loads(record.lines()[cut - 1])["hash"]) if cut else ChainHead()
    assert _verdict(record, record.lines()[cut:], start=start) == (Finding.INTACT, None, "")


@pytest.mark.parametrize("index", range(16))
def test_verify_events_edited_event_is_named(record, index):
    lines = record.lines()
    lines[index] = _edit(lines[index], ts="2026-11-22T02:25:43.121Z")
    assert _verdict(record, lines) == (Finding.TAMPERED, index + 1, "hash_differs")


@pytest.mark.parametrize("index", range(15))
def test_verify_events_edited_and_rehashed_event_breaks_the_next_link(record, index):
    lines = record.lines()
    lines[index] = _edit(lines[index], is_rehashed=True, ts="2026-11-22T02:25:43.121Z")
    assert _verdict(record, lines)[:2] == (Finding.TAMPERED, index + 2)


def test_verify_events_whole_chain_rehashed_breaks_the_session_chain(record):
    lines = record.lines()
    lines[2] = _edit(lines[2], actor={"kind": "server", "id": "x"})
    assert _verdict(record, _rehash_all(lines)) == (Finding.TAMPERED, 5, "session_link_differs")


def test_verify_events_last_event_rehashed_differs_from_declared_head(record):
    lines = record.lines()
    lines[-1] = _edit(lines[-1], is_rehashed=True, ts="2026-11-22T02:25:43.121Z")
    assert _verdict(record, lines) == (Finding.TAMPERED, None, "head_differs")


@pytest.mark.parametrize("index", range(15))
def test_verify_events_deleted_event_is_a_gap(record, index):
    lines = record.lines()
    del lines[index]
    assert _verdict(record, lines) == (Finding.INCOMPLETE, index + 1, "gap")


@pytest.mark.parametrize("index", range(6))
def test_verify_events_deleted_event_of_session_is_a_gap(record, index):
    lines = record.lines(SID)
    del lines[index]
    found = verify_events(lines, expected=record.sessions[SID], only_sid=SID)
    assert (found.finding, found.first_bad_seq, found.problem) == (Finding.INCOMPLETE, index + 1, "session_gap")


def test_verify_events_deleted_and_renumbered_is_tampered(record):
    lines = record.lines()
    del lines[4]
    finding, _, problem = _verdict(record, _rehash_all(lines))
    # The server's chain was made whole again; the session's own chain and the person's count still tell.
    assert (finding, problem) == (Finding.INCOMPLETE, "session_gap")


@pytest.mark.parametrize("kept", range(16))
def test_verify_events_cut_tail_is_incomplete(record, kept):
    assert _verdict(record, record.lines()[:kept]) == (Finding.INCOMPLETE, kept + 1, "tail_missing")


@pytest.mark.parametrize("index", range(15))
def test_verify_events_swapped_neighbours_are_tampered(record, index):
    lines = record.lines()
    lines[index], lines[index + 1] = lines[index + 1], lines[index]
    assert _verdict(record, lines) == (Finding.TAMPERED, index + 1, "order_differs")


def test_verify_events_repeated_event_is_tampered(record):
    lines = record.lines()
    lines.insert(7, lines[6])
    assert _verdict(record, lines) == (Finding.TAMPERED, 7, "order_differs")


def test_verify_events_inserted_event_is_tampered(record):
    lines = record.lines()
    after = json.loads(lines[9])
    lines.insert(10, _edit(lines[0], is_rehashed=True, seq=11, prev=after["hash"]))
    assert _verdict(record, lines) == (Finding.TAMPERED, 11, "order_differs")


def test_verify_events_event_added_at_the_end_is_tampered(record):
    lines = [*record.lines(), _edit(record.lines()[0], is_rehashed=True, seq=17, prev=record.head.hash)]
    assert _verdict(record, lines) == (Finding.TAMPERED, 17, "more_than_declared")


def test_verify_events_event_after_close_is_tampered(record):
    record.grant(SID)
    assert _verdict(record, record.lines()) == (Finding.TAMPERED, 17, "event_after_close")


def test_verify_events_event_moved_to_other_session_is_tampered(record):
    lines = [*record.lines(SID)[:-1], record.lines(OTHER_SID)[-1]]
    found = verify_events(lines, only_sid=SID)
    assert (found.finding, found.problem) == (Finding.TAMPERED, "other_session")


def test_verify_events_forged_consent_is_a_bad_signature(record):
    record.grant(OTHER_SID, 9, key=Ed25519PrivateKey.generate())
    assert _verdict(record, record.lines()) == (Finding.BAD_SIGNATURE, 17, "signed_by_another_key")


def test_verify_events_consent_in_a_session_that_never_opened_is_a_bad_signature(record):
    record.grant("c" * 32)
    assert _verdict(record, record.lines()) == (Finding.BAD_SIGNATURE, 17, "signed_before_opening")


def test_verify_events_session_opened_again_with_another_key_is_tampered(record):
    record.person_key = Ed25519PrivateKey.generate()
    record.open(OTHER_SID)
    record.grant(OTHER_SID)
    assert _verdict(record, record.lines()) == (Finding.TAMPERED, 17, "opened_twice")


def test_verify_events_unsigned_consent_is_a_bad_signature(record):
    record.append(AuditTag.CONSENT_REVOKED, {"capability": "view", "epoch": 2, "source": "panic"}, OTHER_SID)
    assert _verdict(record, record.lines()) == (Finding.BAD_SIGNATURE, 17, "signature_missing")


def test_verify_events_consent_without_session_is_a_bad_signature(record):
    record.append(AuditTag.CONSENT_REVOKED, {"capability": "view", "epoch": 2, "source": "panic"})
    assert _verdict(record, record.lines()) == (Finding.BAD_SIGNATURE, 17, "signature_missing")


def test_verify_events_server_changes_signed_data_before_linking_is_a_bad_signature(record):
    changed = _edit(record.grant(OTHER_SID, 9).line, is_rehashed=True, outcome="denied")
    found = verify_events([*record.lines()[:-1], changed])
    assert (found.finding, found.first_bad_seq, found.problem) == (Finding.BAD_SIGNATURE, 17, "signature_wrong")


def test_verify_events_missing_event_of_the_person_is_incomplete(record):
    record.cseqs[OTHER_SID] += 1
    record.grant(OTHER_SID, 9)
    assert _verdict(record, record.lines()) == (Finding.INCOMPLETE, 17, "client_gap")


def test_verify_events_replayed_event_of_the_person_is_tampered(record):
    record.cseqs[OTHER_SID] = 1
    record.grant(OTHER_SID, 9)
    assert _verdict(record, record.lines()) == (Finding.TAMPERED, 17, "client_order_differs")


@pytest.mark.parametrize(
    "change",
    [
        {"v": 2},
        {"seq": 0},
        {"seq": "5"},
        {"seq": True},
        {"ts": "yesterday"},
        {"ts": "2026-11-22T02:25:43.120Z\n"},
        {"type": "x"},
        {"outcome": []},
        {"outcome": "fine"},
        {"actor": []},
        {"actor": {"kind": "god", "id": ""}},
        {"data": []},
        {"data": {"a": {"b": 1}}},
        {"prev": "xyz"},
        {"hash": None},
        {"peer": "x"},
        {"extra": 1},
        {"sid": "short"},
        {"sseq": -1},
        {"sig": "00"},
        {"key": 5},
        {"cseq": None},
    ],
)
def test_verify_events_field_out_of_range_is_tampered_not_a_crash(record, change):
    lines = record.lines()
    lines[4] = _edit(lines[4], **change)
    assert _verdict(record, lines)[:2] == (Finding.TAMPERED, 5)


@pytest.mark.parametrize(
    "name", ["v", "seq", "ts", "type", "actor", "data", "prev", "hash", "sid", "sprev", "sig", "key"]
)
def test_verify_events_missing_field_is_tampered_not_a_crash(record, name):
    lines = record.lines()
    found = json.loads(lines[4])
    del found[name]
    lines[4] = canonical_json(found)
    assert _verdict(record, lines) == (Finding.TAMPERED, 5, "fields_differ")


@pytest.mark.parametrize(
    "line",
    [b"", b"\x00\xff", b"[]", b"null", b"1", b'"x"', b"{", b"[" * 30_000, b"x" * (RECORD_MAX_BYTES + 1)],
)
@pytest.mark.parametrize("sid", [None, SID])
def test_verify_events_garbage_line_is_tampered_and_the_walk_goes_on(record, line, sid):
    lines = record.lines(sid)
    lines[3] = line
    end = record.head if sid is None else record.sessions[sid]
    found = verify_events(lines, expected=end, only_sid=sid)
    assert (found.finding, found.first_bad_seq) == (Finding.TAMPERED, 4)
    assert found.head == end


def test_verify_events_longest_event_a_person_may_write_is_intact(record):
    # Each of these characters takes twelve bytes in canonical form; none of it may make an honest record look changed.
    data = {f"n{number}": "\U0001f600" * 200 for number in range(22)}
    record.append(
        AuditTag.CONSENT_PAUSED,
        {**data, "epoch": 1, "source": "\U0001f600" * 200},
        OTHER_SID,
        signed_by=record.person_key,
    )
    assert len(record.lines()[-1]) > 55_000
    assert _verdict(record, record.lines()) == (Finding.INTACT, None, "")
