"""What leaves by a press, what comes, and what a right that ends leaves of both: all, or nothing."""

import pytest

from shared.errors import ProtocolError
from shared.protocol import limits
from shared.protocol.clip_messages import ClipAck, ClipOffer, ClipPart, ClipStop
from shared.session.clip import ClipProblem
from shared.session.clip_desk import NOTE_SHOWN_MS, ClipNote
from tests.fakes.clips import Pair, picture_of, text_of

HELLO = text_of("hello")
LONG = text_of("abcdef" * 20_000)


def code(pair: Pair, *, of_agent: bool) -> str | None:
    note = (pair.agent if of_agent else pair.person).desk.view.note
    return note.code if note is not None else None


@pytest.mark.parametrize("clip", [HELLO, LONG, picture_of()])
def test_what_the_agent_sends_is_on_the_clipboard_once_and_both_read_it(clip):
    pair = Pair()
    pair.agent.desk.offer(clip)
    assert pair.agent.desk.view.is_sending
    pair.carry()
    assert pair.clipboard.held == [clip]
    assert pair.person.news == [("put", clip, len(clip.data))]
    assert pair.agent.news == [("left", clip, len(clip.data)), ("arrived", clip, len(clip.data))]
    assert (code(pair, of_agent=True), code(pair, of_agent=False)) == ("sent", "put")
    assert pair.person.desk.view.came is None
    assert pair.agent.desk.view.may_send


@pytest.mark.parametrize("clip", [HELLO, LONG, picture_of()])
def test_what_the_person_sends_waits_for_the_agent_to_copy_it(clip):
    pair = Pair()
    pair.person.desk.offer(clip)
    pair.carry()
    assert pair.agent.desk.view.came == clip
    assert pair.clipboard.held == []
    assert (code(pair, of_agent=True), code(pair, of_agent=False)) == (None, "sent")
    assert pair.agent.news == [("put", clip, len(clip.data))]
    pair.agent.desk.forget_came()
    assert pair.agent.desk.view.came is None


def test_sender_hears_that_it_is_there_only_when_the_clipboard_holds_it():
    pair = Pair()
    pair.agent.desk.offer(HELLO)
    pair.carry(puts=False)
    assert pair.agent.desk.view.is_sending
    assert pair.person.news == []
    pair.carry()
    assert code(pair, of_agent=True) == "sent"


def test_both_ways_at_once_do_not_disturb_each_other():
    pair = Pair()
    pair.agent.desk.offer(LONG)
    pair.person.desk.offer(LONG)
    pair.carry()
    assert pair.clipboard.held == [LONG]
    assert pair.agent.desk.view.came == LONG


def test_nothing_is_sent_without_the_right_and_the_presser_reads_it():
    pair = Pair()
    for end in (pair.agent, pair.person):
        end.desk.follow(may_send=False, may_receive=True)
        end.desk.offer(HELLO)
        assert end.sent == []
        assert not end.desk.view.may_send
    assert (code(pair, of_agent=True), code(pair, of_agent=False)) == ("ended", "ended")


@pytest.mark.parametrize("problem", ClipProblem)
def test_what_cannot_be_sent_is_said_and_nothing_leaves(problem: ClipProblem):
    pair = Pair()
    pair.person.desk.offer(problem)
    assert pair.person.sent == []
    assert pair.person.desk.view.note == ClipNote(code=problem)
    pair.person.clock.now_ms += NOTE_SHOWN_MS
    assert pair.person.desk.view.note is None


def test_note_holds_figures_and_never_the_content():
    pair = Pair()
    pair.person.desk.offer(HELLO)
    pair.carry()
    note = pair.person.desk.view.note
    assert note is not None
    assert note.clip is not None
    assert (note.clip.length_chars, note.clip.data) == (5, b"")


@pytest.mark.parametrize("by_agent", [True, False])
def test_right_that_ends_half_way_leaves_nothing(by_agent: bool):
    pair = Pair()
    sender, receiver = (pair.agent, pair.person) if by_agent else (pair.person, pair.agent)
    sender.desk.offer(LONG)
    for _ in range(2):
        receiver.desk.take(sender.way.popleft())
    receiver.desk.follow(may_send=True, may_receive=False)
    assert receiver.sent_of(ClipStop)[-1].reason == "ended"
    pair.carry()
    assert not sender.desk.view.is_sending
    assert sender.desk.view.note.code == "ended"
    assert pair.clipboard.held == []
    assert pair.agent.desk.view.came is None


@pytest.mark.parametrize("by_agent", [True, False])
def test_sender_whose_right_ends_stops_at_once_and_says_how_much_had_left(by_agent: bool):
    pair = Pair()
    sender, receiver = (pair.agent, pair.person) if by_agent else (pair.person, pair.agent)
    sender.desk.offer(LONG)
    sender.desk.follow(may_send=False, may_receive=True)
    left = limits.CLIP_WINDOW_PARTS * limits.CLIP_PART_MAX_BYTES
    assert sender.news == [("left", LONG, left)]
    pair.carry()
    assert len(sender.sent_of(ClipPart)) == limits.CLIP_WINDOW_PARTS
    assert receiver.news == []
    assert receiver.desk._receiver is None


