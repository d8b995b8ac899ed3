"""Injects pointer, buttons, wheel and keys into an X server through the XTEST extension."""

import os
import struct
import sys
import time
from collections.abc import Callable, Iterable
from typing import TypeVar

from Xlib import X

from client.domain.injector import InjectionFailedError, TextOutcome
from client.injection.keymap import x11_keycode
from client.injection.x11_modifiers import MODIFIER_USAGES, read_moved_modifiers
from client.injection.x11_panic_map import PanicMap, read_panic_map
from client.injection.x11_text import X11Text
from client.injection.xkb_map import KeyboardMap
from client.injection.xkb_names import read_keycodes
from shared.errors import SetupError
from shared.keyboard import SHORTCUT_MODIFIERS
from shared.protocol.peer_messages import PointerButton
from shared.xcb_link import GET_INPUT_FOCUS, LinkLostError, XcbLink

T = TypeVar("T")

WHEEL_NOTCH = 120
"""A notch of the wheel on the wire; X knows whole notches only, so smaller turns are saved up."""

_WHEEL_UP, _WHEEL_DOWN, _WHEEL_LEFT, _WHEEL_RIGHT = 4, 5, 6, 7
_KEYCODES = range(8, 256)
_CLOSING_WAIT_S = 0.25
"""For the last characters: a program that reads the map only after its keys were emptied would find nothing."""

_FAKE_INPUT = 2
_FAKE_REQUEST = struct.Struct("=BBHBBHII8xhh8x")  # kind, detail, no delay, root of no screen in particular, place
_POINTER_REQUEST = struct.Struct("=BBHI")  # QueryPointer: window
_QUERY_POINTER = 38
_PROPERTY_REQUEST = struct.Struct("=BBHIIIII")  # GetProperty: keep, window, name, any type, from, how many words
_GET_PROPERTY = 20
_PROPERTY_REPLY = struct.Struct("=xBHIIII12x")  # format, sequence, length, type, bytes after, length of the value
_PROPERTY_WORDS_MAX = 2  # one is wanted, and a second would make it none of ours


