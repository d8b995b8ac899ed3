import hashlib
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.audit.event import Actor
from shared.protocol import record_messages as record
from shared.protocol import signaling_messages as wire
from signaling.domain.session_record import Author, Category, ReportCause, SessionResult
from signaling.storage import category_store, record_store
from tests.unit.signaling.domain.broker_room import BrokerRoom, claim, open_with, report_ok

HOUR_MS = 3_600_000
CATEGORIES = (
    Category(category_id="printing", en="Printing", ru="Печать"),
    Category(category_id="gone", en="Gone", is_offered=False),
)


class Story:
    """A session that was opened, and its two programs."""

    def __init__(self) -> None:
        self.room = BrokerRoom()
        self.room.ledger.now(
            lambda connection: category_store.save_categories(connection, CATEGORIES, _author(self.room))
        )
        self.client, self.agent = self.room.enter(), self.room.agent()
        claimed = claim(self.client, self.agent)
        self.sid, self.token = claimed.session_id, claimed.session_token
        self.client.ask(report_ok(self.sid), wire.PairingReported)
        self.client.ask(open_with(self.sid, Ed25519PrivateKey.generate()), wire.SessionOpened)

    def close(self) -> None:
        message = wire.CloseSession(request_id=1, session_id=self.sid, reason="user_stopped")
        self.client.ask(message, wire.SessionClosed)

    def filing(self, **changes: Any) -> record.FileSession:
        fields: dict[str, Any] = {"session_id": self.sid, "category": "printing", "result": "solved", "note": "Done"}
        return record.FileSession(request_id=1, **(fields | changes))

    def rating(self, **changes: Any) -> record.RateSession:
        fields: dict[str, Any] = {"session_id": self.sid, "session_token": self.token, "stars": 4}
        return record.RateSession(request_id=1, **(fields | changes))

    def of_person(self, **changes: Any) -> list[Any]:
        """Each message a person's program has."""
        own: dict[str, Any] = {"request_id": 1, "session_id": self.sid, "session_token": self.token, **changes}
        digest = hashlib.sha256(b"{}").digest()
        return [
            record.TellProblem(**own, problem="no sound"),
            record.RateSession(**own, stars=1),
            record.ReportSession(**own, cause="other", words="odd", receipt_parts=1, receipt_sha256=digest),
            record.HandReceipt(**own, part=1, body=b"{}"),
        ]

    @property
    def kept(self) -> Any:
        return self.room.ledger.now(lambda connection: record_store.read_record(connection, self.sid))


def _author(room: BrokerRoom) -> Author:
    return Author(actor=Actor(kind="operator"), now=room.now)


@pytest.fixture
def story() -> Story:
    return Story()


def test_agent_gets_the_kinds_that_are_offered_and_files_under_one(story: Story):
    answer = story.agent.ask(record.ListCategories(request_id=1), record.Categories)
    assert answer.categories == [record.Category(category_id="printing", en="Printing", ru="Печать")]
    assert story.agent.refused(story.filing(category="gone")) == "category_unknown"
    assert story.agent.refused(story.filing(category="never_heard_of")) == "category_unknown"
    story.agent.ask(story.filing(note="one\n\x07two\u202e"), record.RecordKept)
    assert (story.kept.category, story.kept.result, story.kept.note) == (
        "printing", SessionResult.SOLVED, "one\ntwo",
    )  # fmt: skip


def test_agent_may_change_it_for_a_day_after_the_end_and_not_longer(story: Story):
    story.close()
    story.agent.ask(story.filing(), record.RecordKept)
    story.room.pass_time(24 * HOUR_MS)
    # 24 hours later their sign-in is over, so it is another one.
    agent = story.room.agent()
    agent.ask(story.filing(result="unsolved"), record.RecordKept)
    story.room.pass_time(1_000)
    assert agent.refused(story.filing()) == "record_closed"
    assert story.kept.result is SessionResult.UNSOLVED


