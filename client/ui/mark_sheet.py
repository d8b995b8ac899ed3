"""One window that shows nothing but what is drawn on it, lies above all others, and lets every click through."""

import math

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QCursor, QImage, QPainter, QPaintEvent, QScreen

from client.ui.click_through import ClickThroughWindow
from client.ui.overlay_stamps import runs_of
from client.ui.x_shape import WindowShaper
from shared.geometry import Rect
from shared.ui.mark_paint import EDGE


def covered_pixels(image: QImage) -> npt.NDArray[np.bool_]:
    """Which pixels of a picture are painted at all; an array of our own."""
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, 3 : image.width() * 4 : 4] != 0


class MarkSheet(ClickThroughWindow):
    """Where the system can, its pixels are transparent; on X11 the window has the shape of the marks instead.

    Args:
        shaper: shapes windows; None where pixels can be transparent.
    """

    def __init__(self, shaper: WindowShaper | None) -> None:
        super().__init__()
        self.setAttribute(
            Qt.WidgetAttribute.WA_OpaquePaintEvent if shaper else Qt.WidgetAttribute.WA_TranslucentBackground
        )
        self._shaper = shaper
        self._image = QImage()
        self._at_px = QPoint()

    def show_image(self, image: QImage, covers: npt.NDArray[np.bool_], place: Rect, screen: QScreen) -> None:
        """Show this and nothing else.

        Args:
            image: in physical pixels.
            covers: which of its pixels are seen.
            place: where it lies, in desktop pixels.
            screen: the one it lies on; the window takes all of it, so that it never has to change its size.
        """
        ratio, corner = screen.devicePixelRatio(), screen.geometry().topLeft()
        self._image = image
        self._at_px = QPoint(place.x - corner.x(), place.y - corner.y())
        if self.geometry() != screen.geometry():
            self.setGeometry(screen.geometry())
        was_visible = self.isVisible()
        window_id = int(self.winId())
        if was_visible:
            # Before the shape: what it uncovers is there already. Old places are outside of it and need no paint.
            self.repaint(_in_widget(QRect(self._at_px, image.size()), ratio) if self._shaper else self.rect())
        else:
            # The server must know the window before another connection speaks of it: a question that takes a round
            # trip comes behind it. `QGuiApplication.sync` would let other events in, and with them what is newer than
            # this, which this would then go on to undo.
            QCursor.pos()
        if self._shaper is not None:
            self._shaper.shape(window_id, runs_of(covers), self._at_px.x(), self._at_px.y())
        if not was_visible:
            self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint in physical pixels, whatever the scale of the screen."""
        ratio = self.devicePixelRatioF()
        painter = QPainter(self)
        if self._shaper is None:
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
            painter.fillRect(event.rect(), Qt.GlobalColor.transparent)
        else:
            # A shape may be coarser than what is drawn; what it shows beside that looks like the marks' own edge.
            painter.fillRect(event.rect(), QColor(EDGE))
        painter.scale(1 / ratio, 1 / ratio)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        painter.drawImage(self._at_px, self._image)
        painter.end()


def _in_widget(rect: QRect, ratio: float) -> QRect:
    """The widget pixels that a rectangle of physical ones touches."""
    left, top = math.floor(rect.left() / ratio), math.floor(rect.top() / ratio)
    right, bottom = math.ceil((rect.right() + 1) / ratio), math.ceil((rect.bottom() + 1) / ratio)
    return QRect(left, top, right - left, bottom - top)
