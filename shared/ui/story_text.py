"""Puts the figures and names of what happened into a sentence, each in the form its reader is used to."""

import re

from PySide6.QtCore import QLocale

from shared.session.story import StoryEntry
from shared.ui.clip_words import length_words
from shared.ui.consent_labels import capability_label
from shared.ui.file_words import size_words
from shared.ui.plain_text import plain_line
from shared.ui.time_text import duration_words

_PLACE = re.compile(r"\{(\w+)\}")
_TEXT_MAX_CHARS = 80


def fill_sentence(sentence: str, entry: StoryEntry, name: str) -> str:
    """Fill the places of a sentence that is in the reader's language already.

    Args:
        sentence: may name `{name}`, `{right}` and each of the entry's fields.
        entry: what happened.
        name: of the other person, cleaned.
    """
    values = {key: _words(key, value) for key, value in entry.fields.items()}
    values["name"] = name
    if entry.capability is not None:
        values["right"] = capability_label(entry.capability)
    # In one pass: what was filled in may look like a place.
    return _PLACE.sub(lambda place: values.get(place[1], place[0]), sentence)


def _words(key: str, value: str | int) -> str:
    if isinstance(value, int) and key.endswith("_ms"):
        return duration_words(value)
    if isinstance(value, int) and key.endswith("_bytes"):
        return size_words(value)
    if isinstance(value, int) and key.endswith("_chars"):
        return length_words(value)
    if isinstance(value, int) and key.endswith("_px"):
        return str(value)  # as screens are written everywhere, without a mark between the thousands
    return QLocale().toString(value) if isinstance(value, int) else plain_line(value, _TEXT_MAX_CHARS)
