"""The replies at hand in every tab: those the agent saved, or the ones we ship in the language spoken now."""

from typing import Protocol

from PySide6.QtCore import QCoreApplication, QObject, Signal

from agent_console.domain.canned_replies import BrokenReplies, Reply, clean_name
from agent_console.view_models.screens import SignedInView
from shared.ui.i18n import QT_TRANSLATE_NOOP

_SHIPPED: tuple[tuple[str, str], ...] = (
    (
        QT_TRANSLATE_NOOP("replies", "hello"),
        QT_TRANSLATE_NOOP("replies", "Hello, this is {name} from {organisation}. How can I help you?"),
    ),
    (
        QT_TRANSLATE_NOOP("replies", "digits"),
        QT_TRANSLATE_NOOP(
            "replies",
            "Please compare with me: I see the digits {digits}. Are they the same beside my name in the question?",
        ),
    ),
    (
        QT_TRANSLATE_NOOP("replies", "screen"),
        QT_TRANSLATE_NOOP(
            "replies",
            "I will ask to see your screen now. You can stop it at any time with the red Stop button.",
        ),
    ),
    (
        QT_TRANSLATE_NOOP("replies", "moment"),
        QT_TRANSLATE_NOOP("replies", "One moment please, I am looking into it."),
    ),
    (
        QT_TRANSLATE_NOOP("replies", "restart"),
        QT_TRANSLATE_NOOP(
            "replies",
            "Please save your work and restart the computer. Then open this program again and read me the new code.",
        ),
    ),
    (
        QT_TRANSLATE_NOOP("replies", "bye"),
        QT_TRANSLATE_NOOP(
            "replies", "That is all from my side. Thank you, and have a good day! You can press Stop now."
        ),
    ),
)


class ReplyStore(Protocol):
    """Where replies are kept between two runs."""

    @property
    def broken(self) -> BrokenReplies | None:
        """What was saved and cannot be read; None when all is well. Saving keeps it under another name."""
        ...

    def read(self) -> tuple[Reply, ...] | None:
        """What was saved; None when nothing was."""

    def write(self, replies: tuple[Reply, ...]) -> bool:
        """Save all of them; False when that is not possible."""
        ...


class NoReplyStore:
    """Keeps nothing; for windows that are only looked at."""

    broken = None

    def read(self) -> tuple[Reply, ...] | None:
        """Nothing was saved."""
        return None

    def write(self, replies: tuple[Reply, ...]) -> bool:
        """Nothing can be saved."""
        del replies
        return False


class ReplyShelf(QObject):
    """One for the whole window. Signals `changed()` when the agent has edited them."""

    changed = Signal()

    def __init__(self, store: ReplyStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._agent: SignedInView | None = None
        self._saved = store.read()

    @property
    def replies(self) -> tuple[Reply, ...]:
        """All of them, in the agent's order."""
        return shipped_replies() if self._saved is None else self._saved

    @property
    def broken(self) -> BrokenReplies | None:
        """The agent's own replies, while they cannot be read and the shipped ones stand in for them."""
        return self._store.broken

    def show_agent(self, agent: SignedInView) -> None:
        """Whose name and organisation the replies mention."""
        self._agent = agent

    def agent_values(self) -> dict[str, str]:
        """What the places about the agent become."""
        agent = self._agent
        return {"name": agent.name, "organisation": agent.organisation} if agent is not None else {}

    def save(self, replies: tuple[Reply, ...]) -> bool:
        """Keep these from now on; False when they could be kept for this run only."""
        self._saved = replies
        is_kept = self._store.write(replies)
        self.changed.emit()
        return is_kept


def shipped_replies() -> tuple[Reply, ...]:
    """What there is before the agent has edited anything."""
    say = QCoreApplication.translate
    return tuple(Reply(name=clean_name(say("replies", name)), text=say("replies", text)) for name, text in _SHIPPED)
