import io
import json
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.audit.chain import EMPTY_CHAIN, ChainHead, raw_public_key
from shared.audit.checkpoint import read_checkpoint, sign_checkpoint
from shared.audit.event import AuditTag
from shared.audit.export import ManifestProblem
from shared.audit.export_check import ExportReport, check_export
from shared.audit.receipt_file import ReceiptProof, read_receipt
from shared.audit.verifier import Finding
from tests.unit.shared.audit.conftest import Record

SID, OTHER_SID = "a" * 32, "b" * 32
WITNESS_KEY = Ed25519PrivateKey.from_private_bytes(b"\x03" * 32)
WITNESS_PUBLIC = raw_public_key(WITNESS_KEY)


def _found(data, *, receipt=None, key=None):
    proof = read_receipt(receipt) if receipt is not None else None
    assert proof is None or isinstance(proof, ReceiptProof)
    report = check_export(io.BytesIO(data), trusted_key=key, receipt=proof)
    assert isinstance(report, ExportReport)
    return report.verdict.finding, report.verdict.problem


@pytest.mark.parametrize("sid", [None, SID])
def test_check_export_with_key_and_receipt_is_intact(record, sid):
    key = raw_public_key(record.server_key)
    assert _found(record.export(sid), receipt=record.receipt(SID), key=key) == (Finding.INTACT, "")


def test_check_export_not_an_export_is_said():
    assert check_export(io.BytesIO(b"hello")) is ManifestProblem.NOT_AN_EXPORT


def test_check_export_other_key_than_trusted_is_a_bad_signature(record):
    data = record.export(key=Ed25519PrivateKey.generate())
    assert _found(data, key=raw_public_key(record.server_key)) == (Finding.BAD_SIGNATURE, "manifest_key_differs")
    assert _found(data) == (Finding.INTACT, "")


def test_check_export_edited_manifest_is_a_bad_signature(record):
    data = record.export().replace(b"operator:1", b"operator:2")
    assert _found(data) == (Finding.BAD_SIGNATURE, "manifest_wrong")


def test_check_export_cut_in_a_line_is_incomplete(record):
    assert _found(record.export()[:-40]) == (Finding.INCOMPLETE, "file_cut")


def test_check_export_manifest_only_is_incomplete(record):
    assert _found(record.export(lines=[])) == (Finding.INCOMPLETE, "tail_missing")


def test_check_export_that_begins_later_and_says_not_why_is_incomplete(record):
    assert _found(record.export(lines=[], start=record.head)) == (Finding.INCOMPLETE, "beginning_missing")
    later = record.export(lines=record.lines()[9:], start=record.linked[8][1].head)
    assert _found(later) == (Finding.INCOMPLETE, "beginning_missing")


def test_check_export_seal_of_a_shorter_session_is_tampered(record):
    seal = record.seal(SID)
    record.grant(SID, 9)
    assert _found(record.export(SID, seal=seal))[0] is Finding.TAMPERED


def test_check_export_seal_by_another_key_is_a_bad_signature(record):
    seal = replace(record.seal(SID), key=b"\x05" * 32)
    assert _found(record.export(SID, seal=seal)) == (Finding.BAD_SIGNATURE, "seal_wrong")


def test_check_export_database_put_back_is_shown_by_the_receipt(record):
    receipt = record.receipt(OTHER_SID)
    kept = record.lines()[:8]
    end = ChainHead(8, json.loads(kept[-1])["hash"])
    assert _found(record.export(lines=kept, end=end)) == (Finding.INTACT, "")
    assert _found(record.export(lines=kept, end=end), receipt=receipt) == (Finding.INCOMPLETE, "receipt_says_more")


def test_check_export_event_added_after_receipt_is_tampered(record):
    receipt = record.receipt(OTHER_SID)
    record.grant(OTHER_SID, 9)
    assert _found(record.export(), receipt=receipt) == (Finding.TAMPERED, "added_after_receipt")


def test_check_export_receipt_of_another_record_of_the_session_differs(record):
    receipt = record.receipt(OTHER_SID)
    other = type(record)()
    other.open(OTHER_SID)
    for prompt_id in (1, 2, 3, 8):
        other.grant(OTHER_SID, prompt_id)
    assert _found(other.export(), receipt=receipt) == (Finding.TAMPERED, "receipt_differs")


def test_check_export_receipt_session_not_there_is_incomplete(record):
    assert _found(record.export(SID), receipt=record.receipt(OTHER_SID)) == (
        Finding.INCOMPLETE,
        "receipt_session_missing",
    )


def test_check_export_receipt_with_forged_event_is_a_bad_signature(record):
    found = json.loads(record.receipt(SID))
    found["events"][0]["data"]["capability"] = "control"
    assert _found(record.export(), receipt=json.dumps(found).encode()) == (
        Finding.BAD_SIGNATURE,
        "receipt_event_wrong",
    )


