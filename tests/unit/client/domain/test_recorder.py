"""The person's record told as stories: disk, then server, then the right; and every way that breaks."""

from shared.capability import Capability
from shared.errors import SignalingError
from shared.protocol import peer_messages as peer
from shared.protocol import signaling_messages as signaling
from shared.session import events as ev
from tests.fakes.home import SESSION, WELCOME, Home
from tests.fakes.statements import said_in

VIEW, CONTROL = Capability.VIEW, Capability.CONTROL


def _cseqs(home: Home) -> list[int]:
    return [message.cseq for message in home.server.asked(signaling.AppendEvent)]


def _attached(home: Home, next_cseq: int) -> None:
    home.server.answer(signaling.Attach, signaling.Attached(request_id=1, session_id=SESSION, next_cseq=next_cseq))


def _lose_server(home: Home) -> None:
    home.controller.handle_server_lost("server_unreachable", "")
    home.server.lose_all()


def test_recorder_yes_is_on_disk_then_at_the_server_then_the_right_opens():
    home = Home().to_bound()
    home.ask(VIEW)
    home.commit()
    home.story.clear()
    home.say()
    assert home.story == [("disk", 2), ("server", "AppendEvent")]
    assert home.on == frozenset()
    home.commit()
    assert home.story[2:] == [
        ("gate", False),
        ("picture", (1,)),
        ("peer", "CapabilityStatus"),
        ("peer", "MonitorLayout"),
        ("peer", "CapabilityAnswer"),
    ]


def test_recorder_server_lost_before_the_answer_leaves_the_right_shut_and_says_so_in_order_later():
    home = Home().to_bound()
    home.ask(VIEW)
    home.commit()
    home.say()
    _lose_server(home)
    assert home.on == frozenset()
    assert home.peer.sent_of(peer.CapabilityAnswer)[-1].outcome == "unavailable"
    home.controller.handle_server_reached(WELCOME)
    _attached(home, 2)
    assert _cseqs(home) == [1, 2, 2, 3]
    home.commit()
    assert home.tags() == ["asked", "granted", "revoked"]
    assert home.on == frozenset(), "the late record of a yes opens nothing"


def test_recorder_comes_back_to_its_session_once_for_each_socket():
    home = Home().to_bound()
    home.ask(VIEW)
    _lose_server(home)
    home.controller.handle_server_reached(WELCOME)
    _attached(home, 1)
    home.commit()
    for _ in range(20):
        home.pass_time(500)
    assert len(home.server.asked(signaling.Attach)) == 1


def test_recorder_event_refused_is_offered_again_in_order_on_the_same_socket():
    home = Home().to_bound()
    home.ask(VIEW)
    home.say(is_allowed=False)
    home.server.answer(signaling.AppendEvent, SignalingError("audit_unwritable"))
    home.server.answer(signaling.AppendEvent, SignalingError("event_refused"))
    home.controller.dispatch(ev.PausePressed())
    assert _cseqs(home) == [1, 2], "what comes after would be a gap"
    home.pass_time(2_000)
    assert _cseqs(home) == [1, 2, 1, 2, 3]
    assert home.server.asked(signaling.Attach) == [], "the session is on this socket already"
    home.commit()
    home.controller.dispatch(ev.ResumePressed())
    home.ask(VIEW)
    assert home.machine.consent.prompt is not None, "and questions may be put again"


def test_recorder_server_that_answers_but_writes_nothing_closes_what_is_open_after_two_minutes():
    home = Home().to_bound().allow(VIEW)
    _lose_server(home)
    home.controller.handle_server_reached(WELCOME)
    for step in range(70):
        if step % 20 == 19:
            # A new socket alone is no record: the two minutes go on.
            _lose_server(home)
            home.controller.handle_server_reached(WELCOME)
        if any(isinstance(message, signaling.Attach) for message, _ in home.server.waiting):
            home.server.answer(signaling.Attach, SignalingError("audit_unwritable"))
        home.controller.handle_peer_message(
            peer.ChannelLabel.CONTROL, _beat()
        )  # the line to the agent is well all the while
        home.pass_time(2_000)
    assert home.on == frozenset()
    assert home.tags()[-1] == "expired"
    home.ask(VIEW, request_id=8)
    assert home.machine.consent.prompt is None


def _beat() -> bytes:
    from shared.protocol import codec

    return codec.encode_peer(peer.Heartbeat(seq=1, sent_mono_ms=1))


def test_recorder_seal_waits_for_every_event():
    home = Home().to_bound().allow(VIEW)
    home.stop()
    assert home.server.asked(signaling.CloseSession) == []
    assert not home.controller.is_settled
    home.commit()
    assert len(home.server.asked(signaling.CloseSession)) == 1
    home.seal()
    assert home.controller.receipt is not None
    assert home.controller.receipt.is_sealed
    assert home.controller.is_settled


def test_recorder_end_while_the_server_is_away_is_sealed_when_it_returns():
    home = Home().to_bound().allow(VIEW)
    _lose_server(home)
    home.stop()
    home.controller.handle_server_reached(WELCOME)
    _attached(home, 3)
    assert _cseqs(home)[-1] == 3
    home.commit()
    home.seal()
    assert home.controller.is_settled


