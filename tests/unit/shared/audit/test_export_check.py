import io
import json
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.audit.chain import ChainHead, raw_public_key
from shared.audit.export import ManifestProblem
from shared.audit.export_check import ExportReport, check_export
from shared.audit.receipt_file import ReceiptProof, read_receipt
from shared.audit.verifier import Finding

SID, OTHER_SID = "a" * 32, "b" * 32


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


def test_check_export_empty_range_is_intact(record):
    assert _found(record.export(lines=[], start=record.head)) == (Finding.INTACT, "")


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
