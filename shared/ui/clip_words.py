"""What has become of something copied, in one sentence for whoever pressed, or whose clipboard it is."""

from typing import Literal

from PySide6.QtCore import QCoreApplication, QObject

from shared.protocol.limits import CLIP_IMAGE_MAX_BYTES, CLIP_IMAGE_MAX_PX, CLIP_TEXT_MAX_BYTES
from shared.session.clip import Clip, ClipProblem
from shared.session.clip_desk import ClipNote
from shared.ui.file_words import size_words
from shared.ui.i18n import QT_TRANSLATE_NOOP
from shared.ui.plain_text import plain_line

_PREVIEW_CHARS = 60
_LOOKED_AT_CHARS = 400
_PX_PER_MILLION = 1_000_000

# The first sentence is the person's, the second the agent's; one sentence is both's.
_WHY_NOT: dict[str, tuple[str, ...]] = {
    ClipProblem.EMPTY: (QT_TRANSLATE_NOOP("clip", "There is no text and no picture in what you copied."),),
    ClipProblem.CONCEALED: (
        QT_TRANSLATE_NOOP("clip", "Not sent: what you copied is marked as a password or another secret."),
    ),
    ClipProblem.TEXT_TOO_LARGE: (
        QT_TRANSLATE_NOOP(
            "clip", "Not sent: the text is longer than {text_limit}. Copy a part of it, or use a file."
        ),
    ),
    ClipProblem.IMAGE_TOO_LARGE: (
        QT_TRANSLATE_NOOP(
            "clip",
            "Not sent: the picture is larger than {image_limit} or {pixels} million pixels. "
            "Copy a part of it, or use a file.",
        ),
    ),
    ClipProblem.IMAGE_BROKEN: (
        QT_TRANSLATE_NOOP("clip", "Not sent: the picture you copied cannot be read. Copy it again."),
    ),
    ClipProblem.SLOW: (QT_TRANSLATE_NOOP("clip", "Not sent yet: waiting for the program you copied this in…"),),
    ClipProblem.UNANSWERED: (
        QT_TRANSLATE_NOOP("clip", "Not sent: the program you copied this in does not answer. Try again in a moment."),
    ),
    ClipProblem.NOT_BY_HAND: (
        QT_TRANSLATE_NOOP(
            "clip", "Not sent: that press seems to come from a program, not from your hand. Please press again."
        ),
    ),
    "busy": (QT_TRANSLATE_NOOP("clip", "Not sent: please wait a moment, then press again."),),
    ClipProblem.ENDED: (
        QT_TRANSLATE_NOOP("clip", "Not sent: nothing is sent just now. Please press again when you go on."),
        QT_TRANSLATE_NOOP("clip", "Not sent: the person has stopped this, or has a question open. Try again later."),
    ),
    "refused": (QT_TRANSLATE_NOOP("clip", "Not sent: the other computer could not use what you copied."),),
}
_PUT: dict[str, str] = {
    "text": QT_TRANSLATE_NOOP("clip", "{name} put text on your clipboard, {length}."),
    "image": QT_TRANSLATE_NOOP("clip", "{name} put a picture on your clipboard, {width} by {height}."),
}
_SENT: dict[str, tuple[str, str]] = {
    "text": (
        QT_TRANSLATE_NOOP("clip", "Sent to {name}: the text you copied, {length}."),
        QT_TRANSLATE_NOOP("clip", "On the person's clipboard now: the text you copied, {length}."),
    ),
    "image": (
        QT_TRANSLATE_NOOP("clip", "Sent to {name}: the picture you copied, {width} by {height}."),
        QT_TRANSLATE_NOOP("clip", "On the person's clipboard now: the picture you copied, {width} by {height}."),
    ),
}
_CAME: dict[str, str] = {
    "text": QT_TRANSLATE_NOOP("clip", "The person sent text they copied, {length}: “{preview}”"),
    "image": QT_TRANSLATE_NOOP("clip", "The person sent a picture they copied, {width} by {height}."),
}


class _Words(QObject):
    """Holder of the plural: the collector of strings sees plurals only in `self.tr`."""

    def length(self, count: int) -> str:
        return self.tr("%n character(s)", "", count)


def length_words(count: int) -> str:
    """`120 characters`."""
    return _Words().length(count)


def note_sentence(note: ClipNote, name: str, *, audience: Literal["person", "agent"]) -> str:
    """What has just happened.

    Args:
        note: what.
        name: of the helper, cleaned; only the person is told it.
        audience: who reads it.
    """
    sentences = _WHY_NOT.get(note.code)
    clip = note.clip
    if sentences is not None:
        source = sentences[0 if audience == "person" else -1]
    elif clip is None:
        return ""
    else:
        source = _PUT[clip.kind] if note.code == "put" else _SENT[clip.kind][0 if audience == "person" else 1]
    return _fill(source, clip).replace("{name}", name)


def came_sentence(clip: Clip) -> str:
    """What came and waits to be copied, with the beginning of a text."""
    preview = plain_line(clip.text[:_LOOKED_AT_CHARS], _PREVIEW_CHARS)
    return _fill(_CAME[clip.kind], clip).replace("{preview}", preview)


def _fill(source: str, clip: Clip | None) -> str:
    words = QCoreApplication.translate("clip", source)
    values = {
        "{text_limit}": size_words(CLIP_TEXT_MAX_BYTES),
        "{image_limit}": size_words(CLIP_IMAGE_MAX_BYTES),
        "{pixels}": str(CLIP_IMAGE_MAX_PX // _PX_PER_MILLION),
        "{length}": length_words(clip.length_chars) if clip is not None else "",
        "{width}": str(clip.width_px) if clip is not None else "",
        "{height}": str(clip.height_px) if clip is not None else "",
    }
    for place, value in values.items():
        words = words.replace(place, value)
    return words
