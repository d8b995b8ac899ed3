"""Which keys of an X server stop everything: those that do it now, and those in the right places whatever they do."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from Xlib import XK, X

from client.injection.keymap import x11_keycode
from client.injection.xkb_map import KeyboardMap
from shared.keyboard import Usage

_LAST_KEYS = {Usage.END: XK.XK_End, Usage.PAUSE: XK.XK_Pause}
_ALTS = frozenset({XK.XK_Alt_L, XK.XK_Alt_R})
_LOCKS = frozenset({XK.XK_Num_Lock, XK.XK_Scroll_Lock})
_CONTROL_PLACES = (Usage.LEFT_CONTROL, Usage.RIGHT_CONTROL)
_ALT_PLACES = (Usage.LEFT_ALT, Usage.RIGHT_ALT)
_SHIFT_PLACES = (Usage.LEFT_SHIFT, Usage.RIGHT_SHIFT)


@dataclass(frozen=True, slots=True)
class PanicMap:
    """Both at once: people move Ctrl, Alt and End about, and whoever has the mouse and keyboard could move them away.

    Attributes:
        placed: End and Pause to the keycode in their place; one this keyboard does not have is left out.
        doing: End and Pause to every keycode that gives them without Shift.
        modifiers: keycode to the modifiers it sets.
        alt_mask: the modifier Alt sets.
        lock_masks: the modifiers of locks that may be on without anybody thinking.
        control_places, alt_places, shift_places: the keycodes where these are printed on a keyboard.
    """

    placed: Mapping[int, int]
    doing: Mapping[int, frozenset[int]]
    modifiers: Mapping[int, int]
    alt_mask: int
    lock_masks: tuple[int, ...]
    control_places: frozenset[int]
    alt_places: frozenset[int]
    shift_places: frozenset[int]

    def last_keys(self, usage: int) -> frozenset[int]:
        """Every keycode that counts as End, or as Pause."""
        placed = self.placed.get(usage)
        return self.doing[usage] | (frozenset() if placed is None else {placed})

    def first_keys(self, usage: int) -> frozenset[int]:
        """The keycodes people will press for it: those that do it, or where none does, that in its place."""
        return self.doing[usage] or self.last_keys(usage)

    def is_held(self, state: int, down: Collection[int], *, has_shift: bool = False) -> bool:
        """Whether Ctrl and Alt are in force, or held in their places; with `has_shift` Shift as well.

        Args:
            state: the modifiers in force, held, latched or locked, as the server told them, be it a moment ago.
            down: keycodes that are down.
            has_shift: whether that combination has Shift in it.
        """
        for keycode in down:
            state |= self.modifiers.get(keycode, 0)
        needed = self.needed_mask(has_shift=has_shift)
        if state & needed == needed:
            return True
        places = (self.control_places, self.alt_places, *((self.shift_places,) if has_shift else ()))
        return all(not keycodes.isdisjoint(down) for keycodes in places)

    def needed_mask(self, *, has_shift: bool) -> int:
        """The modifiers that have to be in force."""
        return X.ControlMask | self.alt_mask | (X.ShiftMask if has_shift else 0)

    def has_last_key(self, down: Collection[int]) -> bool:
        """Whether End or Pause is among them; without it nothing is completed."""
        return any(not self.last_keys(usage).isdisjoint(down) for usage in _LAST_KEYS)


def read_panic_map(keycode_by_name: Mapping[str, int], keyboard: KeyboardMap | None) -> PanicMap:
    """What is true of this keyboard now.

    Args:
        keycode_by_name: the server's own names of the keys.
        keyboard: its map; None for a server that does not tell, of which only places are known.
    """
    keys = {} if keyboard is None else keyboard.keys
    modifiers = {} if keyboard is None else keyboard.modifiers

    def places(usages: Iterable[int]) -> frozenset[int]:
        found = (x11_keycode(usage, keycode_by_name) for usage in usages)
        return frozenset(keycode for keycode in found if keycode is not None)

    def masks_of(keysyms: frozenset[int]) -> list[int]:
        return sorted(
            {
                1 << bit
                for keycode, mask in modifiers.items()
                if keycode in keys and not keysyms.isdisjoint(keys[keycode].symbols)
                for bit in range(8)
                if mask >> bit & 1
            }
        )

    placed = {int(usage): x11_keycode(usage, keycode_by_name) for usage in _LAST_KEYS}
    return PanicMap(
        placed={usage: keycode for usage, keycode in placed.items() if keycode is not None},
        doing={
            int(usage): frozenset(keycode for keycode in keys if keysym in _plain(keyboard, keycode))
            for usage, keysym in _LAST_KEYS.items()
        },
        modifiers=modifiers,
        alt_mask=next(iter(masks_of(_ALTS)), X.Mod1Mask),
        lock_masks=tuple(sorted({X.LockMask, *masks_of(_LOCKS)})),
        control_places=places(_CONTROL_PLACES),
        alt_places=places(_ALT_PLACES),
        shift_places=places(_SHIFT_PLACES),
    )


def _plain(keyboard: KeyboardMap | None, keycode: int) -> frozenset[int]:
    return frozenset() if keyboard is None else keyboard.plain_keysyms(keycode)
