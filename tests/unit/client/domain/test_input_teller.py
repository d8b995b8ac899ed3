"""The agent hears each change once, and only while it has control."""

import pytest

from client.domain.input_teller import TOLD_EVERY_MS, InputTeller
from shared.capability import Capability
from shared.consent.rights import Rights
from shared.protocol.peer_messages import InputRefused, LocalInput
from tests.fakes.flow_ports import ListeningPeer, RecordingControl

CONTROL = Rights(
    usable=frozenset({Capability.VIEW, Capability.CONTROL}),
    granted=frozenset({Capability.VIEW, Capability.CONTROL}),
    cover="none",
    monitor_ids=(1,),
    epoch=3,
)
NOTHING = Rights(usable=frozenset(), granted=frozenset(), cover="none", monitor_ids=(), epoch=4)


@pytest.fixture
def control() -> RecordingControl:
    return RecordingControl()


@pytest.fixture
def agent() -> ListeningPeer:
    return ListeningPeer()


@pytest.fixture
def teller(control: RecordingControl, agent: ListeningPeer) -> InputTeller:
    return InputTeller(control, agent)


def test_teller_says_when_it_begins_and_when_it_is_over(
    teller: InputTeller, control: RecordingControl, agent: ListeningPeer
) -> None:
    assert not teller.look(CONTROL, 0)
    control.hold_until_mono_ms = 1_500
    assert teller.look(CONTROL, 0)
    assert not teller.look(CONTROL, 1_499)
    assert teller.is_busy
    assert teller.look(CONTROL, 1_500)
    assert agent.sent == [LocalInput(is_active=True), LocalInput(is_active=False)]


def test_teller_says_nothing_without_control(
    teller: InputTeller, control: RecordingControl, agent: ListeningPeer
) -> None:
    control.hold_until_mono_ms = 1_500
    assert not teller.look(NOTHING, 0)
    assert agent.sent == []
    teller.look(CONTROL, 0)
    assert teller.look(NOTHING, 10), "control ended meanwhile"
    assert agent.sent[-1] == LocalInput(is_active=False)


def test_teller_begins_anew_with_another_agent(
    teller: InputTeller, control: RecordingControl, agent: ListeningPeer
) -> None:
    control.hold_until_mono_ms = 1_500
    teller.look(CONTROL, 0)
    teller.forget()
    assert not teller.is_busy
    assert not teller.look(CONTROL, 2_000)


def test_teller_says_what_was_refused_at_most_so_often(
    teller: InputTeller, control: RecordingControl, agent: ListeningPeer
) -> None:
    control.refused = {"own_window": 1, "untypable": 2}
    assert not teller.look(CONTROL, 0), "nobody waits for anybody"
    assert agent.sent == [InputRefused(reason="own_window", count=1), InputRefused(reason="untypable", count=2)]
    control.refused = {"own_window": 3}
    teller.look(CONTROL, TOLD_EVERY_MS - 1)
    assert len(agent.sent) == 2
    teller.look(CONTROL, TOLD_EVERY_MS)
    assert agent.sent[2:] == [InputRefused(reason="own_window", count=3)]


def test_teller_refusals_without_control_are_no_news(
    teller: InputTeller, control: RecordingControl, agent: ListeningPeer
) -> None:
    control.refused = {"own_window": 1}
    teller.look(NOTHING, 0)
    teller.look(CONTROL, 1)
    control.refused = {"reserved_keys": 1}
    teller.forget()
    teller.look(CONTROL, 2)
    assert agent.sent == []
