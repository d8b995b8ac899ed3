"""One code from making to binding, with an agent who is honest at first."""

import pytest

from shared.errors import AlongsideError, SignalingError
from shared.protocol import signaling_messages as signaling
from shared.session.state import ClientState
from tests.fakes.home import Home, description

PRINT = ":".join(["AB"] * 32)


def _described() -> Home:
    home = Home()
    home.to_code()
    home.claim()
    home.exchange()
    home.describe()
    return home


def test_pairing_flow_code_is_hidden_as_soon_as_somebody_answered_to_it():
    home = Home()
    assert home.to_code()
    home.claim()
    assert home.controller.code
    home.relay("pake_agent", b"")
    assert home.controller.code is None
    assert (home.state, home.machine.trouble) == (ClientState.IDLE, "bad_message")


def test_pairing_flow_second_sealed_answer_is_refused():
    home = _described()
    assert home.peer.accepted == [description("answer")]
    home.tell_sealed(home.answer_message())
    assert home.state is ClientState.IDLE
    assert home.machine.trouble == "bad_message"
    assert len(home.peer.accepted) == 1
    report = home.server.asked(signaling.ReportPairing)[-1]
    assert (report.outcome, report.failure) == ("failed", "bad_message")


def test_pairing_flow_answer_with_a_second_certificate_is_refused_before_it_is_used():
    home = Home()
    home.to_code()
    home.claim()
    home.exchange()
    assert home.peer.offer_to is not None
    home.peer.offer_to(description("offer"))
    home.relay_all()
    home.tell_sealed(
        home.answer_message(description("answer").replace("a=setup", f"a=fingerprint:sha-256 {PRINT}\r\na=setup", 1))
    )
    assert home.peer.accepted == []
    assert home.machine.trouble == "description_refused"


def test_pairing_flow_bind_tags_differ_by_side_and_end_with_the_code():
    home = _described()
    assert home.peer.make_tags is not None
    tags = home.peer.make_tags(PRINT, PRINT)
    assert tags.own != tags.expected
    home.controller.handle_peer_lost(is_protocol_error=False, is_binding=True)
    with pytest.raises(AlongsideError, match="binding_failed"):
        home.peer.make_tags(PRINT, PRINT)


def test_pairing_flow_relay_of_another_session_is_not_read():
    home = Home()
    home.to_code()
    home.claim()
    home.relay("pake_agent", b"", session_id="9" * 32)
    assert home.state is ClientState.PAIRING


def test_pairing_flow_server_away_while_relaying_is_left_to_the_machine():
    home = Home()
    home.to_code()
    home.server.is_away = True
    home.claim()
    assert home.state is ClientState.PAIRING
    home.controller.handle_server_lost("server_unreachable", "")
    assert home.state is ClientState.IDLE


def test_pairing_flow_offer_that_comes_after_the_code_was_dropped_is_not_sent():
    home = Home()
    home.to_code()
    home.claim()
    home.exchange()
    assert home.peer.offer_to is not None
    home.stop()
    home.peer.offer_to(description("offer"))
    assert home.server.sent == []


def test_pairing_flow_answer_of_the_server_to_a_failure_is_nobodys_news():
    home = _described()
    home.controller.handle_peer_lost(is_protocol_error=False, is_binding=True)
    home.server.answer(signaling.ReportPairing, SignalingError("session_unknown"))
    assert home.machine.trouble == "binding_failed"
