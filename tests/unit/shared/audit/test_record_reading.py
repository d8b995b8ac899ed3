import json

import pytest

from shared.audit.canonical import canonical_json
from shared.audit.chain import link_hash
from shared.audit.event import AuditTag
from shared.audit.record_reading import QUICK_MAX_BYTES, read_plainly, read_quickly, read_record

SID = "a" * 32


def _edit(line, **changed):
    found = {**json.loads(line), **changed}
    return canonical_json({name: value for name, value in found.items() if value is not None})


def test_usual_records_are_read_the_quick_way_and_the_same(record):
    record.append(
        AuditTag.LOGIN_FAILED, {"method": "password", "reason": "wrong", "is_new": True, "count": -5, "n": 0}
    )
    record.append(AuditTag.LOGOUT_OK, {})
    for line in record.lines():
        quick = read_quickly(line)
        assert quick is not None
        assert quick == read_plainly(line)
        assert (quick.problem, quick.is_hash_right) == ("", True)


def test_record_with_a_peer_is_read_the_quick_way(record):
    for peer in ({}, {"ip_masked": "203.0.113.0/24", "conn": "c17"}, {"hash": "f" * 64}):
        line = _edit(record.lines()[4], peer=peer)
        assert read_quickly(line) == read_plainly(line) is not None


@pytest.mark.parametrize(
    "change",
    [
        {"data": {"reason": "ă"}},
        {"data": {"reason": 'a"b'}},
        {"data": {"reason": "\x7f"}},
        {"data": {"number": 10**15}},
        {"seq": 10**15},
        {"actor": {"kind": "person", "id": "x" * QUICK_MAX_BYTES}},
    ],
)
def test_unusual_record_is_left_to_the_plain_way(record, change):
    line = _edit(record.lines()[0], **change)
    line = _edit(line, hash=link_hash(json.loads(line)["prev"], json.loads(line)))
    assert read_quickly(line) is None
    assert read_record(line) == read_plainly(line)
    assert (read_record(line).problem, read_record(line).is_hash_right) == ("", True)


@pytest.mark.parametrize(
    "change",
    [
        {"data": {"password": "x"}},
        {"data": {f"n{number}": 1 for number in range(25)}},
        {"data": {"a": "x" * 201}},
        {"data": {"a": None}},
        {"data": {"A": 1}},
        {"v": 2},
        {"v": True},
        {"extra": 1},
        {"sid": None},
        {"sseq": None},
        {"sig": None},
        {"cseq": None, "cts": None},
        {"key": None},
        {"sid": None, "sseq": None, "sprev": None},
        {"peer": {"token": "x"}},
        {"ts": "2026-11-22T02:25:43.120"},
        {"outcome": "fine"},
        {"actor": {"kind": "god", "id": ""}},
    ],
)
def test_record_that_breaks_a_rule_is_named_by_the_plain_way(record, change):
    line = _edit(record.lines()[4], **change)
    assert read_quickly(line) is None
    assert read_record(line).problem


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"epoch":1', b'"epoch":1,"epoch":1'),
        (b'"epoch":1', b'"zzz":1,"epoch":1'),
        (b'"epoch":1', b'"epoch": 1'),
        (b'"epoch":1', b'"epoch":-0'),
        (b'"epoch":1', b'"epoch":01'),
        (b'"epoch":1', b'"epoch":1.0'),
        (b'"epoch":1', b'"epoch":1e0'),
        (b'"scope":"', b'"scope":"\\u0041'),
        (b'"v":1}', b'"v":1}\n'),
        (b'"v":1}', b'"v":1} '),
        (b'"actor"', b'"\xd0\xb0ctor"'),
        (b'"hash":"', b'"hash":"A'),
    ],
)
def test_other_spelling_is_never_read_the_quick_way(record, old, new):
    line = record.lines()[4].replace(old, new, 1)
    assert line != record.lines()[4]
    assert read_quickly(line) is None
    assert read_record(line).problem


def test_opening_names_its_key_either_way(record):
    line = record.lines()[2]
    assert read_quickly(line).client_key == json.loads(line)["data"]["client_key"]
    for key in (5, True):
        changed = _edit(line, data={**json.loads(line)["data"], "client_key": key})
        assert read_quickly(changed) == read_plainly(changed)
        assert read_record(changed).client_key is None
