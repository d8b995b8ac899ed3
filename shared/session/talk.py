"""The one stream of a session as its reader sees it: what happened and what was written, in order of time."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from shared.capability import Capability
from shared.clock import Clock, format_utc_ms
from shared.errors import ProtocolError
from shared.protocol.limits import HEARTBEAT_STALLED_MS
from shared.protocol.peer_messages import ChatAck, ChatMessage
from shared.session.chat import Chat, ChatCounts, ChatMark
from shared.session.story import StoryEntry, StoryKind

STORY_MAX_ENTRIES = 500
CHAT_MAX_ENTRIES = 500
OFTEN_MAX_ENTRIES = 100
"""Each kept apart from the others: neither words nor what the other side brings about as often as it likes may push
out who was allowed what, and which files went."""

_OFTEN = frozenset({StoryKind.LINE_SILENT, StoryKind.CLIP_TEXT_PUT, StoryKind.CLIP_IMAGE_PUT, StoryKind.DRAWN_ON})


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatEntry:
    """One message.

    Attributes:
        number: its place among everything in the same stream.
        at: RFC 3339 instant in UTC by this computer's clock: when it was written or arrived here.
        is_own: who wrote it.
        message_id: its number in its direction.
        text: cleaned; may have several lines. Plain text only.
        mark: how far it came; only for one's own.
    """

    number: int
    at: str
    is_own: bool
    message_id: int
    text: str
    mark: ChatMark | None = None


StreamItem = StoryEntry | ChatEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkView:
    """The stream, to be shown.

    Attributes:
        items: everything, oldest first.
        unread_count: messages of the other side that were not on the screen yet.
        newest_unread: the text of the last of them; empty when there is none.
        newest_unread_id: its number; 0 when there is none.
        may_write: whether words can be sent at all: the two are connected.
        is_full: too many wait for an answer; what is written stays in its field.
        is_silent: the line is silent, so what is written waits.
    """

    items: tuple[StreamItem, ...] = ()
    unread_count: int = 0
    newest_unread: str = ""
    newest_unread_id: int = 0
    may_write: bool = False
    is_full: bool = False
    is_silent: bool = False


EMPTY_TALK = TalkView()
"""Before there is anybody to talk to."""


class Talk:
    """One after another, a stream for each session; between them the last one can still be read."""

    def __init__(
        self, *, send: Callable[[ChatMessage | ChatAck], None], clock: Clock, on_changed: Callable[[], None]
    ) -> None:
        """Start with nothing to show.

        Args:
            send: puts a message on the wire.
            clock: for the instants people see, and for limits.
            on_changed: told when a message came, went or was read. What is told with `tell` its teller knows.
        """
        self._send = send
        self._clock = clock
        self._on_changed = on_changed
        self._chat = Chat()
        self._is_open = False
        self._silent_since_ms: int | None = None
        self._last_number = 0
        self._story: deque[StoryEntry] = deque(maxlen=STORY_MAX_ENTRIES)
        self._often: deque[StoryEntry] = deque(maxlen=OFTEN_MAX_ENTRIES)
        self._words: deque[ChatEntry] = deque(maxlen=CHAT_MAX_ENTRIES)
        self._view: TalkView | None = None

    @property
    def view(self) -> TalkView:
        """The stream as it is now; the same object until something changes."""
        if self._view is None:
            self._view = self._make_view()
        return self._view

    def begin(self) -> None:
        """A session is verified and on record: forget the last one; both may write."""
        self._chat = Chat()
        self._is_open = True
        self._silent_since_ms = None
        self._story.clear()
        self._often.clear()
        self._words.clear()
        self.tell(StoryKind.CONNECTED)

    def end(self, reason: str) -> None:
        """It is over; what did not arrive is said to be lost."""
        if self._is_open:
            self._is_open = False
            self._chat.end()
            self.tell(StoryKind.ENDED, reason=reason)

    def tell(self, kind: StoryKind, capability: Capability | None = None, **fields: str | int) -> None:
        """Something happened."""
        (self._often if kind in _OFTEN else self._story).append(
            StoryEntry(number=self._next_number(), at=self._now(), kind=kind, capability=capability, fields=fields)
        )
        self._view = None

    def set_silent(self, *, is_silent: bool) -> None:
        """The line fell silent a few seconds ago, or is back."""
        if not self._is_open or is_silent is self._chat.is_silent:
            return
        self._chat.set_silent(is_silent=is_silent)
        self._view = None
        now_ms = self._clock.monotonic_ms()
        if is_silent:
            self._silent_since_ms = now_ms - HEARTBEAT_STALLED_MS
        elif self._silent_since_ms is not None:
            self.tell(StoryKind.LINE_SILENT, length_ms=now_ms - self._silent_since_ms)
        self._flush()

    def say(self, text: str) -> None:
        """Our person wrote something; ignored when nothing of it can be seen or sent."""
        message = self._chat.write(text) if self._is_open else None
        if message is None:
            return
        self._words.append(
            ChatEntry(
                number=self._next_number(),
                at=self._now(),
                is_own=True,
                message_id=message.message_id,
                text=message.text,
            )
        )
        self._flush()
        self._changed()

    def note_read(self, message_id: int) -> None:
        """Our window really shows the other side's messages up to this one."""
        if self._chat.note_read(message_id):
            self._flush()
            self._changed()

    def hear(self, message: ChatMessage | ChatAck) -> None:
        """Take a message of the other side.

        Raises:
            ProtocolError: it may not come yet, there are too many, or it is about something that never was.
        """
        if not self._is_open:
            raise ProtocolError("chat_too_early")
        now_ms = self._clock.monotonic_ms()
        if isinstance(message, ChatAck):
            is_news = self._chat.hear_ack(message, now_ms)
        else:
            is_news = self._take(self._chat.hear(message, now_ms))
        has_sent = self._flush()
        if is_news or has_sent:
            self._changed()

    def tick(self) -> None:
        """Let time pass: what waits for its turn leaves, what nobody answered leaves again."""
        if self._flush():
            self._changed()

    def take_counts(self) -> ChatCounts | None:
        """How many messages there were since the last call; None when there were none."""
        return self._chat.take_counts()

    # --- inside

    def _take(self, text: str | None) -> bool:
        if not text:
            return False
        self._words.append(
            ChatEntry(
                number=self._next_number(), at=self._now(), is_own=False, message_id=self._chat.heard_id, text=text
            )
        )
        return True

    def _flush(self) -> bool:
        due = self._chat.due(self._clock.monotonic_ms()) if self._is_open else []
        for message in due:
            self._send(message)
        return any(isinstance(message, ChatMessage) for message in due)

    def _changed(self) -> None:
        self._view = None
        self._on_changed()

    def _next_number(self) -> int:
        self._last_number += 1
        return self._last_number

    def _now(self) -> str:
        return format_utc_ms(self._clock.utc_now())

    def _make_view(self) -> TalkView:
        chat = self._chat
        unread = [entry for entry in self._words if not entry.is_own and entry.message_id > chat.read_id]
        words = (
            ChatEntry(
                number=entry.number,
                at=entry.at,
                is_own=True,
                message_id=entry.message_id,
                text=entry.text,
                mark=chat.mark_of(entry.message_id),
            )
            if entry.is_own
            else entry
            for entry in self._words
        )
        items: list[StreamItem] = [*self._story, *self._often, *words]
        return TalkView(
            items=tuple(sorted(items, key=lambda item: item.number)),
            unread_count=len(unread),
            newest_unread=unread[-1].text if unread else "",
            newest_unread_id=unread[-1].message_id if unread else 0,
            may_write=self._is_open,
            is_full=chat.is_full,
            is_silent=self._is_open and chat.is_silent,
        )
