"""One tab told as stories: what the agent may send, and what is believed of the other side."""

import zlib

import pytest

from agent_console.domain.picture_faults import CALM_AFTER_MS, FAULTS_MAX
from shared.capability import Capability
from shared.errors import ProtocolError, SignalingError
from shared.protocol import peer_messages as peer
from shared.protocol import signaling_messages as signaling
from shared.session.state import AgentState
from tests.fakes.office import Office

VIEW, CONTROL = Capability.VIEW, Capability.CONTROL


@pytest.fixture
def office() -> Office:
    return Office().sign_in()


def test_tab_only_the_nameplate_leaves_before_the_exchange(office: Office):
    tab = office.type_code()
    claim = office.server.asked(signaling.Claim)[0]
    assert claim.nameplate == "417"
    assert tab.title == "417 …"
    assert office.server.sent == []


def test_tab_asks_to_see_once_the_session_is_on_record_and_never_before(office: Office):
    tab = office.to_bound()
    tab.ask_for(CONTROL, "too early")
    assert office.peers[1].sent_of(peer.CapabilityRequest) == []
    office.report(epoch=0)
    assert [request.capability for request in office.peers[1].sent_of(peer.CapabilityRequest)] == [VIEW]


def test_tab_input_leaves_only_while_control_is_on_and_uncovered(office: Office):
    tab = office.to_bound()
    sent = office.peers[1]
    tab.input.key_changed(4, is_down=True)
    office.report(VIEW)
    tab.input.key_changed(4, is_down=True)
    assert sent.sent_of(peer.InputBatch) == []
    office.report(VIEW, CONTROL, epoch=7)
    tab.input.key_changed(4, is_down=True)
    assert [batch.input_epoch for batch in sent.sent_of(peer.InputBatch)] == [7]
    office.report(VIEW, CONTROL, epoch=8, cover="asking")
    before = len(sent.sent_of(peer.InputBatch))
    for act in (
        lambda: tab.input.key_changed(5, is_down=True),
        lambda: tab.input.pointer_moved(1, 1),
        lambda: tab.input.button_changed(1, is_down=True),
        lambda: tab.input.wheel_turned(0, 120),
        tab.input.tick,
    ):
        act()
    assert len(sent.sent_of(peer.InputBatch)) == before


def test_tab_wants_ticks_only_until_its_input_was_answered(office: Office):
    tab = office.to_bound()
    office.report(VIEW, CONTROL, epoch=7)
    assert not office.owed
    assert not tab.input.tick(), "nothing was done yet"
    tab.input.pointer_moved(1, 1)
    tab.input.pointer_moved(2, 2)
    assert office.owed
    assert tab.input.tick()
    office.clock.now_ms += 8
    assert tab.input.tick()
    assert [event for batch in office.peers[1].sent_of(peer.InputBatch) for event in batch.events][-1] == (
        peer.PointerMove(2, 2)
    )
    office.hear(peer.InputAck(input_epoch=7, last_seq=2))
    assert not tab.input.tick()
    tab.input.key_changed(4, is_down=True)
    office.hear(peer.InputAck(input_epoch=7, last_seq=3))
    assert tab.input.tick(), "a key that is held is repeated for as long as it is"
    office.report(VIEW, epoch=8)
    assert not tab.input.tick(), "control is over"


def test_tab_line_that_was_silent_goes_on_counting_where_it_was(office: Office):
    tab = office.to_bound()
    sent = office.peers[1]
    office.report(VIEW, CONTROL, epoch=7)
    tab.input.key_changed(4, is_down=True)
    tab.tick()
    office.clock.now_ms += 3_000
    tab.tick()
    assert tab.machine.is_stalled
    assert sent.sent_of(peer.InputBatch)[-1].events[-1] == peer.KeyChange(4, False), "it lets go at once"
    tab.input.key_changed(5, is_down=True)
    before = len(sent.sent_of(peer.InputBatch))
    assert not tab.input.tick()
    beat = sent.sent_of(peer.Heartbeat)[-1]
    office.hear(peer.HeartbeatAck(seq=beat.seq, sent_mono_ms=beat.sent_mono_ms))
    office.owed.clear()
    tab.tick()
    assert tab.machine.may_control
    assert office.owed, "what has no answer is to be sent again"
    office.clock.now_ms += 500
    assert tab.input.tick()
    again = sent.sent_of(peer.InputBatch)[before]
    assert (again.first_seq, again.events) == (1, [peer.KeyChange(4, True), peer.KeyChange(4, False)])
    tab.input.key_changed(6, is_down=True)
    last = sent.sent_of(peer.InputBatch)[-1]
    assert last.first_seq + len(last.events) - 1 == 3


