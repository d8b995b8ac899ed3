"""What the notice over the picture says of the clipboards: what came and can be copied, what became of a press."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QLocale, QObject

from agent_console.domain.text_typing import TYPED_CLIPBOARD_MAX_CHARS
from agent_console.ui.notice_bar import NoticeAction, Tone
from shared.session.clip import Clip
from shared.session.clip_desk import ClipView
from shared.ui.clip_words import came_sentence, note_sentence
from shared.ui.clipboard import put_clip, unfold


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

    def find(self, view: ClipView, *, is_ending: bool) -> ClipNotice | None:
        """What there is to say now.

        Args:
            view: of the tab.
            is_ending: a right ends within a minute. What came waits so long; it waits until it is copied or closed.
        """
        if view.note is not None:
            tone: Tone = "info" if view.note.code == "sent" else "amber"
            return ClipNotice(note_sentence(view.note, "", audience="agent"), tone)
        came = view.came
        if came is None or is_ending:
            return None
        copy = NoticeAction(self.tr("Copy"), lambda: self._copy(came))
        close = NoticeAction(self.tr("Close"), self._forget, takes_escape=True)
        return ClipNotice(came_sentence(came), "info", (copy, close))

    def typing_problem(self, text: str) -> str:
        """Why a text cannot be typed as keys; empty when it can."""
        if not text:
            return self.tr("Your clipboard holds no text.")
        if len(text) <= TYPED_CLIPBOARD_MAX_CHARS:
            return ""
        most = QLocale().toString(TYPED_CLIPBOARD_MAX_CHARS)
        words = self.tr("Your clipboard is too long to type: more than {most} characters. Copy a part of it.")
        return words.format(most=most)

    def _copy(self, clip: Clip) -> None:
        data = unfold(clip)
        if data is None:
            self._report(self.tr("The picture that came cannot be read."))
        else:
            put_clip(data)
        self._forget()
