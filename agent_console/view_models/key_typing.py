"""Decides what a press on the agent's keyboard becomes over there: a character, a shortcut, or a key by its place.

Text is the character that the agent's own layout printed, so Shift and AltGr, which only helped to print it, stay at
home. They go over the moment a key that prints nothing, or the mouse, needs them: Shift+End, Shift and a click. A
shortcut is the key with the letter the agent pressed, with Ctrl, Alt or Super held over there. Everything else, and
everything in the mode for games, is a key by its place.
"""

from dataclasses import dataclass
from enum import StrEnum

from agent_console.domain.text_typing import split_characters
from agent_console.view_models.key_capture import CaptureStep, KeyCapture
from shared.keyboard import Usage, letter_of_usage


class KeyboardMode(StrEnum):
    """What the agent wants a press to become."""

    AUTOMATIC = "automatic"
    """Text as characters; a shortcut by its letter, or by its place where the agent's layout has no Latin letters."""
    CHARACTERS = "characters"
    """Whatever prints something is that character, in shortcuts as well."""
    KEYS = "keys"
    """Every key by its place on the keyboard."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """One press, as the toolkit tells it.

    Attributes:
        usage: HID usage of the key.
        text: what it prints here; empty when it prints nothing.
        name: the character a shortcut with this key is called by here, a small letter or a sign; empty without one.
        is_plain: neither Ctrl nor Alt nor Super is held, AltGr aside.
        is_level: the key is AltGr here.
        is_repeat: the key is held down.
    """

    usage: int
    text: str = ""
    name: str = ""
    is_plain: bool = True
    is_level: bool = False
    is_repeat: bool = False


@dataclass(frozen=True, slots=True)
class SendText:
    """Have this character arrive."""

    text: str
    is_repeat: bool = False


TypingStep = CaptureStep | SendText

_SHIFTS = frozenset({int(Usage.LEFT_SHIFT), int(Usage.RIGHT_SHIFT)})
_MODIFIERS = frozenset(range(Usage.LEFT_CONTROL, Usage.RIGHT_META + 1))
_OWN_LOCKS = frozenset({0x39, 0x53})  # Caps Lock and Num Lock: they decide what is printed here
_DIGIT_ROW = range(0x1E, 0x28)
_NAVIGATION_OF_KEYPAD = {
    0x59: 0x4D,  # 1: End
    0x5A: 0x51,  # 2: down
    0x5B: 0x4E,  # 3: Page Down
    0x5C: 0x50,  # 4: left
    0x5E: 0x4F,  # 6: right
    0x5F: 0x4A,  # 7: Home
    0x60: 0x52,  # 8: up
    0x61: 0x4B,  # 9: Page Up
    0x62: 0x49,  # 0: Insert
    0x63: 0x4C,  # comma: Delete
}
"""The keypad steers or counts as Num Lock says, and Num Lock may be another one over there."""


class KeyTyping:
    """Feed it every press, repeats included, and every release once."""

    def __init__(self) -> None:
        self._capture = KeyCapture()
        self._mode = KeyboardMode.AUTOMATIC
        self._typed: set[int] = set()
        self._levels: dict[int, bool] = {}  # Shift and AltGr that are down here, and whether they went over
        self._tapped_level: int | None = None
        self._sent_as: dict[int, int] = {}

    @property
    def mode(self) -> KeyboardMode:
        """What a press becomes."""
        return self._mode

    def set_mode(self, mode: KeyboardMode) -> None:
        """Have presses become something else; the caller has had everything let go of."""
        self._mode = mode
        self.forget()

    @property
    def held(self) -> frozenset[int]:
        """Usages that were sent down and not yet up."""
        return self._capture.held

    def press(self, stroke: Stroke) -> list[TypingStep]:
        """Take one press and say what follows, in order."""
        if self._mode is KeyboardMode.KEYS:
            return [] if stroke.is_repeat else [*self._capture.change(stroke.usage, is_down=True)]
        if stroke.usage in _OWN_LOCKS:
            return []
        if stroke.usage in _SHIFTS or stroke.is_level:
            return [] if stroke.is_repeat else self._press_level(stroke)
        characters = self._characters(stroke)
        if characters:
            self._typed.add(stroke.usage)
            before = self._lift_modifiers() if stroke.is_plain else self.touch_pointer()
            self._tapped_level = None
            return [*before, *(SendText(character, stroke.is_repeat) for character in characters)]
        return [] if stroke.is_repeat else self._press_key(stroke)

    def release(self, usage: int) -> list[TypingStep]:
        """Take one release."""
        if usage in self._typed:
            self._typed.discard(usage)
            return []
        if usage in self._levels:
            return self._release_level(usage)
        return [*self._capture.change(self._sent_as.pop(usage, usage), is_down=False)]

    def commit(self, text: str) -> list[TypingStep]:
        """A dead key, a compose sequence or an input method has put this together."""
        if self._mode is KeyboardMode.KEYS:
            return []
        self._tapped_level = None
        return [*self._lift_modifiers(), *(SendText(character) for character in split_characters(text))]

    def touch_pointer(self) -> list[TypingStep]:
        """A button or the wheel is used: what is held was meant as a modifier."""
        return [*self._send_levels(), *self._capture.touch_pointer()]

    def forget(self) -> None:
        """Start anew; the caller has told the other side to let go of everything."""
        self._capture.forget()
        self._typed.clear()
        self._levels.clear()
        self._tapped_level = None
        self._sent_as.clear()

    def _characters(self, stroke: Stroke) -> list[str]:
        if stroke.is_plain:
            return split_characters(stroke.text)
        name = stroke.name
        if self._mode is KeyboardMode.AUTOMATIC:
            if stroke.usage in _DIGIT_ROW:  # Ctrl and the first digit mean the first of something on every layout
                return []
            if not name.isascii():
                name = letter_of_usage(stroke.usage) or ""
        return split_characters(name)

    def _press_key(self, stroke: Stroke) -> list[TypingStep]:
        usage = stroke.usage
        if usage == Usage.RIGHT_ALT:  # AltGr on the layout over there, and here it is Alt
            usage = int(Usage.LEFT_ALT)
        elif not stroke.text:
            usage = _NAVIGATION_OF_KEYPAD.get(usage, usage)
        self._sent_as[stroke.usage] = usage
        return [*self._send_levels(), *self._capture.change(usage, is_down=True)]

    def _press_level(self, stroke: Stroke) -> list[TypingStep]:
        if not stroke.is_plain:
            self._levels[stroke.usage] = True
            return [*self._capture.change(stroke.usage, is_down=True)]
        self._levels.setdefault(stroke.usage, False)
        self._tapped_level = stroke.usage
        return []

    def _release_level(self, usage: int) -> list[TypingStep]:
        was_sent = self._levels.pop(usage)
        is_tap, self._tapped_level = self._tapped_level == usage, None
        steps: list[TypingStep] = []
        if is_tap and not was_sent:
            steps += self._capture.change(usage, is_down=True)
        if is_tap or was_sent:
            steps += self._capture.change(usage, is_down=False)
        return steps

    def _send_levels(self) -> list[TypingStep]:
        steps: list[TypingStep] = []
        for usage, was_sent in self._levels.items():
            if not was_sent:
                self._levels[usage] = True
                steps += self._capture.change(usage, is_down=True)
        self._tapped_level = None
        return steps

    def _lift_modifiers(self) -> list[TypingStep]:
        """Nothing held over there may make another character, or a shortcut, of a text."""
        held = self._capture.held & _MODIFIERS
        steps: list[TypingStep] = [*self._capture.touch_pointer()] if held else []
        for usage in sorted(held):
            steps += self._capture.change(usage, is_down=False)
            if usage in self._levels:
                self._levels[usage] = False
        return steps
