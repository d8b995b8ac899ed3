"""A patch of colour on one display and an eye for single pixels on another: what latency is measured with."""

import threading
import time
from types import TracebackType
from typing import Any, Self

from Xlib import X, display

GREEN = 0x00B050
VIOLET = 0x7030A0


class Patch:
    """A plain window without a frame that shows one colour and changes it when a key goes down in it."""

    def __init__(self, display_name: str, *, x_px: int, y_px: int, size_px: int = 240) -> None:
        self.center_px = (x_px + size_px // 2, y_px + size_px // 2)
        self._display: Any = display.Display(display_name)
        root = self._display.screen().root
        self._window = root.create_window(
            x_px,
            y_px,
            size_px,
            size_px,
            0,
            self._display.screen().root_depth,
            background_pixel=GREEN,
            event_mask=X.KeyPressMask | X.ExposureMask,
            override_redirect=True,
        )
        self._window.map()
        self._display.sync()
        self.color = GREEN
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._listen, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join(2)
        self._window.destroy()
        self._display.close()

    def take_focus(self) -> None:
        """Have keys come here."""
        self._window.set_input_focus(X.RevertToParent, X.CurrentTime)
        self._display.sync()

    def show(self, color: int) -> None:
        """Show that colour now; when it returns, the X server has it."""
        self.color = color
        self._window.change_attributes(background_pixel=color)
        self._window.clear_area()
        self._display.sync()

    def _listen(self) -> None:
        while not self._stop.is_set():
            while self._display.pending_events():
                if self._display.next_event().type == X.KeyPress:
                    self.show(VIOLET if self.color == GREEN else GREEN)
            time.sleep(0.0005)


class Eye:
    """Reads single pixels of a display."""

    def __init__(self, display_name: str) -> None:
        self._display: Any = display.Display(display_name)
        self._root = self._display.screen().root

    def close(self) -> None:
        """Let go of the display."""
        self._display.close()

    def color_at(self, x_px: int, y_px: int) -> int:
        """The colour there as 0xRRGGBB."""
        image = self._root.get_image(x_px, y_px, 1, 1, X.ZPixmap, 0xFFFFFFFF)
        return int.from_bytes(image.data[:4], "little") & 0xFFFFFF

    def wait_for(self, color: int, x_px: int, y_px: int, *, timeout_s: float = 5.0) -> float:
        """Look every half millisecond until that colour is there.

        Returns:
            `time.perf_counter` when it was seen.

        Raises:
            TimeoutError: it did not come.
        """
        end_s = time.perf_counter() + timeout_s
        while not is_near(self.color_at(x_px, y_px), color):
            if time.perf_counter() > end_s:
                seen = self.color_at(x_px, y_px)
                raise TimeoutError(
                    f"colour {color:06x} not at {x_px},{y_px} within {timeout_s} s; there is {seen:06x}"
                )
            time.sleep(0.0005)
        return time.perf_counter()


def is_near(seen: int, wanted: int) -> bool:
    """Whether two colours are the same but for what a lossy picture may do to a plain area."""
    return all(abs((seen >> shift & 0xFF) - (wanted >> shift & 0xFF)) <= 24 for shift in (0, 8, 16))


def paint_background(display_name: str, color: int) -> None:
    """Give an empty desk a colour, so that pictures of it look like somebody's desk."""
    screen = display.Display(display_name)
    root = screen.screen().root
    root.change_attributes(background_pixel=color)
    root.clear_area()
    screen.sync()
    screen.close()
