"""The agent hears each change once, and only while it has control."""

import pytest

from client.domain.hand_teller import HandTeller
from shared.capability import Capability
from shared.consent.rights import Rights
from shared.protocol.peer_messages import LocalInput
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
def teller(control: RecordingControl, agent: ListeningPeer) -> HandTeller:
    return HandTeller(control, agent)


def test_teller_says_when_it_begins_and_when_it_is_over(
    teller: HandTeller, control: RecordingControl, agent: ListeningPeer
) -> None:
    assert not teller.look(CONTROL, 0)
    control.hold_until_mono_ms = 1_500
    assert teller.look(CONTROL, 0)
    assert not teller.look(CONTROL, 1_499)
    assert teller.is_busy
    assert teller.look(CONTROL, 1_500)
    assert agent.sent == [LocalInput(is_active=True), LocalInput(is_active=False)]


def test_teller_says_nothing_without_control(
    teller: HandTeller, control: RecordingControl, agent: ListeningPeer
) -> None:
    control.hold_until_mono_ms = 1_500
    assert not teller.look(NOTHING, 0)
    assert agent.sent == []
    teller.look(CONTROL, 0)
    assert teller.look(NOTHING, 10), "control ended meanwhile"
    assert agent.sent[-1] == LocalInput(is_active=False)


def test_teller_begins_anew_with_another_agent(
    teller: HandTeller, control: RecordingControl, agent: ListeningPeer
) -> None:
    control.hold_until_mono_ms = 1_500
    teller.look(CONTROL, 0)
    teller.forget()
    assert not teller.is_busy
    assert not teller.look(CONTROL, 2_000)
