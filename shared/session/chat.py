"""What two people write to each other: each message once, in order, with a mark for how far it came. Pure.

`control` loses nothing by itself, but a line falls silent, and what our own end cannot hold it drops. So messages are
numbered, and sent again until the other end has said that they are there.
"""

from collections import deque
from dataclasses import dataclass
from enum import StrEnum

from shared.allowance import Allowance
from shared.errors import ProtocolError
from shared.protocol import limits
from shared.protocol.peer_messages import ChatAck, ChatMessage
from shared.protocol.text import clean_lines


class ChatMark(StrEnum):
    """How far one of our own messages came."""

    WAITING = "waiting"
    """Not sent yet: the line is silent, or others go first."""
    SENT = "sent"
    DELIVERED = "delivered"
    """It is in the other program."""
    READ = "read"
    """It was on the other person's screen."""
    LOST = "lost"
    """The session ended, and nobody said that it had arrived."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatCounts:
    """How many messages there were; never what they said."""

    own: int
    other: int


def clean_message(text: str) -> str:
    """The text as it is sent and shown: plain, in lines, within the limits of the wire."""
    return clean_lines(text, limits.CHAT_TEXT_MAX_CHARS, limits.CHAT_LINES_MAX)


class Chat:
    """Both directions of one session, as one of the two ends knows them."""

    def __init__(self) -> None:
        """Start with nothing written and an open line."""
        self._unheard: deque[ChatMessage] = deque()
        self._written_id = 0
        self._sent_id = 0
        """The last one sent, as far as it counts: what is to be sent again lies after it."""
        self._sent_ever_id = 0
        self._delivered_id = 0
        self._shown_id = 0
        self._heard_id = 0
        self._read_id = 0
        self._owes_ack = False
        self._is_silent = False
        self._is_over = False
        self._resend_at_ms: int | None = None
        self._pace = Allowance(per_s=limits.CHAT_PER_S, burst_max=limits.CHAT_BURST)
        self._flood = Allowance(per_s=limits.CHAT_FLOOD_PER_S, burst_max=limits.CHAT_FLOOD_BURST)
        self._counted = ChatCounts(own=0, other=0)

    @property
    def heard_id(self) -> int:
        """The last message of the other side that is here; 0 before the first."""
        return self._heard_id

    @property
    def read_id(self) -> int:
        """The last message of the other side that was on our screen."""
        return self._read_id

    @property
    def is_full(self) -> bool:
        """Whether so many messages wait for an answer that no more are taken."""
        return len(self._unheard) >= limits.CHAT_WAITING_MAX

    @property
    def is_silent(self) -> bool:
        """Whether the line is silent, so that everything waits."""
        return self._is_silent

    def mark_of(self, message_id: int) -> ChatMark:
        """How far our message of that number came."""
        if message_id <= self._shown_id:
            return ChatMark.READ
        if message_id <= self._delivered_id:
            return ChatMark.DELIVERED
        if self._is_over:
            return ChatMark.LOST
        return ChatMark.SENT if message_id <= self._sent_ever_id else ChatMark.WAITING

    # --- our side

    def write(self, text: str) -> ChatMessage | None:
        """Take what our person wrote.

        Returns:
            The message that `due` will hand out; None when nothing can be seen of the text, too much waits already,
            or the session is over.
        """
        cleaned = clean_message(text)
        if not cleaned or self.is_full or self._is_over:
            return None
        self._written_id += 1
        message = ChatMessage(message_id=self._written_id, text=cleaned)
        self._unheard.append(message)
        return message

    def due(self, now_ms: int) -> list[ChatMessage | ChatAck]:
        """What is to be sent now, in this order; nothing while the line is silent."""
        if self._is_silent or self._is_over:
            return []
        if self._resend_at_ms is not None and now_ms >= self._resend_at_ms:
            self._sent_id = self._delivered_id
        due: list[ChatMessage | ChatAck] = []
        if self._owes_ack:
            self._owes_ack = False
            due.append(ChatAck(delivered_id=self._heard_id, shown_id=self._read_id))
        for message in self._unheard:
            if message.message_id <= self._sent_id:
                continue
            if not self._pace.take(now_ms):
                break
            due.append(message)
            self._sent_id = message.message_id
            self._sent_ever_id = max(self._sent_ever_id, message.message_id)
            self._resend_at_ms = now_ms + limits.CHAT_RESEND_MS
        return due

    def note_read(self, message_id: int) -> bool:
        """Our window shows the other side's messages up to this one; says whether that is news."""
        read_id = min(message_id, self._heard_id)
        if read_id <= self._read_id:
            return False
        self._read_id = read_id
        self._owes_ack = True
        return True

    # --- the other side

    def hear(self, message: ChatMessage, now_ms: int) -> str | None:
        """Take a message of the other side.

        Returns:
            Its text, safe to be shown as plain text; None when it was here already, or when one before it is missing:
            it will come again.

        Raises:
            ProtocolError: more come than any person writes.
        """
        if not self._flood.take(now_ms):
            raise ProtocolError("chat_flood")
        self._owes_ack = True
        if message.message_id != self._heard_id + 1:
            return None
        self._heard_id += 1
        return clean_message(message.text)

    def hear_ack(self, ack: ChatAck, now_ms: int) -> bool:
        """Learn how far ours came; says whether that is news.

        Raises:
            ProtocolError: it is about messages that were never sent.
        """
        if ack.delivered_id > self._sent_ever_id or ack.shown_id > ack.delivered_id:
            raise ProtocolError("chat_ack_never_sent")
        before = (self._delivered_id, self._shown_id)
        self._delivered_id = max(self._delivered_id, ack.delivered_id)
        self._shown_id = max(self._shown_id, ack.shown_id)
        while self._unheard and self._unheard[0].message_id <= self._delivered_id:
            self._unheard.popleft()
        if self._delivered_id != before[0]:
            self._sent_id = max(self._sent_id, self._delivered_id)
            self._resend_at_ms = now_ms + limits.CHAT_RESEND_MS if self._unheard else None
        return (self._delivered_id, self._shown_id) != before

    # --- the line

    def set_silent(self, *, is_silent: bool) -> None:
        """The line fell silent, or is back: then whatever was not acknowledged is said again."""
        if self._is_silent and not is_silent:
            self._sent_id = self._delivered_id
            self._owes_ack = self._heard_id > 0
        self._is_silent = is_silent

    def end(self) -> None:
        """The session is over: what has not arrived never will."""
        self._is_over = True

    def take_counts(self) -> ChatCounts | None:
        """How many messages there were since the last call; None when there were none."""
        before, self._counted = self._counted, ChatCounts(own=self._written_id, other=self._heard_id)
        if before == self._counted:
            return None
        return ChatCounts(own=self._counted.own - before.own, other=self._counted.other - before.other)
