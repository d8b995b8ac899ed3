"""The agent's input knows when it is owed another look; what leaves when is held by the tests of its tab."""

from agent_console.domain.tab_input import TabInput
from shared.capability import Capability
from shared.protocol import peer_messages as peer
from tests.fakes.office import Office


def test_tab_input_is_owed_from_the_first_key_until_its_answer():
    office = Office().sign_in()
    tab = office.to_bound()
    office.report(Capability.VIEW, Capability.CONTROL, epoch=3)
    assert isinstance(tab.input, TabInput)
    assert not tab.input.is_owed
    tab.input.key_changed(4, is_down=True)
    tab.input.key_changed(4, is_down=False)
    assert tab.input.is_owed
    office.hear(peer.InputAck(input_epoch=3, last_seq=2))
    assert not tab.input.is_owed
    office.report(Capability.VIEW, epoch=4)
    tab.input.key_changed(4, is_down=True)
    assert not tab.input.is_owed
