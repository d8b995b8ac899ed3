"""A full screen on an X display to draw on: pictures kept in the server, one request for each change."""

import time
from typing import Any

import numpy as np
from Xlib import X
from Xlib import display as xdisplay

_REQUEST_BYTES = 240_000


class Stage:
    """Covers the whole display of the environment, above everything that was there."""

    def __init__(self) -> None:
        self._display = xdisplay.Display()
        screen = self._display.screen()
        self._root, self._depth = screen.root, screen.root_depth
        self.width_px, self.height_px = screen.width_in_pixels, screen.height_in_pixels
        self._root.warp_pointer(self.width_px - 1, self.height_px - 1)
        self._all = self._window(0, 0, self.width_px, self.height_px, 0)
        self._windows = [self._all]
        self._gc = self._all.create_gc(graphics_exposures=0)

    def sync(self) -> None:
        """Wait until the server has done everything."""
        self._display.sync()

    def show(self, image: Any) -> None:
        """Put a picture under everything; the server itself repaints what a window uncovers."""
        self._all.change_attributes(background_pixmap=self.pixmap(np.asarray(image)))
        self._all.clear_area(0, 0, 0, 0)
        self._all.map()
        self.sync()

    def window(self, pixels: Any, left: int, top: int) -> Any:
        """A window with that content, height x width x 3."""
        window = self._window(left, top, pixels.shape[1], pixels.shape[0], self.pixmap(pixels))
        window.map()
        self._windows.append(window)
        self.sync()
        return window

    def raise_all(self) -> None:
        """Put all windows above those of others, in their own order."""
        for window in self._windows:
            window.configure(stack_mode=X.Above)
        self._root.warp_pointer(self.width_px - 1, self.height_px - 1)
        self.sync()

    def pixmap(self, pixels: Any) -> Any:
        """A picture in the server, from height x width x at least 3 (red, green, blue)."""
        height, width = pixels.shape[:2]
        pixmap = self._root.create_pixmap(width, height, self._depth)
        gc = pixmap.create_gc()
        padded = np.zeros((height, width, 4), np.uint8)
        padded[:, :, :3] = pixels[:, :, 2::-1]
        rows = _REQUEST_BYTES // (width * 4)
        for top in range(0, height, rows):
            part = padded[top : top + rows]
            pixmap.put_image(gc, 0, top, width, len(part), X.ZPixmap, self._depth, 0, part.tobytes())
            self.sync()  # what python-xlib has not sent yet it copies again with each further request
        gc.free()
        return pixmap

    def put(self, pixels: Any, left: int, top: int, *, target: Any = None) -> float:
        """Draw a few pixels, height x width x 4. Returns the second at which it was sent."""
        height, width = pixels.shape[:2]
        data = pixels.tobytes()
        (target or self._all).put_image(self._gc, left, top, width, height, X.ZPixmap, self._depth, 0, data)
        return self._send()

    def copy(self, source: Any, part: tuple[int, int, int, int], left: int, top: int, *, target: Any = None) -> float:
        """Show a part (left, top, width, height) of a picture. Returns the second at which it was sent."""
        x, y, width, height = part
        (target or self._all).copy_area(self._gc, source, x, y, width, height, left, top)
        return self._send()

    def move(self, window: Any, left: int, top: int) -> float:
        """Move a window. Returns the second at which it was sent."""
        window.configure(x=left, y=top)
        return self._send()

    def _send(self) -> float:
        sent_s = time.monotonic()
        # The round trip keeps a busy server from being given more than it can draw.
        self._display.sync()
        return sent_s

    def _window(self, left: int, top: int, width: int, height: int, background: Any) -> Any:
        attributes: dict[str, Any] = {"override_redirect": True}
        attributes["background_pixmap" if background else "background_pixel"] = background
        return self._root.create_window(left, top, width, height, 0, self._depth, X.InputOutput, **attributes)
