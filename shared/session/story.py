"""What happened in a session, as kinds and figures without words; each program puts it into its reader's language.

A new kind is a member of `StoryKind`, a call of `Talk.tell`, and a sentence in `client/ui/story_words.py` and
`agent_console/ui/story_words.py`.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from shared.capability import Capability


class StoryKind(StrEnum):
    """What happened. The names of `fields` end in their unit, by which they are put into words."""

    CONNECTED = "connected"
    RIGHT_ASKED = "right_asked"
    RIGHT_ON = "right_on"
    RIGHT_OFF = "right_off"
    """It ended, and what brought that about stands beside it or does not matter."""
    RIGHT_TAKEN_BACK = "right_taken_back"
    RIGHT_RETURNED = "right_returned"
    RIGHT_OVER = "right_over"
    """Its time was over, or it was not used for a while."""
    RIGHT_DENIED = "right_denied"
    RIGHT_UNANSWERED = "right_unanswered"
    RIGHT_UNRECORDED = "right_unrecorded"
    """It did not open, or ended, because the record could not be written."""
    RIGHT_LONGER = "right_longer"
    """It was about to end and goes on, under a yes of its own."""
    SCREENS_CHANGED = "screens_changed"
    SCREEN_GONE = "screen_gone"
    ANSWER_REFUSED = "answer_refused"
    """Something that was not the person's hand tried to answer."""
    PAUSED = "paused"
    PAUSED_BY_RECORD = "paused_by_record"
    RESUMED = "resumed"
    FILE_CAME = "file_came"
    """`file` is its name on the disk, `size_bytes` its size."""
    FILES_CAME = "files_came"
    """`count` of them with `total_bytes` together."""
    CLIP_TEXT_PUT = "clip_text_put"
    """The agent put text on the person's clipboard; `length_chars` says how much."""
    CLIP_IMAGE_PUT = "clip_image_put"
    """A picture; `width_px` and `height_px`."""
    CLIP_TEXT_SENT = "clip_text_sent"
    """The person sent text they had copied; `length_chars`."""
    CLIP_IMAGE_SENT = "clip_image_sent"
    """A picture; `width_px` and `height_px`."""
    FILE_WENT = "file_went"
    """`file` is its name as the other side read it, `size_bytes` its size."""
    FILES_WENT = "files_went"
    DRAWN_ON = "drawn_on"
    """The agent pointed or drew on the screen; told once."""
    LINE_SILENT = "line_silent"
    """Told when the line is back; `length_ms` says how long it was silent."""
    ENDED = "ended"
    """`reason` is a close reason of the protocol."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryEntry:
    """One thing that happened.

    Attributes:
        number: its place among everything in the same stream.
        at: RFC 3339 instant in UTC by this computer's clock.
        kind: what.
        capability: the right it was about, if it was about one.
        fields: what the sentence mentions; text from the other side is cleaned before it comes here.
    """

    number: int
    at: str
    kind: StoryKind
    capability: Capability | None = None
    fields: dict[str, str | int] = field(default_factory=dict)