def test_tab_refusal_is_remembered_until_asked_again(office: Office):
    tab = office.to_bound()
    office.report(epoch=0)
    office.hear(peer.CapabilityAnswer(request_id=1, capability=VIEW, outcome="denied"))
    assert tab.machine.right_state(VIEW) == "refused"
    tab.ask_for(VIEW, "please\u202e")
    assert tab.machine.right_state(VIEW) == "asked"
    assert office.peers[1].sent_of(peer.CapabilityRequest)[-1].reason == "please"


def test_tab_layout_names_are_cleaned(office: Office):
    tab = office.to_bound()
    monitor = peer.Monitor(
        monitor_id=1, name="DP\x1b[2J\u202e-1", x_px=0, y_px=0, width_px=10, height_px=10, is_primary=True
    )
    office.hear(peer.MonitorLayout(layout_id=1, monitors=[monitor], shared_ids=[1]))
    assert tab.layout is not None
    assert tab.layout.monitors[0].name == "DP[2J-1"


def test_tab_round_trip_is_measured_and_told_to_the_picture(office: Office):
    tab = office.to_bound()
    tab.tick()
    beat = office.peers[1].sent_of(peer.Heartbeat)[0]
    office.clock.now_ms += 40
    office.hear(peer.HeartbeatAck(seq=beat.seq, sent_mono_ms=beat.sent_mono_ms))
    assert tab.rtt_ms == office.peers[1].rtt_ms == 40


@pytest.mark.parametrize(
    "message",
    [peer.Bind(tag=b"\x00" * 32), peer.HeartbeatAck(seq=99, sent_mono_ms=1)],
)
def test_tab_message_out_of_turn_is_a_protocol_error_and_ends_the_tab(office: Office, message):
    tab = office.to_bound()
    office.report(VIEW, CONTROL)
    with pytest.raises(ProtocolError):
        office.hear(message)
    tab.handle_peer_lost(is_protocol_error=True, is_binding=False)
    assert (tab.machine.state, tab.machine.end_reason) == (AgentState.ENDED, "protocol_error")
    assert not tab.machine.may_control


def test_tab_bytes_that_are_no_message_change_nothing(office: Office):
    tab = office.to_bound()
    office.report(VIEW)
    for data in (b"", b"\xff" * 30):
        for label in peer.ChannelLabel:
            with pytest.raises(ProtocolError):
                tab.handle_peer_message(label, data)
    assert tab.machine.on == {VIEW}


def test_tab_end_says_goodbye_and_closes_at_the_server(office: Office):
    tab = office.to_bound()
    tab.end()
    assert office.peers[1].sent_of(peer.SessionEnd)[0].reason == "agent_left"
    assert office.peers[1].closed == 1
    assert office.server.asked(signaling.CloseSession)[0].reason == "agent_left"


def test_tab_server_away_while_live_comes_back_to_the_session(office: Office):
    tab = office.to_bound()
    office.report(VIEW)
    office.controller.handle_server_lost("server_unreachable", "")
    assert tab.machine.state is AgentState.BOUND
    office.come_back()
    attach = office.server.asked(signaling.Attach)
    assert [message.session_id for message in attach] == [tab.session_id]


def test_tab_ended_while_the_server_was_away_is_closed_there_afterwards(office: Office):
    tab = office.to_bound()
    office.controller.handle_server_lost("server_unreachable", "")
    tab.end()
    office.server.lose_all()
    office.come_back()
    session_id = tab.session_id or ""
    office.server.answer(signaling.Attach, signaling.Attached(request_id=1, session_id=session_id, next_cseq=1))
    assert office.server.asked(signaling.CloseSession)[-1].session_id == session_id


def test_tab_closed_before_the_server_answered_ends_the_session_that_came_of_it(office: Office):
    tab = office.type_code()
    tab.end()
    office.claimed()
    assert len(office.server.asked(signaling.CloseSession)) == 1


