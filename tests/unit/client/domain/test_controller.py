"""The flow of the assisted person's program, step by step, with nothing real around it."""

import pytest
from msgspec import structs

from client.domain.monitor_follower import GONE_AFTER_MS
from client.domain.ports import PictureHealth
from shared.capability import Capability
from shared.errors import ProtocolError, SignalingError
from shared.protocol import peer_messages as peer
from shared.protocol import record_messages as record
from shared.protocol import signaling_messages as signaling
from shared.session import events as ev
from shared.session.state import ClientState
from tests.fakes.flow_ports import MONITOR
from tests.fakes.home import CARD, SESSION, SLOT, WELCOME, Home

VIEW, CONTROL = Capability.VIEW, Capability.CONTROL


def test_controller_whole_way_says_each_thing_once_and_in_order():
    home = Home().to_bound()
    asked = [type(message) for message in home.server.requests]
    assert asked == [signaling.Allocate, signaling.ReportPairing, signaling.OpenSession, record.TellProblem]
    report = home.server.asked(signaling.ReportPairing)[0]
    assert (report.outcome, report.transcript_hash is not None) == ("ok", True)
    assert home.offer is not None
    assert home.offer.problem == "no sound"
    opened = home.server.asked(signaling.OpenSession)[0]
    assert (opened.client_key, opened.agent_key) == (home.offer.client_key, b"k" * 32)


def test_controller_opens_the_session_only_after_the_server_noted_the_pairing():
    home = Home()
    home.to_code()
    home.claim()
    home.exchange()
    home.describe()
    home.controller.handle_bound()
    assert home.server.asked(signaling.OpenSession) == []
    home.server.answer(signaling.ReportPairing, SignalingError("audit_unwritable"))
    assert home.state is ClientState.IDLE
    assert home.machine.trouble == "audit_unwritable"
    assert home.server.asked(signaling.OpenSession) == []
    assert len(home.server.asked(signaling.CloseSession)) == 1, "not reported a second time: that breaks the wire"
    assert len(home.server.asked(signaling.ReportPairing)) == 1


def test_controller_session_the_server_cannot_write_down_does_not_begin():
    home = Home()
    home.to_code()
    home.claim()
    home.exchange()
    home.describe()
    home.controller.handle_bound()
    home.server.answer(signaling.ReportPairing, signaling.PairingReported(request_id=1))
    home.server.answer(signaling.OpenSession, SignalingError("audit_unwritable"))
    assert home.state is ClientState.IDLE
    assert home.picture.shown is None
    assert home.peer.closed


def test_controller_help_asked_for_twice_sends_one_request_at_a_time():
    home = Home()
    home.controller.handle_server_reached(WELCOME)
    home.controller.dispatch(ev.HelpRequested(problem=""))
    home.controller.dispatch(ev.HomeRequested())
    home.controller.dispatch(ev.HelpRequested(problem=""))
    assert len(home.server.asked(signaling.Allocate)) == 1
    home.give_code()
    assert home.state is ClientState.CODE_SHOWN
    assert home.controller.code


def test_controller_code_that_comes_after_the_person_left_is_given_back():
    home = Home()
    home.controller.handle_server_reached(WELCOME)
    home.controller.dispatch(ev.HelpRequested(problem=""))
    home.controller.dispatch(ev.HomeRequested())
    home.give_code()
    assert [release.slot_id for release in home.server.asked(signaling.Release)] == [SLOT]
    assert home.controller.code is None


def test_controller_help_asked_for_before_the_last_record_is_sealed_waits_for_it():
    home = Home().to_bound().allow(VIEW)
    home.stop()
    home.controller.dispatch(ev.HomeRequested())
    home.controller.dispatch(ev.HelpRequested(problem=""))
    assert len(home.server.asked(signaling.Allocate)) == 1, "only the first one; the socket still holds a session"
    home.commit()
    home.seal()
    assert len(home.server.asked(signaling.Allocate)) == 2


def test_controller_code_refused_is_told_to_the_person():
    home = Home()
    home.controller.handle_server_reached(WELCOME)
    home.controller.dispatch(ev.HelpRequested(problem=""))
    home.server.answer(signaling.Allocate, SignalingError("rate_limited"))
    assert (home.state, home.machine.trouble) == (ClientState.IDLE, "rate_limited")


def test_controller_new_code_gives_the_old_one_back_first():
    home = Home()
    old = home.to_code()
    home.controller.dispatch(ev.NewCodeRequested())
    assert [type(message) for message, _ in home.server.waiting] == [signaling.Release, signaling.Allocate]
    home.give_code()
    assert home.controller.code not in {None, old}
    assert home.peer.prepared == 2


