"""What happened, in sentences for the person; one for each kind, and better ones where a right has its own words."""

from PySide6.QtCore import QCoreApplication

from shared.capability import Capability
from shared.session.story import StoryEntry, StoryKind
from shared.ui.consent_labels import consent_question
from shared.ui.error_text import error_sentence
from shared.ui.i18n import QT_TRANSLATE_NOOP
from shared.ui.story_text import fill_sentence

_SENTENCES: dict[StoryKind, str] = {
    StoryKind.CONNECTED: QT_TRANSLATE_NOOP("story", "{name} is connected."),
    StoryKind.RIGHT_ASKED: QT_TRANSLATE_NOOP("story", "{name} asks for: {right}."),
    StoryKind.RIGHT_ON: QT_TRANSLATE_NOOP("story", "{name} is now allowed: {right}."),
    StoryKind.RIGHT_OFF: QT_TRANSLATE_NOOP("story", "{name} is no longer allowed: {right}."),
    StoryKind.RIGHT_TAKEN_BACK: QT_TRANSLATE_NOOP("story", "You took it back: {right}."),
    StoryKind.RIGHT_RETURNED: QT_TRANSLATE_NOOP("story", "{name} no longer needs it: {right}."),
    StoryKind.RIGHT_OVER: QT_TRANSLATE_NOOP("story", "It was switched off by itself: {right}."),
    StoryKind.RIGHT_DENIED: QT_TRANSLATE_NOOP("story", "You did not allow it: {right}."),
    StoryKind.RIGHT_UNANSWERED: QT_TRANSLATE_NOOP("story", "Not answered in time, so not allowed: {right}."),
    StoryKind.RIGHT_UNRECORDED: QT_TRANSLATE_NOOP(
        "story", "It could not be written down, so it is not allowed: {right}."
    ),
    StoryKind.RIGHT_LONGER: QT_TRANSLATE_NOOP("story", "You gave more time for it: {right}."),
    StoryKind.SCREENS_CHANGED: QT_TRANSLATE_NOOP("story", "You chose which screens {name} sees."),
    StoryKind.SCREEN_GONE: QT_TRANSLATE_NOOP(
        "story", "The screen you showed is no longer there: {name} can no longer see it."
    ),
    StoryKind.ANSWER_REFUSED: QT_TRANSLATE_NOOP(
        "story", "Something other than your own hand tried to answer yes. It was refused."
    ),
    StoryKind.PAUSED: QT_TRANSLATE_NOOP("story", "You paused."),
    StoryKind.PAUSED_BY_RECORD: QT_TRANSLATE_NOOP("story", "Paused, because nothing could be written down here."),
    StoryKind.RESUMED: QT_TRANSLATE_NOOP("story", "You ended the pause."),
    StoryKind.FILE_CAME: QT_TRANSLATE_NOOP("story", "{name} sent you {file}, {size_bytes}."),
    StoryKind.FILES_CAME: QT_TRANSLATE_NOOP("story", "{name} sent you files: {count}, {total_bytes} together."),
    StoryKind.CLIP_TEXT_PUT: QT_TRANSLATE_NOOP("story", "{name} put text on your clipboard, {length_chars}."),
    StoryKind.CLIP_IMAGE_PUT: QT_TRANSLATE_NOOP(
        "story", "{name} put a picture on your clipboard, {width_px} by {height_px}."
    ),
    StoryKind.CLIP_TEXT_SENT: QT_TRANSLATE_NOOP("story", "You sent {name} text you had copied, {length_chars}."),
    StoryKind.CLIP_IMAGE_SENT: QT_TRANSLATE_NOOP(
        "story", "You sent {name} a picture you had copied, {width_px} by {height_px}."
    ),
    StoryKind.FILE_WENT: QT_TRANSLATE_NOOP("story", "You sent {name} {file}, {size_bytes}."),
    StoryKind.FILES_WENT: QT_TRANSLATE_NOOP("story", "You sent {name} files: {count}, {total_bytes} together."),
    StoryKind.DRAWN_ON: QT_TRANSLATE_NOOP("story", "{name} pointed at something or drew on your screen."),
    StoryKind.LINE_SILENT: QT_TRANSLATE_NOOP("story", "The connection was silent for {length_ms}."),
}

_OF_A_RIGHT: dict[tuple[StoryKind, Capability], str] = {
    (StoryKind.RIGHT_ON, Capability.VIEW): QT_TRANSLATE_NOOP("story", "{name} can now see your screen."),
    (StoryKind.RIGHT_ON, Capability.CONTROL): QT_TRANSLATE_NOOP(
        "story", "{name} can now use your mouse and keyboard."
    ),
    (StoryKind.RIGHT_OFF, Capability.VIEW): QT_TRANSLATE_NOOP("story", "{name} can no longer see your screen."),
    (StoryKind.RIGHT_OFF, Capability.CONTROL): QT_TRANSLATE_NOOP(
        "story", "{name} can no longer use your mouse and keyboard."
    ),
}


def story_sentence(entry: StoryEntry, name: str) -> str:
    """One thing that happened, in the language spoken now.

    Args:
        entry: what happened.
        name: of the helper, cleaned.
    """
    if entry.kind is StoryKind.ENDED:
        return error_sentence(str(entry.fields.get("reason", "failed")))
    if entry.kind is StoryKind.RIGHT_ASKED and entry.capability is not None:
        return consent_question(entry.capability, name)
    source = _SENTENCES[entry.kind]
    if entry.capability is not None:
        source = _OF_A_RIGHT.get((entry.kind, entry.capability), source)
    return fill_sentence(QCoreApplication.translate("story", source), entry, name)
