"""A patch of colour on one display and an eye for single pixels on another: what latency is measured with."""

import select
import threading
import time
from abc import ABC, abstractmethod
from types import TracebackType
from typing import Any, Self

from Xlib import X, display
from Xlib.error import XError
from Xlib.ext import damage

from shared.geometry import Rect

GREEN = 0x00B050
VIOLET = 0x7030A0


class PlainWindow(ABC):
    """A window without a frame that shows one colour and has a thread of its own to answer. A context manager.

    The window manager knows nothing of it: what was clicked in it is for nobody else, so no window is raised or
    given the keyboard some time after the click.
    """

    def __init__(self, display_name: str, area: Rect, event_mask: int) -> None:
        self._display: Any = display.Display(display_name)
        self._window = self._display.screen().root.create_window(
            area.x,
            area.y,
            area.width,
            area.height,
            0,
            self._display.screen().root_depth,
            background_pixel=GREEN,
            event_mask=event_mask,
            override_redirect=True,
        )
        self._window.map()
        self._display.sync()
        self.color = GREEN
        self._alone = threading.RLock()  # python-xlib: two threads that wait on one connection can wait for ever
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

    @abstractmethod
    def _listen(self) -> None:
        """Answer until `_stop` is set."""


class Patch(PlainWindow):
    """Takes the keyboard when it is clicked, and changes its colour with a key."""

    def __init__(self, display_name: str, *, x_px: int, y_px: int, size_px: int = 240) -> None:
        self.center_px = (x_px + size_px // 2, y_px + size_px // 2)
        super().__init__(display_name, Rect(x_px, y_px, size_px, size_px), X.ButtonPressMask | X.KeyPressMask)

    @property
    def has_focus(self) -> bool:
        """Whether keys come here."""
        with self._alone:
            focus = self._display.get_input_focus().focus
        return getattr(focus, "id", None) == self._window.id

    def show(self, color: int) -> None:
        """Show that colour now; when it returns, the X server has it."""
        with self._alone:
            self.color = color
            self._window.change_attributes(background_pixel=color)
            self._window.clear_area()
            self._display.sync()

    def _listen(self) -> None:
        while not self._stop.is_set():
            with self._alone:
                while self._display.pending_events():
                    self._answer(self._display.next_event().type)
            time.sleep(0.0005)

    def _answer(self, kind: int) -> None:
        if kind == X.ButtonPress:
            self._window.set_input_focus(X.RevertToParent, X.CurrentTime)
            self._display.sync()
        elif kind == X.KeyPress:
            self.show(VIOLET if self.color == GREEN else GREEN)


_LOOK_AGAIN_S = 0.005


class Eye:
    """Reads single pixels of a display, woken by the server when something was drawn there.

    Looking all the time instead takes half a core and the server's attention from whoever is measured.
    """

    def __init__(self, display_name: str) -> None:
        self._display: Any = display.Display(display_name)
        self._root = self._display.screen().root
        self._display.damage_query_version()
        # One report until the next subtraction, however much is drawn meanwhile: nothing piles up unread.
        self._damage: int = self._root.damage_create(damage.DamageReportNonEmpty)

    def close(self) -> None:
        """Let go of the display."""
        self._display.close()

    def color_at(self, x_px: int, y_px: int) -> int:
        """The colour there as 0xRRGGBB."""
        image = self._root.get_image(x_px, y_px, 1, 1, X.ZPixmap, 0xFFFFFFFF)
        return int.from_bytes(image.data[:4], "little") & 0xFFFFFF

    def wait_for(self, color: int, x_px: int, y_px: int, *, timeout_s: float = 5.0) -> float:
        """Look whenever something was drawn until that colour is there.

        Returns:
            `time.perf_counter` when it was seen.

        Raises:
            TimeoutError: it did not come.
        """
        end_s = time.perf_counter() + timeout_s
        while not is_near(self._look_anew(x_px, y_px), color):
            if time.perf_counter() > end_s:
                seen = self.color_at(x_px, y_px)
                raise TimeoutError(
                    f"colour {color:06x} not at {x_px},{y_px} within {timeout_s} s; there is {seen:06x}"
                )
            self._wait_for_drawing()
        return time.perf_counter()

    def _look_anew(self, x_px: int, y_px: int) -> int:
        """Look after asking to be told of what is drawn later."""
        self._display.damage_subtract(self._damage)
        return self.color_at(x_px, y_px)

    def _wait_for_drawing(self) -> None:
        # The answer to the look may have brought a report along, which `select` then does not see.
        if not self._display.pending_events():
            select.select([self._display.fileno()], [], [], _LOOK_AGAIN_S)
        for _ in range(self._display.pending_events()):
            self._display.next_event()


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


def is_active_at(display_name: str, at_px: tuple[int, int]) -> bool:
    """Whether the window manager has given the keyboard to a window that covers this point."""
    screen = display.Display(display_name)
    try:
        root = screen.screen().root
        found = root.get_full_property(screen.intern_atom("_NET_ACTIVE_WINDOW"), X.AnyPropertyType)
        if found is None or not found.value[0]:
            return False
        window = screen.create_resource_object("window", found.value[0])
        size = window.get_geometry()
        corner = root.translate_coords(window, 0, 0)
        return 0 <= at_px[0] - corner.x < size.width and 0 <= at_px[1] - corner.y < size.height
    except XError:
        return False  # it has gone meanwhile
    finally:
        screen.close()
