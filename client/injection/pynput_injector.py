"""Injects through pynput, for the systems where it is the thinnest way in: Windows and macOS."""

from collections.abc import Callable, Iterable
from typing import Any

from client.domain.injector import InjectionFailedError, TextOutcome
from client.injection.pynput_modules import load_pynput
from shared.keyboard import SHORTCUT_MODIFIERS, usage_of_letter
from shared.protocol.peer_messages import PointerButton

WHEEL_NOTCH = 120


class PynputInjector:
    """What both systems share; which number a key has is the one thing they differ in.

    pynput has no notion of "the system has taken it": its calls return when the system call did, so `settle` has
    nothing to wait for.

    Args:
        key_number: HID usage to the number `KeyCode.from_vk` wants on this system.
        buttons: wire button to the name pynput has for it here; a button without one does nothing.

    Raises:
        SetupError: pynput or what it needs from the system is missing.
    """

    def __init__(
        self, key_number: Callable[[int], int | None], buttons: dict[PointerButton, str] | None = None
    ) -> None:
        keyboard, mouse = load_pynput()
        self._key_number = key_number
        self._key_code: Any = keyboard.KeyCode
        self._keyboard: Any = keyboard.Controller()
        self._mouse: Any = mouse.Controller()
        names = buttons or {PointerButton.LEFT: "left", PointerButton.MIDDLE: "middle", PointerButton.RIGHT: "right"}
        self._buttons = {button: getattr(mouse.Button, name, None) for button, name in names.items()}
        self._held_keys: dict[int, int] = {}
        self._held_buttons: set[PointerButton] = set()
        self._wheel_x = self._wheel_y = 0

    def pointer_to(self, x_px: int, y_px: int) -> None:
        """Put the pointer on that pixel of the desktop."""
        self._do(lambda: setattr(self._mouse, "position", (x_px, y_px)))

    def button(self, button: PointerButton, is_down: bool) -> None:
        """Press or release a button."""
        known = self._buttons.get(button)
        if known is None:
            return
        (self._held_buttons.add if is_down else self._held_buttons.discard)(button)
        self._do(lambda: (self._mouse.press if is_down else self._mouse.release)(known))

    def wheel(self, dx: int, dy: int) -> None:
        """Turn the wheel by whole notches; the rest is saved up. pynput counts up and right as positive."""
        self._wheel_x += dx
        self._wheel_y += dy
        notches_x, notches_y = int(self._wheel_x / WHEEL_NOTCH), int(self._wheel_y / WHEEL_NOTCH)
        self._wheel_x -= notches_x * WHEEL_NOTCH
        self._wheel_y -= notches_y * WHEEL_NOTCH
        if notches_x or notches_y:
            self._do(lambda: self._mouse.scroll(notches_x, -notches_y))

    def key(self, usage: int, is_down: bool) -> None:
        """Press or release a key by the number this system has for it."""
        number = self._key_number(usage) if is_down else self._held_keys.pop(usage, None)
        if number is None:
            return
        if is_down:
            self._held_keys[usage] = number
        code = self._key_code.from_vk(number)
        self._do(lambda: (self._keyboard.press if is_down else self._keyboard.release)(code))

    def key_number(self, usage: int, /) -> int | None:
        """The number this system has for it, which never changes."""
        return self._key_number(usage)

    def text(self, text: str) -> TextOutcome:
        """Type a text through the way of this system that asks no layout; a shortcut by the number of its letter."""
        usage = None if SHORTCUT_MODIFIERS.isdisjoint(self._held_keys) else usage_of_letter(text)
        number = None if usage is None else self._key_number(usage)
        keys = (
            [self._key_code.from_vk(number)]
            if number is not None
            else [*map(self._key_code.from_char, self._units(text))]
        )
        for key in keys:
            self._do(lambda key=key: (self._keyboard.press(key), self._keyboard.release(key)))
        return TextOutcome.TYPED

    def rest(self) -> None:
        """Nothing is ever borrowed here."""

    def restore_keys(self) -> None:
        """No key is ever lent out here."""

    def _units(self, text: str) -> list[str]:
        """What is handed to the system one after the other."""
        return [*text]

    def has_own_focus(self) -> None:
        """Not asked here; the toolkit's own word has to do."""

    def makes_panic_keys(self, _usage: int, /) -> bool:
        """Not asked here; the gate knows the places."""
        return False

    def release_all(self) -> None:
        """Release everything pressed here, newest key first."""
        self._wheel_x = self._wheel_y = 0
        for button in sorted(self._held_buttons):
            self.button(button, is_down=False)
        for usage in list(reversed(self._held_keys)):
            self.key(usage, is_down=False)

    def release(self, numbers: Iterable[int], buttons: Iterable[PointerButton]) -> None:
        """Release what another process pressed, keys by their numbers on this system."""
        for button in buttons:
            self.button(button, is_down=False)
        for number in numbers:
            code = self._key_code.from_vk(number)
            self._do(lambda code=code: self._keyboard.release(code))

    def settle(self) -> None:
        """Nothing to wait for."""

    def close(self) -> None:
        """Release everything."""
        self.release_all()

    def _do(self, call: Callable[[], Any]) -> None:
        try:
            call()
        except Exception as error:  # pynput passes on whatever its backend raises, and has no common root for it
            raise InjectionFailedError from error
