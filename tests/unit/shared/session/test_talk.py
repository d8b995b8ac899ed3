"""The stream of one side: order, unread ones, what is told when."""

from typing import Any

import pytest

from shared.capability import Capability
from shared.errors import ProtocolError
from shared.protocol.peer_messages import ChatAck, ChatMessage
from shared.session.chat import ChatMark
from shared.session.story import StoryEntry, StoryKind
from shared.session.talk import CHAT_MAX_ENTRIES, OFTEN_MAX_ENTRIES, STORY_MAX_ENTRIES, ChatEntry, Talk
from tests.fakes.flow_ports import StepClock


class Side:
    """A talk, what it sent, and how often it said that something changed."""

    def __init__(self) -> None:
        self.clock = StepClock()
        self.sent: list[Any] = []
        self.changes = 0
        self.talk = Talk(send=self.sent.append, clock=self.clock, on_changed=self._count)

    def _count(self) -> None:
        self.changes += 1

    @property
    def words(self) -> list[str]:
        """The stream in short."""
        return [item.text if isinstance(item, ChatEntry) else item.kind for item in self.talk.view.items]


@pytest.fixture
def side() -> Side:
    side = Side()
    side.talk.begin()
    return side


def test_talk_stream_is_in_the_order_of_time(side: Side):
    side.talk.say("hello")
    side.talk.tell(StoryKind.RIGHT_ON, Capability.VIEW)
    side.talk.hear(ChatMessage(message_id=1, text="good day"))
    assert side.words == ["connected", "hello", "right_on", "good day"]
    numbers = [item.number for item in side.talk.view.items]
    assert numbers == sorted(set(numbers))


def test_talk_mark_of_an_own_message_follows_the_answers(side: Side):
    def mark() -> ChatMark | None:
        entry = side.talk.view.items[-1]
        assert isinstance(entry, ChatEntry)
        return entry.mark

    side.talk.say("hello")
    assert mark() is ChatMark.SENT
    side.talk.hear(ChatAck(delivered_id=1, shown_id=0))
    assert mark() is ChatMark.DELIVERED
    side.talk.hear(ChatAck(delivered_id=1, shown_id=1))
    assert mark() is ChatMark.READ
    assert side.changes == 3


def test_talk_unread_are_counted_until_they_were_seen(side: Side):
    for number, text in enumerate(("one", "two"), 1):
        side.talk.hear(ChatMessage(message_id=number, text=text))
    view = side.talk.view
    assert (view.unread_count, view.newest_unread, view.newest_unread_id) == (2, "two", 2)
    side.talk.note_read(1)
    assert side.talk.view.unread_count == 1
    side.talk.note_read(2)
    assert (side.talk.view.unread_count, side.talk.view.newest_unread) == (0, "")
    assert side.sent[-1] == ChatAck(delivered_id=2, shown_id=2)


def test_talk_silent_line_is_told_with_its_length_when_it_is_back(side: Side):
    side.talk.set_silent(is_silent=True)
    side.talk.say("are you there?")
    assert side.sent == []
    assert side.talk.view.is_silent
    side.clock.now_ms += 1_500
    side.talk.set_silent(is_silent=False)
    told = next(item for item in side.talk.view.items if isinstance(item, StoryEntry) and item.fields)
    assert (told.kind, told.fields) == (StoryKind.LINE_SILENT, {"length_ms": 4_500})
    assert side.sent == [ChatMessage(message_id=1, text="are you there?")]


def test_talk_before_it_begins_and_after_it_ends_nobody_is_listened_to(side: Side):
    with pytest.raises(ProtocolError, match="chat_too_early"):
        Side().talk.hear(ChatMessage(message_id=1, text="x"))
    side.talk.say("on its way")
    side.talk.end("user_stopped")
    side.talk.end("peer_lost")
    with pytest.raises(ProtocolError, match="chat_too_early"):
        side.talk.hear(ChatMessage(message_id=1, text="x"))
    side.talk.say("too late")
    assert side.words == ["connected", "on its way", "ended"]
    entry = side.talk.view.items[1]
    assert isinstance(entry, ChatEntry)
    assert entry.mark is ChatMark.LOST
    assert not side.talk.view.may_write


def test_talk_next_session_begins_with_an_empty_stream_and_new_numbers(side: Side):
    side.talk.hear(ChatMessage(message_id=1, text="from the first"))
    last = side.talk.view.items[-1].number
    side.talk.end("agent_left")
    side.talk.begin()
    assert side.words == ["connected"]
    assert side.talk.view.items[0].number > last
    side.talk.hear(ChatMessage(message_id=1, text="from the second"))
    assert side.talk.view.newest_unread == "from the second"


def test_talk_message_nobody_could_see_is_not_in_the_stream(side: Side):
    side.talk.hear(ChatMessage(message_id=1, text="\u202e\u200b\x07"))
    side.talk.hear(ChatMessage(message_id=2, text="after it"))
    assert side.words == ["connected", "after it"]


def test_talk_flood_of_words_pushes_out_no_event_and_memory_stays_flat(side: Side):
    side.talk.tell(StoryKind.PAUSED)
    for number in range(1, 2 * CHAT_MAX_ENTRIES):
        side.clock.now_ms += 300
        side.talk.hear(ChatMessage(message_id=number, text="x" * 2_000))
    view = side.talk.view
    assert StoryKind.PAUSED in side.words
    assert len(view.items) == CHAT_MAX_ENTRIES + 2
    for _ in range(2 * STORY_MAX_ENTRIES):
        side.talk.tell(StoryKind.RESUMED)
    assert len(side.talk.view.items) == CHAT_MAX_ENTRIES + STORY_MAX_ENTRIES


def test_talk_agent_who_falls_silent_again_and_again_pushes_out_no_right(side: Side):
    side.talk.tell(StoryKind.RIGHT_ON, Capability.CONTROL)
    for _ in range(2 * STORY_MAX_ENTRIES):
        side.talk.set_silent(is_silent=True)
        side.talk.set_silent(is_silent=False)
        side.talk.tell(StoryKind.CLIP_TEXT_PUT, length_chars=1)
    assert StoryKind.RIGHT_ON in side.words
    assert len(side.talk.view.items) == OFTEN_MAX_ENTRIES + 2
    assert [item.number for item in side.talk.view.items] == sorted(item.number for item in side.talk.view.items)


def test_talk_view_is_the_same_object_until_something_changes(side: Side):
    before = side.talk.view
    side.talk.tick()
    assert side.talk.view is before
    side.talk.tell(StoryKind.PAUSED)
    assert side.talk.view is not before


def test_talk_what_waited_for_its_turn_leaves_with_time(side: Side):
    for number in range(20):
        side.talk.say(str(number))
    sent = len(side.sent)
    assert sent < 20
    before = side.changes
    side.clock.now_ms += 2_000
    side.talk.tick()
    assert len(side.sent) == 20
    assert side.changes == before + 1