def test_check_export_receipt_with_forged_seal_is_a_bad_signature(record):
    found = json.loads(record.receipt(SID))
    found["seal"]["count"] = 5
    # Both are wrong; a changed seal makes the session seem longer, which is the graver word.
    assert _found(record.export(), receipt=json.dumps(found).encode())[0] is Finding.TAMPERED
    found["seal"] = {**json.loads(record.receipt(SID))["seal"], "signature": "0" * 128}
    assert _found(record.export(), receipt=json.dumps(found).encode()) == (
        Finding.BAD_SIGNATURE,
        "receipt_seal_wrong",
    )


def test_check_export_receipt_without_seal_still_finds_a_lost_event(record):
    receipt = record.receipt(OTHER_SID, seal=None)
    assert _found(record.export(), receipt=receipt) == (Finding.INTACT, "")
    other = type(record)()
    other.open(OTHER_SID)
    other.grant(OTHER_SID, 1)
    assert _found(other.export(), receipt=receipt) == (Finding.INCOMPLETE, "receipt_event_missing")


def test_check_export_receipt_with_another_client_key_is_a_bad_signature(record):
    other = type(record)(person_key=Ed25519PrivateKey.generate())
    other.open(SID)
    assert _found(other.export(), receipt=record.receipt(SID, events=[], seal=None)) == (
        Finding.BAD_SIGNATURE,
        "receipt_key_differs",
    )


def _checkpoints(record, *sizes, key=WITNESS_KEY):
    heads = {0: EMPTY_CHAIN} | {linked.seq: linked.head for _, linked in record.linked}
    return [read_checkpoint(sign_checkpoint("https://help.example", heads[size], key)) for size in sizes]


def _checked(data, checkpoints):
    report = check_export(io.BytesIO(data), checkpoints=checkpoints, witness_keys=frozenset({WITNESS_PUBLIC}))
    assert isinstance(report, ExportReport)
    verdict = report.verdict
    return (verdict.finding, verdict.first_bad_seq, verdict.problem), report.checkpoints


def test_checkpoints_that_agree_leave_the_record_intact(record):
    verdict, found = _checked(record.export(), _checkpoints(record, 16, 3, 9))
    assert verdict == (Finding.INTACT, None, "")
    assert (found.checked, found.agreed_count, found.differs_at) == (3, 16, None)


def test_record_written_anew_does_not_agree_and_is_narrowed_down(record):
    checkpoints = _checkpoints(record, 2, 9, 16)
    other = Record()
    other.append(AuditTag.LOGIN_OK, {"method": "password"})
    other.append(AuditTag.CODE_MADE, {"nameplate_hash": "1" * 64})
    for _ in range(20):
        other.append(AuditTag.LOGOUT_OK, {})
    verdict, found = _checked(other.export(), checkpoints)
    assert verdict == (Finding.TAMPERED, 9, "checkpoint_differs")
    assert (found.agreed_count, found.differs_at) == (2, 9)


def test_shorter_record_is_incomplete_from_where_it_ends(record):
    checkpoints = _checkpoints(record, 4, 16)
    short = Record()
    short.linked, short.head = record.linked[:9], record.linked[8][1].head
    verdict, found = _checked(short.export(), checkpoints)
    assert verdict == (Finding.INCOMPLETE, 10, "checkpoint_says_more")
    assert (found.agreed_count, found.differs_at) == (4, 16)


def test_checkpoint_of_somebody_else_is_a_bad_signature(record):
    verdict, found = _checked(record.export(), _checkpoints(record, 16, key=Ed25519PrivateKey.generate()))
    assert verdict == (Finding.BAD_SIGNATURE, None, "checkpoint_wrong")
    assert found.agreed_count == 0


def test_two_histories_of_one_witness_are_tampered(record):
    other = Record()
    for _ in range(16):
        other.append(AuditTag.LOGOUT_OK, {})
    verdict, _ = _checked(record.export(), [*_checkpoints(record, 16), *_checkpoints(other, 16)])
    assert verdict == (Finding.TAMPERED, 16, "checkpoint_differs")


def test_checkpoint_at_a_missing_event_is_incomplete(record):
    lines = record.lines()
    del lines[8]
    verdict, _ = _checked(record.export(lines=lines), _checkpoints(record, 9))
    assert verdict[0] is Finding.INCOMPLETE


def test_checkpoint_where_the_file_begins_is_compared_and_before_it_is_not(record):
    start = record.linked[8][1].head
    record.prune(9)
    data = record.export(lines=record.lines()[9:], start=start)
    assert _checked(data, _checkpoints(record, 9, 16))[0] == (Finding.INTACT, None, "")
    finding, report = _checked(data, _checkpoints(record, 8, 16))
    assert finding == (Finding.INTACT, None, "")
    assert (report.checked, report.pruned, report.agreed_count) == (1, 1, 16)
