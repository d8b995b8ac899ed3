"""What the bar says: who sees what, how the line is, and what has just happened."""

from PySide6.QtCore import QCoreApplication

from client.ui.helper_card import helper_name
from client.view_models.screens import LineWord, SessionView
from shared.capability import Capability
from shared.ui.clip_words import note_sentence
from shared.ui.consent_labels import capability_label
from shared.ui.error_text import error_sentence
from shared.ui.i18n import QT_TRANSLATE_NOOP
from shared.ui.plain_text import plain_line

BAR_NAME_CHARS = 24

_HEADLINES: dict[str, str] = {
    "asking": QT_TRANSLATE_NOOP("session", "{name} waits for your answer and sees nothing meanwhile"),
    "paused": QT_TRANSLATE_NOOP("session", "Paused: {name} sees nothing and can do nothing"),
    "stalled": QT_TRANSLATE_NOOP("session", "The connection is silent: {name} can do nothing just now"),
    "hand": QT_TRANSLATE_NOOP("session", "You are using the mouse or keyboard: {name} waits"),
    "control": QT_TRANSLATE_NOOP("session", "{name} sees your screen and uses your mouse and keyboard"),
    "view": QT_TRANSLATE_NOOP("session", "{name} sees your screen"),
    "nothing": QT_TRANSLATE_NOOP("session", "{name} is connected and sees nothing"),
}

_LINES: dict[LineWord, str] = {
    "sharp": QT_TRANSLATE_NOOP("session", "picture sharp"),
    "catching_up": QT_TRANSLATE_NOOP("session", "picture catching up"),
    "waiting": QT_TRANSLATE_NOOP("session", "picture on its way"),
}

_NOTICES: dict[str, str] = {
    "ended_idle": QT_TRANSLATE_NOOP("session", "Not used for a while, so it was switched off: {right}."),
    "ended_time": QT_TRANSLATE_NOOP("session", "The time for it is over, so it was switched off: {right}."),
    "ended_locked": QT_TRANSLATE_NOOP("session", "Your screen was locked, so this was switched off: {right}."),
    "ended_asleep": QT_TRANSLATE_NOOP("session", "Your computer was asleep, so this was switched off: {right}."),
    "ended_switched": QT_TRANSLATE_NOOP(
        "session", "Somebody else's desktop came up here, so this was switched off: {right}."
    ),
    "returned": QT_TRANSLATE_NOOP("session", "{name} no longer needs it and has given it back: {right}."),
    "unanswered": QT_TRANSLATE_NOOP("session", "You did not answer in time, so it was not allowed: {right}."),
}

_SCREEN_NOTICES: dict[str, str] = {
    "screen_locked": QT_TRANSLATE_NOOP(
        "session", "Your screen is locked or its screen saver is on: {name} sees only black."
    ),
    "screen_black": QT_TRANSLATE_NOOP("session", "Nothing of your screen can be read: {name} sees only black."),
    "screen_new": QT_TRANSLATE_NOOP("session", "Another screen was connected. {name} does not see it."),
}

_RECORD_CODES = frozenset({"audit_unwritable", "event_refused", "journal_unwritable"})
_NO_SERVER = QT_TRANSLATE_NOOP(
    "session", "The server cannot be reached just now, so nothing new can be allowed. We keep trying."
)


def session_state(view: SessionView) -> str:
    """One word for what matters most: `asking`, `paused`, `stalled`, `hand`, `control`, `view` or `nothing`."""
    rights = {right.capability for right in view.rights}
    if view.question is not None:
        return "asking"
    if view.is_paused:
        return "paused"
    if view.is_stalled:
        return "stalled"
    if Capability.CONTROL in rights:
        return "hand" if view.is_hand_busy else "control"
    return "view" if Capability.VIEW in rights else "nothing"


def headline(view: SessionView) -> str:
    """Who sees what, in one sentence."""
    return _headline(session_state(view), view)


def headlines_in_turn(view: SessionView) -> tuple[str, ...]:
    """What the headline changes to and fro between while nobody decides anything, so that room can be kept for it."""
    state = session_state(view)
    return tuple(
        _headline(each, view) for each in (("hand", "control") if state in ("hand", "control") else (state,))
    )


def _headline(state: str, view: SessionView) -> str:
    text = QCoreApplication.translate("session", _HEADLINES[state])
    # A bar as wide as the screen would cover what it is about; the whole name stands on the question and the receipt.
    return text.replace("{name}", plain_line(helper_name(view.helper), BAR_NAME_CHARS))


def line_words(view: SessionView) -> str:
    """How the picture is doing; empty when there is none, or when it is not known."""
    if view.line is None or session_state(view) not in ("hand", "control", "view"):
        return ""
    return QCoreApplication.translate("session", _LINES[view.line])


def record_sentence(view: SessionView) -> str:
    """Why nothing new can be allowed; empty when it can."""
    trouble = view.record_trouble
    if trouble is None:
        return ""
    if trouble.code in _RECORD_CODES:
        return error_sentence(trouble.code, trouble.fields)
    # The sentences for the first pages speak of buttons the bar does not have.
    return QCoreApplication.translate("session", _NO_SERVER)


def notice_sentence(view: SessionView) -> str:
    """What has just happened; empty when nothing has."""
    if view.clips.note is not None:
        # The answer to a press, or what is on the clipboard now: both are wanted at once, and stay for seconds only.
        name = plain_line(helper_name(view.helper), BAR_NAME_CHARS)
        return note_sentence(view.clips.note, name, audience="person")
    if view.notice is None:
        return ""
    if view.notice in _SCREEN_NOTICES:
        text = QCoreApplication.translate("session", _SCREEN_NOTICES[view.notice])
        return text.replace("{name}", plain_line(helper_name(view.helper), BAR_NAME_CHARS))
    for ending, source in _NOTICES.items():
        head = view.notice.removesuffix(f"_{ending}")
        if head != view.notice and head in set(Capability):
            text = QCoreApplication.translate("session", source)
            return text.replace("{right}", capability_label(Capability(head))).replace(
                "{name}", helper_name(view.helper)
            )
    return error_sentence(view.notice)
