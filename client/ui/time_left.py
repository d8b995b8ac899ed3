"""Says how long a right still lasts, and warns a minute before it ends."""

from PySide6.QtCore import QCoreApplication

from client.view_models.screens import RightView, SessionView
from shared.consent.grant import ENDING_MS
from shared.ui.consent_labels import capability_label
from shared.ui.i18n import QT_TRANSLATE_NOOP
from shared.ui.time_text import duration_words

_SECOND_MS = 1_000
_MINUTE_MS = 60_000
_LONG_TIMES_MS = (48_000, 28 * _MINUTE_MS)  # as long as words for a time become here

_ON = QT_TRANSLATE_NOOP("time_left", "{right}: on")
_LEFT = QT_TRANSLATE_NOOP("time_left", "{right}: on, {duration} left")
_LEFT_IDLE = QT_TRANSLATE_NOOP("time_left", "{right}: on, {duration} left if not used")
_ENDING = QT_TRANSLATE_NOOP("time_left", "In less than a minute this is switched off: {right}.")
_ENDING_IDLE = QT_TRANSLATE_NOOP("time_left", "Not used for a while, so it is switched off within a minute: {right}.")


def left_words(left_ms: int) -> str:
    """`24 minutes`, in the last minute `52 seconds`; rounded up, so that what is used all the time stands still."""
    unit_ms = _SECOND_MS if left_ms <= ENDING_MS else _MINUTE_MS
    return duration_words(-(-max(left_ms, 1) // unit_ms) * unit_ms)


def right_words(right: RightView, now_ms: int) -> str:
    """A right and how long it still lasts."""
    if right.ends_at_mono_ms is None:
        return _say(_ON, right)
    return _timed(right, left_words(right.ends_at_mono_ms - now_ms))


def long_right_words(right: RightView) -> list[str]:
    """The same with the longest times, so that room can be kept for them; empty for a right without an end."""
    if right.ends_at_mono_ms is None:
        return []
    return [_timed(right, duration_words(length_ms)) for length_ms in _LONG_TIMES_MS]


def ending_right(view: SessionView, now_ms: int) -> RightView | None:
    """The right that ends first, once that is within a minute."""
    ending = [right for right in view.rights if right.is_ending(now_ms)]
    return min(ending, key=lambda right: right.ends_at_mono_ms or 0, default=None)


def ending_sentence(view: SessionView, now_ms: int) -> str:
    """What is about to be switched off; empty when nothing is."""
    right = ending_right(view, now_ms)
    return "" if right is None else _say(_ENDING_IDLE if right.is_idle_end else _ENDING, right)


def _timed(right: RightView, duration: str) -> str:
    return _say(_LEFT_IDLE if right.is_idle_end else _LEFT, right).replace("{duration}", duration)


def _say(source: str, right: RightView) -> str:
    return QCoreApplication.translate("time_left", source).replace("{right}", capability_label(right.capability))
