"""What person and agent hear of a right that ended."""

import pytest

from client.domain.right_news import SHOWN_MS, RightNews
from shared.capability import Capability
from shared.consent.effect import ConsentMark, Record
from shared.protocol.peer_messages import RightEnded

CONTROL = Capability.CONTROL


def _row(mark: ConsentMark, **data: str | bool) -> Record:
    return Record(mark=mark, outcome="ok", capability=CONTROL, data={"epoch": 1, **data})


@pytest.mark.parametrize(
    ("row", "code", "cause"),
    [
        (_row(ConsentMark.EXPIRED, cause="time"), "control_ended_time", "time"),
        (_row(ConsentMark.EXPIRED, cause="idle"), "control_ended_idle", "idle"),
        (_row(ConsentMark.REVOKED, source="locked"), "control_ended_locked", "locked"),
        (_row(ConsentMark.REVOKED, source="asleep"), "control_ended_asleep", "asleep"),
        (_row(ConsentMark.REVOKED, source="switched"), "control_ended_switched", "switched"),
        (_row(ConsentMark.REVOKED, source="agent"), "control_returned", None),
        (_row(ConsentMark.REVOKED, source="person"), None, "person"),
        (_row(ConsentMark.DENIED, source="timeout"), "control_unanswered", None),
        (_row(ConsentMark.REVOKED, source="person", opened=False), None, None),
        (_row(ConsentMark.REVOKED, source="renewed"), None, None),
        (_row(ConsentMark.SUSPICIOUS, cause="injected"), None, None),
    ],
)
def test_news_of_each_end(row: Record, code: str | None, cause: str | None) -> None:
    news = RightNews()
    told = news.note(row, 1_000)
    assert told == (None if cause is None else RightEnded(capability=CONTROL, cause=cause))
    assert news.code(1_000 + SHOWN_MS - 1) == code
    assert news.code(1_000 + SHOWN_MS) is None


def test_news_is_old_once_something_is_allowed() -> None:
    news = RightNews()
    news.note(_row(ConsentMark.EXPIRED, cause="idle"), 0)
    news.note(_row(ConsentMark.GRANTED, source="local"), 10)
    assert news.code(10) is None
