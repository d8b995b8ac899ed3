"""One agent, many tabs, one socket."""

import pytest

from shared.capability import Capability
from shared.errors import ProtocolError, SignalingError
from shared.protocol import signaling_messages as signaling
from shared.session.state import AgentState
from tests.fakes.home import CARD, WELCOME
from tests.fakes.office import CODE, SIGN_IN_TOKEN, Office


def test_console_sign_in_waits_for_the_server():
    office = Office()
    office.controller.sign_in("ana@example.org", "secret")
    assert office.server.asked(signaling.SignIn) == []
    assert office.controller.is_signing_in
    office.controller.handle_server_reached(WELCOME)
    assert office.server.asked(signaling.SignIn)[0].email == "ana@example.org"


def test_console_sign_in_pressed_twice_asks_once():
    office = Office()
    office.controller.handle_server_reached(WELCOME)
    for _ in range(2):
        office.controller.sign_in("ana@example.org", "secret")
    assert len(office.server.asked(signaling.SignIn)) == 1


def test_console_sign_in_refused_forgets_the_password():
    office = Office()
    office.controller.handle_server_reached(WELCOME)
    office.controller.sign_in("ana@example.org", "wrong")
    office.server.answer(signaling.SignIn, SignalingError("sign_in_refused"))
    assert (office.controller.trouble, office.controller.agent) == ("sign_in_refused", None)
    office.controller.handle_server_reached(WELCOME)
    assert len(office.server.asked(signaling.SignIn)) == 1


def test_console_password_is_in_no_repr_and_forgotten_once_signed_in():
    office = Office()
    office.controller.sign_in("ana@example.org", "secret", "123456")
    assert "secret" not in repr(vars(office.controller))
    assert "123456" not in repr(vars(office.controller))
    office.sign_in()
    assert office.controller._credentials is None


@pytest.mark.parametrize("reason", ["second_factor_refused", "second_factor_reused", "rate_limited"])
def test_console_second_factor_is_the_next_step_and_asked_for_until_it_is_right(reason: str):
    office = Office()
    office.controller.handle_server_reached(WELCOME)
    office.controller.sign_in("ana@example.org", "secret")
    office.server.answer(signaling.SignIn, SignalingError("second_factor_needed"))
    assert (office.controller.trouble, office.controller.asks_second_factor) == (None, True)
    office.controller.sign_in("ana@example.org", "secret", "000000")
    assert office.server.next_of(signaling.SignIn).second_factor == "000000"
    office.server.answer(signaling.SignIn, SignalingError(reason))
    assert (office.controller.trouble, office.controller.asks_second_factor) == (reason, True)
    office.controller.sign_in("ana@example.org", "secret", "123456")
    answer = signaling.SignedIn(request_id=1, agent=CARD, role="agent", token=SIGN_IN_TOKEN)
    office.server.answer(signaling.SignIn, answer)
    assert office.controller.agent == CARD
    assert not office.controller.asks_second_factor


def test_console_another_refusal_takes_the_code_field_away():
    office = Office()
    office.controller.handle_server_reached(WELCOME)
    office.controller.sign_in("ana@example.org", "secret")
    office.server.answer(signaling.SignIn, SignalingError("second_factor_needed"))
    office.controller.sign_in("ion@example.org", "secret", "123456")
    office.server.answer(signaling.SignIn, SignalingError("sign_in_refused"))
    assert not office.controller.asks_second_factor


@pytest.mark.parametrize("is_told_on_return", [True, False])
def test_console_whose_sign_in_is_over_says_so_and_keeps_its_sessions(is_told_on_return: bool):
    office = Office().sign_in()
    tab = office.to_bound()
    if is_told_on_return:
        office.controller.handle_server_lost("server_unreachable", "")
        office.controller.handle_server_reached(WELCOME)
        office.server.answer(signaling.SignInAgain, SignalingError("signed_out"))
    else:
        office.controller.handle_server_lost("signed_out", "by_server")
        office.controller.handle_server_reached(WELCOME)
    assert (office.controller.trouble, office.controller.agent) == ("signed_out", None)
    assert office.controller.email == "ana@example.org"
    assert tab.machine.state is AgentState.BOUND
    office.controller.handle_server_reached(WELCOME)
    assert office.controller.trouble == "signed_out"
    office.sign_in()
    assert (office.controller.trouble, office.controller.agent) == (None, CARD)
    assert tab.machine.state is AgentState.BOUND


def test_console_sign_out_makes_the_token_void():
    office = Office().sign_in()
    office.server.sent.clear()
    office.controller.sign_out()
    assert office.server.sent == [signaling.SignOut()]
    office.controller.handle_server_reached(WELCOME)
    assert office.server.asked(signaling.SignInAgain) == []


def test_console_sign_out_while_the_server_is_away_forgets_the_token():
    office = Office().sign_in()
    office.controller.handle_server_lost("server_unreachable", "")
    office.server.is_away = True
    office.controller.sign_out()
    office.server.is_away = False
    office.controller.handle_server_reached(WELCOME)
    assert office.server.asked(signaling.SignInAgain) == []
    assert office.controller.agent is None


