"""One signature stands for the statements it leads back to, and for no other."""

import io
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.audit import signature_pool
from shared.audit.canonical import canonical_json
from shared.audit.chain import EMPTY_CHAIN, link_hash
from shared.audit.event import PREVIOUS_NAME, AuditTag, statement_digest
from shared.audit.export_check import check_export
from shared.audit.record_reading import read_plainly, read_quickly, read_record
from shared.audit.signature_pool import read_signed
from shared.audit.signed_runs import find_runs
from shared.audit.verifier import ChainWalk, Finding
from tests.unit.shared.audit.conftest import OTHER_SID, SID, SUMMARY, Record

PAUSED = {"epoch": 1, "source": "person"}


def append(record, sid, data=PAUSED, *, key=None, previous=None):
    """An event that names the last one of its session, as the person's program writes it."""
    tag = AuditTag.CONTROL_SUMMARY if "moves" in data else AuditTag.CONSENT_PAUSED
    if previous is None:
        signed = [read_record(line).signed for line in record.lines(sid)]
        last = next((each for each in reversed(signed) if each), b"")
        previous = statement_digest(last) if last else ""
    named = {**data, PREVIOUS_NAME: previous} if previous else data
    record.append(tag, named, sid, signed_by=key or record.person_key)


@pytest.fixture
def linked():
    """Two sessions woven into each other: events 1 and 2 open them, then six signed ones of each."""
    record = Record()
    record.open(SID)
    record.open(OTHER_SID)
    for number in range(6):
        for sid in (SID, OTHER_SID):
            append(record, sid, SUMMARY if number % 2 else PAUSED)
    return record


@pytest.fixture
def checked(monkeypatch):
    """How many signatures are checked."""
    counted = []
    real = signature_pool.is_signature_valid
    monkeypatch.setattr(signature_pool, "is_signature_valid", lambda *a: counted.append(a) or real(*a))
    return counted


def runs_of(lines, **options):
    readings = [read_record(line) for line in lines]
    return [[readings[place].seq for place in run] for run in find_runs(readings, **options)]


def changed(line, **fields):
    """A record with other fields and a hash that fits again, as somebody who has the database would write it."""
    found = {**json.loads(line), **fields}
    return canonical_json({**found, "hash": link_hash(found["prev"], found)})


def relinked(record, place, **fields):
    """All lines, with one changed and the server's chain made to fit behind it; the session's chain is left broken."""
    lines, prev = record.lines(), None
    for number in range(place, len(lines)):
        fields = fields if prev is None else {"prev": prev}
        lines[number] = changed(lines[number], **fields)
        prev = json.loads(lines[number])["hash"]
    return lines


def wrong_places(lines, executor=None, **options):
    return [each.seq for each, is_right in read_signed(lines, executor, **options) if each.cseq and not is_right]


def test_runs_are_each_sessions_own(linked):
    assert runs_of(linked.lines()) == [[3, 5, 7, 9, 11, 13], [4, 6, 8, 10, 12, 14]]
    assert runs_of(linked.lines(), is_each_alone=True) == [[seq] for seq in range(3, 15)]


def test_run_costs_one_signature(linked, checked):
    assert wrong_places(linked.lines()) == []
    assert len(checked) == 2
    checked.clear()
    assert wrong_places(linked.lines(), is_each_checked=True) == []
    assert len(checked) == 12


def test_events_of_older_programs_are_each_alone(record, checked):
    assert wrong_places(record.lines()) == []
    assert len(checked) == 9


def test_both_ways_to_read_find_the_same_runs(linked):
    quick = [read_quickly(line) for line in linked.lines()]
    assert None not in quick
    assert find_runs(quick) == find_runs([read_plainly(line) for line in linked.lines()])


@pytest.mark.parametrize("what", ["data", "cts", "outcome", "type"])
@pytest.mark.parametrize("place", [2, 6, 12], ids=["first", "middle", "last"])
def test_changed_statement_is_found_where_it_is(linked, what, place):
    value = {
        "data": {**json.loads(linked.lines()[place])["data"], "source": "agent"},
        "cts": "2026-11-22T02:25:43.121Z",
        "outcome": "denied",
        "type": "session:consent:resumed",
    }[what]
    lines = relinked(linked, place, **{what: value})
    assert wrong_places(lines) == wrong_places(lines, is_each_checked=True) == [place + 1]
    walk = ChainWalk(start=EMPTY_CHAIN)
    for reading, is_right in read_signed(lines, None):
        walk.take(reading, is_signature_right=is_right)
    assert ("signature_wrong", place + 1) in {(name, seq) for seq, name in walk._first.values()}


def test_left_out_statement_ends_the_run(linked):
    lines = linked.lines()
    del lines[6]
    assert runs_of(lines) == [[3, 5], [4, 6, 8, 10, 12, 14], [9, 11, 13]]


def test_statement_that_names_another_begins_anew(linked):
    append(linked, SID, previous="0" * 64)
    append(linked, SID)
    assert runs_of(linked.lines())[-1] == [15, 16]


def test_name_of_the_field_inside_a_text_names_nothing(linked):
    last = read_record(linked.lines(SID)[-1]).signed
    trick = f'","{PREVIOUS_NAME}":"{statement_digest(last)}'
    linked.append(AuditTag.CONSENT_PAUSED, {"epoch": 1, "source": trick}, SID, signed_by=linked.person_key)
    assert runs_of(linked.lines())[-1] == [15]


def test_another_key_stands_for_nobody_else(linked):
    stranger = Ed25519PrivateKey.generate()
    append(linked, SID, key=stranger)
    assert runs_of(linked.lines())[-1] == [15]
    report = check_export(io.BytesIO(linked.export()))
    assert (report.verdict.finding, report.verdict.first_bad_seq) == (Finding.BAD_SIGNATURE, 15)


def test_wrong_last_signature_stands_for_nothing(linked, checked):
    lines = relinked(linked, 12, sig="0" * 128)
    lines[4] = changed(lines[4], sig="1" * 128)
    assert wrong_places(lines) == [5, 13]
    assert len(checked) == 2 + 5, "each of the run, once"


def test_signature_beside_a_statement_that_a_later_one_stands_for_is_not_looked_at(linked):
    # What the short way leaves out, and why it can be asked for: the statement is proven, this signature is not.
    lines = relinked(linked, 6, sig="0" * 128)
    assert wrong_places(lines) == []
    assert wrong_places(lines, is_each_checked=True) == [7]


@pytest.mark.parametrize("batch", [1, 3, 7, 2_048])
def test_batches_and_threads_change_no_verdict_on_a_statement(linked, monkeypatch, batch):
    monkeypatch.setattr(signature_pool, "BATCH_EVENTS", batch)
    lines = relinked(linked, 6, cts="2026-11-22T02:25:43.121Z")
    assert wrong_places(lines) == [7]
    with ThreadPoolExecutor(2) as executor:
        assert wrong_places(lines, executor) == [7]
