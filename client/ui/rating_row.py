"""Five stars to say how good the help was: large, for mouse, keyboard and screen reader, and never asked twice."""

from math import cos, pi, sin

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QEnterEvent, QHideEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from client.domain.feedback import NO_FEEDBACK, FeedbackState
from shared.ui.push_button import PushButton
from shared.ui.theme import current_tokens
from shared.ui.widgets import Label, paint_focus_ring

STARS_MAX = 5
SEND_AFTER_MS = 800
"""Whoever walks along the stars with the arrow keys means the one they stay on."""
_SIDE_PX = 44
_INNER = 0.42
"""How far the notches of a star lie from its middle, as a part of how far its points do."""


class StarButton(PushButton):
    """One star; lit up to the one that is chosen, or pointed at."""

    pointed_at = Signal(bool)

    def __init__(self, number: int, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.number = number
        self.is_lit = False
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """A square that a shaking hand hits."""
        return QSize(_SIDE_PX, _SIDE_PX)

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    def enterEvent(self, event: QEnterEvent) -> None:
        """The pointer is over it."""
        super().enterEvent(event)
        self.pointed_at.emit(True)

    def leaveEvent(self, event: QEvent) -> None:
        """It is gone."""
        super().leaveEvent(event)
        self.pointed_at.emit(False)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A star, filled when lit, and the ring when it has the keyboard."""
        c = current_tokens().colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, radius = QPointF(self.width() / 2, self.height() / 2 + 1), min(self.width(), self.height()) * 0.38
        points: list[QPointF] = []
        for turn in range(2 * STARS_MAX):
            angle, reach = turn * pi / STARS_MAX, radius * (_INNER if turn % 2 else 1)
            points.append(middle + QPointF(sin(angle) * reach, -cos(angle) * reach))
        pen = QPen(QColor(c.amber if self.is_lit else c.control_line), 2)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(QColor(c.amber) if self.is_lit else Qt.BrushStyle.NoBrush)
        painter.drawPolygon(QPolygonF(points))
        painter.end()
        if self.hasFocus():
            paint_focus_ring(self, radius_px=current_tokens().sizes.radius_px)


class RatingRow(QWidget):
    """Asks once, and can be passed over. Signals `rated(stars)` a moment after the choice, or when it is put away."""

    rated = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = NO_FEEDBACK
        self._stars = self._pointed = self._sent = 0
        self.question = Label(role="strong")
        self.said = Label(role="small")
        self.buttons = [StarButton(number) for number in range(1, STARS_MAX + 1)]
        self._group = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(0)
        for button in self.buttons:
            self._group.addButton(button, button.number)
            button.pointed_at.connect(lambda is_over, button=button: self._point(button.number if is_over else 0))
            row.addWidget(button)
        row.addWidget(self.said, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.head = QHBoxLayout()
        """The question; whoever shows the row may put something beside it."""
        self.head.addWidget(self.question, 1)
        column.addLayout(self.head)
        column.addLayout(row)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SEND_AFTER_MS)
        self._soon.timeout.connect(self._send)
        self._group.idClicked.connect(self._choose)

    def show_state(self, state: FeedbackState) -> None:
        """Show what was given, and whether the server has it."""
        if not self._soon.isActive():
            self._stars = self._sent = state.stars
        self._state = state
        self.retranslate()
        self._light()

    def retranslate(self) -> None:
        """Every word of the row."""
        self.question.setText(self.tr("How was the help?"))
        names = self._names()
        for button in self.buttons:
            words = self.tr("{number} of 5 stars: {meaning}").replace("{number}", str(button.number))
            button.setAccessibleName(words.replace("{meaning}", names[button.number - 1]))
            button.setToolTip(names[button.number - 1])
        self._say()

    def hideEvent(self, event: QHideEvent) -> None:
        """Whoever leaves at once has chosen all the same."""
        super().hideEvent(event)
        if self._soon.isActive():
            self._soon.stop()
            self._send()

    def _names(self) -> list[str]:
        return [self.tr("bad"), self.tr("not so good"), self.tr("all right"), self.tr("good"), self.tr("very good")]

    def _choose(self, number: int) -> None:
        self._stars, self._pointed = number, 0  # the pointer still lies there, and has nothing more to say
        self._soon.start()
        self._light()
        self._say()

    def _send(self) -> None:
        if self._stars and self._stars != self._sent:
            self._sent = self._stars
            self.rated.emit(self._stars)

    def _point(self, number: int) -> None:
        self._pointed = number
        self._light()
        self._say()

    def _light(self) -> None:
        shown = self._pointed or self._stars
        chosen = self._group.button(self._stars)
        if chosen is not None:
            chosen.setChecked(True)
        else:
            # A group does not let its last one go by itself.
            self._group.setExclusive(False)
            for button in self.buttons:
                button.setChecked(False)
            self._group.setExclusive(True)
        for button in self.buttons:
            is_lit = button.number <= shown
            if is_lit != button.is_lit:
                button.is_lit = is_lit
                button.update()

    def _say(self) -> None:
        shown = self._pointed or self._stars
        words = self._names()[shown - 1] if shown else ""
        if not self._pointed and self._stars and self._stars == self._state.stars:
            words = {
                "kept": self.tr("Thank you."),
                "waiting": self.tr("We send it when the server can be reached."),
                "refused": self.tr("The server did not take it any more."),
            }.get(self._state.stars_progress, words)
        self.said.setText(words)
