from agent_console.domain.person_state import (
    ENDED_SHOWN_MS,
    REFUSED_SHOWN_MS,
    EndedRight,
    PersonState,
    RefusedPresses,
    RightEnd,
)
from shared.capability import Capability
from shared.protocol.peer_messages import InputRefused, LocalInput, RightEnded, RightTime
from tests.fakes.flow_ports import StepClock

CONTROL = Capability.CONTROL
NOTHING: frozenset[Capability] = frozenset()


def test_state_newest_word_counts() -> None:
    clock = StepClock()
    state = PersonState(clock)
    assert not state.is_active
    state.take(LocalInput(is_active=True))
    assert state.is_active
    state.take(RightTime(capability=CONTROL, left_ms=10, limit="time"))
    clock.now_ms += 100
    state.take(RightTime(capability=CONTROL, left_ms=50, limit="idle"))
    assert state.ends(frozenset({CONTROL})) == {CONTROL: RightEnd(at_mono_ms=clock.now_ms + 50, is_idle=True)}
    assert state.ends(NOTHING) == {}


def test_state_end_of_a_right_is_news_for_a_while_and_until_it_is_on_again() -> None:
    clock = StepClock()
    state = PersonState(clock)
    assert state.ended(NOTHING) is None
    state.take(RightEnded(capability=CONTROL, cause="locked"))
    assert state.ended(NOTHING) == EndedRight(capability=CONTROL, cause="locked")
    assert state.ended(frozenset({CONTROL})) is None
    clock.now_ms += ENDED_SHOWN_MS
    assert state.ended(NOTHING) is None


def test_state_refusals_of_one_kind_add_up_for_as_long_as_they_are_news() -> None:
    clock = StepClock()
    state = PersonState(clock)
    assert state.refused is None
    state.take(InputRefused(reason="untypable", count=2))
    clock.now_ms += REFUSED_SHOWN_MS - 1
    state.take(InputRefused(reason="untypable", count=1))
    assert state.refused == RefusedPresses(reason="untypable", count=3)
    state.take(InputRefused(reason="own_window", count=1))
    assert state.refused == RefusedPresses(reason="own_window", count=1)
    clock.now_ms += REFUSED_SHOWN_MS
    assert state.refused is None
