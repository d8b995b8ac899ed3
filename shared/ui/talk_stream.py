"""The stream of a session as one column that scrolls: what happened as quiet lines, messages as bubbles."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from shared.session.story import StoryEntry
from shared.session.talk import ChatEntry, StreamItem
from shared.ui.bubble import Bubble
from shared.ui.theme import current_tokens
from shared.ui.time_text import local_time
from shared.ui.widgets import Label

_LOOK_MS = 250
"""How long a message must stand on the screen to count as read."""


class StoryLine(Label):
    """One thing that happened."""

    def __init__(self, entry: StoryEntry, sentence: Callable[[StoryEntry], str]) -> None:
        super().__init__(role="small")
        self._entry = entry
        self._sentence = sentence
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.retranslate()

    @property
    def entry(self) -> StoryEntry:
        """What happened."""
        return self._entry

    def retranslate(self) -> None:
        """The sentence in the language spoken now."""
        self.setText(" · ".join(part for part in (local_time(self._entry.at), self._sentence(self._entry)) if part))

    def fit(self, room_px: int) -> None:
        """There is this much room from edge to edge."""
        self.ensurePolished()
        self.setFixedWidth(room_px)
        self.setFixedHeight(self.heightForWidth(room_px))


class TalkStream(QScrollArea):
    """Shows whole streams. Signals `read(message_id)` once the other person's words up to there were really shown.

    Args:
        sentence: puts what happened into words.
        is_seen: whether its window is before somebody's eyes, as far as one can tell.
    """

    read = Signal(int)

    def __init__(
        self, sentence: Callable[[StoryEntry], str], is_seen: Callable[[], bool], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._sentence = sentence
        self._is_seen = is_seen
        self._parts: dict[int, StoryLine | Bubble] = {}
        self._name = ""
        self._read_id = 0
        self._sticks = True
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # The room for words must not change when the bar comes: they would break elsewhere and the bar go again.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        body = QWidget()
        body.setObjectName("scrolled")
        self._column = QVBoxLayout(body)
        gap_px = current_tokens().sizes.gap_px
        self._column.setContentsMargins(0, gap_px // 2, gap_px // 2, gap_px // 2)
        self._column.setSpacing(gap_px // 2)
        self._column.addStretch(1)
        self.setWidget(body)
        bar = self.verticalScrollBar()
        bar.rangeChanged.connect(self._stick)
        bar.valueChanged.connect(self._scrolled)
        self._look = QTimer(self)
        self._look.setInterval(_LOOK_MS)
        self._look.timeout.connect(self._look_what_is_shown)

    def show_items(self, items: tuple[StreamItem, ...], other_name: str) -> None:
        """Show this stream: what is new comes below, what came further says so.

        Args:
            items: oldest first.
            other_name: who writes to us, cleaned.
        """
        if other_name != self._name or not self._is_continued_by(items):
            self._clear()
            self._name = other_name
        wanted = {item.number for item in items}
        for number in [number for number in self._parts if number not in wanted]:
            self._drop(number)
        for item in items:
            part = self._parts.get(item.number)
            if part is None:
                self._add(item)
            elif isinstance(part, Bubble) and isinstance(item, ChatEntry) and part.entry != item:
                part.show_entry(item)
                part.fit(self._room_px())

    def text_lines(self) -> list[str]:
        """Everything in words, oldest first."""
        return [
            part.words.toPlainText() if isinstance(part, Bubble) else part.text() for part in self._parts.values()
        ]

    def bubbles(self) -> list[Bubble]:
        """The messages, oldest first."""
        return [part for part in self._parts.values() if isinstance(part, Bubble)]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the words where they end now."""
        super().resizeEvent(event)
        for part in self._parts.values():
            part.fit(self._room_px())

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to look what is read; the newest is in sight."""
        super().showEvent(event)
        self._sticks = True
        self._stick()
        self._look.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody reads what is not there."""
        super().hideEvent(event)
        self._look.stop()

    def changeEvent(self, event: QEvent) -> None:
        """Speak the new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            for part in self._parts.values():
                part.retranslate()
                part.fit(self._room_px())

    # --- inside

    def _room_px(self) -> int:
        margins = self._column.contentsMargins()
        return max(1, self.viewport().width() - margins.left() - margins.right())

    def _is_continued_by(self, items: tuple[StreamItem, ...]) -> bool:
        """Whether this is the stream that is shown, as far as it went; another session counts its messages anew."""
        known = [(item, self._parts[item.number]) for item in items if item.number in self._parts]
        if not known:
            return not self._parts
        return all(
            isinstance(item, ChatEntry) and (item.text, item.is_own) == (part.entry.text, part.entry.is_own)
            if isinstance(part, Bubble)
            else item == part.entry
            for item, part in known
        )

    def _add(self, item: StreamItem) -> None:
        if isinstance(item, StoryEntry) and not self._sentence(item):
            return  # nothing its reader would be told
        if isinstance(item, ChatEntry):
            part: StoryLine | Bubble = Bubble(item, self._name)
            self._sticks |= item.is_own
        else:
            part = StoryLine(item, self._sentence)
        self._parts[item.number] = part
        self._column.addWidget(part)
        part.fit(self._room_px())

    def _drop(self, number: int) -> None:
        part = self._parts.pop(number)
        self._column.removeWidget(part)
        part.hide()
        part.deleteLater()

    def _clear(self) -> None:
        for number in list(self._parts):
            self._drop(number)
        self._read_id = 0
        self._sticks = True

    def _stick(self) -> None:
        if self._sticks:
            bar = self.verticalScrollBar()
            bar.setValue(bar.maximum())

    def _scrolled(self, value: int) -> None:
        # More words make the range longer without a hand at the bar: `_stick` goes on from there.
        self._sticks = value >= self.verticalScrollBar().maximum()

    def _look_what_is_shown(self) -> None:
        if not self.isVisible() or not self._is_seen():
            return
        height = self.viewport().height()
        shown = [
            part.entry.message_id
            for part in self.bubbles()
            if not part.entry.is_own
            and part.entry.message_id > self._read_id
            and 0 < part.mapTo(self.viewport(), part.rect().bottomLeft()).y() <= height
        ]
        if shown:
            self._read_id = max(shown)
            self.read.emit(self._read_id)
