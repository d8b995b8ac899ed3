import hashlib
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from client.domain.journal import Journal
from client.journal_file import LINE_MAX_BYTES
from shared.audit.canonical import parse_canonical
from shared.audit.chain import is_signature_valid
from shared.audit.event import AuditTag, event_signing_bytes, statement_digest
from shared.errors import JournalWriteError
from shared.ids import SessionId

SID = SessionId("a" * 32)
CTS = "2026-11-22T02:25:43.120Z"
PAUSE = {"epoch": 2, "source": "person"}


@pytest.fixture
def journal():
    return Journal(SID, Ed25519PrivateKey.generate())


def test_journal_events_are_numbered_signed_and_wait(journal):
    events = [journal.make_event(AuditTag.CONSENT_PAUSED, "ok", PAUSE, CTS) for _ in range(3)]
    assert [event.cseq for event in events] == [1, 2, 3]
    assert journal.backlog == journal.events == tuple(events)
    named = {}
    for event in events:
        assert event.data == {**PAUSE, **named}
        signed = event_signing_bytes(SID, event.cseq, CTS, "session:consent:paused", "ok", event.data)
        assert is_signature_valid(journal.public_key, event.signature, signed)
        named = {"before_sha256": hashlib.sha256(signed).hexdigest()}
    assert named


@pytest.mark.parametrize(
    "full", [{f"n{number}": 1 for number in range(22)}, {f"n{number:010}": "a" * 200 for number in range(9)}]
)
def test_journal_full_event_names_none_and_the_next_one_names_it(journal, full):
    first, second, third = (
        journal.make_event(AuditTag.CONSENT_PAUSED, "ok", data, CTS) for data in (PAUSE, {**PAUSE, **full}, PAUSE)
    )
    assert second.data == {**PAUSE, **full}
    signed = event_signing_bytes(SID, 2, CTS, AuditTag.CONSENT_PAUSED, "ok", second.data)
    assert third.data == {**PAUSE, "before_sha256": statement_digest(signed)}
    assert "before_sha256" not in first.data


def test_journal_refused_event_is_named_by_none(journal):
    first = journal.make_event(AuditTag.CONSENT_PAUSED, "ok", PAUSE, CTS)
    with pytest.raises(JournalWriteError):
        journal.make_event(AuditTag.CONSENT_PAUSED, "ok", {}, CTS)
    second = journal.make_event(AuditTag.CONSENT_PAUSED, "ok", PAUSE, CTS)
    signed = event_signing_bytes(SID, 1, CTS, AuditTag.CONSENT_PAUSED, "ok", first.data)
    assert second.data["before_sha256"] == statement_digest(signed)


def test_journal_line_holds_the_whole_event_in_canonical_form(journal):
    event = journal.make_event(AuditTag.CONSENT_PAUSED, "ok", PAUSE, CTS)
    assert parse_canonical(event.line) == {
        "sid": SID,
        "cseq": 1,
        "cts": CTS,
        "type": "session:consent:paused",
        "outcome": "ok",
        "data": PAUSE,
        "signature": event.signature.hex(),
        "key": journal.public_key.hex(),
    }
    assert b"\n" not in event.line


@pytest.mark.parametrize(("cseq", "left"), [(0, [1, 2, 3]), (1, [2, 3]), (2, [3]), (3, []), (99, [])])
def test_journal_committed_events_leave_the_backlog_in_order(journal, cseq, left):
    for _ in range(3):
        journal.make_event(AuditTag.CONSENT_PAUSED, "ok", PAUSE, CTS)
    journal.mark_committed(cseq)
    journal.mark_committed(cseq)
    assert [event.cseq for event in journal.backlog] == left
    assert len(journal.events) == 3


@pytest.mark.parametrize(
    ("tag", "outcome", "data", "cts"),
    [
        (AuditTag.SESSION_OPENED, "ok", {}, CTS),
        (AuditTag.CONSENT_PAUSED, "perhaps", PAUSE, CTS),
        (AuditTag.CONSENT_PAUSED, "ok", {}, CTS),
        (AuditTag.CONSENT_PAUSED, "ok", {**PAUSE, "text": "what was typed"}, CTS),
        (AuditTag.CONSENT_PAUSED, "ok", {**PAUSE, "note": "\ud800"}, CTS),
        (AuditTag.CONSENT_PAUSED, "ok", PAUSE, "now"),
    ],
)
def test_journal_event_unfit_for_a_record_uses_no_number(journal, tag, outcome, data, cts):
    with pytest.raises(JournalWriteError):
        journal.make_event(tag, outcome, data, cts)
    assert journal.make_event(AuditTag.CONSENT_PAUSED, "ok", PAUSE, CTS).cseq == 1


def test_journal_later_change_of_the_data_does_not_reach_the_event(journal):
    data = dict(PAUSE)
    event = journal.make_event(AuditTag.CONSENT_PAUSED, "ok", data, CTS)
    data["epoch"] = 9
    assert event.data == PAUSE == json.loads(event.line)["data"]


def test_journal_repr_shows_no_key(journal):
    assert repr(journal) == f"Journal(session_id='{SID}', events=0, backlog=0)"


def test_journal_longest_event_fits_a_line_of_the_file(journal):
    data = {f"n{number}": "\U0001f600" * 200 for number in range(22)}
    event = journal.make_event(AuditTag.CONSENT_PAUSED, "ok", {**data, **PAUSE}, CTS)
    assert 50_000 < len(event.line) < LINE_MAX_BYTES
