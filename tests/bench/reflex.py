"""A window that answers at once: another colour for each key, and a colour for each side the pointer is on."""

import select

from Xlib import X

from shared.geometry import Rect
from tests.e2e.patch import GREEN, VIOLET, PlainWindow

_LOOK_S = 0.05


class Reflex(PlainWindow):
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
        self.has_keyboard = False
        mask = X.ButtonPressMask | X.KeyPressMask | X.PointerMotionMask
        super().__init__(display_name, Rect(x_px, y_px, width_px, height_px), mask)

    def _listen(self) -> None:
        while not self._stop.is_set():
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
