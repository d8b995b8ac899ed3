"""What the notice over the picture says of the clipboards: what came and can be copied, what became of a press."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QLocale, QObject, QTimer

from agent_console.domain.text_typing import TYPED_CLIPBOARD_MAX_CHARS
from agent_console.ui.notice_bar import NoticeAction, Tone
from agent_console.view_models.screens import TabView
from agent_console.view_models.tab_marks import has_control, may_ask, right_state
from shared.capability import Capability
from shared.session.clip import Clip, ClipProblem
from shared.session.clip_desk import NOTE_SHOWN_MS, ClipNote
from shared.ui.clip_words import came_sentence, note_sentence
from shared.ui.clipboard import put_clip, unfold
from shared.ui.consent_labels import capability_label

_TYPING_NEEDS = (Capability.VIEW, Capability.CONTROL)


@dataclass(frozen=True, slots=True)
class ClipNotice:
    """What to say, and what can be done about it."""

    words: str
    tone: Tone
    actions: tuple[NoticeAction, ...] = ()


class ClipNotices(QObject):
    """The agent's own clipboard changes at the press of Copy and at no other time."""

    def __init__(self, forget: Callable[[], None], report: Callable[[str], None], parent: QObject) -> None:
        """Start with nothing to say.

        Args:
            forget: what came was copied, or is not wanted.
            report: gets a sentence when what came cannot be used.
            parent: owner of this object.
        """
        super().__init__(parent)
        self._forget = forget
        self._report = report
        self._needed: tuple[Capability, ...] = ()
        """What a press that came to nothing would have needed; said for a while, until it is there, or closed."""
        self._shown = QTimer(self)
        self._shown.setSingleShot(True)
        self._shown.setInterval(NOTE_SHOWN_MS)
        self._shown.timeout.connect(self._drop_needed)

    def may_send(self, view: TabView) -> bool:
        """Whether a press may put something on the clipboard there; why not is said by `find` from now on."""
        return self._need(() if view.clips.may_send else (Capability.CLIPBOARD_TO_USER,))

    def may_type(self, view: TabView) -> bool:
        """Whether the clipboard may be typed over there; why not is said by `find` from now on."""
        return self._need(() if has_control(view) else _TYPING_NEEDS)

    def find(self, view: TabView, *, is_ending: bool) -> ClipNotice | None:
        """What there is to say now.

        Args:
            view: of the tab.
            is_ending: a right ends within a minute. What came waits so long; it waits until it is copied or closed.
        """
        why = self._why_nothing(view)
        if why and not is_ending:
            return ClipNotice(why, "amber", (NoticeAction(self.tr("Close"), self._drop_needed, takes_escape=True),))
        self._needed = ()
        note = view.clips.note
        if note is not None:
            tone: Tone = "info" if note.code == "sent" else "amber"
            return ClipNotice(note_sentence(note, "", audience="agent"), tone)
        came = view.clips.came
        if came is None or is_ending:
            return None
        copy = NoticeAction(self.tr("Copy"), lambda: self._copy(came))
        close = NoticeAction(self.tr("Close"), self._forget, takes_escape=True)
        return ClipNotice(came_sentence(came), "info", (copy, close))

    def typing_problem(self, text: str | ClipProblem) -> str:
        """Why what is copied cannot be typed as keys; empty when it can."""
        if isinstance(text, ClipProblem):
            return note_sentence(ClipNote(code=text), "", audience="agent")
        if not text:
            return self.tr("Your clipboard holds no text.")
        if len(text) <= TYPED_CLIPBOARD_MAX_CHARS:
            return ""
        most = QLocale().toString(TYPED_CLIPBOARD_MAX_CHARS)
        words = self.tr("Your clipboard is too long to type: more than {most} characters. Copy a part of it.")
        return words.format(most=most)

    def _need(self, rights: tuple[Capability, ...]) -> bool:
        self._needed = rights
        self._shown.start()
        return not rights

    def _why_nothing(self, view: TabView) -> str:
        """Why the last press came to nothing, as long as that is so; empty when it may be tried again."""
        if not self._needed or view.stage == "ended":
            return ""
        if view.cover == "stalled":
            return self.tr("Nothing was sent: the connection is silent. Try again when it is back.")
        if view.cover in ("asking", "paused"):
            return note_sentence(ClipNote(code=ClipProblem.ENDED), "", audience="agent")
        for capability in self._needed:
            if right_state(view, capability) != "on":
                words = self.tr("Nothing was sent, because this is not allowed: {right}.")
                if may_ask(view, capability):
                    words = self.tr("Nothing was sent, because this is not allowed yet: {right}. Ask for it first.")
                return words.format(right=capability_label(capability))
        if view.clips.is_sending and Capability.CLIPBOARD_TO_USER in self._needed:
            return note_sentence(ClipNote(code="busy"), "", audience="agent")
        return ""

    def _drop_needed(self) -> None:
        if self._needed:
            self._needed = ()
            self._report("")

    def _copy(self, clip: Clip) -> None:
        data = unfold(clip)
        if data is None:
            self._report(self.tr("The picture that came cannot be read."))
        else:
            put_clip(data)
        self._forget()
