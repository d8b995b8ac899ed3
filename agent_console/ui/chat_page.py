"""The page of the side panel for words: the stream of the session, replies by `/`, and a field to write in."""

from PySide6.QtCore import QEvent, QLocale, QTime, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from agent_console.domain.canned_replies import Reply, fill_reply, find_replies, typed_query
from agent_console.ui.foreign_text import shown_text
from agent_console.ui.plain_label import PlainLabel, tooltip_text
from agent_console.ui.reply_editor import ReplyEditor
from agent_console.ui.reply_picker import ReplyPicker
from agent_console.ui.reply_shelf import ReplyShelf
from agent_console.ui.story_words import story_sentence
from agent_console.view_models.screens import TabView
from shared.session.story import StoryEntry
from shared.ui.composer import Composer
from shared.ui.push_button import PushButton
from shared.ui.talk_stream import TalkStream
from shared.ui.widgets import set_role

_TITLE_MAX_CHARS = 80


class ChatPage(QWidget):
    """One for each tab, so that a draft stays where it was begun. Signals `said(text)` and `read(message_id)`."""

    said = Signal(str)
    read = Signal(int)

    def __init__(self, shelf: ReplyShelf, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shelf = shelf
        self._view: TabView | None = None
        self.stream = TalkStream(self._sentence, self._is_before_the_eyes)
        self.picker = ReplyPicker()
        send_button = PushButton()
        send_button.setProperty("kind", "primary")
        self.composer = Composer(send_button)
        self.replies_button = PushButton()
        self.replies_button.setProperty("kind", "flat")
        self._hint = PlainLabel(role="small", wraps=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 12, 4)
        column.setSpacing(8)
        column.addWidget(self.stream, 1)
        column.addWidget(self.picker)
        column.addWidget(self.composer)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self._hint, 1)
        foot.addWidget(self.replies_button)
        column.addLayout(foot)
        self.composer.field.take_key = self.picker.take_key
        self.composer.field.textChanged.connect(self._offer)
        self.composer.sent.connect(self.said)
        self.stream.read.connect(self.read)
        self.picker.picked.connect(self._take_reply)
        self.replies_button.clicked.connect(self.edit_replies)
        shelf.changed.connect(self._on_replies_changed)
        self._retranslate()

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """Where the keyboard stops, from top to bottom."""
        return self.stream, self.composer.field, self.composer.send_button, self.replies_button

    @property
    def hint_text(self) -> str:
        """How a reply is found, or that the agent's own cannot be."""
        return self._hint.text()

    def show_view(self, view: TabView) -> None:
        """Show the stream of that tab; what is being written stays."""
        self._view = view
        self.stream.show_items(view.talk.items, shown_text(view.title, _TITLE_MAX_CHARS))
        self.composer.show_talk(view.talk)

    def edit_replies(self) -> None:
        """Open the list of replies."""
        editor = ReplyEditor(self._shelf, self)
        editor.open()

    def changeEvent(self, event: QEvent) -> None:
        """Speak the new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _sentence(self, entry: StoryEntry) -> str:
        return story_sentence(entry, shown_text(self._view.title, _TITLE_MAX_CHARS) if self._view is not None else "")

    def _is_before_the_eyes(self) -> bool:
        # Behind another window nobody reads; a window that is not active may be behind one.
        return self.isVisible() and self.isActiveWindow()

    def _on_replies_changed(self) -> None:
        self._offer()
        self._show_hint()

    def _show_hint(self) -> None:
        is_broken = self._shelf.broken is not None
        self._hint.setText(self.tr("Your replies cannot be read") if is_broken else self.tr("/ finds a reply"))
        set_role(self._hint, "role", "red" if is_broken else "small")

    def _offer(self) -> None:
        query = typed_query(self.composer.field.toPlainText())
        self.picker.offer(() if query is None else find_replies(self._shelf.replies, query))

    def _take_reply(self, reply: Reply) -> None:
        view = self._view
        now = QLocale().toString(QTime.currentTime(), QLocale.FormatType.ShortFormat)
        values = self._shelf.agent_values() | {"time": now}
        if view is not None:
            values |= {"code": shown_text(view.title, _TITLE_MAX_CHARS), "digits": view.verified_words}
        field = self.composer.field
        field.setPlainText(fill_reply(reply.text, values))
        field.moveCursor(QTextCursor.MoveOperation.End)
        field.setFocus()
        self.picker.hide()

    def _retranslate(self) -> None:
        self.replies_button.setText(self.tr("Replies…"))
        self.replies_button.setToolTip(tooltip_text(self.tr("Add, change or remove replies")))
        self._show_hint()
        self.stream.setAccessibleName(self.tr("Messages and what happened"))
        self.picker.setAccessibleName(self.tr("Replies that fit"))