def test_nobody_else_files_not_even_the_lead_or_a_colleague(story: Story):
    story.room.add_account("ben@example.org")
    for email in ("ben@example.org", "lead@example.org"):
        assert story.room.agent(email).refused(story.filing()) == "session_unknown"
    for email in ("admin@example.org", "auditor@example.org"):
        assert story.room.agent(email).refused(story.filing()) == "not_allowed"
    assert story.agent.refused(story.filing(session_id="0" * 32)) == "session_unknown"
    assert story.kept.category == ""


def test_a_session_that_never_opened_has_no_record(story: Story):
    client, agent = story.room.enter(address="10.0.9.1"), story.room.agent("lead@example.org")
    claimed = claim(client, agent)
    assert agent.refused(story.filing(session_id=claimed.session_id)) == "record_closed"
    assert (
        client.refused(story.rating(session_id=claimed.session_id, session_token=claimed.session_token))
        == "record_closed"
    )


def test_person_says_everything_while_it_runs_and_after_from_any_socket(story: Story):
    for message in story.of_person():
        story.client.ask(message, record.RecordKept)
    story.close()
    another = story.room.enter(address="10.0.9.2")
    another.ask(story.rating(stars=5), record.RecordKept)
    wire_slot = another.ask(wire.Allocate(request_id=1), wire.Allocated)
    another.ask(story.rating(stars=3), record.RecordKept)
    assert wire_slot.nameplate
    kept = story.kept
    assert (kept.problem, kept.stars, kept.is_reported, kept.has_receipt) == ("no sound", 3, True, True)
    assert kept.report.cause is ReportCause.OTHER


def test_only_the_sessions_own_client_token_opens_the_door(story: Story):
    agent_token = next(each.session_token for each in story.agent.heard if isinstance(each, wire.Claimed))
    for token in ("0" * 32, agent_token):
        for message in story.of_person(session_token=token):
            assert story.client.refused(message) == "session_unknown"
    assert story.kept.stars is None


def test_person_is_heard_for_a_day(story: Story):
    story.close()
    story.room.pass_time(24 * HOUR_MS)
    story.client.ask(story.rating(), record.RecordKept)
    story.room.pass_time(1_000)
    for message in story.of_person():
        assert story.client.refused(message) == "record_closed"


def test_a_program_that_says_too_much_waits(story: Story):
    for _ in range(200):
        story.client.ask(story.rating(), record.RecordKept)
        story.room.mono_ms += 100
    refusal = story.client.ask(story.rating(), wire.Error)
    assert refusal.code == "rate_limited"
    assert refusal.retry_after_ms is not None
    assert refusal.retry_after_ms > 0
    story.room.pass_time(HOUR_MS)
    story.client.ask(story.rating(), record.RecordKept)


def test_erased_is_closed(story: Story):
    story.room.ledger.now(lambda at: record_store.erase_record(at, story.sid, _author(story.room)))
    assert story.agent.refused(story.filing()) == "record_closed"
    assert story.client.refused(story.rating()) == "record_closed"


def test_console_may_not_speak_for_the_person_nor_the_person_for_the_agent(story: Story):
    for message in story.of_person():
        intruder = story.room.agent("lead@example.org")
        intruder.say(message)
        assert intruder.close_codes == [1008]
    client = story.room.enter(address="10.0.9.3")
    client.say(story.filing())
    assert client.close_codes == [1008]


def test_unwritable_is_said_and_nothing_is_kept(story: Story):
    story.room.ledger.is_writable = False
    assert story.agent.refused(story.filing()) == "audit_unwritable"
    story.room.ledger.is_writable = True
    assert story.kept.category == ""


def test_words_are_in_no_repr(story: Story):
    for message in (*story.of_person(), story.filing(note="secret words")):
        text = repr(message)
        assert story.token not in text
        assert "no sound" not in text
        assert "odd" not in text
        assert "secret words" not in text