class X11Injector:
    """One connection to one X server, used by one thread at a time.

    Requests are sent as they are made, without waiting for an answer; `settle` and `release_all` wait, because their
    callers must know that the server has done it. On starting, keys that an earlier, killed run may have left down
    are released: the server ignores the release of a key that this virtual keyboard does not hold, and a key the
    person holds on a real keyboard stays down.

    Args:
        display_name: which server; that of the environment when None.
        is_first: release leftovers; not for a second connection beside one that may be pressing keys just now.
        on_press: told of each key and button just before it goes down.

    Raises:
        SetupError: there is no X server, or it has no XTEST extension.
    """

    def __init__(
        self,
        display_name: str | None = None,
        *,
        is_first: bool = True,
        on_press: Callable[[bool, int], None] = lambda _is_key, _number: None,
    ) -> None:
        self._on_press = on_press
        try:
            self._link = XcbLink(display_name)
        except OSError as error:
            raise SetupError("display_unreachable") from error
        try:
            xtest = self._link.read_extension("XTEST")
        except LinkLostError as error:
            self._link.close()
            raise SetupError("display_unreachable") from error
        if xtest is None:
            self._link.close()
            raise SetupError("xtest_missing")
        self._xtest_opcode = xtest.opcode
        self._root = self._link.read_root()
        self._error_count = 0
        self._keycode_by_name = read_keycodes(self._link)
        self._text = X11Text(self._link, self._press_keycode, self._drain)
        self._held_keys: dict[int, int] = {}
        self._told: tuple[int, int | None] | None = None
        self._held_buttons: set[PointerButton] = set()
        self._wheel_x = self._wheel_y = 0
        self._press_count = 0
        self._pid_atom = self._link.read_atom("_NET_WM_PID")
        self._last_focus = X.NONE
        self._panic: tuple[KeyboardMap, PanicMap] | None = None
        self._moved: tuple[KeyboardMap, dict[int, int]] | None = None
        if is_first:
            self._release_leftovers()
            self.restore_keys()

    @property
    def press_count(self) -> int:
        """Keys and buttons this injector pressed so far; lets others tell our presses from foreign ones."""
        return self._press_count

    @property
    def error_count(self) -> int:
        """Requests the server refused; none is expected."""
        return self._error_count

    def pointer_to(self, x_px: int, y_px: int) -> None:
        """Put the pointer on that pixel of the root window."""
        self._fake(X.MotionNotify, 0, x_px, y_px)

    def button(self, button: PointerButton, is_down: bool) -> None:
        """Press or release a button; X numbers them as the wire does."""
        if is_down:
            self._held_buttons.add(button)
            self._press_count += 1
        else:
            self._held_buttons.discard(button)
        self._fake(X.ButtonPress if is_down else X.ButtonRelease, int(button))

    def wheel(self, dx: int, dy: int) -> None:
        """Turn the wheel; in X a notch is a click of button 4 (up), 5 (down), 6 (left) or 7 (right)."""
        # A turn the other way starts from nothing, or the first notch back would seem stuck.
        self._wheel_x = dx + (self._wheel_x if self._wheel_x * dx >= 0 else 0)
        self._wheel_y = dy + (self._wheel_y if self._wheel_y * dy >= 0 else 0)
        self._wheel_x = self._turn(self._wheel_x, _WHEEL_LEFT, _WHEEL_RIGHT)
        self._wheel_y = self._turn(self._wheel_y, _WHEEL_UP, _WHEEL_DOWN)

    def key_number(self, usage: int) -> int | None:
        """The keycode of that key: its own while it is held, else what the next press of it will press."""
        keycode = self._held_keys.get(usage)
        if keycode is None:
            keycode = self._find_keycode(usage)
            self._told = usage, keycode
        return keycode

    def key(self, usage: int, is_down: bool) -> None:
        """Press or release a key by its place on the keyboard, a modifier by what it does.

        The server's own layout decides what it types. Let go of is what was pressed, whatever it does by then.
        """
        if is_down:
            told, self._told = self._told, None
            if usage in self._held_keys:
                return
            # Exactly what somebody was told: they have to let go of it when this process cannot.
            keycode = told[1] if told is not None and told[0] == usage else self._find_keycode(usage)
            if keycode is None:
                return
            is_new = keycode not in self._held_keys.values()
            self._held_keys[usage] = keycode
            if is_new:
                self._press_count += 1
                self._fake(X.KeyPress, keycode)
            return
        keycode = self._held_keys.pop(usage, None)
        # Two usages can be one switch; it comes up with the last of them.
        if keycode is not None and keycode not in self._held_keys.values():
            self._fake(X.KeyRelease, keycode)

    def text(self, text: str) -> TextOutcome:
        """Type a text whatever the layout, Caps Lock and Shift are; see `Injector.text`."""
        is_shortcut = not SHORTCUT_MODIFIERS.isdisjoint(self._held_keys)
        held = self._held_keys.values()
        outcome = self._guarded(lambda: self._text.type(text, held, is_shortcut=is_shortcut))
        if outcome is TextOutcome.TYPED:
            self._press_count += 1
        self._guarded(self._link.flush)
        return outcome

    def rest(self) -> None:
        """Give lent keys back, once every program has surely read the last character."""
        if self._text.is_rested:
            self.restore_keys()

    def restore_keys(self) -> None:
        """Give back every key that typing has lent out, also for a process that was killed; one round trip."""
        self._guarded(self._text.restore)
        self.settle()

    def has_own_focus(self) -> bool | None:
        """Whether a key would go to a window that says it belongs to this process; one round trip, rarely more.

        None when no window would get it, and when the one that would does not say whose it is.
        """
        return self._guarded(self._has_own_focus)

    def makes_panic_keys(self, usage: int) -> bool:
        """Whether that key, as the server's keyboard is now, stops everything together with what is held."""
        keycode = self._find_keycode(usage)
        if keycode is None:
            return False
        down = {*self._held_keys.values(), keycode}
        return self._guarded(lambda: self._makes_panic_keys(down))

    def _find_keycode(self, usage: int) -> int | None:
        """The key in that place; of a modifier the key that does it, as the map was told to have become."""
        placed = x11_keycode(usage, self._keycode_by_name)
        keyboard = self._guarded(self._text.read_map) if usage in MODIFIER_USAGES else None
        if keyboard is None:
            return placed
        if self._moved is None or self._moved[0] is not keyboard:
            self._moved = keyboard, read_moved_modifiers(self._keycode_by_name, keyboard)
        return self._moved[1].get(usage, placed)

    def _makes_panic_keys(self, down: set[int]) -> bool:
        keyboard = self._text.read_map()
        if keyboard is None:
            return False  # of such a server only places are known, and those the gate has looked at
        if self._panic is None or self._panic[0] is not keyboard:
            self._panic = keyboard, read_panic_map(self._keycode_by_name, keyboard)
        panic = self._panic[1]
        # Only for such a key the server is asked what else is in force.
        return panic.has_last_key(down) and panic.is_held(self._text.read_modifiers(), down)

    def _has_own_focus(self) -> bool | None:
        link = self._link
        focus_asked = link.ask(GET_INPUT_FOCUS)
        # The window that had it last usually has it now: whose it is goes with the question which it is, and so does
        # what the next text needs to know. Not remembered: the number of a closed window may come back as another's.
        likely, owner_asked = self._last_focus, None
        if likely:
            owner_asked = link.ask(self._owner_request(likely))
        self._text.ask_state()
        focus_reply = link.answer(focus_asked)
        owner_reply = None if owner_asked is None else link.answer(owner_asked)
        focus = X.NONE if focus_reply is None else _word_at(focus_reply, 8)
        if focus == X.NONE:
            return None
        if focus in (X.PointerRoot, self._root):
            return self._is_pointer_over_own()
        if focus != likely:
            owner_reply = link.answer(link.ask(self._owner_request(focus)))
            self._last_focus = focus
        owner = _owner_in(owner_reply)
        return None if owner is None else owner == os.getpid()

    def _is_pointer_over_own(self) -> bool:
        """Without a focus of its own a window gets the keys while the pointer is over it."""
        link = self._link
        window = self._root
        while window:
            if _owner_in(link.answer(link.ask(self._owner_request(window)))) == os.getpid():
                return True
            reply = link.answer(link.ask(_POINTER_REQUEST.pack(_QUERY_POINTER, 0, 0, window)))
            if reply is None:
                return True  # it closed while we looked: rather one key too few
            window = _word_at(reply, 12)  # the child the pointer is in
        return False

    def _owner_request(self, window: int) -> bytes:
        return _PROPERTY_REQUEST.pack(
            _GET_PROPERTY, False, 0, window, self._pid_atom, X.AnyPropertyType, 0, _PROPERTY_WORDS_MAX
        )

    def release_all(self) -> None:
        """Release everything pressed here, newest key first, and wait until the server has done so."""
        keycodes = list(dict.fromkeys(reversed(self._held_keys.values())))
        buttons = sorted(self._held_buttons)
        self._held_keys.clear()
        self._held_buttons.clear()
        self._told = None
        self._wheel_x = self._wheel_y = 0
        for button in buttons:
            self._fake(X.ButtonRelease, int(button), is_flushed=False)
        for keycode in keycodes:
            self._fake(X.KeyRelease, keycode, is_flushed=False)
        self.settle()

    def release(self, numbers: Iterable[int], buttons: Iterable[PointerButton]) -> None:
        """Release the keycodes and buttons another process pressed, and wait until the server has done so."""
        for button in buttons:
            self._fake(X.ButtonRelease, int(button), is_flushed=False)
        for keycode in numbers:
            if keycode in _KEYCODES:
                self._fake(X.KeyRelease, keycode, is_flushed=False)
        self.settle()

    def settle(self) -> None:
        """Wait for the server to have taken every request, and drop the notices it sent meanwhile; one round trip."""
        self._guarded(self._link.sync)
        self._drain()

    def close(self) -> None:
        """Release all, give lent keys back, close the connection; harmless when called twice or without a server."""
        try:
            self.release_all()
            if self._text.has_lent:
                time.sleep(0 if self._text.is_rested else _CLOSING_WAIT_S)
                self.restore_keys()
        finally:
            self._link.close()

    def _drain(self) -> None:
        # Every change between a real and the virtual keyboard sends a notice; unread they would pile up for hours.
        for event in self._guarded(self._link.take_events):
            if event[0] == 0:
                self._error_count += 1
            else:
                self._text.note_event(event)

    def _press_keycode(self, keycode: int, is_down: bool) -> None:
        self._fake(X.KeyPress if is_down else X.KeyRelease, keycode, is_flushed=False)

    def _release_leftovers(self) -> None:
        for button in PointerButton:
            self._fake(X.ButtonRelease, int(button), is_flushed=False)
        for keycode in _KEYCODES:
            self._fake(X.KeyRelease, keycode, is_flushed=False)
        self.settle()

    def _turn(self, saved: int, back_button: int, forth_button: int) -> int:
        """Click whole notches out of what is saved up; returns the rest."""
        notches = abs(saved) // WHEEL_NOTCH
        button = forth_button if saved > 0 else back_button
        for _ in range(notches):
            self._fake(X.ButtonPress, button, is_flushed=False)
            self._fake(X.ButtonRelease, button)
        rest = abs(saved) - notches * WHEEL_NOTCH
        return rest if saved > 0 else -rest

    def _fake(self, event_type: int, detail: int, x_px: int = 0, y_px: int = 0, *, is_flushed: bool = True) -> None:
        if event_type in (X.KeyPress, X.ButtonPress):
            self._on_press(event_type == X.KeyPress, detail)
        try:
            self._text.drop_state()
            self._link.tell(
                _FAKE_REQUEST.pack(self._xtest_opcode, _FAKE_INPUT, 0, event_type, detail, 0, 0, 0, x_px, y_px)
            )
            if is_flushed:
                self._link.flush()
        except LinkLostError as error:
            raise InjectionFailedError from error

    def _guarded(self, call: Callable[[], T]) -> T:
        try:
            return call()
        except LinkLostError as error:
            raise InjectionFailedError from error


def _word_at(reply: bytes, offset: int) -> int:
    return int.from_bytes(reply[offset : offset + 4], sys.byteorder)


def _owner_in(reply: bytes | None) -> int | None:
    """The process a window says it belongs to; None for a window that does not say, or has closed meanwhile."""
    if reply is None:
        return None
    word_bits, _, _, _, bytes_after, count = _PROPERTY_REPLY.unpack_from(reply)
    return _word_at(reply, _PROPERTY_REPLY.size) if (word_bits, bytes_after, count) == (32, 0, 1) else None