def test_cut_between_arriving_and_being_put_leaves_the_clipboard_as_it_was():
    pair = Pair()
    pair.agent.desk.offer(HELLO)
    pair.carry(puts=False)
    pair.person.desk.follow(may_send=True, may_receive=False)
    pair.carry()
    assert pair.clipboard.held == []
    assert pair.person.news == []
    assert code(pair, of_agent=True) == "ended"


def test_what_was_put_before_the_right_ended_is_told_all_the_same():
    pair = Pair()
    pair.agent.desk.offer(HELLO)
    pair.carry(puts=False)
    (clip_id, clip), *_ = pair.clipboard.waiting
    pair.person.desk.follow(may_send=True, may_receive=False)
    pair.clipboard.waiting = [(clip_id, clip)]  # the other thread was quicker
    pair.carry()
    assert pair.person.news == [("put", HELLO, 5)]
    assert code(pair, of_agent=True) == "sent"


def test_hand_that_shuts_for_a_moment_holds_back_and_then_lets_go_on():
    pair = Pair()
    pair.person.is_shut = True
    pair.person.desk.offer(LONG)
    assert pair.person.sent == []
    pair.person.is_shut = False
    pair.person.desk.tick()
    pair.carry()
    assert pair.agent.desk.view.came == LONG


def test_offer_that_came_while_it_was_on_hold_is_answered_and_its_parts_change_nothing():
    pair = Pair()
    pair.agent.desk.offer(HELLO)
    offer, part = pair.agent.way
    pair.person.desk.note_dropped(offer)
    pair.person.desk.note_dropped(part)
    assert pair.person.sent == [ClipStop(direction="to_user", clip_id=1, reason="ended")]
    pair.person.desk.take(part)
    assert pair.clipboard.waiting == []
    pair.agent.way.clear()
    pair.carry()
    pair.agent.desk.offer(HELLO)
    pair.carry()
    assert pair.clipboard.held == [HELLO]


def test_what_cannot_be_used_is_refused_and_said():
    pair = Pair()
    pair.agent.desk.offer(HELLO)
    pair.person.desk.port = None
    pair.carry()
    assert pair.person.sent_of(ClipStop)[-1].reason == "refused"
    assert code(pair, of_agent=True) == "refused"


def test_presses_without_end_send_no_faster_than_a_hand():
    pair = Pair()
    for _ in range(20):
        pair.agent.desk.offer(HELLO)
        pair.carry()
    assert len(pair.clipboard.held) == limits.CLIP_BURST
    assert code(pair, of_agent=True) == "busy"
    pair.agent.clock.now_ms += 1_000
    pair.agent.desk.offer(HELLO)
    pair.carry()
    assert len(pair.clipboard.held) == limits.CLIP_BURST + 1


def test_second_press_while_one_is_on_its_way_sends_nothing_more():
    pair = Pair()
    pair.agent.desk.offer(LONG)
    pair.agent.desk.offer(HELLO)
    assert len(pair.agent.sent_of(ClipOffer)) == 1
    pair.carry()
    assert pair.clipboard.held == [LONG]


def one_byte(clip_id: int) -> ClipOffer:
    return ClipOffer(clip_id=clip_id, kind="text", size_bytes=1, sha256=bytes(32))


@pytest.mark.parametrize("clip_id", [1, 2])
def test_number_that_was_used_before_is_refused(clip_id: int):
    pair = Pair()
    pair.person.desk.take(one_byte(clip_id=2))
    with pytest.raises(ProtocolError, match="clip_repeated"):
        pair.person.desk.take(one_byte(clip_id))


def test_offer_over_another_is_refused():
    pair = Pair()
    pair.person.desk.take(one_byte(clip_id=1))
    with pytest.raises(ProtocolError, match="clip_overlaps"):
        pair.person.desk.take(one_byte(clip_id=2))


def test_word_about_what_is_not_under_way_changes_nothing():
    pair = Pair()
    pair.agent.desk.offer(LONG)
    for message in (
        ClipPart(clip_id=9, offset=0, data=b"x"),
        ClipAck(clip_id=9, received_bytes=9),
        ClipStop(direction="to_user", clip_id=9, reason="ended"),
        ClipStop(direction="from_user", clip_id=1, reason="ended"),
    ):
        pair.agent.desk.take(message)
        pair.person.desk.take(message)
    pair.carry()
    assert pair.clipboard.held == [LONG]


def test_end_drops_what_is_half_there_and_keeps_what_came_whole():
    pair = Pair()
    pair.person.desk.offer(HELLO)
    pair.carry()
    pair.agent.desk.offer(LONG)
    pair.person.desk.take(pair.agent.way.popleft())
    for end in (pair.agent, pair.person):
        end.desk.end()
        end.desk.end()
    pair.carry()
    assert pair.clipboard.held == []
    assert pair.agent.desk.view.came == HELLO
    assert not pair.agent.desk.view.may_send
    pair.agent.desk.begin()
    assert pair.agent.desk.view.came is None


def test_picture_that_turns_out_to_be_broken_is_said_to_be_unusable_and_not_stopped():
    pair = Pair()
    pair.clipboard.outcome = "refused"
    pair.agent.desk.offer(picture_of())
    pair.carry()
    assert code(pair, of_agent=True) == "refused"
    assert pair.clipboard.held == []