def test_controller_code_stays_while_the_server_is_away_and_is_claimed_after_it():
    home = Home()
    code = home.to_code()
    home.controller.handle_server_lost("server_unreachable", "")
    home.server.lose_all()
    assert home.controller.code == code
    home.controller.handle_server_reached(WELCOME)
    assert home.server.asked(signaling.Allocate)[-1].slot_id == SLOT
    home.give_code()
    assert (home.controller.code, home.peer.prepared) == (code, 1)
    home.claim()
    home.exchange()


def test_controller_code_the_server_has_no_more_is_replaced_with_another_secret():
    home = Home()
    code = home.to_code()
    home.controller.handle_server_lost("server_unreachable", "")
    home.controller.handle_server_reached(WELCOME)
    other = signaling.Allocated(request_id=1, slot_id="d" * 32, nameplate="417", expires_in_ms=600_000)
    home.server.answer(signaling.Allocate, other)
    assert home.controller.code not in {None, code}
    assert home.machine.trouble == "code_changed"


def test_controller_second_use_of_the_code_is_told_until_the_person_has_decided():
    home = Home()
    home.to_code()
    home.tell(signaling.Error(code="code_taken"))
    assert not home.machine.is_contested, "nobody uses the code yet"
    home.claim()
    home.tell(signaling.Error(code="code_taken"))
    home.exchange()
    home.describe()
    home.bind()
    assert home.machine.is_contested
    home.stop()
    home.seal()
    home.controller.dispatch(ev.HomeRequested())
    home.to_bound()
    assert not home.machine.is_contested, "that was another code"


def test_controller_agents_card_is_cleaned_before_anybody_sees_it():
    home = Home()
    home.to_code()
    home.claim(
        signaling.AgentCard(
            agent_id="agent:7",
            name="Ana\u202e poP\x1b[2J",
            organisation="a\u0301\u0301\u0301\u0301\u0301\u0301",
            domain="x",
            account_created_on=CARD.account_created_on,
        )
    )
    assert home.machine.agent.name == "Ana poP[2J"
    assert len(home.machine.agent.organisation) < 6


def test_controller_claim_that_is_not_ours_changes_nothing():
    home = Home()
    home.to_code()
    home.tell(signaling.Claimed(session_id="9" * 32, session_token="9" * 32, slot_id="9" * 32, agent=CARD))
    assert home.state is ClientState.CODE_SHOWN


def test_controller_layout_is_told_only_while_seeing_is_on_and_only_when_new():
    home = Home().to_bound()
    home.pass_time(300)
    assert home.peer.sent_of(peer.MonitorLayout) == []
    home.allow(VIEW)
    home.pass_time(300)
    assert [layout.shared_ids for layout in home.peer.sent_of(peer.MonitorLayout)] == [[1]]
    home.picture.displays = (MONITOR, peer.Monitor(
        monitor_id=2, name="HDMI-1", x_px=1920, y_px=0, width_px=800, height_px=600, is_primary=False
    ))  # fmt: skip
    home.pass_time(300)
    layouts = home.peer.sent_of(peer.MonitorLayout)
    assert [len(layout.monitors) for layout in layouts] == [1, 2]
    assert layouts[0].layout_id < layouts[1].layout_id
    home.controller.dispatch(ev.RightTakenBack(capability=VIEW))
    home.picture.displays = (MONITOR,)
    home.pass_time(300)
    assert len(home.peer.sent_of(peer.MonitorLayout)) == 2


def test_controller_taking_back_shuts_gate_and_picture_before_anything_is_said():
    home = Home().to_bound().allow(VIEW, CONTROL)
    home.story.clear()
    home.controller.dispatch(ev.RightTakenBack(capability=VIEW))
    assert home.story[:2] == [("gate", False), ("picture", None)]
    assert home.on == frozenset()


def test_controller_silent_line_takes_control_away_and_two_minutes_end_the_session():
    home = Home().to_bound().allow(VIEW, CONTROL)
    home.pass_time(3_000)
    assert not home.recording.is_on
    assert home.picture.shown == (1,)
    home.pass_time(120_000)
    assert (home.state, home.machine.end_reason) == (ClientState.ENDED, "peer_lost")
    assert home.picture.shown is None


def test_controller_server_ends_the_session_and_the_seal_reaches_the_receipt():
    home = Home().to_bound().allow(VIEW)
    home.tell(signaling.SessionClosed(session_id=SESSION, reason="admin_ended", seal=_seal()))
    assert (home.state, home.machine.end_reason) == (ClientState.ENDED, "admin_ended")
    assert home.controller.receipt is not None
    assert home.controller.receipt.is_sealed
    assert home.controller.is_settled


