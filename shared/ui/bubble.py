"""One message as a bubble: its words letter by letter, who wrote it and when, how far it came, where links lead."""

from math import ceil

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QFont, QGuiApplication, QTextLayout, QTextOption
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from shared.session.chat import ChatMark, clean_message
from shared.session.links import Link, find_links
from shared.session.talk import ChatEntry
from shared.ui.theme import current_tokens
from shared.ui.time_text import local_time
from shared.ui.widgets import Label, LinkButton, set_role

_WIDEST_RATIO = 0.86
"""How much of the room a bubble takes at most, so that one sees whose it is by where it stands."""
_NARROWEST_PX = 120
_SLACK_PX = 4
"""The text field breaks its lines a little earlier than a bare layout does."""


class _Marks(QObject):
    """Words for how far a message came."""

    def say(self, mark: ChatMark) -> str:
        return {
            ChatMark.WAITING: self.tr("not sent yet"),
            ChatMark.SENT: self.tr("sent"),
            ChatMark.DELIVERED: self.tr("delivered"),
            ChatMark.READ: self.tr("read"),
            ChatMark.LOST: self.tr("not delivered"),
        }[mark]


class PlainWords(QPlainTextEdit):
    """Words one can mark and copy and nothing else; long ones break anywhere, so none hangs over the edge."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        for set_policy in (self.setHorizontalScrollBarPolicy, self.setVerticalScrollBarPolicy):
            set_policy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(0)
        self.viewport().setAutoFillBackground(False)
        set_role(self, "role", "bubble")

    def fit(self, room_px: int) -> None:
        """Be as wide as the words need, at most this wide, and as high as they then are."""
        self.ensurePolished()
        widest, height = _measure(self.toPlainText(), self.font(), room_px - _SLACK_PX)
        self.setFixedSize(min(room_px, ceil(widest) + _SLACK_PX), ceil(height) + 2)


class Bubble(QWidget):
    """One message; `fit` it whenever there is another width."""

    def __init__(self, entry: ChatEntry, other_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entry = entry
        self._other_name = other_name
        self._frame = QFrame()
        set_role(self._frame, "bubble", "own" if entry.is_own else "other")
        self.words = PlainWords()
        self.words.setPlainText(clean_message(entry.text))
        self.under = Label(role="small")
        self._links: list[tuple[Link, Label, LinkButton]] = []
        s = current_tokens().sizes
        self._pad_px = s.pad_px * 3 // 4
        column = QVBoxLayout(self._frame)
        column.setContentsMargins(self._pad_px, self._pad_px // 2, self._pad_px, self._pad_px // 2)
        column.setSpacing(0)
        column.addWidget(self.words)
        for link in find_links(self.words.toPlainText()):
            self._add_link(column, link)
        column.addWidget(self.under, 0, Qt.AlignmentFlag.AlignRight if entry.is_own else Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._frame)
        row.insertStretch(0 if entry.is_own else 1, 1)
        self.retranslate()

    @property
    def entry(self) -> ChatEntry:
        """The message."""
        return self._entry

    def show_entry(self, entry: ChatEntry) -> None:
        """The same message, which has come further; `fit` it again."""
        self._entry = entry
        self.retranslate()

    def fit(self, room_px: int) -> None:
        """There is this much room from edge to edge."""
        inner_px = max(_NARROWEST_PX, round(room_px * _WIDEST_RATIO) - 2 * self._pad_px - 2)
        self.words.fit(inner_px)
        for label in (self.under, *(label for _, label, _ in self._links)):
            label.ensurePolished()
            width = min(inner_px, label.fontMetrics().horizontalAdvance(label.text()) + _SLACK_PX)
            label.setFixedSize(width, label.heightForWidth(width))

    def retranslate(self) -> None:
        """Every word of ours."""
        entry = self._entry
        time = local_time(entry.at)
        mark = _Marks().say(entry.mark) if entry.mark is not None else ""
        parts = [time, mark] if entry.is_own else [self._other_name, time]
        self.under.setText(" · ".join(part for part in parts if part))
        set_role(self.under, "role", "red" if entry.mark is ChatMark.LOST else "small")
        self.words.setAccessibleName(self.tr("Message: {about}").replace("{about}", self.under.text()))
        for link, label, button in self._links:
            label.setText(self.tr("Leads to {host}").replace("{host}", link.host))
            button.setText(self.tr("Copy link"))
            button.setAccessibleName(f"{button.text()}: {link.host}")

    def _add_link(self, column: QVBoxLayout, link: Link) -> None:
        label, button = Label(role="small"), LinkButton()
        button.clicked.connect(lambda: QGuiApplication.clipboard().setText(link.text))
        column.addWidget(label)
        column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self._links.append((link, label, button))


def _measure(text: str, font: QFont, room_px: int) -> tuple[float, float]:
    """How wide and high the text is when no line may be wider than the room."""
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    widest = height = 0.0
    for part in text.split("\n"):
        layout = QTextLayout(part or " ", font)
        layout.setTextOption(option)
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(room_px)
            widest = max(widest, line.naturalTextWidth())
            height += line.height()
        layout.endLayout()
    return widest, height
