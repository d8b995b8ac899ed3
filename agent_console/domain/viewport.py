"""Where the remote picture lies in the agent's widget, and which remote pixel a widget position means.

Three kinds of pixels meet here. *Widget* positions are Qt's logical ones and may be fractions; *device* pixels are
what the agent's screen has, `pixel_ratio` of them to a widget pixel; *remote* pixels are the assisted screen's. All
sums are done in whole device and remote pixels, so nothing drifts and a pixel painted is the pixel clicked.
"""

import math
from dataclasses import dataclass, replace
from functools import cached_property

from shared.geometry import Rect, normalize_point

ZOOM_STEPS = (0.1, 0.15, 0.25, 0.33, 0.5, 0.67, 0.75, 0.9, 1.0, 1.25, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0)
"""What browsers offer, so that nobody has to learn them; one to one is among them and so can be met exactly."""

_SAME_STEP = 0.02
"""A picture fitted to within two per cent of a step counts as being on it: a press must do something visible."""


@dataclass(frozen=True, kw_only=True)  # no slots: what follows from the rest is kept, a paint asks a dozen times
class Viewport:
    """One widget showing one remote screen; make a new one when anything changes.

    Attributes:
        widget_width_px: width of the widget in widget pixels; the height alike.
        widget_height_px: see above.
        pixel_ratio: device pixels to a widget pixel, Qt's `devicePixelRatioF`.
        remote_width_px: width of the shared monitor; 0 before the first picture.
        remote_height_px: its height.
        zoom: device pixels to a remote pixel, 1.0 for one to one; None to fit the picture into the widget.
        may_enlarge: whether fitting may make a small screen bigger than one to one.
        scroll_x_px: device pixels of the picture hidden to the left, when it is wider than the widget.
        scroll_y_px: device pixels hidden above.
        edge_x: how far the widget begins right of the border between two device pixels, -0.5..0.5 of one; not 0 only
            where its place in the window, multiplied by a broken `pixel_ratio`, is no whole number.
        edge_y: the same for its upper edge.
    """

    widget_width_px: int
    widget_height_px: int
    remote_width_px: int
    remote_height_px: int
    pixel_ratio: float = 1.0
    zoom: float | None = None
    may_enlarge: bool = False
    scroll_x_px: int = 0
    scroll_y_px: int = 0
    edge_x: float = 0.0
    edge_y: float = 0.0

    @property
    def device_width_px(self) -> int:
        """Width of the widget in device pixels."""
        return round(self.widget_width_px * self.pixel_ratio)

    @property
    def device_height_px(self) -> int:
        """Height of the widget in device pixels."""
        return round(self.widget_height_px * self.pixel_ratio)

    @cached_property
    def picture(self) -> Rect:
        """Where the whole picture lies, in device pixels of the widget; parts of it may be outside."""
        width, height = self._picture_size()
        return Rect(
            _place(width, self.device_width_px, self.scroll_x_px),
            _place(height, self.device_height_px, self.scroll_y_px),
            width,
            height,
        )

    @cached_property
    def scale(self) -> float:
        """Device pixels to a remote pixel, as shown; 0.0 before the first picture."""
        return self._picture_size()[0] / self.remote_width_px if self.remote_width_px else 0.0

    @cached_property
    def is_pixel_exact(self) -> bool:
        """Whether each remote pixel is one device pixel, so that painting needs no smoothing."""
        return self._picture_size() == (self.remote_width_px, self.remote_height_px) and self.remote_width_px > 0

    @property
    def scroll_max_px(self) -> tuple[int, int]:
        """How far one can scroll, in device pixels."""
        width, height = self._picture_size()
        return max(0, width - self.device_width_px), max(0, height - self.device_height_px)

    def remote_at(self, x: float, y: float) -> tuple[int, int] | None:
        """The remote pixel under a widget position; None beside the picture."""
        picture = self.picture
        device_x, device_y = self._device_of(x, y)
        if not picture.contains(device_x, device_y):
            return None
        return self._remote_of(device_x, device_y, picture)

    def remote_near(self, x: float, y: float) -> tuple[int, int] | None:
        """The remote pixel nearest to a widget position, for a drag that leaves the picture; None without one."""
        picture = self.picture
        if not picture.area_px:
            return None
        device_x, device_y = self._device_of(x, y)
        return self._remote_of(
            min(max(device_x, picture.x), picture.right_px - 1),
            min(max(device_y, picture.y), picture.bottom_px - 1),
            picture,
        )

    def normalized_at(self, x: float, y: float, *, is_dragging: bool = False) -> tuple[int, int] | None:
        """What to send for a widget position: 0..65535 across the remote screen.

        Args:
            x: widget position.
            y: widget position.
            is_dragging: a button is held, so positions beside the picture mean its edge; else they mean nothing.
        """
        remote = self.remote_near(x, y) if is_dragging else self.remote_at(x, y)
        if remote is None:
            return None
        return normalize_point(*remote, Rect(0, 0, self.remote_width_px, self.remote_height_px))

    def device_rect_of(self, remote: Rect) -> Rect:
        """The smallest device rectangle that holds every device pixel showing any of those remote ones, clipped."""
        picture = self.picture
        if not picture.area_px:
            return Rect(0, 0, 0, 0)
        left = picture.x + remote.x * picture.width // self.remote_width_px
        top = picture.y + remote.y * picture.height // self.remote_height_px
        right = picture.x - (-remote.right_px * picture.width // self.remote_width_px)
        bottom = picture.y - (-remote.bottom_px * picture.height // self.remote_height_px)
        shown = picture.intersect(Rect(0, 0, self.device_width_px, self.device_height_px))
        return Rect(left, top, max(0, right - left), max(0, bottom - top)).intersect(shown)

    def widget_rect_of(self, remote: Rect) -> Rect:
        """The widget rectangle to repaint when those remote pixels change, with room for smoothing."""
        device = self.device_rect_of(remote)
        if not device.area_px:
            return Rect(0, 0, 0, 0)
        margin = 0 if self.is_pixel_exact else 1 + math.ceil(self.scale)
        left = math.floor((device.x - margin - self.edge_x) / self.pixel_ratio)
        top = math.floor((device.y - margin - self.edge_y) / self.pixel_ratio)
        right = math.ceil((device.right_px + margin - self.edge_x) / self.pixel_ratio)
        bottom = math.ceil((device.bottom_px + margin - self.edge_y) / self.pixel_ratio)
        return Rect(left, top, right - left, bottom - top).intersect(
            Rect(0, 0, self.widget_width_px, self.widget_height_px)
        )

    def device_at(self, remote_x_px: int, remote_y_px: int) -> tuple[int, int]:
        """The device pixel in the middle of a remote one, where its pointer is to be painted."""
        picture = self.picture
        if not picture.area_px:
            return 0, 0
        return (
            picture.x + (2 * remote_x_px + 1) * picture.width // (2 * self.remote_width_px),
            picture.y + (2 * remote_y_px + 1) * picture.height // (2 * self.remote_height_px),
        )

    def scrolled_by(self, x_px: int, y_px: int) -> "Viewport":
        """The same, scrolled by device pixels as far as there is picture."""
        max_x_px, max_y_px = self.scroll_max_px
        return replace(
            self,
            scroll_x_px=min(max(0, self.scroll_x_px + x_px), max_x_px),
            scroll_y_px=min(max(0, self.scroll_y_px + y_px), max_y_px),
        )

    def zoomed_to(self, zoom: float | None, x: float, y: float) -> "Viewport":
        """The same at another zoom, with the remote pixel under that widget position kept there if it can be."""
        if zoom is None:
            return replace(self, zoom=None, scroll_x_px=0, scroll_y_px=0)
        anchor = self.remote_near(x, y)
        zoomed = replace(self, zoom=min(max(zoom, ZOOM_STEPS[0]), ZOOM_STEPS[-1]), scroll_x_px=0, scroll_y_px=0)
        if anchor is None:
            return zoomed
        wanted_x, wanted_y = self._device_of(x, y)
        shown_x, shown_y = zoomed.device_at(*anchor)
        return zoomed.scrolled_by(shown_x - wanted_x, shown_y - wanted_y)

    def next_zoom(self, steps: int) -> float:
        """The zoom so many steps larger (or, below zero, smaller) than what is shown now, fitted or not."""
        scale = self.scale if self.zoom is None else self.zoom
        if steps > 0:
            larger = [step for step in ZOOM_STEPS if step > scale * (1 + _SAME_STEP)]
            return larger[min(steps, len(larger)) - 1] if larger else ZOOM_STEPS[-1]
        smaller = [step for step in reversed(ZOOM_STEPS) if step < scale * (1 - _SAME_STEP)]
        return smaller[min(-steps, len(smaller)) - 1] if smaller else ZOOM_STEPS[0]

    def _picture_size(self) -> tuple[int, int]:
        width, height = self.remote_width_px, self.remote_height_px
        room_x, room_y = self.device_width_px, self.device_height_px
        if min(width, height, room_x, room_y) <= 0:
            return 0, 0
        if self.zoom is not None:
            return max(1, round(width * self.zoom)), max(1, round(height * self.zoom))
        if width <= room_x and height <= room_y and not self.may_enlarge:
            return width, height
        if room_x * height <= room_y * width:  # the width is what is short
            return room_x, max(1, height * room_x // width)
        return max(1, width * room_y // height), room_y

    def _device_of(self, x: float, y: float) -> tuple[int, int]:
        return math.floor(x * self.pixel_ratio + self.edge_x), math.floor(y * self.pixel_ratio + self.edge_y)

    def _remote_of(self, device_x: int, device_y: int, picture: Rect) -> tuple[int, int]:
        """The remote pixel that the middle of a device pixel falls on."""
        return (
            (2 * (device_x - picture.x) + 1) * self.remote_width_px // (2 * picture.width),
            (2 * (device_y - picture.y) + 1) * self.remote_height_px // (2 * picture.height),
        )


def _place(size_px: int, room_px: int, scroll_px: int) -> int:
    """Middle of the room when it fits, else shifted by what is scrolled, never past an end."""
    if size_px <= room_px:
        return (room_px - size_px) // 2
    return -min(max(0, scroll_px), size_px - room_px)
