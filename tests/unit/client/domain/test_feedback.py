import hashlib
from typing import Any

import pytest

from client.domain.feedback import RETRY_MS, Feedback, NoReportStore, SavedReport, report_messages
from shared.errors import SignalingError
from shared.protocol import record_messages as record
from tests.fakes.flow_ports import ListeningServer, StepClock

SID, TOKEN = "b" * 32, "c" * 32
KEPT = record.RecordKept(request_id=1, session_id=SID)
RECEIPT = '{"receipt": "' + "x" * 30_000 + '"}'


class MemoryStore:
    def __init__(self, *reports: SavedReport) -> None:
        self.reports = {report.session_id: report for report in reports}
        self.is_full = False

    def save(self, report: SavedReport) -> bool:
        if not self.is_full:
            self.reports[report.session_id] = report
        return not self.is_full

    def drop(self, session_id: str) -> None:
        self.reports.pop(session_id, None)

    def saved(self) -> list[SavedReport]:
        return list(self.reports.values())


class Person:
    def __init__(self, *left: SavedReport) -> None:
        self.server, self.clock, self.store = ListeningServer(), StepClock(), MemoryStore(*left)
        self.changes = 0
        self.feedback = Feedback(server=self.server, clock=self.clock, on_changed=self._count)
        self.feedback.use_store(self.store)

    def _count(self) -> None:
        self.changes += 1

    def in_session(self, problem: str = "") -> "Person":
        self.feedback.server_reached()
        self.feedback.begin(SID, TOKEN, problem)
        return self

    def asked(self, kind: type) -> list[Any]:
        return [message for message, _ in self.server.waiting if type(message) is kind]

    @property
    def state(self) -> Any:
        return self.feedback.state


def test_problem_is_handed_in_once_the_session_is_on_record():
    person = Person().in_session("no sound")
    (told,) = person.asked(record.TellProblem)
    assert (told.session_id, told.session_token, told.problem) == (SID, TOKEN, "no sound")
    assert Person().in_session().server.requests == [], "nothing was written, nothing is told"


def test_stars_are_told_and_the_last_ones_count():
    person = Person().in_session()
    person.feedback.rate(2)
    assert person.state.stars_progress == "sending"
    person.feedback.rate(5)
    person.server.answer(record.RateSession, KEPT)
    assert (person.state.stars, person.state.stars_progress) == (5, "sending"), "that was the answer to the first"
    person.server.answer(record.RateSession, KEPT)
    assert (person.state.stars, person.state.stars_progress) == (5, "kept")


def test_nothing_is_said_of_a_session_that_never_was():
    person = Person()
    person.feedback.server_reached()
    person.feedback.rate(1)
    person.feedback.report("other", "words", RECEIPT)
    assert person.server.requests == []


def test_report_is_saved_first_and_its_receipt_follows_in_parts():
    person = Person().in_session()
    person.feedback.report("asked_for_money", "a gift card", RECEIPT)
    assert SID in person.store.reports
    assert (person.state.report_progress, person.state.is_saved) == ("sending", True)
    first = person.server.answer(record.ReportSession, KEPT)
    assert (first.cause, first.words, first.receipt_parts) == ("asked_for_money", "a gift card", 3)
    assert first.receipt_sha256 == hashlib.sha256(RECEIPT.encode()).digest()
    parts = [person.server.answer(record.HandReceipt, KEPT) for _ in range(3)]
    assert b"".join(part.body for part in parts) == RECEIPT.encode()
    assert [part.part for part in parts] == [1, 2, 3]
    assert person.state.report_progress == "kept"
    assert person.store.reports == {}


def test_report_waits_for_the_server_and_begins_anew_where_it_was():
    person = Person().in_session()
    person.feedback.report("other", "", RECEIPT)
    person.server.answer(record.ReportSession, KEPT)
    person.feedback.server_lost()
    person.server.lose_all()
    assert person.state.report_progress == "waiting"
    assert SID in person.store.reports
    person.feedback.server_reached()
    assert person.state.report_progress == "sending"
    assert [part.part for part in person.asked(record.HandReceipt)] == [1]


def test_report_of_an_earlier_run_goes_out_by_itself():
    left = SavedReport(session_id=SID, session_token=TOKEN, cause="other", words="late", receipt="{}")
    person = Person(left)
    assert person.state.earlier == "waiting"
    person.feedback.server_reached()
    assert person.server.answer(record.ReportSession, KEPT).words == "late"
    person.server.answer(record.HandReceipt, KEPT)
    assert person.state.earlier == "kept"
    assert person.store.reports == {}


@pytest.mark.parametrize("reason", ["record_closed", "session_unknown"])
def test_refused_for_good_is_said_and_not_tried_again(reason: str):
    person = Person().in_session()
    person.feedback.report("other", "", "")
    person.feedback.rate(3)
    person.server.answer(record.ReportSession, SignalingError(reason))
    person.server.answer(record.RateSession, SignalingError(reason))
    assert (person.state.report_progress, person.state.stars_progress) == ("refused", "refused")
    assert person.store.reports == {}
    person.feedback.server_reached()
    assert person.server.waiting == []


def test_what_the_server_cannot_take_just_now_is_tried_again_later():
    person = Person().in_session()
    person.feedback.report("other", "", "")
    person.server.answer(record.ReportSession, SignalingError("audit_unwritable"))
    person.feedback.tick(person.clock.now_ms + RETRY_MS - 1)
    assert person.server.waiting == []
    person.feedback.tick(person.clock.now_ms + RETRY_MS)
    person.server.answer(record.ReportSession, KEPT)
    assert person.state.report_progress == "kept"


def test_a_full_disk_is_told_and_the_report_goes_all_the_same():
    person = Person().in_session()
    person.store.is_full = True
    person.feedback.server_lost()
    person.feedback.report("other", "", "")
    assert (person.state.report_progress, person.state.is_saved) == ("waiting", False)
    person.feedback.server_reached()
    person.server.answer(record.ReportSession, KEPT)
    assert person.state.report_progress == "kept"


def test_a_new_session_begins_with_nothing_said_while_an_older_report_goes_on():
    person = Person().in_session()
    person.feedback.report("other", "first", "")
    person.feedback.rate(4)
    person.feedback.begin("d" * 32, TOKEN, "")
    assert (person.state.stars, person.state.report_progress) == (0, "none")
    person.server.answer(record.ReportSession, KEPT)
    assert person.store.reports == {}
    assert person.state.report_progress == "none"


def test_a_receipt_that_is_too_long_stays_here():
    report = SavedReport(session_id=SID, session_token=TOKEN, cause="other", words="", receipt="x" * 65 * 12 * 1024)
    (message,) = report_messages(report)
    assert (message.receipt_parts, message.receipt_sha256) == (0, None)


def test_without_a_store_nothing_is_kept():
    store = NoReportStore()
    report = SavedReport(session_id=SID, session_token=TOKEN, cause="other", words="", receipt="")
    assert not store.save(report)
    store.drop(SID)
    assert store.saved() == []
    assert TOKEN not in repr(report)
