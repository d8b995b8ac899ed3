"""Numbers, marks and limits of what two people write, at one end."""

import pytest

from shared.errors import ProtocolError
from shared.protocol import limits
from shared.protocol.peer_messages import ChatAck, ChatMessage
from shared.session.chat import Chat, ChatCounts, ChatMark


def written(chat: Chat, *texts: str) -> None:
    for text in texts:
        assert chat.write(text) is not None


def test_chat_marks_say_how_far_a_message_came():
    chat = Chat()
    written(chat, "one", "two")
    assert chat.mark_of(1) is ChatMark.WAITING
    assert chat.due(0) == [ChatMessage(message_id=1, text="one"), ChatMessage(message_id=2, text="two")]
    assert chat.mark_of(1) is ChatMark.SENT
    assert chat.hear_ack(ChatAck(delivered_id=2, shown_id=1), 10)
    assert (chat.mark_of(1), chat.mark_of(2)) == (ChatMark.READ, ChatMark.DELIVERED)
    assert not chat.hear_ack(ChatAck(delivered_id=1, shown_id=0), 20), (
        "an older one is no news and takes nothing back"
    )
    assert chat.mark_of(1) is ChatMark.READ


def test_chat_message_is_acknowledged_when_it_is_here_and_again_when_it_was_seen():
    chat = Chat()
    assert chat.hear(ChatMessage(message_id=1, text="hello"), 0) == "hello"
    assert chat.due(0) == [ChatAck(delivered_id=1, shown_id=0)]
    assert chat.due(0) == []
    assert chat.note_read(7), "nothing beyond what is here can have been read"
    assert chat.due(0) == [ChatAck(delivered_id=1, shown_id=1)]
    assert not chat.note_read(1)


def test_chat_second_copy_and_gap_show_nothing_and_say_again_what_is_here():
    chat = Chat()
    chat.hear(ChatMessage(message_id=1, text="one"), 0)
    assert chat.hear(ChatMessage(message_id=1, text="one, changed"), 0) is None
    assert chat.hear(ChatMessage(message_id=3, text="three"), 0) is None
    assert chat.due(0) == [ChatAck(delivered_id=1, shown_id=0)]
    assert chat.hear(ChatMessage(message_id=2, text="two"), 0) == "two"


def test_chat_silent_line_keeps_everything_and_says_it_again_when_it_is_back():
    chat = Chat()
    written(chat, "one")
    chat.due(0)
    chat.set_silent(is_silent=True)
    written(chat, "two")
    assert chat.due(900) == []
    assert chat.mark_of(2) is ChatMark.WAITING
    chat.set_silent(is_silent=False)
    assert [message.message_id for message in chat.due(1_000)] == [1, 2], "not only after the usual wait"


def test_chat_unanswered_message_is_sent_again_after_a_while():
    chat = Chat()
    written(chat, "one")
    chat.due(0)
    assert chat.due(limits.CHAT_RESEND_MS - 1) == []
    assert chat.due(limits.CHAT_RESEND_MS) == [ChatMessage(message_id=1, text="one")]
    chat.hear_ack(ChatAck(delivered_id=1, shown_id=0), limits.CHAT_RESEND_MS)
    assert chat.due(10 * limits.CHAT_RESEND_MS) == []


def test_chat_what_did_not_arrive_before_the_end_is_lost_and_says_so():
    chat = Chat()
    written(chat, "one", "two")
    chat.due(0)
    chat.hear_ack(ChatAck(delivered_id=1, shown_id=0), 0)
    chat.end()
    assert (chat.mark_of(1), chat.mark_of(2)) == (ChatMark.DELIVERED, ChatMark.LOST)
    assert chat.write("three") is None
    assert chat.due(0) == []


@pytest.mark.parametrize("text", ["", "  \n ", "\u202e\u200b", "\x00\x1b"])
def test_chat_text_without_anything_to_see_is_not_sent(text: str):
    chat = Chat()
    assert chat.write(text) is None
    assert chat.due(0) == []


def test_chat_text_that_is_too_long_is_cut_to_what_the_wire_takes():
    chat = Chat()
    message = chat.write("я" * 5_000)
    assert message is not None
    assert len(message.text) == limits.CHAT_TEXT_MAX_CHARS


def test_chat_honest_sender_keeps_the_pace_and_loses_nothing():
    chat, other = Chat(), Chat()
    written(chat, *(str(number) for number in range(40)))
    heard: list[str] = []
    for now_ms in range(0, 30_000, 250):
        for message in chat.due(now_ms):
            assert isinstance(message, ChatMessage)
            text = other.hear(message, now_ms)
            if text is not None:
                heard.append(text)
        for ack in other.due(now_ms):
            assert isinstance(ack, ChatAck)
            chat.hear_ack(ack, now_ms)
    assert heard == [str(number) for number in range(40)]


def test_chat_so_many_unheard_messages_and_no_more():
    chat = Chat()
    chat.set_silent(is_silent=True)
    written(chat, *("x" for _ in range(limits.CHAT_WAITING_MAX)))
    assert chat.is_full
    assert chat.write("one too many") is None
    chat.set_silent(is_silent=False)
    sent = [message.message_id for now_ms in range(0, 60_000, 500) for message in chat.due(now_ms)]
    assert set(sent) == set(range(1, limits.CHAT_WAITING_MAX + 1))


def test_chat_flood_ends_the_session():
    chat = Chat()
    for number in range(1, limits.CHAT_FLOOD_BURST + 1):
        chat.hear(ChatMessage(message_id=number, text="x"), 0)
    with pytest.raises(ProtocolError, match="chat_flood"):
        chat.hear(ChatMessage(message_id=limits.CHAT_FLOOD_BURST + 1, text="x"), 0)
    assert chat.heard_id == limits.CHAT_FLOOD_BURST


def test_chat_flood_of_the_same_message_ends_the_session_too():
    chat = Chat()
    for _ in range(limits.CHAT_FLOOD_BURST):
        chat.hear(ChatMessage(message_id=1, text="x"), 0)
    with pytest.raises(ProtocolError, match="chat_flood"):
        chat.hear(ChatMessage(message_id=1, text="x"), 0)


@pytest.mark.parametrize(("delivered_id", "shown_id"), [(1, 0), (2, 1), (0, 1)])
def test_chat_answer_to_what_was_never_sent_ends_the_session(delivered_id: int, shown_id: int):
    chat = Chat()
    with pytest.raises(ProtocolError, match="chat_ack_never_sent"):
        chat.hear_ack(ChatAck(delivered_id=delivered_id, shown_id=shown_id), 0)


def test_chat_counts_are_what_came_since_the_last_time():
    chat = Chat()
    assert chat.take_counts() is None
    written(chat, "one", "two")
    chat.hear(ChatMessage(message_id=1, text="x"), 0)
    assert chat.take_counts() == ChatCounts(own=2, other=1)
    assert chat.take_counts() is None
