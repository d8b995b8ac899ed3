import csv
import io

from signaling.domain.log_export import csv_event, csv_header

LINE = (
    b'{"actor":{"id":"agent:1","kind":"agent"},"data":{"reason":"=1+1","x":"\\u021a"},"hash":"ab","outcome":"denied",'
    b'"peer":{"conn":"web"},"prev":"cd","seq":7,"sid":"0123","sseq":2,"ts":"2026-11-27T10:00:00.000Z","type":"a:b:c","v":1}'
)


def test_every_line_for_a_spreadsheet_says_that_it_proves_nothing():
    rows = list(csv.DictReader(io.StringIO((csv_header() + csv_event(LINE)).decode(), newline="")))
    assert rows == [
        {
            "seq": "7", "ts": "2026-11-27T10:00:00.000Z", "type": "a:b:c", "outcome": "denied", "actor_kind": "agent",
            "actor_id": "agent:1", "sid": "0123", "sseq": "2", "data": '{"reason":"=1+1","x":"Ț"}', "peer": '{"conn":"web"}',
            "not_verifiable": "not verifiable: only the JSON Lines export is",
        }
    ]  # fmt: skip


def test_event_of_no_session_has_empty_places():
    line = LINE.replace(b'"sid":"0123","sseq":2,', b"").replace(b'{"conn":"web"}', b"{}")
    row = next(csv.DictReader(io.StringIO((csv_header() + csv_event(line)).decode(), newline="")))
    assert (row["sid"], row["sseq"], row["peer"]) == ("", "", "")
