"""Which key of an X server is the Ctrl, Shift, Alt, Super or Caps Lock an agent presses: the one that does it now.

Every other key goes by its place. Modifiers would do something else there: with `ctrl:swapcaps` the agent's Ctrl+C
would be Caps Lock and a letter.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from Xlib import XK, X

from client.injection.keymap import x11_keycode
from client.injection.xkb_map import KeyboardMap
from shared.keyboard import KEYS, Usage

_ANY_MODIFIER = 0xFF
_LEVEL3_SHIFT = 0xFE03  # ISO_Level3_Shift


@dataclass(frozen=True, slots=True)
class _Modifier:
    """What a key has to be to count as one.

    Attributes:
        keysyms: what it gives, that of its own side first.
        mask: the modifiers of which it has to set one; which of them Alt and Super set is up to the keyboard.
    """

    keysyms: tuple[int, ...]
    mask: int


_MODIFIERS = {
    int(Usage.LEFT_CONTROL): _Modifier((XK.XK_Control_L, XK.XK_Control_R), X.ControlMask),
    int(Usage.RIGHT_CONTROL): _Modifier((XK.XK_Control_R, XK.XK_Control_L), X.ControlMask),
    int(Usage.LEFT_SHIFT): _Modifier((XK.XK_Shift_L, XK.XK_Shift_R), X.ShiftMask),
    int(Usage.RIGHT_SHIFT): _Modifier((XK.XK_Shift_R, XK.XK_Shift_L), X.ShiftMask),
    int(Usage.LEFT_ALT): _Modifier((XK.XK_Alt_L, XK.XK_Alt_R), _ANY_MODIFIER),
    int(Usage.RIGHT_ALT): _Modifier((XK.XK_Alt_R, XK.XK_Alt_L), _ANY_MODIFIER),
    int(Usage.LEFT_META): _Modifier((XK.XK_Super_L, XK.XK_Super_R), _ANY_MODIFIER),
    int(Usage.RIGHT_META): _Modifier((XK.XK_Super_R, XK.XK_Super_L), _ANY_MODIFIER),
    int(Usage.CAPS_LOCK): _Modifier((XK.XK_Caps_Lock,), X.LockMask),
}
MODIFIER_USAGES = frozenset(_MODIFIERS)
"""The keys that go by what they do."""

_ALTS = frozenset({XK.XK_Alt_L, XK.XK_Alt_R})
_OTHERS_THAN_ALT = frozenset(keysym for modifier in _MODIFIERS.values() for keysym in modifier.keysyms) - _ALTS
# Modifiers are mostly moved among themselves, so their places are looked at first.
_PLACES = (*_MODIFIERS, *(key.usage for key in KEYS if key.usage not in _MODIFIERS))


def read_moved_modifiers(keycode_by_name: Mapping[str, int], keyboard: KeyboardMap) -> dict[int, int]:
    """The modifiers that are not where they are printed.

    Only keys with a place on a keyboard are found: a map also has keys that no hand can press.

    Args:
        keycode_by_name: the server's own names of the keys.
        keyboard: its map.

    Returns:
        HID usage to the keycode that does it. One that does it in its own place, or nowhere, is missing: its place
        counts.
    """
    moved: dict[int, int] = {}
    for usage, modifier in _MODIFIERS.items():
        placed = x11_keycode(usage, keycode_by_name)
        if placed is not None and _stays(usage, modifier, keyboard, placed):
            continue
        keycode = _find(modifier, keyboard, keycode_by_name)
        if keycode is not None:
            moved[usage] = keycode
    return moved


def _stays(usage: int, modifier: _Modifier, keyboard: KeyboardMap, keycode: int) -> bool:
    if _does(keyboard, keycode, modifier.keysyms, modifier.mask):
        return True
    if usage != Usage.RIGHT_ALT:
        return False
    # On most keyboards it is a key to type with: the third level, Compose, the next layout. That is no other's place,
    # unless it was made one of the other modifiers.
    plain = keyboard.plain_keysyms(keycode)
    return _LEVEL3_SHIFT in plain or plain.isdisjoint(_OTHERS_THAN_ALT)


def _find(modifier: _Modifier, keyboard: KeyboardMap, keycode_by_name: Mapping[str, int]) -> int | None:
    for keysym in modifier.keysyms:
        for usage in _PLACES:
            keycode = x11_keycode(usage, keycode_by_name)
            if keycode is not None and _does(keyboard, keycode, (keysym,), modifier.mask):
                return keycode
    return None


def _does(keyboard: KeyboardMap, keycode: int, keysyms: Iterable[int], mask: int) -> bool:
    """Whether it gives one of these without Shift, and really sets that modifier."""
    is_set = keyboard.modifiers.get(keycode, 0) & mask
    return bool(is_set) and not keyboard.plain_keysyms(keycode).isdisjoint(keysyms)
