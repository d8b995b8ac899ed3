"""A conversation to show in tests and galleries of both windows."""

from typing import Any

from shared.capability import Capability
from shared.session.chat import ChatMark
from shared.session.story import StoryEntry, StoryKind
from shared.session.talk import ChatEntry, StreamItem, TalkView

HOSTILE = (
    '<b>Bank</b> <img src="http://evil.example/x"> & \u202etxt.exe\x1b[2J '
    "Z" + "\u0335" * 400 + " " + "long" * 90 + " https://bank.example@evil.example/login"
)


def at(minute: int) -> str:
    """An instant in the hour of the samples."""
    return f"2026-11-22T12:{minute:02d}:11.000Z"


def event(number: int, kind: StoryKind, capability: Capability | None = None, **fields: str | int) -> StoryEntry:
    return StoryEntry(number=number, at=at(number), kind=kind, capability=capability, fields=fields)


def theirs(number: int, message_id: int, text: str) -> ChatEntry:
    return ChatEntry(number=number, at=at(number), is_own=False, message_id=message_id, text=text)


def ours(number: int, message_id: int, text: str, mark: ChatMark = ChatMark.DELIVERED) -> ChatEntry:
    return ChatEntry(number=number, at=at(number), is_own=True, message_id=message_id, text=text, mark=mark)


def talk(*items: StreamItem, read_id: int = 10_000, **changes: Any) -> TalkView:
    """A talk that goes on, of which the other side's messages up to `read_id` were seen."""
    unread = [item for item in items if isinstance(item, ChatEntry) and not item.is_own and item.message_id > read_id]
    fields: dict[str, Any] = {
        "items": items,
        "unread_count": len(unread),
        "newest_unread": unread[-1].text if unread else "",
        "newest_unread_id": unread[-1].message_id if unread else 0,
        "may_write": True,
        **changes,
    }
    return TalkView(**fields)


VIEW, CONTROL = Capability.VIEW, Capability.CONTROL
STORY: tuple[StreamItem, ...] = (
    event(1, StoryKind.CONNECTED),
    event(2, StoryKind.RIGHT_ASKED, VIEW),
    event(3, StoryKind.RIGHT_ON, VIEW),
    theirs(4, 1, "Good day! I can see the printer window now. May I use your mouse for a minute?"),
    ours(5, 1, "Yes, please. It has said “offline” since yesterday.", ChatMark.READ),
    event(6, StoryKind.RIGHT_ASKED, CONTROL),
    event(7, StoryKind.RIGHT_ON, CONTROL),
    event(8, StoryKind.LINE_SILENT, length_ms=4_000),
    theirs(9, 2, "The driver is here: https://drivers.printer.example/hp1020 (8 MB)"),
    event(10, StoryKind.RIGHT_TAKEN_BACK, CONTROL),
    event(11, StoryKind.PAUSED),
    ours(12, 2, "One moment, the phone", ChatMark.DELIVERED),
)
TALK = talk(*STORY)
UNREAD = talk(*STORY, theirs(13, 3, "Take your time, I will wait here until you are back."), read_id=2)
SILENT = talk(*STORY, ours(13, 3, "Are you still there?", ChatMark.WAITING), is_silent=True)
FULL = talk(*STORY, ours(13, 3, "Hello?", ChatMark.SENT), is_full=True)
OVER = talk(*STORY, event(13, StoryKind.ENDED, reason="user_stopped"), may_write=False)
LOST = talk(
    *STORY,
    ours(13, 3, "This one is late", ChatMark.LOST),
    event(14, StoryKind.ENDED, reason="peer_lost"),
    may_write=False,
)
ATTACKED = talk(event(1, StoryKind.CONNECTED), theirs(2, 1, HOSTILE), theirs(3, 2, "a\n" * 59 + "z"))
EMPTY = talk(event(1, StoryKind.CONNECTED))
