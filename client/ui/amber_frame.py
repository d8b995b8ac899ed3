"""The thin amber frame around each display that is being seen: four narrow windows one can click through."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QScreen
from PySide6.QtWidgets import QWidget

from client.ui.click_through import ClickThroughWindow
from shared.ui.theme import current_tokens

FRAME_PX = 4
"""Device-independent pixels: seen at a glance, and nothing one reads lies under it."""


class _Strip(ClickThroughWindow):
    """One side of the frame."""

    def __init__(self) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(current_tokens().colours.amber))
        painter.end()


def strip_rects(screen_rect: QRect, thickness_px: int) -> list[QRect]:
    """Top, bottom, left and right of a rectangle, inside it and without overlap."""
    x, y, width, height = screen_rect.x(), screen_rect.y(), screen_rect.width(), screen_rect.height()
    inner = height - 2 * thickness_px
    return [
        QRect(x, y, width, thickness_px),
        QRect(x, y + height - thickness_px, width, thickness_px),
        QRect(x, y + thickness_px, thickness_px, inner),
        QRect(x + width - thickness_px, y + thickness_px, thickness_px, inner),
    ]


class AmberFrame:
    """Owns four strips a display; shown only while somebody really sees it."""

    def __init__(self, watch: Callable[[QWidget], None] = lambda _strip: None) -> None:
        """Make no strip yet.

        Args:
            watch: told of every strip before it is shown for the first time.
        """
        self._watch = watch
        self.strips: list[QWidget] = []

    def show_around(self, screens: Sequence[QScreen], title: str) -> None:
        """Stand around these screens and no other."""
        rects = [rect for screen in screens for rect in strip_rects(screen.geometry(), FRAME_PX)]
        while len(self.strips) < len(rects):
            strip = _Strip()
            self._watch(strip)
            self.strips.append(strip)
        for strip in self.strips[len(rects) :]:
            strip.hide()
        for strip, rect in zip(self.strips, rects, strict=False):
            strip.setWindowTitle(title)
            if strip.geometry() != rect:
                strip.setGeometry(rect)
            if not strip.isVisible():
                strip.show()

    def hide(self) -> None:
        """Nobody sees anything."""
        for strip in self.strips:
            strip.hide()