@pytest.mark.parametrize("reason", ["code_unknown", "code_taken", "rate_limited"])
def test_tab_code_refused_by_the_server_is_told_at_the_code_field(office: Office, reason: str):
    tab = office.type_code()
    office.server.answer(signaling.Claim, SignalingError(reason))
    assert tab.machine.trouble == office.controller.code_trouble == reason


def test_tab_pairing_takes_too_long_and_the_person_is_told_through_the_server(office: Office):
    tab = office.type_code()
    office.claimed()
    office.clock.now_ms += 30_000
    tab.tick()
    assert tab.machine.trouble == "timeout"
    assert len(office.server.asked(signaling.CloseSession)) == 1


SHAPE = peer.CursorShape(
    shape_id=3, width_px=1, height_px=1, hotspot_x_px=0, hotspot_y_px=0, pixels=zlib.compress(b"\1\2\3\4")
)
MOVED = peer.CursorPosition(seq=1, x=10, y=20, is_inside=True)


def test_tab_pointer_is_kept_and_told_on(office: Office):
    tab = office.to_bound()
    office.report(VIEW)
    office.hear(SHAPE)
    office.hear(MOVED)
    assert tab.cursor.image is not None
    assert tab.cursor.position == (10, 20)
    assert office.cursor_changes == [1, 1]


def test_tab_shape_before_sight_was_ever_given_ends_the_link(office: Office):
    office.to_bound()
    office.report(epoch=0)
    for message in (SHAPE, peer.CursorUse(shape_id=3)):
        with pytest.raises(ProtocolError, match="right_never_given"):
            office.hear(message)


def test_tab_shape_that_crossed_the_end_of_sight_is_kept_for_later(office: Office):
    tab = office.to_bound()
    office.report(VIEW)
    office.report(epoch=2)
    office.hear(SHAPE)
    office.report(VIEW, epoch=3)
    office.hear(peer.CursorUse(shape_id=3))
    assert tab.cursor.image is not None


@pytest.mark.parametrize("cover", ["asking", "paused"])
def test_tab_place_of_the_pointer_is_not_believed_while_there_is_nothing_to_see(office: Office, cover: str):
    tab = office.to_bound()
    office.hear(MOVED)
    assert tab.cursor.position is None
    office.report(VIEW)
    office.hear(MOVED)
    office.report(VIEW, epoch=2, cover=cover)
    assert tab.cursor.position is None
    office.hear(peer.CursorPosition(seq=2, x=1, y=1, is_inside=True))
    assert tab.cursor.position is None


def test_tab_pointer_is_forgotten_at_the_end(office: Office):
    tab = office.to_bound()
    office.report(VIEW)
    office.hear(SHAPE)
    tab.end()
    assert tab.cursor.image is None
    assert office.cursor_changes[-1] == 1


def test_tab_wish_for_other_screens_goes_out_in_clean_words(office: Office):
    tab = office.to_bound()
    office.report(VIEW)
    tab.ask_for_screens((1, 2), "both\u202e")
    (wish,) = office.peers[1].sent_of(peer.ScreenRequest)
    assert (wish.monitor_ids, wish.reason) == ([1, 2], "both")
    assert tab.machine.screens_state == "asked"


def test_tab_knows_why_there_is_no_picture(office: Office):
    tab = office.to_bound()
    office.hear(peer.ScreenStatus(state="locked"))
    assert tab.screen_state == "locked"


def test_tab_broken_pictures_are_told_for_a_moment_and_too_many_end_the_session(office: Office):
    tab = office.to_bound()
    office.report(VIEW)
    tab.handle_picture_refused()
    assert tab.is_picture_broken
    office.clock.now_ms += CALM_AFTER_MS
    assert not tab.is_picture_broken
    for _ in range(FAULTS_MAX - 1):
        assert tab.machine.state is AgentState.BOUND
        tab.handle_picture_refused()
    assert (tab.machine.state, tab.machine.end_reason) == (AgentState.ENDED, "protocol_error")
    assert office.peers[1].sent_of(peer.SessionEnd)[-1].reason == "protocol_error"
    tab.handle_picture_refused()


