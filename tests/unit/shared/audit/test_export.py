import io
import json
from dataclasses import replace

import pytest

from shared.audit.canonical import canonical_json
from shared.audit.chain import RECORD_MAX_BYTES
from shared.audit.export import ManifestProblem, RecordReader, encode_manifest, read_manifest, write_export

SID = "a" * 32


@pytest.mark.parametrize("sid", [None, SID])
def test_write_export_read_back_is_equal(record, sid):
    manifest = record.manifest(sid)
    stream = io.BytesIO()
    size = write_export(stream, manifest, record.lines(sid))
    assert size == len(stream.getvalue())
    stream.seek(0)
    assert read_manifest(stream) == manifest
    assert list(RecordReader(stream)) == record.lines(sid)
    assert manifest.is_signature_valid


def test_manifest_any_change_breaks_its_signature(record):
    manifest = record.manifest(SID)
    changes = [
        {"origin": "https://evil.example"},
        {"sid": "b" * 32},
        {"end": replace(manifest.end, count=3)},
        {"exported_at": "x"},
        {"exported_by": "x"},
        {"seal": None},
        {"key": b"\x01" * 32},
        {"signature": b"\x00" * 64},
    ]
    assert not any(replace(manifest, **change).is_signature_valid for change in changes)


@pytest.mark.parametrize(
    "data", [b"", b"\n", b"x", b"\xff\xfe", b"{}", b"[" * 9000, b"{" + b'"a":{' * 1500, b"null\n"]
)
def test_read_manifest_garbage_is_a_problem_not_a_crash(data):
    assert read_manifest(io.BytesIO(data)) in (ManifestProblem.EMPTY, ManifestProblem.NOT_AN_EXPORT)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"version": 2}, ManifestProblem.VERSION_UNKNOWN),
        ({"version": True}, ManifestProblem.NOT_AN_EXPORT),
        ({"kind": "x"}, ManifestProblem.NOT_AN_EXPORT),
        ({"count": 5}, ManifestProblem.NOT_AN_EXPORT),
        ({"first": 0}, ManifestProblem.NOT_AN_EXPORT),
        ({"first": 0, "last": 2**53}, ManifestProblem.NOT_AN_EXPORT),
        ({"first": 99}, ManifestProblem.NOT_AN_EXPORT),
        ({"last": "6"}, ManifestProblem.NOT_AN_EXPORT),
        ({"head": "00"}, ManifestProblem.NOT_AN_EXPORT),
        ({"prev": None}, ManifestProblem.NOT_AN_EXPORT),
        ({"origin": 1}, ManifestProblem.NOT_AN_EXPORT),
        ({"origin": "x" * 301}, ManifestProblem.NOT_AN_EXPORT),
        ({"sid": 5}, ManifestProblem.NOT_AN_EXPORT),
        ({"seal": []}, ManifestProblem.NOT_AN_EXPORT),
        ({"seal": {"count": 1}}, ManifestProblem.NOT_AN_EXPORT),
        (
            {"seal": {"count": -1, "head": "0" * 64, "signature": "0" * 128, "key": "0" * 64}},
            ManifestProblem.NOT_AN_EXPORT,
        ),
        ({"key_id": "0" * 16}, ManifestProblem.NOT_AN_EXPORT),
        ({"extra": 1}, ManifestProblem.NOT_AN_EXPORT),
    ],
)
def test_read_manifest_field_out_of_range_is_a_problem(record, change, problem):
    line = canonical_json({**json.loads(encode_manifest(record.manifest(SID))), **change})
    assert read_manifest(io.BytesIO(line + b"\n")) == problem


def test_record_reader_long_line_comes_cut_and_the_next_is_whole(record):
    stream = io.BytesIO(b"x" * (RECORD_MAX_BYTES * 5) + b"\n" + record.lines()[0] + b"\n")
    long, whole = RecordReader(stream)
    assert RECORD_MAX_BYTES < len(long) <= RECORD_MAX_BYTES + 2
    assert whole == record.lines()[0]


def test_record_reader_torn_last_line_is_said_and_left_out(record):
    line = record.lines()[0]
    reader = RecordReader(io.BytesIO(line + b"\n" + line[:-5]))
    assert list(reader) == [line]
    assert reader.is_cut


@pytest.mark.parametrize("ending", [b"\n", b"\r\n", b""])
def test_record_reader_other_line_ends_change_nothing(record, ending):
    reader = RecordReader(io.BytesIO(record.lines()[0] + b"\r\n" + record.lines()[1] + ending))
    assert list(reader) == record.lines()[:2]
    assert not reader.is_cut
