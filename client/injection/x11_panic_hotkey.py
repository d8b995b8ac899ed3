"""The panic keys on an X server.

The keys are grabbed on the root window, so that no program sees them, and listened for as raw events as well, so that
they work while some program has grabbed the whole keyboard. Modifiers the agent holds do no harm: the grab takes
every combination that contains Ctrl and Alt.
"""

import contextlib
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from Xlib import XK, X
from Xlib import error as xerror

from client.injection.keymap import x11_keycode
from client.injection.x11_listener import RawPress, X11Listener
from client.injection.xkb_names import read_keycodes
from shared.errors import SetupError
from shared.keyboard import Usage
from shared.xcb_link import XcbLink


@dataclass(frozen=True, slots=True)
class _Combination:
    label: str
    usage: int
    has_shift: bool = False


_COMBINATIONS = (
    _Combination("Ctrl+Alt+End", Usage.END),
    _Combination("Ctrl+Alt+Pause", Usage.PAUSE),
    _Combination("Ctrl+Alt+Shift+End", Usage.END, has_shift=True),
)
_ALL_MODIFIERS = (
    X.ShiftMask,
    X.LockMask,
    X.ControlMask,
    X.Mod1Mask,
    X.Mod2Mask,
    X.Mod3Mask,
    X.Mod4Mask,
    X.Mod5Mask,
)


class X11PanicHotkey:
    """The first combination nobody else has, on one X server.

    Args:
        on_panic: called on the listening thread each time the keys are pressed; twice for one press does happen.
        display_name: which server; that of the environment when None.

    Raises:
        SetupError: `display_unreachable`, `xinput_missing` or `panic_keys_unavailable`.
    """

    def __init__(self, on_panic: Callable[[], None], display_name: str | None = None) -> None:
        self._on_panic = on_panic
        self._listener = X11Listener(
            "panic-keys", display_name, on_raw_press=self._hear_raw, on_event=self._hear_grabbed
        )
        try:
            self._keycodes = _read_keycodes(display_name)
            self._alt_mask, self._lock_masks = _read_modifiers(self._listener.display)
            self._combination, self._keycode, self._needed = self._grab_first()
        except (SetupError, xerror.ConnectionClosedError):
            self._listener.close()
            raise
        self._listener.start()

    @property
    def label(self) -> str:
        """What to press."""
        return self._combination.label

    @property
    def is_first_choice(self) -> bool:
        """Whether it is the combination people are told about; else another program holds that one."""
        return self._combination is _COMBINATIONS[0]

    def close(self) -> None:
        """Give the keys back."""
        self._listener.close()

    def _grab_first(self) -> tuple[_Combination, int, int]:
        for combination in _COMBINATIONS:
            keycode = x11_keycode(combination.usage, self._keycodes)
            needed = X.ControlMask | self._alt_mask | (X.ShiftMask if combination.has_shift else 0)
            if keycode is not None and self._grab(keycode, needed):
                return combination, keycode, needed
        raise SetupError("panic_keys_unavailable")

    def _grab(self, keycode: int, needed: int) -> bool:
        """Grab the key with every set of modifiers that holds the needed ones; False if somebody has it already."""
        plain = set(_sums(self._lock_masks))
        is_free = True
        for others in _sums([mask for mask in _ALL_MODIFIERS if not mask & needed]):
            refused = xerror.CatchError(xerror.BadAccess)
            self._listener.root.grab_key(
                keycode, needed | others, False, X.GrabModeAsync, X.GrabModeAsync, onerror=refused
            )
            self._listener.display.sync()
            # Somebody else's Ctrl+Alt+Shift+End is no reason to give up: raw events tell us of that one too.
            if refused.get_error() is not None and others in plain:
                is_free = False
                break
        if not is_free:
            self._listener.root.ungrab_key(keycode, X.AnyModifier)
            self._listener.display.sync()
        return is_free

    def _hear_grabbed(self, event: Any) -> None:
        if event.type == X.KeyPress and event.detail == self._keycode:
            self._on_panic()

    def _hear_raw(self, press: RawPress) -> None:
        if press.is_key and press.number == self._keycode:
            state = self._listener.root.query_pointer().mask
            if state & self._needed == self._needed:
                self._on_panic()


def _sums(masks: list[int]) -> Iterator[int]:
    for count in range(len(masks) + 1):
        for chosen in itertools.combinations(masks, count):
            yield sum(chosen)


def _read_keycodes(display_name: str | None) -> dict[str, int]:
    try:
        with contextlib.closing(XcbLink(display_name)) as link:
            return read_keycodes(link)
    except OSError as error:  # the server went while we looked
        raise SetupError("display_unreachable") from error


def _read_modifiers(display: Any) -> tuple[int, list[int]]:
    """The modifier bit Alt has on this server, and the bits of the locks that may be on without anybody thinking."""
    alt_mask, locks = X.Mod1Mask, {X.LockMask}
    alts = {display.keysym_to_keycode(keysym) for keysym in (XK.XK_Alt_L, XK.XK_Alt_R)} - {0}
    numbers = {display.keysym_to_keycode(keysym) for keysym in (XK.XK_Num_Lock, XK.XK_Scroll_Lock)} - {0}
    for index, keycodes in enumerate(display.get_modifier_mapping()):
        if alts & {*keycodes}:
            alt_mask = 1 << index
        if numbers & {*keycodes}:
            locks.add(1 << index)
    return alt_mask, sorted(locks)
