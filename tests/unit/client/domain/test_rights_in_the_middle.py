"""What changes while help is under way: the person's hand, a right offered, and how long one still lasts."""

import pytest

from client.view_models.presenter import present
from client.view_models.screens import SessionView
from shared.capability import CAPABILITY_RULES, Capability
from shared.consent.grant import ENDING_MS
from shared.consent.machine import PROMPT_WAKE_MS
from shared.protocol import peer_messages as peer
from shared.session import events as ev
from tests.fakes.home import Home

VIEW, CONTROL = Capability.VIEW, Capability.CONTROL
LONGEST_MS = CAPABILITY_RULES[CONTROL].longest_ms or 0


def _view(home: Home) -> SessionView:
    view = present(home.controller, now_ms=home.clock.now_ms, panic_keys=None, server_host="help.example")
    assert isinstance(view, SessionView)
    return view


def _keep_busy(home: Home, until_ms: int) -> None:
    """The line lives and the agent works until that moment."""
    while home.clock.now_ms < until_ms:
        home.clock.now_ms = min(home.clock.now_ms + 2_000, until_ms)
        home.hear(peer.Heartbeat(seq=home.clock.now_ms, sent_mono_ms=1))
        home.machine.consent.use(CONTROL, home.clock.now_ms)
        home.controller.tick()


@pytest.fixture
def home() -> Home:
    return Home().to_bound().allow(VIEW)


def test_hand_of_the_person_is_told_and_shown_until_it_rests(home: Home):
    home.allow(CONTROL)
    home.recording.hold_until_mono_ms = home.clock.now_ms + 1_500
    rows, changes = len(home.tags()), home.changes
    home.controller.hear_hand()
    assert home.changes == changes + 1
    assert _view(home).is_hand_busy
    home.pass_time(1_499)
    assert _view(home).is_hand_busy
    home.pass_time(1)
    assert not _view(home).is_hand_busy
    told = home.peer.sent_of(peer.LocalInput)
    assert [message.is_active for message in told] == [True, False]
    assert len(home.tags()) == rows, "it is no matter of consent"
    assert CONTROL in home.machine.consent.rights.usable


def test_hand_of_the_person_is_news_to_nobody_without_control(home: Home):
    home.recording.hold_until_mono_ms = home.clock.now_ms + 1_500
    home.controller.hear_hand()
    assert not _view(home).is_hand_busy
    assert home.peer.sent_of(peer.LocalInput) == []


def test_offer_opens_a_question_that_must_be_read_and_its_yes_the_right(home: Home):
    home.controller.dispatch(ev.RightOffered(capability=CONTROL))
    question = _view(home).question
    assert question is not None
    assert (question.cause, question.capability, question.wake_ms) == ("person", CONTROL, PROMPT_WAKE_MS)
    assert home.picture.shown == "asking"
    home.say(shown_ms=0)
    assert home.tags()[-1] == "suspicious"
    home.say()
    assert CONTROL not in home.on
    home.commit()
    assert CONTROL in home.on
    assert home.recording.is_on


def test_time_left_is_told_when_control_opens_and_as_it_is_used(home: Home):
    home.allow(CONTROL)
    (first,) = home.peer.sent_of(peer.RightTime)
    assert (first.capability, first.limit, first.left_ms) == (CONTROL, "idle", CAPABILITY_RULES[CONTROL].idle_ms)
    (right,) = [right for right in _view(home).rights if right.capability is CONTROL]
    assert (right.is_idle_end, right.ends_at_mono_ms) == (True, home.clock.now_ms + first.left_ms)
    _keep_busy(home, home.clock.now_ms + 20_000)
    assert 3 <= len(home.peer.sent_of(peer.RightTime)) <= 5


def test_time_given_by_the_person_is_recorded_and_nothing_stops_for_it(home: Home):
    home.allow(CONTROL)
    opened_ms = home.clock.now_ms
    _keep_busy(home, opened_ms + LONGEST_MS - ENDING_MS)
    (right,) = [right for right in _view(home).rights if right.capability is CONTROL]
    assert right.is_ending(home.clock.now_ms)
    epoch = home.recording.epoch
    home.story.clear()
    home.controller.dispatch(ev.TimeGiven(capability=CONTROL, source="local"))
    home.commit()
    assert home.tags()[-3:] == ["asked", "granted", "revoked"]
    assert ("gate", False) not in home.story
    assert ("picture", "asking") not in home.story
    assert home.recording.epoch == epoch
    _keep_busy(home, opened_ms + LONGEST_MS + ENDING_MS)
    assert CONTROL in home.on
    home.stop()
    assert home.controller.receipt is not None
    (use,) = [use for use in home.controller.receipt.uses if use.capability is CONTROL]
    assert use.total_ms >= LONGEST_MS + ENDING_MS - 1_000


def test_time_asked_for_by_the_agent_is_a_question_near_the_end(home: Home):
    home.allow(CONTROL)
    home.ask(CONTROL, request_id=7)
    assert home.machine.consent.prompt is None
    _keep_busy(home, home.clock.now_ms + LONGEST_MS - ENDING_MS)
    home.ask(CONTROL, request_id=8)
    question = _view(home).question
    assert question is not None
    assert question.cause == "agent"
    assert home.peer.sent_of(peer.CapabilityAnswer)[-1].request_id == 7


@pytest.mark.parametrize("reason", ["locked", "asleep", "switched"])
def test_desk_nobody_watches_ends_control_and_says_why_to_both(home: Home, reason):
    home.allow(CONTROL)
    home.controller.dispatch(ev.DeskLeft(reason=reason))
    assert home.on == {VIEW}
    assert not home.recording.is_on
    assert home.tags()[-1] == "revoked"
    assert home.controller._records.current.journal.events[-1].data["source"] == reason
    assert _view(home).notice == f"control_ended_{reason}"
    assert home.peer.sent_of(peer.RightEnded) == [peer.RightEnded(capability=CONTROL, cause=reason)]
    home.controller.dispatch(ev.DeskLeft(reason=reason))
    assert len(home.peer.sent_of(peer.RightEnded)) == 1, "it is off already"