def _seal() -> signaling.Seal:
    return signaling.Seal(count=1, head="0" * 64, signature=b"s" * 64, key=b"k" * 32)


@pytest.mark.parametrize(
    "message",
    [
        signaling.PairingFailed(session_id=SESSION, failure="timeout"),
        signaling.SessionOpened(session_id=SESSION),
        signaling.Claimed(session_id=SESSION, session_token="c" * 32),
    ],
)
def test_controller_message_for_others_breaks_the_protocol(message):
    home = Home().to_bound()
    with pytest.raises(ProtocolError):
        home.tell(message)


def test_controller_second_bind_on_the_wire_is_a_protocol_error_and_ends_the_session():
    home = Home().to_bound().allow(VIEW)
    with pytest.raises(ProtocolError, match="unexpected_message"):
        home.hear(peer.Bind(tag=b"\x00" * 32))
    home.controller.handle_peer_lost(is_protocol_error=True, is_binding=False)
    assert (home.state, home.machine.end_reason) == (ClientState.ENDED, "protocol_error")


def test_controller_bytes_that_are_no_message_change_nothing():
    home = Home().to_bound().allow(VIEW)
    before = (home.on, len(home.peer.sent), home.tags())
    for data in (b"", b"\xff" * 40, b"\x81\xa4type\xa9everything"):
        for label in peer.ChannelLabel:
            with pytest.raises(ProtocolError):
                home.controller.handle_peer_message(label, data)
    assert (home.on, len(home.peer.sent), home.tags()) == before


SECOND = structs.replace(MONITOR, monitor_id=2, x_px=1920, is_primary=False)


def test_controller_wish_of_the_agent_for_another_screen_becomes_a_question():
    home = Home().to_bound().allow(VIEW)
    home.picture.displays = (MONITOR, SECOND)
    home.pass_time(250)
    home.hear(peer.ScreenRequest(request_id=7, monitor_ids=[2], reason="over there"))
    prompt = home.machine.consent.prompt
    assert prompt is not None
    assert (prompt.wanted_ids, prompt.reason) == ((2,), "over there")
    assert home.picture.shown == "asking"


def test_controller_screen_that_is_unplugged_stops_the_picture_tells_both_and_asks_the_person():
    home = Home().to_bound().allow(VIEW, CONTROL)
    home.picture.displays = (SECOND,)
    home.pass_time(250)
    assert home.recording.is_on, "a switch of modes looks like this for a moment"
    home.pass_time(GONE_AFTER_MS)
    assert home.picture.shown is None
    assert not home.recording.is_on
    assert home.peer.sent_of(peer.CapabilityStatus)[-1].on == []
    assert home.peer.sent_of(peer.ScreenStatus)[-1].state == "gone"
    prompt = home.machine.consent.prompt
    assert prompt is not None
    assert prompt.cause == "screen_gone"
    assert [monitor.monitor_id for monitor in home.controller.screens.monitors] == [2]


def test_controller_screen_of_another_size_moves_the_input_with_it():
    home = Home().to_bound().allow(VIEW, CONTROL)
    epoch = home.recording.epoch
    home.picture.displays = (structs.replace(MONITOR, width_px=1280),)
    home.pass_time(250)
    assert home.recording.is_on
    assert home.recording.epoch > epoch, "what was pointed at in the old picture lies elsewhere now"
    assert home.peer.sent_of(peer.MonitorLayout)[-1].monitors[0].width_px == 1280


def test_controller_new_screen_is_told_and_not_shown():
    home = Home().to_bound().allow(VIEW)
    home.picture.displays = (MONITOR, SECOND)
    home.pass_time(250)
    assert home.picture.shown == (1,)
    assert home.controller.screens.has_news(home.clock.now_ms)
    assert home.peer.sent_of(peer.MonitorLayout)[-1].shared_ids == [1]
    assert len(home.peer.sent_of(peer.MonitorLayout)[-1].monitors) == 2


def test_controller_locked_screen_is_told_once_and_taken_back():
    home = Home().to_bound().allow(VIEW)
    home.picture.health = PictureHealth.LOCKED
    home.pass_time(250)
    home.pass_time(250)
    home.picture.health = PictureHealth.FINE
    home.pass_time(250)
    assert [status.state for status in home.peer.sent_of(peer.ScreenStatus)] == ["locked", "fine"]


def test_controller_person_chooses_another_screen():
    home = Home().to_bound().allow(VIEW)
    home.controller.dispatch(ev.OtherScreenWanted())
    prompt = home.machine.consent.prompt
    assert prompt is not None
    assert prompt.cause == "person"
    assert home.picture.shown == "asking"
