"""What happened, in sentences for the agent."""

from PySide6.QtCore import QCoreApplication

from agent_console.ui.phrases import end_words
from shared.session.story import StoryEntry, StoryKind
from shared.ui.i18n import QT_TRANSLATE_NOOP
from shared.ui.story_text import fill_sentence

SENTENCES: dict[StoryKind, str] = {
    StoryKind.CONNECTED: QT_TRANSLATE_NOOP("console_story", "Connected."),
    StoryKind.RIGHT_ASKED: QT_TRANSLATE_NOOP("console_story", "You asked for: {right}."),
    StoryKind.RIGHT_ON: QT_TRANSLATE_NOOP("console_story", "Allowed: {right}."),
    StoryKind.RIGHT_OFF: QT_TRANSLATE_NOOP("console_story", "No longer allowed: {right}."),
    StoryKind.RIGHT_DENIED: QT_TRANSLATE_NOOP("console_story", "Not allowed: {right}."),
    StoryKind.PAUSED: QT_TRANSLATE_NOOP("console_story", "The person paused."),
    StoryKind.RESUMED: QT_TRANSLATE_NOOP("console_story", "The person ended the pause."),
    StoryKind.CLIP_TEXT_PUT: QT_TRANSLATE_NOOP(
        "console_story", "You put text on the person's clipboard, {length_chars}."
    ),
    StoryKind.CLIP_IMAGE_PUT: QT_TRANSLATE_NOOP(
        "console_story", "You put a picture on the person's clipboard, {width_px} by {height_px}."
    ),
    StoryKind.CLIP_TEXT_SENT: QT_TRANSLATE_NOOP(
        "console_story", "The person sent text they had copied, {length_chars}."
    ),
    StoryKind.CLIP_IMAGE_SENT: QT_TRANSLATE_NOOP(
        "console_story", "The person sent a picture they had copied, {width_px} by {height_px}."
    ),
    StoryKind.LINE_SILENT: QT_TRANSLATE_NOOP("console_story", "The line was silent for {length_ms}."),
}
"""The kinds a console tells (`tab_story.py`, `tab_clips.py`), but for the end, which has a reason of its own."""


def story_sentence(entry: StoryEntry, name: str) -> str:
    """One thing that happened, in the language spoken now.

    Args:
        entry: what happened; a kind the console does not tell is not put into words.
        name: what the person's tab is called.
    """
    if entry.kind is StoryKind.ENDED:
        return end_words(str(entry.fields.get("reason", "failed")))
    source = SENTENCES.get(entry.kind)
    if source is None:
        return ""
    return fill_sentence(QCoreApplication.translate("console_story", source), entry, name)