def test_recorder_session_the_server_no_longer_knows_is_given_up():
    home = Home().to_bound().allow(VIEW)
    _lose_server(home)
    home.stop()
    home.controller.handle_server_reached(WELCOME)
    home.server.answer(signaling.Attach, SignalingError("session_unknown"))
    assert home.controller.is_settled
    home.pass_time(60_000)
    assert len(home.server.asked(signaling.Attach)) == 1
    assert home.controller.receipt is not None
    assert not home.controller.receipt.is_sealed


def test_recorder_close_the_server_could_not_write_is_asked_for_again():
    home = Home().to_bound()
    home.stop()
    home.server.answer(signaling.CloseSession, SignalingError("audit_unwritable"))
    assert not home.controller.is_settled
    home.pass_time(2_000)
    home.seal()
    assert home.controller.is_settled


def test_recorder_full_disk_opens_nothing_and_leaves_no_gap_at_the_server():
    home = Home().to_bound()
    home.ask(VIEW)
    home.journal.is_full = True
    home.say()
    home.commit()
    assert home.on == frozenset()
    assert home.machine.consent.is_paused
    assert home.machine.trouble == "journal_unwritable"
    home.journal.is_full = False
    home.stop()
    home.commit()
    cseqs = _cseqs(home)
    assert cseqs == list(range(1, len(cseqs) + 1))
    assert home.tags()[:4] == ["asked", "granted", "paused", "revoked"]


def test_recorder_resume_that_cannot_be_written_never_opens_the_picture():
    home = Home().to_bound().allow(VIEW, CONTROL)
    home.controller.dispatch(ev.PausePressed())
    home.journal.is_full = True
    home.story.clear()
    home.controller.dispatch(ev.ResumePressed())
    assert ("picture", (1,)) not in home.story
    assert ("gate", True) not in home.story
    assert home.peer.sent_of(peer.CapabilityStatus)[-1].cover == "paused"


def test_recorder_summary_counts_without_saying_which_keys():
    from client.domain.ports import InputCounts

    home = Home().to_bound().allow(VIEW, CONTROL)
    home.recording.counts = InputCounts(keys_down=3, clicks=1, moves=20, first_mono_ms=500, last_mono_ms=900)
    home.controller.dispatch(ev.RightTakenBack(capability=CONTROL))
    recorder = home.controller._records.current
    assert recorder is not None
    summary = next(event for event in recorder.journal.events if "summary" in event.tag)
    assert said_in(summary.data) == {
        "keys_down": 3,
        "clicks": 1,
        "moves": 20,
        "first_at": "2026-11-22T00:00:00.500Z",
        "last_at": "2026-11-22T00:00:00.900Z",
    }


def test_recorder_pause_that_the_broken_disk_forced_is_on_the_servers_record():
    home = Home().to_bound().allow(VIEW)
    home.ask(CONTROL, request_id=5)
    home.commit()
    home.journal.is_full = True
    home.say(is_allowed=False)
    home.commit()
    home.journal.is_full = False
    home.controller.dispatch(ev.ResumePressed())
    home.commit()
    assert home.tags() == ["asked", "granted", "asked", "denied", "paused", "resumed"]
    sent = home.server.asked(signaling.AppendEvent)
    assert [message.cseq for message in sent] == [1, 2, 3, 4, 5, 6]
    assert [message.data["source"] for message in sent[-2:]] == ["journal", "person"]


def test_recorder_entry_refused_for_good_is_not_offered_again_and_the_person_may_go_on():
    home = Home().to_bound().allow(VIEW)
    home.controller.dispatch(ev.PausePressed())
    home.server.answer(signaling.AppendEvent, SignalingError("event_refused"))
    assert home.machine.trouble == "event_refused"
    offered = len(home.server.asked(signaling.AppendEvent))
    for _ in range(10):
        home.pass_time(2_100)
    assert len(home.server.asked(signaling.AppendEvent)) == offered
    home.stop()
    home.seal()
    assert len(home.server.asked(signaling.AppendEvent)) == offered
    assert home.controller.is_settled
    receipt = home.controller.receipt
    assert receipt is not None
    assert (receipt.is_refused, receipt.is_sealed) == (True, False), "the server's word would not be about all of it"
    home.controller.dispatch(ev.HomeRequested())
    home.controller.dispatch(ev.HelpRequested(problem="again"))
    assert home.server.waiting[-1][0] == signaling.Allocate(request_id=1)


def test_recorder_entry_refused_at_the_end_settles_without_a_seal_also_over_a_new_socket():
    home = Home().to_bound().allow(VIEW)
    home.stop()
    home.server.answer(signaling.AppendEvent, SignalingError("event_refused"))
    _lose_server(home)
    home.controller.handle_server_reached(WELCOME)
    _attached(home, 3)
    home.seal()
    assert home.controller.is_settled
    assert home.controller.receipt is not None
    assert (home.controller.receipt.is_refused, home.controller.receipt.seal) == (True, None)
