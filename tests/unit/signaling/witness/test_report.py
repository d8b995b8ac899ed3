from dataclasses import replace
from datetime import UTC, datetime

import pytest

from shared.audit.event import AuditTag
from signaling.domain.ports import Moment
from signaling.witness.report import WitnessReport
from signaling.witness.status import STATUS_FILE, WatchState, WitnessStatus, write_status

NOW = Moment(0, datetime(2026, 11, 22, tzinfo=UTC))
WELL = WitnessStatus(state=WatchState.WATCHING, seen_at="", seen_unix_s=0, size=9, head="ab" * 32)
REFUSED = replace(WELL, state=WatchState.REFUSED, finding="tampered", problem="checkpoint_differs", first_bad_seq=9)


def test_report_of_a_witness_that_is_well_says_nothing(tmp_path):
    report = WitnessReport(tmp_path)
    for status in (None, WELL, replace(WELL, state=WatchState.UNREADABLE, problem="x")):
        if status is not None:
            write_status(tmp_path, status)
        assert (report.reason(), report.news(NOW)) == (None, None)


def test_report_of_a_refusal_is_one_event_and_not_ready(tmp_path):
    report = WitnessReport(tmp_path)
    write_status(tmp_path, REFUSED)
    event = report.news(NOW)
    assert (event.tag, event.outcome) == (AuditTag.LOG_VERIFY_FAILED, "failed")
    assert event.data == {"first_bad_seq": 9, "finding": "tampered"}
    assert (report.reason(), report.news(NOW)) == ("record_refused", None)
    write_status(tmp_path, replace(REFUSED, first_bad_seq=None))
    assert report.news(NOW).data["first_bad_seq"] == 0
    write_status(tmp_path, WELL)
    assert (report.reason(), report.news(NOW)) == (None, None)
    write_status(tmp_path, REFUSED)
    assert report.news(NOW) is not None


@pytest.mark.parametrize("data", [b"", b"{}", b"\x00" * 1_000_000])
def test_report_of_a_file_that_is_no_state_says_nothing(tmp_path, data):
    (tmp_path / STATUS_FILE).write_bytes(data)
    assert (WitnessReport(tmp_path).reason(), WitnessReport(tmp_path).news(NOW)) == (None, None)


def test_report_of_a_finding_nobody_knows_says_nothing(tmp_path):
    write_status(tmp_path, replace(REFUSED, finding="x" * 10_000))
    assert WitnessReport(tmp_path).news(NOW) is None
