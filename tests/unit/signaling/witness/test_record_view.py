import json

import pytest

from signaling.witness.record_error import RecordUnreadableError
from signaling.witness.record_view import open_record
from tests.fakes.server_record import ORIGIN


def test_view_reads_the_record_and_its_seals(record):
    sid = record.open()
    record.signed(sid)
    with open_record(record.database) as view:
        assert (view.newest_seq(), view.last_origin(), view.seal_of(sid)) == (5, ORIGIN, None)
        assert not view.is_session_closed_after(0)
        assert [json.loads(line)["seq"] for line in view.lines_after(1, 3)] == [2, 3, 4]
        assert view.line_at(6) is None
    record.close(sid)
    with open_record(record.database) as view:
        sealed = view.seal_of(sid)
        assert sealed is not None
        count, head, signature = sealed
        assert (count, len(head), len(signature)) == (5, 64, 64)
        assert view.is_session_closed_after(5)
        assert not view.is_session_closed_after(6)


def test_view_writes_nothing(record):
    with open_record(record.database) as view, pytest.raises(RecordUnreadableError):
        view._rows("DELETE FROM audit_events")
    assert len(record.lines()) == 1


def test_view_of_one_moment_does_not_see_what_comes_meanwhile(record):
    with open_record(record.database) as view:
        with view.snapshot():
            assert view.newest_seq() == 1
            record.plain()
            assert view.newest_seq() == 1
        assert view.newest_seq() == 2


@pytest.mark.parametrize("content", [None, b"", b"not a database" * 100])
def test_view_of_no_database_is_unreadable(tmp_path, content):
    path = tmp_path / "alongside.sqlite3"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(RecordUnreadableError), open_record(path) as view:
        view.newest_seq()
    assert path.exists() == (content is not None), "it makes none"


@pytest.mark.parametrize("line", ["{", "[]", '{"data":5}', '{"data":{"origin":"two words"}}', '{"data":{}}'])
def test_view_of_a_record_that_names_no_server(record, line):
    record.change("UPDATE audit_events SET line = :line", line=line)
    with open_record(record.database) as view:
        assert view.last_origin() == ""


def test_view_of_columns_with_something_else_in_them(record):
    sid = record.open()
    record.close(sid)
    record.change("UPDATE audit_events SET line = x'00ff' WHERE seq = 2")
    record.change("UPDATE sessions SET seal_signature = 'text'")
    with open_record(record.database) as view:
        assert view.line_at(2) == b""
        assert view.seal_of(sid) is None
