"""The panic keys on an X server.

The keys are grabbed on the root window, so that no program sees them, and listened for as raw events as well, so that
they work while some program has grabbed the whole keyboard. Modifiers the agent holds do no harm: the grab takes
every combination that contains Ctrl and Alt. Somebody who has moved Ctrl, Alt or End to other keys presses those; the
keys in the usual places count beside them, lest anybody with the keyboard make the panic keys go away.
"""

import contextlib
import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from Xlib import X
from Xlib import error as xerror

from client.injection.x11_listener import RawPress, X11Listener
from client.injection.x11_panic_map import PanicMap, read_panic_map
from client.injection.xkb_link import XkbLink
from client.injection.xkb_names import read_keycodes
from shared.errors import SetupError
from shared.keyboard import Usage
from shared.xcb_link import LinkLostError, XcbLink


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
        self._down: set[int] = set()
        self._is_stale = False
        self._listener = X11Listener(
            "panic-keys",
            display_name,
            on_raw_press=self._hear_press,
            on_raw_release=self._hear_release,
            on_devices_changed=self._down.clear,  # what a keyboard held when it was unplugged is never let go of
            on_event=self._hear_event,
        )
        try:
            self._keyboard = _Keyboard(display_name)
            self._keys = self._keyboard.read()
            self._combination = self._grab_first()
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
        self._keyboard.close()

    def _grab_first(self) -> _Combination:
        for combination in _COMBINATIONS:
            keycodes = self._keys.first_keys(combination.usage)
            if keycodes and all(self._grab(keycode, combination) for keycode in keycodes):
                self._grab_rest(combination)
                return combination
            self._ungrab(keycodes)
        raise SetupError("panic_keys_unavailable")

    def _grab_rest(self, combination: _Combination) -> None:
        """The key in the usual place, where another one does it: if somebody has that one, raw events have to do."""
        for keycode in self._keys.last_keys(combination.usage) - self._keys.first_keys(combination.usage):
            if not self._grab(keycode, combination):
                self._ungrab([keycode])

    def _grab(self, keycode: int, combination: _Combination) -> bool:
        """Grab the key with every set of modifiers that holds the needed ones; False if somebody has it already."""
        needed = self._keys.needed_mask(has_shift=combination.has_shift)
        plain = set(_sums(self._keys.lock_masks))
        for others in _sums([mask for mask in _ALL_MODIFIERS if not mask & needed]):
            refused = xerror.CatchError(xerror.BadAccess)
            self._listener.root.grab_key(
                keycode, needed | others, False, X.GrabModeAsync, X.GrabModeAsync, onerror=refused
            )
            self._listener.display.sync()
            # Somebody else's Ctrl+Alt+Shift+End is no reason to give up: raw events tell us of that one too.
            if refused.get_error() is not None and others in plain:
                return False
        return True

    def _ungrab(self, keycodes: Iterable[int]) -> None:
        for keycode in keycodes:
            self._listener.root.ungrab_key(keycode, X.AnyModifier)
        self._listener.display.sync()

    def _hear_event(self, event: Any) -> None:
        if event.type == X.KeyPress and event.detail in self._keys.last_keys(self._combination.usage):
            self._on_panic()
        elif event.type == X.MappingNotify and not self._is_stale:
            self._is_stale = True  # once for all the notices that have come, lest presses wait behind them
            self._listener.post(self._follow)

    def _follow(self) -> None:
        """The keyboard may be another one now: whatever stops everything on it is ours from here on."""
        self._is_stale = False
        before = self._keys
        with contextlib.suppress(LinkLostError):  # then the display is gone too, and says so itself
            self._keys = self._keyboard.read()
        if self._keys != before:
            self._ungrab(before.last_keys(self._combination.usage))
            for keycode in self._keys.last_keys(self._combination.usage):
                self._grab(keycode, self._combination)

    def _hear_press(self, press: RawPress) -> None:
        if not press.is_key:
            return
        self._down.add(press.number)
        if press.number not in self._keys.last_keys(self._combination.usage):
            return
        # What was told counts beside what is asked: however late we hear of a press, it was one.
        state = self._listener.root.query_pointer().mask
        down = self._down | _down(self._listener.display.query_keymap())
        if self._keys.is_held(state, down, has_shift=self._combination.has_shift):
            self._on_panic()

    def _hear_release(self, press: RawPress) -> None:
        if press.is_key:
            self._down.discard(press.number)


class _Keyboard:
    """What the server says of its keys, asked for again whenever they change; a connection of its own."""

    def __init__(self, display_name: str | None) -> None:
        try:
            self._link = XcbLink(display_name)
        except OSError as error:  # the server went while we looked
            raise SetupError("display_unreachable") from error
        try:
            self._keycode_by_name = read_keycodes(self._link)
            self._xkb = XkbLink.open(self._link)
        except LinkLostError as error:
            self._link.close()
            raise SetupError("display_unreachable") from error

    def read(self) -> PanicMap:
        """Ask for the whole map; one round trip. Raises `LinkLostError` when the server is gone."""
        self._link.take_events()  # it tells of changes here too, and nobody else reads that
        return read_panic_map(self._keycode_by_name, None if self._xkb is None else self._xkb.read_map())

    def close(self) -> None:
        """Let go of the server."""
        self._link.close()


def _down(bits: Iterable[int]) -> frozenset[int]:
    """The keycodes of what QueryKeymap answers, one bit each."""
    return frozenset(index * 8 + bit for index, byte in enumerate(bits) for bit in range(8) if byte >> bit & 1)


def _sums(masks: Iterable[int]) -> Iterator[int]:
    masks = list(masks)
    for count in range(len(masks) + 1):
        for chosen in itertools.combinations(masks, count):
            yield sum(chosen)
