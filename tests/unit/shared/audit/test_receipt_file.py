import json

import pytest

from shared.audit.receipt_file import RECEIPT_MAX_BYTES, ReceiptProblem, ReceiptProof, read_receipt

SID = "a" * 32


def test_read_receipt_holds_seal_and_signed_events(record):
    proof = read_receipt(record.receipt(SID))
    assert isinstance(proof, ReceiptProof)
    assert (proof.sid, len(proof.events), proof.seal) == (SID, 5, record.seal(SID))


@pytest.mark.parametrize(
    "data", [b"", b"x", b"[]", b"\xff", b"[" * 50_000, b'{"kind":"alongside-receipt","version":1}']
)
def test_read_receipt_garbage_is_a_problem_not_a_crash(data):
    assert read_receipt(data) is ReceiptProblem.NOT_A_RECEIPT


def test_read_receipt_too_large_is_not_parsed():
    assert read_receipt(b" " * (RECEIPT_MAX_BYTES + 1)) is ReceiptProblem.TOO_LARGE


def test_read_receipt_later_version_is_told_apart(record):
    assert read_receipt(record.receipt(SID, version=2)) is ReceiptProblem.VERSION_UNKNOWN


@pytest.mark.parametrize(
    "change",
    [
        {"sid": "x"},
        {"client_key": None},
        {"events": {}},
        {"events": [5]},
        {"events": ["x"]},
        {"events": [{}]},
        {"seal": 5},
        {"seal": {}},
    ],
)
def test_read_receipt_field_out_of_range_is_a_problem(record, change):
    assert read_receipt(record.receipt(SID, **change)) is ReceiptProblem.NOT_A_RECEIPT


@pytest.mark.parametrize(
    "change",
    [
        {"cseq": 0},
        {"cseq": 10**16},
        {"cseq": True},
        {"cts": "\ud800"},
        {"type": "\ud800"},
        {"type": 5},
        {"outcome": []},
        {"data": {"a": 1.5}},
        {"data": {"a": "\ud800"}},
        {"signature": "zz"},
    ],
)
def test_read_receipt_event_out_of_range_is_a_problem(record, change):
    found = json.loads(record.receipt(SID))
    found["events"][0].update(change)
    assert read_receipt(json.dumps(found).encode()) is ReceiptProblem.NOT_A_RECEIPT
