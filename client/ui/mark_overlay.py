"""Shows the person what the agent points at and draws, over all other windows but never over ours."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import structlog
from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication, QImage

from client.domain.overlay_mask import Stamp
from client.ui.mark_sheet import MarkSheet, covered_pixels
from client.ui.name_tag import PointerPicture, add_tag
from client.ui.overlay_stamps import StampBook, cut_out, in_few_runs
from client.ui.screen_geometry import PhysicalRect, screen_of_area
from client.ui.x_shape import WindowShaper, open_window_shaper
from client.view_models.drawing import DrawingView
from shared.clock import Clock
from shared.geometry import Rect, bounding_box, denormalize_point
from shared.session.mark_board import Mark, MarkPoint
from shared.ui.mark_paint import mark_bounds, render_marks, stroke_px

_log = structlog.get_logger(__name__)

NAME_MS = 4_000
"""How long the name stands beside a pointer that was moved. What is drawn is never without it."""
_PACE_MS = 30
_PACE_RATIO = 4  # at most a fifth of the thread that must hear Stop at once
_RAISE_MS = 1_000
_SETTLE_MS = 100

_Key = tuple[str, Rect]
"""What a window shows, and the display it shows it on."""


class MarkOverlay(QObject):
    """Renders one `DrawingView` after another.

    Args:
        report: told which pixels must not be captured, before they are seen and after they are gone.
        clock: monotonic time.
        parent: owner of this object.
    """

    def __init__(
        self, report: Callable[[tuple[Stamp, ...]], None], clock: Clock, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._report = report
        self._clock = clock
        self._view = DrawingView()
        self._shaper: WindowShaper | None = None
        self._can_show: bool | None = None
        self._own: list[Rect] = []
        self._book = StampBook()
        self.sheets: dict[_Key, MarkSheet] = {}
        self._pointer_picture = PointerPicture()
        self._pointed: MarkPoint | None = None
        self._pointer_name_until_ms = 0
        self._is_late = False
        self._pace = self._timer(self._go_on, single=True)
        self._settle = self._timer(self._let_go, single=False, interval_ms=_SETTLE_MS)
        self._raise = self._timer(self._raise_all, single=False, interval_ms=_RAISE_MS)
        self._name_gone = self._timer(self._draw, single=True, interval_ms=NAME_MS + _SETTLE_MS)

    def render_view(self, view: DrawingView) -> None:
        """Show this; taking away is done at once, drawing as often as this thread has time for."""
        is_less = bool(self._view.marks) > bool(view.marks) or (view.pointer is None and self._view.pointer)
        self._view = view
        if self._pace.isActive() and not is_less:
            self._is_late = True
        else:
            self._draw()

    def follow_own_windows(self, rects: Sequence[PhysicalRect]) -> None:
        """Our own windows are here now; nothing is drawn over them."""
        own = [Rect(*rect) for rect in rects]
        if own != self._own:
            self._own = own
            if self._view != DrawingView():
                self._draw()

    def close(self) -> None:
        """Take everything away for good."""
        self.render_view(DrawingView())
        if self._shaper is not None:
            self._shaper.close()
            self._shaper = None
            self._can_show = False

    # --- inside

    def _timer(self, act: Callable[[], None], *, single: bool, interval_ms: int = 0) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(single)
        timer.setInterval(interval_ms)
        timer.timeout.connect(act)
        return timer

    def _go_on(self) -> None:
        if self._is_late:
            self._draw()

    def _draw(self) -> None:
        self._is_late = False
        view, started_ms = self._view, self._clock.monotonic_ms()
        pictures: dict[_Key, tuple[QImage, Rect]] = {}
        if (view.marks or view.pointer is not None) and view.areas and self._may_show():
            pictures = self._pictures(view, started_ms)
        shown: dict[_Key, tuple[QImage, npt.NDArray[np.bool_], Stamp]] = {}
        for key, (image, place) in pictures.items():
            covers = in_few_runs(covered_pixels(image)).copy()
            cut_out(covers, place, self._own)
            shown[key] = image, covers, Stamp.of(place, covers)
        for key in {*self.sheets, *shown}:
            self._book.put(key, shown[key][2] if key in shown else None, started_ms)
        self._report(self._book.stamps)  # before the first picture with it in it can be captured
        for key in [known for known in self.sheets if known not in shown]:
            sheet = self.sheets.pop(key)
            sheet.hide()
            sheet.deleteLater()
        for key, (image, covers, stamp) in shown.items():
            self._show(key, image, covers, stamp.rect)
        if not self._book.is_settled and not self._settle.isActive():
            self._settle.start()
        if shown and not self._raise.isActive():
            self._raise.start()
        elif not shown:
            self._raise.stop()
        self._pace.start(max(_PACE_MS, _PACE_RATIO * (self._clock.monotonic_ms() - started_ms)))

    def _pictures(self, view: DrawingView, now_ms: int) -> dict[_Key, tuple[QImage, Rect]]:
        """What each window is to show, and where, in desktop pixels."""
        box = bounding_box(view.areas)
        found: dict[_Key, tuple[QImage, Rect]] = {}
        stroke = stroke_px(box.width, box.height)
        own = [Rect(rect.x - box.x, rect.y - box.y, rect.width, rect.height) for rect in self._own]
        for area in view.areas:
            inside = Rect(area.x - box.x, area.y - box.y, area.width, area.height)
            part = mark_bounds(view.marks, box.width, box.height).intersect(inside)
            if part.area_px:
                image = render_marks(view.marks, box.width, box.height, part)
                spots = _spots_of_name(view.marks, box, inside)
                if not spots and not covered_pixels(image).any():
                    continue  # it lies between what is drawn on two other displays
                tagged = add_tag(image, part, spots, inside, name=view.name, stroke=stroke, taken=own)
                if tagged is None:
                    continue  # nobody is to see it without knowing whose it is
                image, part = tagged
                found["marks", area] = image, Rect(box.x + part.x, box.y + part.y, part.width, part.height)
        if view.pointer is not None:
            x, y = denormalize_point(*view.pointer, box)
            area = next((area for area in view.areas if area.contains(x, y)), None)
            if area is not None:
                name = view.name if self._is_pointer_named(view.pointer, now_ms) else ""
                found["pointer", area] = self._pointer_picture.at(x, y, area, name, stroke)
        return found

    def _is_pointer_named(self, pointer: MarkPoint, now_ms: int) -> bool:
        """Whether it moved a moment ago; the name of one that rests would only hide what is pointed at."""
        if pointer != self._pointed:
            self._pointed = pointer
            self._pointer_name_until_ms = now_ms + NAME_MS
            self._name_gone.start()
        return now_ms < self._pointer_name_until_ms

    def _show(self, key: _Key, image: QImage, covers: npt.NDArray[np.bool_], place: Rect) -> None:
        screen = screen_of_area(key[1])
        if screen is None:
            return
        sheet = self.sheets.get(key)
        if sheet is None:
            sheet = self.sheets[key] = MarkSheet(self._shaper)
        sheet.show_image(image, covers, place, screen)

    def _may_show(self) -> bool:
        if self._can_show is None:
            needs_shape = QGuiApplication.platformName() == "xcb"
            self._shaper = open_window_shaper() if needs_shape else None
            self._can_show = self._shaper is not None or not needs_shape
            if not self._can_show:
                _log.warning("drawing_cannot_be_shown")
        return self._can_show

    def _let_go(self) -> None:
        if self._book.expire(self._clock.monotonic_ms()):
            self._report(self._book.stamps)
        if self._book.is_settled:
            self._settle.stop()

    def _raise_all(self) -> None:
        for sheet in self.sheets.values():
            sheet.raise_()


def _spots_of_name(marks: Sequence[Mark], box: Rect, area: Rect) -> list[tuple[Rect, bool]]:
    """What on that display the name may stand beside, the newest first, and whether above it."""
    spots: list[tuple[Rect, bool]] = []
    for mark in sorted(marks, key=lambda mark: mark.changed_ms)[::-1]:
        beside, is_above = _place_of_name(mark)
        spot = mark_bounds((beside,), box.width, box.height).intersect(area)
        if spot.area_px:
            spots.append((spot, is_above))
    return spots


def _place_of_name(mark: Mark) -> tuple[Mark, bool]:
    """What of a mark the name stands beside, and whether above it: where the hand is, but not in its way."""
    first, last = mark.points[0], mark.points[-1]
    match mark.tool:
        case "arrow":
            return replace(mark, points=(first,)), last[1] > first[1]
        case "pen":
            return replace(mark, points=(last,)), last[1] < first[1]
        case "box":
            return mark, False
