"""Somebody types into a text editor with line numbers; its status line changes with each key."""

import itertools
import random
import time

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QColor, QFont, QImage, QKeyEvent, QPainter, QPaintEvent, QTextCursor
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from tests.bench.picture import scenes
from tests.bench.picture.coded_patch import LINE, pixels_of
from tests.bench.picture.loads import Load
from tests.bench.picture.scenarios import Box

PLACE = QRect(440, 160, 1000, 720)
LINE_LETTERS = 90


class Typing(Load):
    """A window of a real toolkit, painted by it."""

    def prepare(self) -> None:
        super().prepare()
        self.app = QApplication([])
        self.app.setCursorFlashTime(0)  # a blinking cursor would be a change nobody made
        chance = random.Random(9)
        self.letters = itertools.cycle(" ".join(scenes.sentence(chance, 12) for _ in range(40)))
        self.window = _Editor("\n".join(scenes.sentence(chance, 11) for _ in range(34)))
        self.window.setGeometry(PLACE)
        self.patch = _Patch(self.window, self.left - PLACE.left(), self.top - PLACE.top())
        self.window.show()
        self.window.raise_()
        end_s = time.monotonic() + 0.5
        while time.monotonic() < end_s:
            self.app.processEvents()
        self.typed = 0

    def text_box_at(self, step: int) -> Box:
        edit = self.window.edit
        corner = edit.mapToGlobal(edit.cursorRect().topLeft())
        return PLACE.left() + 8, corner.y() - 48, 900, 120

    def raise_all(self) -> None:
        super().raise_all()
        self.window.raise_()
        self.app.processEvents()

    def change(self) -> float:
        self.typed += 1
        if self.typed % LINE_LETTERS:
            letter = next(self.letters)
            event = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter)
        else:
            event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r")
        self.app.sendEvent(self.window.edit, event)
        self.window.say_place()
        self.patch.show_number(self.step)
        self.app.processEvents()
        self.app.processEvents()  # the first lays out and asks to paint, the second paints what that changed
        return self.patch.painted_s


class _Editor(QWidget):
    """Title, text, status line."""

    def __init__(self, text: str) -> None:
        super().__init__(None, Qt.WindowType.X11BypassWindowManagerHint | Qt.WindowType.FramelessWindowHint)
        title = QLabel("  Letter.txt - Editor")
        title.setFixedHeight(28)
        title.setStyleSheet("background: #3b4a5a; color: white; font-weight: bold")
        self.edit = QPlainTextEdit(text)
        self.edit.setFont(QFont("DejaVu Sans Mono", 11))
        self.edit.setStyleSheet("background: white; color: #1f2328")
        self.edit.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.edit.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.edit.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.edit.setCursorWidth(1)
        cursor = self.edit.textCursor()
        cursor.setPosition(self.edit.document().findBlockByNumber(14).position())
        cursor.insertText("\n")  # a line of its own, or what is pushed out of sight would move a scroll bar
        cursor.movePosition(QTextCursor.MoveOperation.PreviousBlock)
        self.edit.setTextCursor(cursor)
        self.place = QLabel()
        self.place.setFixedHeight(36)
        # Its size does not follow its text, or the whole window would be laid out and painted again for each key.
        self.place.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        below = QHBoxLayout()
        below.addWidget(self.place)
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 2, 2, 2)
        column.setSpacing(0)
        column.addWidget(title)
        column.addWidget(self.edit)
        column.addLayout(below)
        self.setStyleSheet("background: #eceff3; color: #1f2328")
        self.say_place()

    def say_place(self) -> None:
        cursor = self.edit.textCursor()
        self.place.setText(f"  Line {cursor.blockNumber() + 1}, column {cursor.positionInBlock() + 1}")


class _Patch(QWidget):
    """The coded patch in the status line."""

    def __init__(self, parent: QWidget, left: int, top: int) -> None:
        super().__init__(parent)
        self.setGeometry(left, top, LINE.width_px, LINE.height_px)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.painted_s = 0.0
        self.show_number(0)

    def show_number(self, number: int) -> None:
        self._pixels = pixels_of(number, LINE).tobytes()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - overrides
        stride_bytes = LINE.width_px * 4
        image = QImage(self._pixels, LINE.width_px, LINE.height_px, stride_bytes, QImage.Format.Format_RGB32)
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("black"))
        painter.drawImage(0, 0, image)
        painter.end()
        # The toolkit sends all it painted right after this, the youngest child.
        self.painted_s = time.monotonic()
