"""Types a longer text for the agent, character by character and never faster than the other side answers."""

import re
import unicodedata

from agent_console.domain.input_encoder import InputEncoder
from shared.protocol.limits import TYPED_TEXT_MAX_CHARS
from shared.protocol.peer_messages import TYPED_TEXT_PATTERN, InputBatch

TYPED_CLIPBOARD_MAX_CHARS = 2_000
"""What takes half a minute at most; whoever has more sends a file."""

UNANSWERED_MAX_EVENTS = 24
"""Three quarters of a batch, so that what the agent's own hand does still finds room."""

ENTER, TAB = 0x28, 0x2B  # HID Usage Tables 1.5, section 10
_KEY_OF = {"\n": ENTER, "\t": TAB}
_ZERO_WIDTH_JOINER = "\u200d"
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_MAY_TRAVEL = re.compile(TYPED_TEXT_PATTERN)


def split_characters(text: str) -> list[str]:
    """Split into characters as a person sees them, each short enough for one input event.

    Marks, joined emoji and skin tones stay with what they belong to. What can be no typed text (control characters,
    bidirectional controls) is left out.
    """
    parts: list[str] = []
    for char in unicodedata.normalize("NFC", text):
        if not _MAY_TRAVEL.match(char):
            continue
        is_more = bool(parts) and (
            unicodedata.category(char).startswith("M")
            or char == _ZERO_WIDTH_JOINER
            or ord(char) in _SKIN_TONES
            or parts[-1].endswith(_ZERO_WIDTH_JOINER)
        )
        if is_more and len(parts[-1]) < TYPED_TEXT_MAX_CHARS:
            parts[-1] += char
        else:
            parts.append(char)
    return parts


class TextTyping:
    """What is still to be typed; no I/O, no clock."""

    def __init__(self) -> None:
        self._items: list[str | int] = []
        self._done = 0

    @property
    def is_active(self) -> bool:
        """Whether something is still to be typed."""
        return self._done < len(self._items)

    @property
    def progress(self) -> tuple[int, int] | None:
        """How many characters of how many are typed; None while nothing is."""
        return (self._done, len(self._items)) if self.is_active else None

    def start(self, text: str) -> None:
        """Type this, in place of what was left of an earlier text; of what is too long, only the beginning."""
        lines = text[:TYPED_CLIPBOARD_MAX_CHARS].replace("\r\n", "\n").replace("\r", "\n")
        self._items, self._done = [], 0
        for part in re.split(r"([\n\t])", lines):
            key = _KEY_OF.get(part)
            self._items += split_characters(part) if key is None else [key]

    def pump(self, encoder: InputEncoder, now_ms: int) -> list[InputBatch]:
        """Hand over as much as the line holds, and return what is to be sent."""
        batches: list[InputBatch | None] = []
        while self.is_active and encoder.backlog < UNANSWERED_MAX_EVENTS:
            item = self._items[self._done]
            self._done += 1
            if isinstance(item, str):
                batches.append(encoder.text(item, now_ms))
            else:
                batches += [encoder.key(item, True, now_ms), encoder.key(item, False, now_ms)]
        return [batch for batch in batches if batch is not None]
