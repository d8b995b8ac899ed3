"""A person at a virtual desk: moves the real pointer and presses real keys, through XTEST and nothing of ours."""

import contextlib
import time
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Self

from Xlib import XK, X
from Xlib.display import Display
from Xlib.ext import xtest

from tests.desk.keyboard import keysym_of

_STEP_S = 0.008
_STEPS = 6
_KEY_S = 0.012
_DOUBLE_CLICK_GAP_S = 0.08
_WHEEL_BUTTONS = {"up": 4, "down": 5, "left": 6, "right": 7}


class Person:
    """Mouse and keyboard of one display. A context manager; not for several threads at once.

    Args:
        display_name: an X display such as `:7`.
    """

    def __init__(self, display_name: str) -> None:
        self._display = Display(display_name)
        self._held: list[int] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of every key and button and leave the display."""
        # The display may have gone first; then there is nothing left to let go of.
        with contextlib.suppress(Exception):
            for keycode in reversed(self._held):
                xtest.fake_input(self._display, X.KeyRelease, keycode)
            self._display.sync()
            self._display.close()
        self._held.clear()

    @property
    def position(self) -> tuple[int, int]:
        """Where the pointer is, in pixels of the screen."""
        pointer = self._display.screen().root.query_pointer()
        return pointer.root_x, pointer.root_y

    def move(self, x_px: int, y_px: int) -> None:
        """Move the pointer there in a few steps, as a hand does."""
        start_x_px, start_y_px = self.position
        for step in range(1, _STEPS + 1):
            self._fake(
                X.MotionNotify,
                x=start_x_px + (x_px - start_x_px) * step // _STEPS,
                y=start_y_px + (y_px - start_y_px) * step // _STEPS,
            )
            time.sleep(_STEP_S)

    def click(self, x_px: int, y_px: int, *, button: int = 1) -> None:
        """Move there and click. Buttons: 1 left, 2 middle, 3 right."""
        self.move(x_px, y_px)
        self.tap_button(button)

    def double_click(self, x_px: int, y_px: int) -> None:
        """Move there and click twice, fast enough to be taken as one gesture."""
        self.click(x_px, y_px)
        time.sleep(_DOUBLE_CLICK_GAP_S)
        self.tap_button(1)

    def tap_button(self, button: int) -> None:
        """Press a button of the mouse where the pointer is, and let go."""
        self._fake(X.ButtonPress, button)
        time.sleep(_KEY_S)
        self._fake(X.ButtonRelease, button)

    def drag(self, from_px: tuple[int, int], to_px: tuple[int, int], *, rest_s: float = 0.0) -> None:
        """Press the left button at one place and let go at another, after a rest over it."""
        self.move(*from_px)
        self._fake(X.ButtonPress, 1)
        time.sleep(_KEY_S)
        self.move(*to_px)
        if rest_s:
            time.sleep(rest_s)
            self.move(to_px[0] + 1, to_px[1])
            time.sleep(rest_s)
        self._fake(X.ButtonRelease, 1)

    def draw(self, path_px: Sequence[tuple[int, int]]) -> None:
        """Press the left button at the first place, go through all others, and let go at the last."""
        self.move(*path_px[0])
        self._fake(X.ButtonPress, 1)
        time.sleep(_KEY_S)
        for place_px in path_px[1:]:
            self.move(*place_px)
        self._fake(X.ButtonRelease, 1)

    def scroll(self, direction: str, notches: int = 1) -> None:
        """Turn the wheel where the pointer is: `up`, `down`, `left` or `right`."""
        for _ in range(notches):
            self.tap_button(_WHEEL_BUTTONS[direction])

    def press(self, chord: str) -> None:
        """Press keys together and let go: `Return`, `ctrl+a`, `ctrl+alt+End`. Names are X keysym names or one letter.

        Raises:
            ValueError: there is no such key on this keyboard.
        """
        with self.held(chord):
            pass

    @contextlib.contextmanager
    def held(self, chord: str) -> Iterator[None]:
        """Hold keys down for the length of the block."""
        keycodes = [self._keycode_of(part) for part in chord.split("+")]
        for keycode in keycodes:
            self._press_key(keycode)
        try:
            yield
        finally:
            for keycode in reversed(keycodes):
                self._release_key(keycode)

    @contextlib.contextmanager
    def held_button(self, button: int = 1) -> Iterator[None]:
        """Keep a button of the mouse down meanwhile, where the pointer is."""
        self._fake(X.ButtonPress, button)
        try:
            yield
        finally:
            self._fake(X.ButtonRelease, button)

    def type(self, text: str) -> None:
        """Type English, Russian or Romanian text.

        Raises:
            ValueError: no key gives one of the characters (`tests.desk.keyboard.TYPABLE` lists all).
        """
        for character in text:
            keycode, has_shift = self._place(character)
            if has_shift:
                with self.held("shift"):
                    self._tap_key(keycode)
            else:
                self._tap_key(keycode)

    def _place(self, character: str) -> tuple[int, bool]:
        """The key that gives this character, and whether shift is needed with it."""
        for keycode, index in self._display.keysym_to_keycodes(keysym_of(character)):
            if index in {0, 1}:
                return keycode, index == 1
        raise ValueError(f"no key of this keyboard gives {character!r}")

    def _keycode_of(self, key: str) -> int:
        names = {"ctrl": "Control_L", "control": "Control_L", "shift": "Shift_L", "alt": "Alt_L", "super": "Super_L"}
        keysym = XK.string_to_keysym(names.get(key.lower(), key))
        keycode = self._display.keysym_to_keycode(keysym) if keysym else 0
        if not keycode:
            raise ValueError(f"no such key on this keyboard: {key}")
        return keycode

    def _tap_key(self, keycode: int) -> None:
        self._press_key(keycode)
        self._release_key(keycode)

    def _press_key(self, keycode: int) -> None:
        self._held.append(keycode)
        self._fake(X.KeyPress, keycode)
        time.sleep(_KEY_S)

    def _release_key(self, keycode: int) -> None:
        self._fake(X.KeyRelease, keycode)
        self._held.remove(keycode)
        time.sleep(_KEY_S)

    def _fake(self, kind: int, detail: int = 0, *, x: int = 0, y: int = 0) -> None:
        xtest.fake_input(self._display, kind, detail, x=x, y=y)
        self._display.sync()
