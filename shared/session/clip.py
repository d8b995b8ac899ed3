"""What is carried from one clipboard to the other: plain text, or one picture, within limits. Pure."""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from shared.protocol.clip_messages import ClipKind
from shared.protocol.limits import CLIP_IMAGE_MAX_BYTES, CLIP_TEXT_MAX_BYTES
from shared.session.plain_png import is_carried, plain_png, png_size

_CLEANED_AT_MOST = 8
"""How much longer than what is carried a text may be before it is looked at."""

# Control characters but tab and line feed, what turns the direction of reading around, and half characters. Pasted
# into a terminal an escape does things, and a turned line says another thing than it does.
_DROPPED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class ClipProblem(StrEnum):
    """Why something copied is not sent."""

    EMPTY = "empty"
    """Neither text nor a picture."""
    CONCEALED = "concealed"
    """The program it was copied in says that it is a password or the like."""
    TEXT_TOO_LARGE = "text_too_large"
    IMAGE_TOO_LARGE = "image_too_large"
    IMAGE_BROKEN = "image_broken"
    SLOW = "slow"
    """The program it was copied in has not handed it over yet; not the last word."""
    UNANSWERED = "unanswered"
    """The program it was copied in hangs, has ended, or something else was copied meanwhile."""
    ENDED = "ended"
    """Nothing may be sent any more, or not just now."""
    NOT_BY_HAND = "not_by_hand"
    """A program pressed the button, not the person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """One thing that was copied.

    Attributes:
        kind: what.
        data: the text as UTF-8, or the picture as PNG; never in a log.
        length_chars: of a text.
        width_px, height_px: of a picture.
    """

    kind: ClipKind
    data: bytes = field(repr=False)
    length_chars: int = 0
    width_px: int = 0
    height_px: int = 0

    @property
    def text(self) -> str:
        """The text; empty for a picture."""
        return self.data.decode() if self.kind == "text" else ""

    @property
    def facts(self) -> dict[str, str | int]:
        """What may be told of it: how much it is, never what it says."""
        if self.kind == "text":
            return {"length_chars": self.length_chars}
        return {"width_px": self.width_px, "height_px": self.height_px}


def text_clip(text: str) -> Clip | ClipProblem:
    """Make a text fit to be carried: plain, with line feeds between its lines."""
    if len(text) > CLIP_TEXT_MAX_BYTES * _CLEANED_AT_MOST:
        return ClipProblem.TEXT_TOO_LARGE
    cleaned = _DROPPED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    data = cleaned.encode()
    if len(data) > CLIP_TEXT_MAX_BYTES:
        return ClipProblem.TEXT_TOO_LARGE
    return Clip(kind="text", data=data, length_chars=len(cleaned)) if cleaned else ClipProblem.EMPTY


def image_clip(data: bytes) -> Clip | ClipProblem:
    """Make a PNG fit to be carried: nothing but pixels, and no more of them than may be unfolded."""
    size = png_size(data[:64])
    if size is not None and not is_carried(*size):
        return ClipProblem.IMAGE_TOO_LARGE
    png = plain_png(data)
    if png is None:
        return ClipProblem.IMAGE_BROKEN if len(data) <= CLIP_IMAGE_MAX_BYTES else ClipProblem.IMAGE_TOO_LARGE
    if len(png.data) > CLIP_IMAGE_MAX_BYTES:
        return ClipProblem.IMAGE_TOO_LARGE
    return Clip(kind="image", data=png.data, width_px=png.width_px, height_px=png.height_px)


def received_clip(kind: ClipKind, data: bytes) -> Clip | None:
    """Judge what came from the other side; None when it is not what it says, or nothing is left of it."""
    if kind == "image":
        clip = image_clip(data)
    else:
        try:
            clip = text_clip(data.decode())
        except UnicodeDecodeError:
            return None
    return clip if isinstance(clip, Clip) else None
