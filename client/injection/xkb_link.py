"""The requests of the X Keyboard Extension that typing needs: state and map, and a symbol put on a key."""

import struct
from dataclasses import dataclass
from typing import Self

from client.injection.xkb_map import Key, KeyboardMap, parse_map
from client.injection.xkb_names import open_extension
from shared.xcb_link import Extension, LinkLostError, XcbLink

_CORE_KEYBOARD = 0x100
_SELECT_EVENTS, _GET_STATE, _LATCH_STATE, _GET_MAP, _SET_MAP = 1, 4, 5, 8, 9
_NEW_KEYBOARD = 1 << 0
_MAP_CHANGED = 1 << 1
_TYPES, _SYMBOLS, _MODIFIERS = 1 << 0, 1 << 1, 1 << 2
_KEY_SYMBOLS = struct.Struct("=4BBBH")  # type of each group, number of groups, width, number of symbols


_SELECT_REQUEST = struct.Struct("=BBH6H")  # device, affected, cleared, selected, affected parts, selected parts
_STATE_REQUEST = struct.Struct("=BBHHxx")
_STATE_REPLY = struct.Struct("=8xBxxxB")  # all modifiers together, the effective group
_LATCH_REQUEST = struct.Struct("=BBHH7xBh")  # locks and latched modifiers left alone; whether a group, and how far
_MAP_REQUEST = struct.Struct("=BBHHH20x")  # which parts whole; of no part a range
_MAP_REPLY = struct.Struct("=8xxxBBHBBxBHB10xxxB6x")
# Device, which parts, flags, range of keycodes, no types, keys from and how many, symbols together; no other part.
_SET_REQUEST = struct.Struct("=BBHHHHBBxxBBH18x")


@dataclass(frozen=True, slots=True)
class KeyboardState:
    """What counts for the next key.

    Attributes:
        modifiers: held, latched and locked ones together, as bits.
        group: the effective one: which of several layouts is in use.
    """

    modifiers: int
    group: int


class XkbLink:
    """The extension on one connection; `open` makes it.

    Args:
        link: an open connection.
        extension: what its server calls this one; all its events have one number.
    """

    def __init__(self, link: XcbLink, extension: Extension) -> None:
        self._link = link
        self._opcode, self._first_event = extension
        parts = _TYPES | _SYMBOLS | _MODIFIERS
        affected, selected = _NEW_KEYBOARD | _MAP_CHANGED, _NEW_KEYBOARD
        link.tell(_SELECT_REQUEST.pack(*self._head(_SELECT_EVENTS), affected, 0, selected, parts, parts))

    @classmethod
    def open(cls, link: XcbLink) -> Self | None:
        """The extension of this server; None when it has none."""
        extension = open_extension(link)
        return None if extension is None else cls(link, extension)

    def is_change(self, event: bytes) -> bool:
        """Whether an event says that the map may be another one now."""
        return event[0] & 0x7F == self._first_event

    def ask_state(self) -> int:
        """Ask what is held and locked, and which group is in force; `take_state` has the answer."""
        return self._link.ask(_STATE_REQUEST.pack(*self._head(_GET_STATE)))

    def take_state(self, asked: int) -> KeyboardState:
        """Wait for what was asked."""
        return KeyboardState(*_STATE_REPLY.unpack_from(self._answer(asked)))

    def read_map(self) -> KeyboardMap:
        """Ask for the whole map; one round trip."""
        request = _MAP_REQUEST.pack(*self._head(_GET_MAP), _TYPES | _SYMBOLS | _MODIFIERS)
        reply = self._answer(self._link.ask(request))
        first_keycode, last_keycode, *parts = _MAP_REPLY.unpack_from(reply)
        _present, _first_type, type_count, first_key, _symbols, key_count, modifier_count = parts
        return parse_map(
            reply[_MAP_REPLY.size :],
            keycodes=(first_keycode, last_keycode),
            type_count=type_count,
            first_key=first_key,
            key_count=key_count,
            modifier_count=modifier_count,
        )

    def latch_group(self, offset: int) -> None:
        """Have the very next key count as if the group were so many further; not flushed."""
        self._link.tell(_LATCH_REQUEST.pack(*self._head(_LATCH_STATE), 1, offset))

    def put(self, keycode: int, key: Key, *, of: KeyboardMap) -> None:
        """Have a key be this one; not flushed."""
        symbols = _KEY_SYMBOLS.pack(*key.types, key.group_info, key.width, len(key.symbols))
        symbols += struct.pack(f"={len(key.symbols)}I", *key.symbols)
        keys = of.first_keycode, of.last_keycode, keycode, 1
        self._link.tell(_SET_REQUEST.pack(*self._head(_SET_MAP), _SYMBOLS, 0, *keys, len(key.symbols)) + symbols)

    def _head(self, request: int) -> tuple[int, int, int, int]:
        return self._opcode, request, 0, _CORE_KEYBOARD

    def _answer(self, asked: int) -> bytes:
        reply = self._link.answer(asked)
        if reply is None:  # our own request was wrong, which the tests would have said; never go on with a guess
            raise LinkLostError("the X server refused a request for its keyboard")
        return reply
