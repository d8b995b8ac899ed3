"""Draws the small sign of a tab's state; each state has a shape of its own, so that colour is never all there is."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from agent_console.view_models.tab_marks import TabMark
from shared.ui.theme import Tokens, current_tokens

GLYPH_PX = 12


def paint_mark(painter: QPainter, box: QRectF, mark: TabMark, tokens: Tokens) -> None:
    """Paint one sign into a square box; leaves the painter as it was."""
    c = tokens.colours
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(box.topLeft())
    unit = box.width() / GLYPH_PX
    painter.scale(unit, unit)
    painter.setPen(Qt.PenStyle.NoPen)
    match mark:
        case TabMark.PAIRING:
            _ring(painter, c.muted, is_dashed=True)
        case TabMark.WAITING:
            _ring(painter, c.accent, is_dashed=False)
        case TabMark.SEEING:
            _disc(painter, c.accent)
        case TabMark.CONTROLLING:
            _disc(painter, c.accent)
            painter.setBrush(QColor(c.on_accent))
            painter.drawPolygon(QPolygonF([QPointF(4.0, 2.8), QPointF(9.2, 6.2), QPointF(4.0, 9.2)]))
        case TabMark.ASKING:
            _disc(painter, c.amber)
            painter.setBrush(QColor("#171B1E"))
            for x in (3.2, 6.0, 8.8):
                painter.drawEllipse(QPointF(x, 6.0), 0.95, 0.95)
        case TabMark.PAUSED:
            painter.setBrush(QColor(c.amber_text))
            painter.drawRoundedRect(QRectF(2.0, 1.5, 3.0, 9.0), 1, 1)
            painter.drawRoundedRect(QRectF(7.0, 1.5, 3.0, 9.0), 1, 1)
        case TabMark.STALLED:
            painter.setBrush(QColor(c.red_text))
            painter.drawPolygon(QPolygonF([QPointF(6.0, 0.8), QPointF(11.6, 10.8), QPointF(0.4, 10.8)]))
            painter.setBrush(QColor(c.surface))
            painter.drawRect(QRectF(5.4, 4.0, 1.2, 3.6))
            painter.drawRect(QRectF(5.4, 8.4, 1.2, 1.2))
        case TabMark.ENDED:
            painter.setBrush(QColor(c.muted))
            painter.drawRoundedRect(QRectF(2.5, 2.5, 7.0, 7.0), 1, 1)
    painter.restore()


def _disc(painter: QPainter, colour: str) -> None:
    painter.setBrush(QColor(colour))
    painter.drawEllipse(QRectF(0.5, 0.5, 11.0, 11.0))


def _ring(painter: QPainter, colour: str, *, is_dashed: bool) -> None:
    pen = QPen(QColor(colour), 2.0)
    if is_dashed:
        pen.setDashPattern([1.6, 1.4])
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(QRectF(1.5, 1.5, 9.0, 9.0))


class MarkGlyph(QWidget):
    """The sign as a widget; the words beside it say the same, so a screen reader skips it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mark = TabMark.PAIRING
        self.setFixedSize(QSize(GLYPH_PX, GLYPH_PX))

    def show_mark(self, mark: TabMark) -> None:
        """Show another state."""
        if mark is not self._mark:
            self._mark = mark
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the sign."""
        del event
        painter = QPainter(self)
        paint_mark(painter, QRectF(self.rect()), self._mark, current_tokens())
        painter.end()
