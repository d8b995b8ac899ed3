"""A window on the person's desk that takes the keyboard when it is clicked and remembers every key that comes."""

import time

from Xlib import XK, X

from shared.geometry import Rect
from tests.e2e.patch import PlainWindow

_NAMES = {getattr(XK, name): name.removeprefix("XK_") for name in dir(XK) if name.startswith("XK_")}
"""By keysym; of several names for one any will do."""


class KeyBoard(PlainWindow):
    """Keys by what is printed on them, and whether they went down."""

    def __init__(self, display_name: str, area: Rect) -> None:
        self._keys: list[tuple[str, bool]] = []
        super().__init__(display_name, area, X.ButtonPressMask | X.KeyPressMask | X.KeyReleaseMask)

    @property
    def has_focus(self) -> bool:
        """Whether keys come here."""
        with self._alone:
            focus = self._display.get_input_focus().focus
        return getattr(focus, "id", None) == self._window.id

    def take(self) -> list[tuple[str, bool]]:
        """Everything since the last time, in order."""
        with self._alone:
            keys, self._keys = self._keys, []
        return keys

    @property
    def keys(self) -> list[tuple[str, bool]]:
        """The same, and it stays."""
        with self._alone:
            return list(self._keys)

    def _listen(self) -> None:
        while not self._stop.is_set():
            with self._alone:
                while self._display.pending_events():
                    event = self._display.next_event()
                    if event.type == X.ButtonPress:
                        self._window.set_input_focus(X.RevertToParent, X.CurrentTime)
                        self._display.sync()
                    elif event.type in (X.KeyPress, X.KeyRelease):
                        keysym = self._display.keycode_to_keysym(event.detail, 0)
                        self._keys.append((_NAMES.get(keysym, hex(keysym)), event.type == X.KeyPress))
            time.sleep(0.002)
