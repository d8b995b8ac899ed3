"""The words for states that several parts of the window name: marks, rights, covers and the line."""

from PySide6.QtCore import QCoreApplication, QLocale, QObject

from agent_console.domain.person_state import EndedRight
from agent_console.domain.stay_signed_in import KeyringState
from agent_console.view_models.curtain import Curtain
from agent_console.view_models.line_words import LineWord
from agent_console.view_models.screens import RightState, Trouble
from agent_console.view_models.tab_marks import TabMark
from shared.link_stats import LinkStats
from shared.protocol.peer_messages import EndCause
from shared.ui.consent_labels import capability_label
from shared.ui.error_text import error_sentence
from shared.ui.i18n import QT_TRANSLATE_NOOP

_KBIT_PER_MBIT = 1000.0
_ONE_DIGIT_FROM_MBIT = 9.995  # what would be written 10.00

_MARKS: dict[TabMark, str] = {
    TabMark.PAIRING: QT_TRANSLATE_NOOP("console", "Connecting"),
    TabMark.WAITING: QT_TRANSLATE_NOOP("console", "Connected, nothing is shown yet"),
    TabMark.SEEING: QT_TRANSLATE_NOOP("console", "You see the screen"),
    TabMark.CONTROLLING: QT_TRANSLATE_NOOP("console", "You see the screen and can use it"),
    TabMark.ASKING: QT_TRANSLATE_NOOP("console", "The person is answering a question"),
    TabMark.PAUSED: QT_TRANSLATE_NOOP("console", "Paused by the person"),
    TabMark.STALLED: QT_TRANSLATE_NOOP("console", "The line is silent"),
    TabMark.ENDED: QT_TRANSLATE_NOOP("console", "Ended"),
}

_RIGHTS: dict[RightState, str] = {
    "off": QT_TRANSLATE_NOOP("console", "Off"),
    "asked": QT_TRANSLATE_NOOP("console", "Asked, waiting for an answer"),
    "on": QT_TRANSLATE_NOOP("console", "On"),
    "refused": QT_TRANSLATE_NOOP("console", "Not allowed"),
    "forbidden": QT_TRANSLATE_NOOP("console", "Your organisation's rules do not allow this"),
}

_HELD: dict[str, str] = {
    "asking": QT_TRANSLATE_NOOP("console", "On hold during the question"),
    "paused": QT_TRANSLATE_NOOP("console", "On hold, paused"),
    "hand": QT_TRANSLATE_NOOP("console", "On hold, the person is using it"),
}

_ENDED: dict[EndCause, str] = {
    "person": QT_TRANSLATE_NOOP("console", "The person has taken this back: {right}."),
    "time": QT_TRANSLATE_NOOP("console", "The time for it is over: {right}."),
    "idle": QT_TRANSLATE_NOOP("console", "It was not used for a while, so it is off: {right}."),
    "locked": QT_TRANSLATE_NOOP("console", "The person's screen was locked, so this is off: {right}."),
    "asleep": QT_TRANSLATE_NOOP("console", "The person's computer was asleep, so this is off: {right}."),
    "switched": QT_TRANSLATE_NOOP("console", "Another user's desktop came up over there, so this is off: {right}."),
}

_STAY = QT_TRANSLATE_NOOP("console", "Leave this off on a computer that other people use as well.")
_NO_KEYRING = QT_TRANSLATE_NOOP(
    "console", "This computer has no keyring to keep a sign-in safe, so yours lasts until you close this window."
)
_KEYRINGS: dict[KeyringState, str] = {
    "looking": _STAY,
    "ready": _STAY,
    "missing": _NO_KEYRING,
    "untrusted": _NO_KEYRING,
    "locked": QT_TRANSLATE_NOOP(
        "console", "The keyring of this computer is locked, so your sign-in lasts until you close this window."
    ),
    "slow": QT_TRANSLATE_NOOP(
        "console", "The keyring of this computer does not answer, so your sign-in lasts until you close this window."
    ),
    "failed": QT_TRANSLATE_NOOP(
        "console", "The keyring of this computer does not work, so your sign-in lasts until you close this window."
    ),
}

_CURTAINS: dict[Curtain, tuple[str, str]] = {
    Curtain.PAIRING: (
        QT_TRANSLATE_NOOP("console", "Connecting to the person's computer."),
        QT_TRANSLATE_NOOP("console", "The two programs are making sure that they talk to each other."),
    ),
    Curtain.NO_VIEW: (
        QT_TRANSLATE_NOOP("console", "You do not see this screen yet."),
        QT_TRANSLATE_NOOP("console", "Say what you want to look at, then ask."),
    ),
    Curtain.REFUSED: (
        QT_TRANSLATE_NOOP("console", "The person did not allow you to see the screen."),
        QT_TRANSLATE_NOOP("console", "Talk about it first; then you can ask again."),
    ),
    Curtain.FORBIDDEN: (
        QT_TRANSLATE_NOOP("console", "Your organisation's rules do not allow you to see screens."),
        QT_TRANSLATE_NOOP("console", "You can still write to the person. An admin of your server can change this."),
    ),
    Curtain.ASKING: (
        QT_TRANSLATE_NOOP("console", "The person is answering a question."),
        QT_TRANSLATE_NOOP("console", "Nothing is shown meanwhile."),
    ),
    Curtain.PAUSED: (
        QT_TRANSLATE_NOOP("console", "The person has paused."),
        QT_TRANSLATE_NOOP("console", "Nothing is shown until they go on."),
    ),
    Curtain.STALLED: (
        QT_TRANSLATE_NOOP("console", "The line is silent."),
        QT_TRANSLATE_NOOP(
            "console", "This is the last picture. We keep trying; you control nothing until it is back."
        ),
    ),
    Curtain.FIRST_PICTURE: (
        QT_TRANSLATE_NOOP("console", "The first picture is on its way."),
        "",
    ),
}

