"""Whatever the way between does, every message arrives once, in order, and no mark says more than is true."""

from dataclasses import dataclass, field
from typing import Literal

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from shared.protocol import limits
from shared.protocol.peer_messages import ChatAck, ChatMessage
from shared.session.chat import Chat, ChatMark

RANK = {ChatMark.WAITING: 0, ChatMark.SENT: 1, ChatMark.DELIVERED: 2, ChatMark.READ: 3}


@dataclass
class End:
    """One of the two people."""

    chat: Chat = field(default_factory=Chat)
    written: list[str] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    best: dict[int, ChatMark] = field(default_factory=dict)
    under_way: list[ChatMessage | ChatAck] = field(default_factory=list)
    """What it has sent and the way still holds."""


class TwoEnds(RuleBasedStateMachine):
    """Each way may lose, repeat, reorder and hold back; real time goes on."""

    def __init__(self) -> None:
        super().__init__()
        self.ends = (End(), End())
        self.now_ms = 0

    sides = st.integers(0, 1)

    @rule(side=sides, text=st.text(max_size=6))
    def write(self, side: int, text: str) -> None:
        end = self.ends[side]
        message = end.chat.write(text)
        if message is not None:
            end.written.append(message.text)

    @rule(side=sides)
    def send(self, side: int) -> None:
        end = self.ends[side]
        end.under_way += end.chat.due(self.now_ms)

    @rule(
        side=sides, place=st.integers(0, 30), fate=st.sampled_from(["arrive", "arrive", "arrive", "lose", "repeat"])
    )
    def carry(self, side: int, place: int, fate: Literal["arrive", "lose", "repeat"]) -> None:
        """Any one of those under way comes next, so the way reorders as well."""
        sender, receiver = self.ends[side], self.ends[1 - side]
        if not sender.under_way:
            return
        index = place % len(sender.under_way)
        message = sender.under_way[index]
        if fate != "repeat":
            del sender.under_way[index]
        if fate != "lose":
            self.arrive(receiver, message)

    def arrive(self, receiver: End, message: ChatMessage | ChatAck) -> None:
        self.now_ms += 300  # slower than what would be a flood
        if isinstance(message, ChatAck):
            receiver.chat.hear_ack(message, self.now_ms)
        elif (text := receiver.chat.hear(message, self.now_ms)) is not None:
            receiver.heard.append(text)

    @rule(side=sides, message_id=st.integers(0, 40))
    def read(self, side: int, message_id: int) -> None:
        self.ends[side].chat.note_read(message_id)

    @rule(side=sides, is_silent=st.booleans())
    def fall_silent(self, side: int, is_silent: bool) -> None:
        self.ends[side].chat.set_silent(is_silent=is_silent)

    @rule(ms=st.integers(0, 20_000))
    def wait(self, ms: int) -> None:
        self.now_ms += ms

    @precondition(lambda self: any(end.written for end in self.ends))
    @rule()
    def line_is_good_again(self) -> None:
        """From any state at all a while of a good line brings everything across."""
        for end in self.ends:
            end.under_way.clear()
            end.chat.set_silent(is_silent=False)
        for _ in range(400):
            self.now_ms += 1_000
            for side, end in enumerate(self.ends):
                for message in end.chat.due(self.now_ms):
                    self.arrive(self.ends[1 - side], message)
            if all(self.is_across(side) for side in (0, 1)):
                break
        for side in (0, 1):
            assert self.is_across(side)

    def is_across(self, side: int) -> bool:
        sender, receiver = self.ends[side], self.ends[1 - side]
        marks = {sender.chat.mark_of(number) for number in range(1, len(sender.written) + 1)}
        return receiver.heard == sender.written and marks <= {ChatMark.DELIVERED, ChatMark.READ}

    @invariant()
    def what_arrived_is_the_beginning_of_what_was_written(self) -> None:
        for side in (0, 1):
            sender, receiver = self.ends[side], self.ends[1 - side]
            assert receiver.heard == sender.written[: len(receiver.heard)]

    @invariant()
    def marks_say_no_more_than_is_true_and_never_go_back(self) -> None:
        for side in (0, 1):
            sender, receiver = self.ends[side], self.ends[1 - side]
            for number in range(1, len(sender.written) + 1):
                mark = sender.chat.mark_of(number)
                assert mark is not ChatMark.DELIVERED or number <= receiver.chat.heard_id
                assert mark is not ChatMark.READ or number <= receiver.chat.read_id
                assert RANK[mark] >= RANK[sender.best.get(number, ChatMark.WAITING)]
                sender.best[number] = mark

    @invariant()
    def waiting_is_bounded(self) -> None:
        for end in self.ends:
            assert len(end.chat._unheard) <= limits.CHAT_WAITING_MAX


TestTwoEnds = TwoEnds.TestCase
TestTwoEnds.settings = settings(max_examples=150, stateful_step_count=60, deadline=None)