def test_console_server_back_signs_in_again_by_itself():
    office = Office().sign_in()
    office.controller.handle_server_lost("server_unreachable", "")
    assert office.controller.trouble == "server_unreachable"
    office.controller.handle_server_reached(WELCOME)
    assert office.controller.trouble is None
    assert [asked.token for asked in office.server.asked(signaling.SignInAgain)] == [SIGN_IN_TOKEN]
    assert len(office.server.asked(signaling.SignIn)) == 1, "the password is not known any more"
    office.server.answer(signaling.SignInAgain, signaling.SignedIn(request_id=1, agent=CARD, role="agent"))
    office.controller.handle_server_lost("server_unreachable", "")
    office.controller.handle_server_reached(WELCOME)
    assert len(office.server.asked(signaling.SignInAgain)) == 2, "the token goes on"


def test_console_access_taken_away_is_said_until_the_agent_signs_in_again():
    office = Office().sign_in()
    office.controller.handle_server_lost("access_ended", "by_server")
    office.controller.handle_server_reached(WELCOME)
    assert (office.controller.trouble, office.controller.agent) == ("access_ended", None)
    assert len(office.server.asked(signaling.SignIn)) == 1, "the same password would only be refused"
    office.controller.sign_in("ana@example.org", "secret")
    assert office.controller.trouble is None


def test_console_retries_the_server_before_anybody_signs_in():
    office = Office()
    office.controller.handle_server_lost("server_unreachable", "")
    office.controller.retry_server()
    assert office.server.retries == 1


def test_console_sign_out_ends_every_session_and_takes_another_socket():
    office = Office().sign_in()
    tab = office.to_bound()
    office.controller.sign_out()
    assert tab.machine.state is AgentState.ENDED
    assert office.gone == [1]
    assert office.controller.agent is None
    assert office.server.renewals == 1, "the server knows this socket as hers for good"
    office.controller.handle_server_lost("closed", "")
    assert office.controller.trouble is None
    office.sign_in()
    assert office.controller.agent == CARD


def test_console_end_of_the_program_does_not_come_back():
    office = Office().sign_in()
    office.to_bound()
    office.controller.end_all()
    assert office.controller.tabs == {}
    assert office.server.renewals == 0


@pytest.mark.parametrize("text", ["", "417", "417 0000 0000 1", "<b>"])
def test_console_typing_mistake_is_told_and_nothing_is_sent(text: str):
    office = Office().sign_in()
    office.controller.use_code(text)
    assert office.controller.code_trouble
    assert office.controller.tabs == {}
    assert office.server.asked(signaling.Claim) == []


def test_console_code_without_a_server_is_kept_back():
    office = Office().sign_in()
    office.controller.handle_server_lost("server_unreachable", "")
    office.controller.use_code(CODE.digits)
    assert office.controller.code_trouble == "server_unreachable"


def test_console_messages_reach_their_own_tab_only():
    office = Office().sign_in()
    first = office.type_code()
    second = office.type_code()
    office.claimed(1)
    office.claimed(2)
    office.controller.handle_server_message(
        signaling.PairingFailed(session_id=office.session_of(2), failure="abandoned")
    )
    office.controller.handle_server_message(signaling.SessionClosed(session_id="9" * 32, reason="failed"))
    assert first.machine.state is AgentState.PAIRING
    assert second.machine.state is AgentState.ENDED


def test_console_card_is_cleaned():
    office = Office()
    office.controller.handle_server_reached(WELCOME)
    office.controller.sign_in("a@b.c", "secret")
    card = signaling.AgentCard(
        agent_id="a", name="A\u202eB\x00", organisation="O\n", domain="", account_created_on="2026-01-01"
    )
    office.server.answer(signaling.SignIn, signaling.SignedIn(request_id=1, agent=card, role="agent"))
    assert office.controller.agent is not None
    assert (office.controller.agent.name, office.controller.agent.organisation) == ("AB", "O")


def test_console_message_for_a_client_breaks_the_protocol():
    office = Office().sign_in()
    with pytest.raises(ProtocolError):
        office.controller.handle_server_message(signaling.CodeExpired(slot_id="a" * 32))


def test_console_second_use_of_a_code_is_told_in_the_tabs_that_pair_until_the_person_decided():
    office = Office().sign_in()
    bound = office.to_bound(1)
    tab = office.type_code()
    office.claimed(2)
    office.controller.handle_server_message(signaling.Error(code="code_taken"))
    assert (bound.machine.trouble, tab.machine.trouble) == (None, "code_contested")
    office.exchange(2)
    office.offer(2)
    tab.handle_bound()
    office.report(tab_id=2)
    assert tab.machine.trouble == "code_contested"
    office.report(Capability.VIEW, epoch=2, tab_id=2)
    assert tab.machine.trouble is None


def test_console_sentence_about_an_absent_server_goes_when_it_is_back():
    office = Office().sign_in()
    office.type_code()
    office.claimed()
    office.controller.handle_server_lost("server_stopping", "")
    assert office.controller.code_trouble == "server_stopping"
    office.come_back()
    assert office.controller.code_trouble is None
    office.controller.use_code("1")
    office.controller.handle_server_lost("server_unreachable", "")
    office.come_back()
    assert office.controller.code_trouble == "too_short", "that has nothing to do with the server"
