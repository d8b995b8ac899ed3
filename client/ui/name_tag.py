"""The name of who points and draws, beside it: people must know whose hand that is on their screen."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter, QPainterPath
from PySide6.QtWidgets import QApplication

from shared.geometry import Rect, bounding_box
from shared.ui.mark_paint import EDGE, edge_px, paint_pointer, pointer_size_px
from shared.ui.plain_text import plain_line

NAME_CHARS = 24
_GROUND, _INK = "#171B1E", "#FFFFFF"
_TEXT_STROKES = 3.2
_PAD_STROKES = 1.4


@dataclass(frozen=True, slots=True)
class _Tag:
    text: str
    font: QFont
    width: int
    height: int

    @classmethod
    def of(cls, name: str, stroke: int) -> "_Tag":
        font = QFont(QApplication.font())
        font.setPixelSize(max(12, round(stroke * _TEXT_STROKES)))
        font.setWeight(QFont.Weight.DemiBold)
        metrics = QFontMetrics(font)
        text = plain_line(name, NAME_CHARS) or "?"
        pad = round(stroke * _PAD_STROKES)
        return cls(text, font, metrics.horizontalAdvance(text) + 2 * pad, metrics.height() + pad)

    def paint(self, painter: QPainter, x: int, y: int) -> None:
        """Paint it with its upper left corner there; no pixel is half transparent."""
        body = QRectF(x, y, self.width, self.height)
        for rect, colour in ((body, EDGE), (body.adjusted(2, 2, -2, -2), _GROUND)):
            path = QPainterPath()
            path.addRoundedRect(rect, self.height / 4, self.height / 4)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, colour != EDGE)
            painter.fillPath(path, QColor(colour))
        painter.setPen(QColor(_INK))
        painter.setFont(self.font)
        painter.drawText(body, Qt.AlignmentFlag.AlignCenter, self.text)


def add_tag(
    image: QImage,
    part: Rect,
    spots: Sequence[tuple[Rect, bool]],
    area: Rect,
    *,
    name: str,
    stroke: int,
    taken: Sequence[Rect] = (),
) -> tuple[QImage, Rect] | None:
    """Put a name beside what is drawn, where all of it is seen.

    Args:
        image: what is drawn at `part`.
        part: where the image lies in the picture.
        spots: what the name may stand beside, the best first, and whether it is wanted above it instead of below.
        area: the display it must stay on.
        name: whose marks they are; from outside, made harmless here.
        stroke: how thick lines are.
        taken: where nothing is drawn; with every spot there the name goes to a corner of the display.

    Returns:
        A larger image, and where it lies; None when the name would be seen nowhere.
    """
    tag = _Tag.of(name, stroke)
    places = (place for spot, is_above in spots for place in _places_beside(spot, area, tag, stroke, is_above))
    corners = (
        Rect(x, y, tag.width, tag.height)
        for y in (area.y, area.bottom_px - tag.height)
        for x in (area.x, area.right_px - tag.width)
    )
    free = (place for place in chain(places, corners) if not any(place.intersect(rect).area_px for rect in taken))
    place = next((place.intersect(area) for place in free), None)
    if place is None:
        return None
    whole = bounding_box([part, place])
    larger = QImage(whole.width, whole.height, QImage.Format.Format_ARGB32_Premultiplied)
    larger.fill(Qt.GlobalColor.transparent)
    painter = QPainter(larger)
    painter.drawImage(part.x - whole.x, part.y - whole.y, image)
    tag.paint(painter, place.x - whole.x, place.y - whole.y)
    painter.end()
    return larger, whole


def _places_beside(spot: Rect, area: Rect, tag: _Tag, stroke: int, is_above: bool) -> list[Rect]:
    """Below and above it as far as there is room, the wanted side first; else at the lower edge of the display."""
    x = min(max(spot.x, area.x), max(area.x, area.right_px - tag.width))
    above, below = spot.y - stroke - tag.height, spot.bottom_px + stroke
    fitting = [y for y in (above, below) if area.y <= y <= area.bottom_px - tag.height]
    wanted = fitting if is_above else fitting[::-1]
    return [Rect(x, y, tag.width, tag.height) for y in wanted or [max(area.y, area.bottom_px - tag.height)]]


class PointerPicture:
    """The agent's pointer with their name; painted once for each side the name can be on."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, int, bool, bool], tuple[QImage, int, int]] = {}

    def at(self, x: int, y: int, area: Rect, name: str, stroke: int) -> tuple[QImage, Rect]:
        """The picture with its tip on this pixel of the desktop, and where it lies; it stays on `area`.

        An empty `name` leaves it without one.
        """
        tag = _Tag.of(name, stroke) if name else None
        width, height = pointer_size_px(stroke)
        is_left = tag is not None and x + width + tag.width + stroke > area.right_px
        is_above = tag is not None and y + height + tag.height + stroke > area.bottom_px
        key = (name, stroke, is_left, is_above)
        if key not in self._known:
            self._known = {
                known: value for known, value in self._known.items() if known[1] == stroke and known[0] in (name, "")
            }
            self._known[key] = _paint_pointer(tag, stroke, is_left=is_left, is_above=is_above)
        image, tip_x, tip_y = self._known[key]
        place = Rect(x - tip_x, y - tip_y, image.width(), image.height())
        seen = place.intersect(area)
        if seen != place:
            image = image.copy(seen.x - place.x, seen.y - place.y, seen.width, seen.height)
        return image, seen


def _paint_pointer(tag: _Tag | None, stroke: int, *, is_left: bool, is_above: bool) -> tuple[QImage, int, int]:
    """The picture, and where in it the tip is."""
    edge = edge_px(stroke)
    pointer_w, pointer_h = (round(side) for side in pointer_size_px(stroke))
    parts = [Rect(-edge - 1, -edge - 1, pointer_w + 2 * edge + 2, pointer_h + 2 * edge + 2)]
    tag_x = tag_y = 0
    if tag is not None:
        tag_x = -tag.width - stroke if is_left else pointer_w
        tag_y = -tag.height - stroke if is_above else pointer_h
        parts.append(Rect(tag_x, tag_y, tag.width, tag.height))
    whole = bounding_box(parts)
    image = QImage(whole.width, whole.height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.translate(QPointF(-whole.x, -whole.y))
    if tag is not None:
        tag.paint(painter, tag_x, tag_y)
    paint_pointer(painter, 0.5, 0.5, stroke)
    painter.end()
    return image, -whole.x, -whole.y
