"""From a typed code to our answer under the seal, with a client that is honest at first."""

import pytest

from shared.errors import AlongsideError
from shared.pairing.code import PairingCode
from shared.protocol import signaling_messages as signaling
from shared.session.state import AgentState
from tests.fakes.home import description
from tests.fakes.office import Office

PRINT = ":".join(["AB"] * 32)


@pytest.fixture
def office() -> Office:
    office = Office().sign_in()
    office.type_code()
    office.claimed()
    return office


def test_pairing_flow_answers_the_offer_under_the_seal(office: Office):
    office.exchange()
    office.offer(problem="no <b>sound</b>\u202e")
    tab = office.controller.tabs[1]
    assert office.peers[1].answered == [description("offer")]
    answer_to = office.peers[1].answer_to
    assert answer_to is not None
    answer_to(description("answer"))
    office.carry(1)
    assert office.answer is not None
    assert office.answer.sdp == description("answer")
    assert len(office.answer.agent_key) == 32
    assert tab.problem == "no <b>sound</b>", "plain text, and nothing that turns it round"
    assert len(tab.verified_words) == 6


def test_pairing_flow_code_of_another_person_is_refused_on_both_sides(office: Office):
    office.exchange(code=PairingCode("417", "38291561"))
    assert office.clients[1].refused is not None
    office.controller.handle_server_message(
        signaling.PairingFailed(session_id=office.session_of(1), failure="wrong_code")
    )
    assert office.controller.tabs[1].machine.trouble == "wrong_code"
    assert office.controller.code_trouble == "wrong_code"


def test_pairing_flow_second_offer_is_refused(office: Office):
    office.exchange()
    office.offer()
    office.offer()
    tab = office.controller.tabs[1]
    assert (tab.machine.state, tab.machine.trouble) == (AgentState.ENDED, "bad_message")
    assert len(office.peers[1].answered) == 1


def test_pairing_flow_offer_with_a_second_certificate_is_refused_before_it_is_used(office: Office):
    office.exchange()
    office.offer(sdp=description("offer").replace("a=setup", f"a=fingerprint:sha-256 {PRINT}\r\na=setup", 1))
    assert office.controller.tabs[1].machine.trouble == "description_refused"
    assert office.peers[1].answered == []
    assert len(office.server.asked(signaling.CloseSession)) == 1, "or the person waits for nothing"


def test_pairing_flow_bind_tags_need_a_fingerprint(office: Office):
    office.exchange()
    office.offer()
    make_tags = office.peers[1].make_tags
    assert make_tags is not None
    tags = make_tags(PRINT, PRINT)
    assert tags.own != tags.expected
    with pytest.raises(AlongsideError, match="binding_failed"):
        make_tags(PRINT, "not one")
