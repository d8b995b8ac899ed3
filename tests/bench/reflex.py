"""A window that answers at once: another colour for each key, and a colour for each side the pointer is on."""

import select
import threading
from types import TracebackType
from typing import Any, Self

from Xlib import X, display

GREEN = 0x00B050
VIOLET = 0x7030A0
_LOOK_S = 0.05


class Reflex:
    """Known to no window manager, so that nothing but its own answer happens when it is clicked. A context manager.

    Args:
        display_name: where it stands.
        x_px, y_px: its corner.
        width_px, height_px: its size; the pointer answers by which half it is in.
    """

    def __init__(self, display_name: str, *, x_px: int, y_px: int, width_px: int = 400, height_px: int = 200) -> None:
        self.left_px = (x_px + width_px // 8, y_px + height_px - 20)
        self.right_px = (x_px + width_px - width_px // 8, y_px + height_px - 20)
        self.looked_at_px = (x_px + width_px // 2, y_px + 20)  # far from the pointer, which may be painted over it
        self._half_px = width_px // 2
        self._display: Any = display.Display(display_name)
        self._window = self._display.screen().root.create_window(
            x_px,
            y_px,
            width_px,
            height_px,
            0,
            self._display.screen().root_depth,
            background_pixel=GREEN,
            event_mask=X.ButtonPressMask | X.KeyPressMask | X.PointerMotionMask,
            override_redirect=True,
        )
        self._window.map()
        self._display.sync()
        self.color = GREEN
        self.has_keyboard = False
        self._is_stopping = False
        self._thread = threading.Thread(target=self._answer, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_stopping = True
        self._thread.join(2)
        self._window.destroy()
        self._display.close()

    def _answer(self) -> None:
        while not self._is_stopping:
            while self._display.pending_events():
                event = self._display.next_event()
                if event.type == X.ButtonPress:
                    self._window.set_input_focus(X.RevertToParent, X.CurrentTime)
                    self._display.sync()
                    self.has_keyboard = True
                elif event.type == X.KeyPress:
                    self._show(VIOLET if self.color == GREEN else GREEN)
                elif event.type == X.MotionNotify:
                    self._show(VIOLET if event.event_x >= self._half_px else GREEN)
            select.select([self._display.fileno()], [], [], _LOOK_S)

    def _show(self, color: int) -> None:
        if color != self.color:
            self._window.change_attributes(background_pixel=color)
            self._window.clear_area()
            self._display.flush()
            self.color = color