def test_tab_character_leaves_as_it_is_only_while_control_is_on(office: Office):
    tab = office.to_bound()
    tab.input.text_typed("я", is_repeat=False)
    office.report(VIEW, CONTROL, epoch=7)
    tab.input.text_typed("ж", is_repeat=False)
    assert _events(office) == [peer.TextTyped("ж")]


def test_tab_types_a_whole_text_at_the_pace_of_the_answers_and_can_be_stopped(office: Office):
    tab = office.to_bound()
    tab.input.type_text("too early")
    assert not tab.input.typing.is_active
    office.report(VIEW, CONTROL, epoch=7)
    office.owed.clear()
    tab.input.type_text("x" * 50)
    assert office.owed
    assert tab.input.tick()
    first = len(_events(office))
    assert 0 < first < 32
    office.clock.now_ms += 8
    tab.input.tick()
    assert tab.input.typing.progress == (first, 50)
    office.hear(peer.InputAck(input_epoch=7, last_seq=first))
    tab.input.tick()
    assert tab.input.typing.progress == (2 * first, 50)
    tab.input.type_text("")
    office.hear(peer.InputAck(input_epoch=7, last_seq=2 * first))
    assert not tab.input.tick()
    assert tab.input.typing.progress is None


def test_tab_rest_of_a_text_is_forgotten_when_control_ends(office: Office):
    tab = office.to_bound()
    office.report(VIEW, CONTROL, epoch=7)
    tab.input.type_text("x" * 50)
    tab.input.tick()
    office.report(VIEW, CONTROL, epoch=8, cover="asking")
    assert tab.input.typing.progress is None
    office.report(VIEW, CONTROL, epoch=9)
    assert not tab.input.tick()


def test_tab_knows_the_system_over_there(office: Office):
    assert office.to_bound().os_family == "linux"


def _events(office: Office) -> list[peer.InputEvent]:
    """Each event once: later batches repeat what has no answer."""
    events: dict[int, peer.InputEvent] = {}
    for batch in office.peers[1].sent_of(peer.InputBatch):
        events |= dict(enumerate(batch.events, batch.first_seq))
    return list(events.values())


def test_tab_person_at_work_is_known_while_there_is_control(office: Office):
    tab = office.to_bound()
    office.report(VIEW, CONTROL, epoch=7)
    office.hear(peer.LocalInput(is_active=True))
    assert tab.is_person_active
    tab.input.pointer_moved(1, 1)
    assert office.peers[1].sent_of(peer.InputBatch), "the newest move is remembered over there"
    office.report(VIEW, epoch=8)
    assert not tab.is_person_active
    office.report(VIEW, CONTROL, epoch=9)
    office.hear(peer.LocalInput(is_active=False))
    assert not tab.is_person_active


def test_tab_time_left_counts_from_when_it_was_told(office: Office):
    tab = office.to_bound()
    office.report(VIEW, CONTROL, epoch=7)
    office.hear(peer.RightTime(capability=CONTROL, left_ms=60_000, limit="time"))
    ends = tab.person.ends(tab.machine.on)
    assert ends[CONTROL].at_mono_ms == office.clock.now_ms + 60_000
    assert not ends[CONTROL].is_idle
    office.report(VIEW, epoch=8)
    assert tab.person.ends(tab.machine.on) == {}


def test_tab_more_time_is_asked_for_once_and_only_for_what_is_on(office: Office):
    tab = office.to_bound()
    office.report(VIEW, CONTROL, epoch=7)
    before = len(office.peers[1].sent_of(peer.CapabilityRequest))
    tab.ask_for_time(CONTROL, "almost done\u202e")
    tab.ask_for_time(CONTROL, "again")
    tab.ask_for(CONTROL, "it is on")
    (request,) = office.peers[1].sent_of(peer.CapabilityRequest)[before:]
    assert (request.capability, request.reason) == (CONTROL, "almost done")
    office.hear(peer.CapabilityAnswer(request_id=request.request_id, capability=CONTROL, outcome="denied"))
    assert tab.machine.right_state(CONTROL) == "on"
    office.report(VIEW, epoch=8)
    tab.ask_for_time(CONTROL, "too late")
    assert len(office.peers[1].sent_of(peer.CapabilityRequest)) == before + 1