_UNSAID = QT_TRANSLATE_NOOP(
    "console", "Write in the panel why you want to see it, then ask. Your organisation's rules want a reason."
)

_LINE: dict[LineWord, str] = {
    LineWord.SHARP: QT_TRANSLATE_NOOP("console", "sharp"),
    LineWord.SOFT: QT_TRANSLATE_NOOP("console", "soft while it moves"),
    LineWord.CATCHING_UP: QT_TRANSLATE_NOOP("console", "catching up"),
    LineWord.COVERED: QT_TRANSLATE_NOOP("console", "covered"),
    LineWord.PAUSED: QT_TRANSLATE_NOOP("console", "paused"),
    LineWord.NO_PICTURE: QT_TRANSLATE_NOOP("console", "no picture"),
    LineWord.FROZEN: QT_TRANSLATE_NOOP("console", "frozen"),
    LineWord.SLOW: QT_TRANSLATE_NOOP("console", "slow line"),
    LineWord.PATCHY: QT_TRANSLATE_NOOP("console", "patchy line"),
    LineWord.SILENT: QT_TRANSLATE_NOOP("console", "frozen, the line is silent"),
}
_COVERED = {LineWord.COVERED, LineWord.PAUSED, LineWord.NO_PICTURE, LineWord.FROZEN}


class _Counts(QObject):
    """Words that change with a number; only `tr` of an object finds the right form."""

    def pictures(self, count: int) -> str:
        return self.tr("%n picture(s)/s", "", count)


def _say(text: str) -> str:
    return QCoreApplication.translate("console", text) if text else ""


def mark_words(mark: TabMark) -> str:
    """The state of a tab in a few words."""
    return _say(_MARKS[mark])


def right_words(state: RightState, cover: str = "none") -> str:
    """The state of a right in a few words; one that is on may be held back for a while, and then that is said."""
    return _say(_HELD.get(cover, _RIGHTS[state]) if state == "on" else _RIGHTS[state])


def curtain_words(curtain: Curtain, *, is_unsaid: bool = False) -> tuple[str, str]:
    """What stands in place of the picture: a sentence, and one more that may be empty. `ENDED` has its own reason.

    Args:
        curtain: what stands there.
        is_unsaid: nobody can be asked to show it before a reason is written, by the organisation's rules.
    """
    title, detail = _CURTAINS[curtain]
    is_asked_for = curtain in (Curtain.NO_VIEW, Curtain.REFUSED)
    return _say(title), _say(_UNSAID if is_unsaid and is_asked_for else detail)


def trouble_words(trouble: Trouble) -> str:
    """The sentence for a trouble, as an agent should hear it."""
    return error_sentence(trouble.code, trouble.fields, audience="agent")


def keyring_words(keyring: KeyringState) -> str:
    """What to know before one chooses to stay signed in, or why that cannot be chosen."""
    return _say(_KEYRINGS[keyring])


def ended_words(ended: EndedRight) -> str:
    """Why a right is not on any more."""
    return _say(_ENDED[ended.cause]).format(right=capability_label(ended.capability))


def end_words(reason: str | None) -> str:
    """Why a session is over."""
    return error_sentence(reason, audience="agent") if reason else mark_words(TabMark.ENDED)


def line_words(words: tuple[LineWord, ...], stats: LinkStats) -> str:
    """The line in one row of words: `sharp · 12 ms · 0.31 Mbit/s`; empty while nothing is known.

    Figures of a moment ago say nothing about a silent line, and without a picture there is no rate worth telling.
    """
    parts = [_say(_LINE[word]) for word in words]
    if words and LineWord.SILENT not in words:
        parts.append(delay_words(stats.rtt_ms or 0))
        if not _COVERED & set(words):
            parts.append(rate_words(stats.bitrate_kbps))
    return " · ".join(parts)


def delay_words(rtt_ms: float) -> str:
    """There and back."""
    return QCoreApplication.translate("console", "{number} ms").format(number=QLocale().toString(round(rtt_ms)))


def rate_words(bitrate_kbps: float) -> str:
    """What arrives, always in one unit and as wide, so that it can be compared at a glance and stands still."""
    mbits = bitrate_kbps / _KBIT_PER_MBIT
    digits = 1 if mbits >= _ONE_DIGIT_FROM_MBIT else 2
    number = QLocale().toString(mbits, "f", digits)
    return QCoreApplication.translate("console", "{number} Mbit/s").format(number=number)


def pictures_words(pictures_per_s: float) -> str:
    """How many pictures were painted in a second."""
    return _Counts().pictures(round(pictures_per_s))
