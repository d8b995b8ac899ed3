"""The tabs across the top, one a person: a sign, a name and a clock each, of even width so that nothing jumps."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QTabBar, QWidget

from agent_console.ui.mark_glyph import GLYPH_PX, paint_mark
from agent_console.ui.phrases import mark_words
from agent_console.ui.plain_label import button_text, tooltip_text
from agent_console.view_models.tab_marks import TabMark
from shared.ui.theme import code_font, current_tokens

TAB_HEIGHT_PX = 43
TAB_MIN_PX = 112
TAB_MAX_PX = 208
TITLE_MAX_CHARS = 60
_PAD_PX = 14
_CLOCK_FROM_PX = 150
"""A narrower tab leaves its clock to the tooltip: the name matters more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TabFace:
    """What one tab shows; `title` is cleaned already, `has_news` asks for a look, `is_unfiled` for a filing."""

    tab_id: int
    title: str
    mark: TabMark
    elapsed: str
    has_news: bool = False
    is_unfiled: bool = False


class TabStrip(QTabBar):
    """A tab bar that is told whole faces by tab id. Signals `tab_chosen(tab_id)` when another one becomes current."""

    tab_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._faces: dict[int, TabFace] = {}
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(True)
        self.setElideMode(Qt.TextElideMode.ElideRight)
        self.setMouseTracking(True)
        self.currentChanged.connect(self._on_current_changed)

    def show_face(self, face: TabFace) -> None:
        """Add the tab or change how it looks."""
        index = self.index_of(face.tab_id)
        if index >= 0 and self._faces.get(face.tab_id) == face:
            return
        self._faces[face.tab_id] = face
        if index < 0:
            index = self.addTab(button_text(face.title))
            self.setTabData(index, face.tab_id)
        self._say(index, face)
        self.update(self.tabRect(index))

    def drop(self, tab_id: int) -> None:
        """Take the tab away."""
        self._faces.pop(tab_id, None)
        index = self.index_of(tab_id)
        if index >= 0:
            self.removeTab(index)

    def index_of(self, tab_id: int) -> int:
        """Position of a tab; -1 when there is none."""
        return next((index for index in range(self.count()) if self.tabData(index) == tab_id), -1)

    def choose(self, tab_id: int) -> None:
        """Make a tab current."""
        index = self.index_of(tab_id)
        if index >= 0:
            self.setCurrentIndex(index)

    def retranslate(self) -> None:
        """Say all tooltips and accessible names anew."""
        for index in range(self.count()):
            face = self._faces.get(self.tabData(index))
            if face is not None:
                self._say(index, face)

    def _say(self, index: int, face: TabFace) -> None:
        words = mark_words(face.mark)
        if self.tabText(index) != button_text(face.title):
            self.setTabText(index, button_text(face.title))
        unfiled = self.tr("not filed") if face.is_unfiled else ""
        parts = (face.title, words, face.elapsed, unfiled)
        self.setTabToolTip(index, tooltip_text(", ".join(part for part in parts if part)))
        news = [*([unfiled] if unfiled else []), *([self.tr("changed")] if face.has_news else [])]
        self.setAccessibleTabName(
            index, ", ".join([face.title, words, *([face.elapsed] if face.elapsed else []), *news])
        )

    def _on_current_changed(self, index: int) -> None:
        tab_id = self.tabData(index) if index >= 0 else None
        if isinstance(tab_id, int):
            self.tab_chosen.emit(tab_id)

    def tabSizeHint(self, index: int) -> QSize:
        """All tabs equally wide: what there is room for, within limits."""
        del index
        parent = self.parentWidget()
        room_px = parent.width() if parent is not None else self.width()
        width_px = max(TAB_MIN_PX, min(TAB_MAX_PX, room_px // max(1, self.count())))
        return QSize(width_px, TAB_HEIGHT_PX)

    def minimumTabSizeHint(self, index: int) -> QSize:
        """The same; a tab never shrinks to its sign alone."""
        del index
        return QSize(TAB_MIN_PX, TAB_HEIGHT_PX)

    def sizeHint(self) -> QSize:
        """As wide as its tabs want to be."""
        return QSize(TAB_MAX_PX * max(1, self.count()), TAB_HEIGHT_PX)

    def minimumSizeHint(self) -> QSize:
        """Room for one tab and the arrows."""
        return QSize(TAB_MIN_PX, TAB_HEIGHT_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint every tab that the event touches."""
        painter = QPainter(self)
        for index in range(self.count()):
            box = self.tabRect(index)
            face = self._faces.get(self.tabData(index))
            if face is not None and box.intersects(event.rect()):
                self._paint_tab(painter, box, face, is_current=index == self.currentIndex())
        painter.end()

    def _paint_tab(self, painter: QPainter, box: QRect, face: TabFace, *, is_current: bool) -> None:
        tokens = current_tokens()
        c = tokens.colours
        body = QRectF(box).adjusted(0, 0, -4, 0)
        if is_current:
            painter.fillRect(body, QColor(c.window))
            painter.fillRect(QRectF(body.left(), body.top(), body.width(), 2), QColor(c.accent))
        elif box.contains(self.mapFromGlobal(self.cursor().pos())):
            painter.fillRect(body, QColor(c.sunken))
        middle_px = body.center().y()
        glyph = QRectF(body.left() + _PAD_PX, middle_px - GLYPH_PX / 2, GLYPH_PX, GLYPH_PX)
        paint_mark(painter, glyph, face.mark, tokens)

        clock_font = code_font(tokens.sizes.small_pt)
        clock_font.setWeight(self.font().weight())
        clock = face.elapsed if box.width() >= _CLOCK_FROM_PX else ""
        clock_px = QFontMetrics(clock_font).horizontalAdvance(clock)
        right_px = body.right() - _PAD_PX
        painter.setPen(QColor(c.muted))
        painter.setFont(clock_font)
        painter.drawText(
            QRectF(right_px - clock_px, body.top(), clock_px + 1, body.height()),
            Qt.AlignmentFlag.AlignVCenter,
            clock,
        )
        if face.has_news or face.is_unfiled:
            # Something new is a full dot, something that is owed a ring.
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen if face.has_news else QPen(QColor(c.amber), 1.5))
            painter.setBrush(QColor(c.amber) if face.has_news else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QPointF(body.left() + _PAD_PX / 2, middle_px), 2.5, 2.5)

        font = self.font()
        font.setBold(is_current or face.has_news)
        painter.setFont(font)
        painter.setPen(QColor(c.text if is_current or face.has_news else c.muted))
        title_box = QRectF(glyph.right() + 8, body.top(), right_px - clock_px - 8 - glyph.right() - 8, body.height())
        title = QFontMetrics(font).elidedText(face.title, Qt.TextElideMode.ElideRight, int(title_box.width()))
        painter.drawText(title_box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, title)
        if is_current and self.hasFocus():
            painter.setPen(QPen(QColor(c.focus), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(body.adjusted(1, 1, -1, -1))
