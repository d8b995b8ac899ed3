"""The last minute of the line as three small curves: rate, delay, pictures a second; painted only while shown."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen, QPolygonF, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from agent_console.ui.phrases import delay_words, pictures_words, rate_words
from agent_console.view_models.line_history import LENGTH, LineHistory, Series
from shared.ui.theme import current_tokens

_HEIGHT_PX = 104
_PAD_PX = 12
_TOP_PX = 8
_GAP_PX = 24
_FILL_ALPHA = 48
_HEADROOM = 1.15
"""A curve that touches its upper line looks cut off."""


@dataclass(frozen=True, slots=True)
class _Curve:
    """Its name, its readings, how one of them is said, and the least its upper line stands for."""

    name: str
    series: Series
    say: Callable[[float], str]
    least_top: float


class LineGraph(QWidget):
    """Shows one `LineHistory`; `refresh` after it has changed, once a second. Its words are its accessible text."""

    def __init__(self, history: LineHistory, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._history = history
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.refresh()

    @property
    def text(self) -> str:
        """Everything the curves show, in words."""
        return "\n".join(
            self.tr("{name}: now {now}, usually {mean}, at most {most}").format(
                name=curve.name,
                now=self._now(curve),
                mean=curve.say(curve.series.mean),
                most=curve.say(curve.series.most),
            )
            for curve in self._curves()
        )

    def refresh(self) -> None:
        """The history has changed; costs nothing while hidden."""
        if self.isVisible():
            self.setAccessibleDescription(self.text)
            self.update()

    def showEvent(self, event: QShowEvent) -> None:
        """Say what is drawn now."""
        super().showEvent(event)
        self.setAccessibleName(self.tr("Graph of the line, the last 60 seconds"))
        self.setAccessibleDescription(self.text)

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(600, _HEIGHT_PX)

    def changeEvent(self, event: QEvent) -> None:
        """Speak the new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.setAccessibleName(self.tr("Graph of the line, the last 60 seconds"))
            self.refresh()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Three curves side by side."""
        del event
        colours = current_tokens().colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(colours.surface))
        painter.setPen(QPen(QColor(colours.line), 1))
        painter.drawLine(QPointF(0, 0.5), QPointF(self.width(), 0.5))
        curves = self._curves()
        width = (self.width() - 2 * _PAD_PX - (len(curves) - 1) * _GAP_PX) / len(curves)
        for place, curve in enumerate(curves):
            left = _PAD_PX + place * (width + _GAP_PX)
            self._draw(painter, QRectF(left, _TOP_PX, width, self.height() - 2 * _TOP_PX), curve)
        painter.end()

    def _curves(self) -> tuple[_Curve, ...]:
        history = self._history
        # The least tops keep a quiet line low: 100 kbit/s, 20 ms, 5 pictures a second.
        return (
            _Curve(self.tr("Rate"), history.rate_kbps, rate_words, 100.0),
            _Curve(self.tr("There and back"), history.delay_ms, delay_words, 20.0),
            _Curve(self.tr("Pictures"), history.pictures_per_s, pictures_words, 5.0),
        )

    def _now(self, curve: _Curve) -> str:
        return self.tr("not known") if curve.series.now is None else curve.say(curve.series.now)

    def _draw(self, painter: QPainter, box: QRectF, curve: _Curve) -> None:
        colours = current_tokens().colours
        small = QFont(self.font())
        small.setPointSizeF(current_tokens().sizes.small_pt)
        painter.setFont(small)
        row_px = painter.fontMetrics().height()
        plot = QRectF(box.left(), box.top() + row_px + 2, box.width(), box.height() - 2 * row_px - 4)
        muted, text = QColor(colours.muted), QColor(colours.text)
        head = QRectF(box.left(), box.top(), box.width(), row_px)
        foot = QRectF(box.left(), plot.bottom() + 2, box.width(), row_px)
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        painter.setPen(muted)
        painter.drawText(head, left, curve.name)
        painter.drawText(foot, left, self.tr("60 s ago"))
        painter.drawText(foot, right, self.tr("now"))
        painter.drawText(
            foot, Qt.AlignmentFlag.AlignHCenter, self.tr("at most {most}").format(most=curve.say(curve.series.most))
        )
        painter.setPen(text)
        painter.drawText(head, right, self._now(curve))
        painter.setPen(QPen(QColor(colours.line), 1))
        painter.drawLine(plot.bottomLeft(), plot.bottomRight())
        values = curve.series.values
        scale = plot.height() / max(curve.series.most * _HEADROOM, curve.least_top)
        step_px = plot.width() / (LENGTH - 1)
        first_px = plot.right() - step_px * (len(values) - 1)
        accent = QColor(colours.accent)
        fill = QColor(accent)
        fill.setAlpha(_FILL_ALPHA)
        for run in _runs(values):
            points = [QPointF(first_px + step_px * place, plot.bottom() - scale * value) for place, value in run]
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(fill)
            ground = [QPointF(points[-1].x(), plot.bottom()), QPointF(points[0].x(), plot.bottom())]
            painter.drawPolygon(QPolygonF([*points, *ground]))
            painter.setPen(QPen(accent, 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolyline(QPolygonF(points))


def _runs(values: tuple[float | None, ...]) -> list[list[tuple[int, float]]]:
    """The stretches without a gap, each as places and values."""
    runs: list[list[tuple[int, float]]] = [[]]
    for place, value in enumerate(values):
        if value is not None:
            runs[-1].append((place, value))
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]
