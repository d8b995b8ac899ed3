import io
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.audit.chain import ChainHead, raw_public_key
from shared.audit.event import AuditTag, check_event_data
from shared.audit.export import ManifestProblem
from shared.audit.export_check import check_export
from shared.audit.pruning import NONE_KEPT, KeptSessions, kept_sessions, pruning_data, read_pruning
from shared.audit.record_reading import read_plainly, read_quickly
from shared.audit.verifier import Finding
from shared.audit.verify_cli import describe_report

KEY = Ed25519PrivateKey.from_private_bytes(b"\x01" * 32)
PUBLIC = raw_public_key(KEY)
END = ChainHead(9, "e" * 64)
BEFORE = "2025-11-22T02:25:43.120Z"


def test_what_was_written_is_read_back_and_is_fit_for_the_record():
    data = pruning_data(4, END, BEFORE, KEY)
    assert check_event_data(AuditTag.LOG_PRUNED, data) is None
    found = read_pruning(20, json.dumps(data), PUBLIC)
    assert found is not None
    assert (found.event_seq, found.first_seq, found.end, found.before) == (20, 4, END, BEFORE)


@pytest.mark.parametrize(
    "changed",
    [
        {"first_seq": 3},
        {"last_seq": 10},
        {"head": "d" * 64},
        {"before": "2025-11-23T02:25:43.120Z"},
        {"signature": "0" * 128},
        {"signature": "x"},
        {"last_seq": True},
        {"first_seq": 0},
        {"last_seq": 20},
        {"head": 5},
        {"before": None},
    ],
)
def test_what_is_not_signed_so_counts_for_nothing(changed: dict[str, object]):
    assert read_pruning(20, {**pruning_data(4, END, BEFORE, KEY), **changed}, PUBLIC) is None


def test_sessions_that_stay_are_signed_too_and_an_event_without_any_is_as_it_always_was():
    heads = {"b" * 32: ChainHead(3, "d" * 64), "a" * 32: ChainHead(7, "c" * 64)}
    kept = kept_sessions(heads)
    assert kept == kept_sessions(dict(reversed(heads.items())))
    assert kept != kept_sessions(heads | {"a" * 32: ChainHead(8, "c" * 64)})
    data = pruning_data(4, END, BEFORE, KEY, kept)
    assert check_event_data(AuditTag.LOG_PRUNED, data) is None
    found = read_pruning(20, data, PUBLIC)
    assert found is not None
    assert (found.kept, found.end) == (kept, END)
    plain = pruning_data(4, END, BEFORE, KEY)
    assert set(data) - set(plain) == {"kept_sessions", "kept_head"}
    assert kept_sessions({}) == NONE_KEPT


@pytest.mark.parametrize(
    "changed",
    [
        {"kept_sessions": 1},
        {"kept_sessions": 0},
        {"kept_sessions": True},
        {"kept_sessions": None},
        {"kept_head": "d" * 64},
        {"kept_head": ""},
    ],
)
def test_other_sessions_than_were_signed_count_for_nothing(changed: dict[str, object]):
    data = pruning_data(4, END, BEFORE, KEY, KeptSessions(2, "c" * 64))
    assert read_pruning(20, {**data, **changed}, PUBLIC) is None
    without = {name: value for name, value in data.items() if name not in {"kept_sessions", "kept_head"}}
    assert read_pruning(20, without, PUBLIC) is None
    added = {**pruning_data(4, END, BEFORE, KEY), "kept_sessions": 2, "kept_head": "c" * 64}
    assert read_pruning(20, added, PUBLIC) is None


def test_another_key_counts_for_nothing():
    data = pruning_data(4, END, BEFORE, Ed25519PrivateKey.generate())
    assert read_pruning(20, data, PUBLIC) is None


def _check(record, cut: int):
    data = record.export(lines=record.lines()[cut:], start=record.linked[cut - 1][1].head)
    report = check_export(io.BytesIO(data), trusted_key=PUBLIC)
    assert not isinstance(report, ManifestProblem)
    return report


def test_file_behind_what_was_pruned_is_intact_and_says_by_which_event(record):
    linked = record.prune(9)
    report = _check(record, 9)
    assert report.verdict.finding is Finding.INTACT
    assert report.pruning is not None
    assert report.pruning.event_seq == linked.seq
    shown = "\n".join(describe_report(report))
    assert shown.startswith("INTACT")
    assert f"Pruned: events 1 to 9, all from before {report.pruning.before}" in shown
    assert f"Event {linked.seq} says so" in shown


def test_newest_of_several_prunings_counts_and_the_whole_file_needs_none(record):
    record.prune(3)
    record.prune(9)
    assert _check(record, 9).verdict.finding is Finding.INTACT
    assert _check(record, 3).verdict.finding is Finding.INTACT
    whole = check_export(io.BytesIO(record.export(lines=record.lines())), trusted_key=PUBLIC)
    assert not isinstance(whole, ManifestProblem)
    assert (whole.verdict.finding, whole.pruning) == (Finding.INTACT, None)


@pytest.mark.parametrize("cut", [8, 10])
def test_file_that_begins_elsewhere_than_was_said_is_incomplete(record, cut: int):
    record.prune(9)
    verdict = _check(record, cut).verdict
    assert (verdict.finding, verdict.problem, verdict.first_bad_seq) == (Finding.INCOMPLETE, "beginning_missing", 1)


def test_pruning_somebody_else_signed_or_nobody_is_none(record):
    record.prune(9, key=Ed25519PrivateKey.generate())
    record.prune(9, signature="0" * 128)
    assert _check(record, 9).verdict.problem == "beginning_missing"


def test_both_ways_to_read_an_event_see_the_same_pruning(record):
    line = record.prune(9).line
    quick = read_quickly(line)
    assert quick is not None
    assert quick == read_plainly(line)
    assert json.loads(quick.pruning)["last_seq"] == 9
    assert read_plainly(record.lines()[0]).pruning == ""
