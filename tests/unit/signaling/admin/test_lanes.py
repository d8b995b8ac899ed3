"""Bars begin with a yes, end with whatever ends a right, and turn pale while the person pauses."""

import pytest

from signaling.admin.lanes import FULL, Bar, Mark, draw_lanes


def _event(second: int, kind: str, seq: int = 0, **data: object) -> dict[str, object]:
    return {"ts": f"2026-11-27T10:00:{second:02d}.000Z", "type": kind, "seq": seq, "data": data}


OPENED, CLOSED = "session:life:opened", "session:life:closed"
GRANTED, REVOKED = "session:consent:granted", "session:consent:revoked"


def test_no_events_no_lanes():
    assert draw_lanes([]) == ()


def test_right_is_a_bar_from_its_yes_to_its_end_or_that_of_the_session():
    lanes = draw_lanes(
        [
            _event(0, OPENED),
            _event(10, GRANTED, capability="view"),
            _event(20, GRANTED, capability="control"),
            _event(30, REVOKED, capability="control"),
            _event(40, CLOSED),
        ]
    )
    assert [lane.name for lane in lanes] == ["view", "control"]
    assert lanes[0].bars == (Bar(start=250, width=750),)
    assert lanes[1].bars == (Bar(start=500, width=250),)


def test_pause_is_pale_and_ends_nothing():
    (lane,) = draw_lanes(
        [
            _event(0, GRANTED, capability="view"),
            _event(10, "session:consent:paused"),
            _event(20, "session:consent:resumed"),
            _event(40, CLOSED),
        ]
    )
    assert lane.bars == (
        Bar(start=0, width=250),
        Bar(start=250, width=250, is_paused=True),
        Bar(start=500, width=500),
    )


def test_right_taken_back_during_a_pause_ends_pale():
    (lane,) = draw_lanes(
        [
            _event(0, GRANTED, capability="view"),
            _event(10, "session:consent:paused"),
            _event(20, REVOKED, capability="view"),
            _event(40, CLOSED),
        ]
    )
    assert lane.bars == (Bar(start=0, width=250), Bar(start=250, width=250, is_paused=True))


@pytest.mark.parametrize("source", ["renewed", "screen_changed"])
def test_right_that_went_on_under_another_yes_is_one_bar(source: str):
    (lane,) = draw_lanes(
        [
            _event(0, GRANTED, capability="view", prompt_id=1),
            _event(10, GRANTED, capability="view", prompt_id=2),
            _event(10, REVOKED, capability="view", prompt_id=1, source=source),
            _event(20, REVOKED, capability="view", prompt_id=2, source="person"),
            _event(40, CLOSED),
        ]
    )
    assert lane.bars == (Bar(start=0, width=500),)


def test_yes_that_never_opened_ends_only_what_it_began():
    unopened = {"capability": "view", "source": "not_recorded", "opened": False}
    goes_on = [
        _event(0, GRANTED, capability="view", prompt_id=1),
        _event(10, GRANTED, capability="view", prompt_id=2),
    ]
    (lane,) = draw_lanes([*goes_on, _event(12, REVOKED, prompt_id=2, **unopened), _event(40, CLOSED)])
    assert lane.bars == (Bar(start=0, width=FULL),)
    (lane,) = draw_lanes([goes_on[0], _event(2, REVOKED, prompt_id=1, **unopened), _event(40, CLOSED)])
    assert lane.bars == (Bar(start=0, width=50),)


def test_session_that_still_runs_is_drawn_to_its_last_event():
    lanes = draw_lanes(
        [
            _event(0, GRANTED, capability="view"),
            _event(5, "session:files:summary", seq=7, capability="file_to_user"),
            _event(10, "session:chat:summary", seq=8),
            _event(10, "something:of:tomorrow"),
        ]
    )
    assert lanes[0].bars == (Bar(start=0, width=FULL),)
    assert lanes[1].name == "marks"
    assert lanes[1].marks == (Mark(at=500, kind="files", seq=7), Mark(at=FULL, kind="chat", seq=8))
