"""The requests of the X Keyboard Extension that typing needs: state and map, and a symbol put on a key."""

import struct
from dataclasses import dataclass
from typing import Any, Self

from Xlib.protocol import rq

from client.injection.xkb_map import Key, KeyboardMap, parse_map
from client.injection.xkb_names import open_extension

_CORE_KEYBOARD = 0x100
_SELECT_EVENTS, _GET_STATE, _LATCH_STATE, _GET_MAP, _SET_MAP = 1, 4, 5, 8, 9
_NEW_KEYBOARD = 1 << 0
_MAP_CHANGED = 1 << 1
_TYPES, _SYMBOLS, _MODIFIERS = 1 << 0, 1 << 1, 1 << 2
_KEY_SYMBOLS = struct.Struct("=4BBBH")  # type of each group, number of groups, width, number of symbols


class _SelectEvents(rq.Request):
    _request = rq.Struct(
        rq.Card8("opcode"),
        rq.Opcode(_SELECT_EVENTS),
        rq.RequestLength(),
        rq.Card16("device"),
        rq.Card16("affected"),
        rq.Card16("cleared"),
        rq.Card16("selected"),
        rq.Card16("affected_parts"),
        rq.Card16("selected_parts"),
    )


class _GetState(rq.ReplyRequest):
    _request = rq.Struct(
        rq.Card8("opcode"), rq.Opcode(_GET_STATE), rq.RequestLength(), rq.Card16("device"), rq.Pad(2)
    )
    _reply = rq.Struct(
        rq.ReplyCode(),
        rq.Card8("device"),
        rq.Card16("sequence_number"),
        rq.ReplyLength(),
        rq.Card8("modifiers"),
        rq.Card8("base_modifiers"),
        rq.Card8("latched_modifiers"),
        rq.Card8("locked_modifiers"),
        rq.Card8("group"),
        rq.Card8("locked_group"),
        rq.Pad(18),
    )


class _LatchState(rq.Request):
    _request = rq.Struct(
        rq.Card8("opcode"),
        rq.Opcode(_LATCH_STATE),
        rq.RequestLength(),
        rq.Card16("device"),
        rq.Pad(7),  # locks and latched modifiers: left alone
        rq.Card8("is_group_latched"),
        rq.Int16("group"),
    )


class _GetMap(rq.ReplyRequest):
    _request = rq.Struct(
        rq.Card8("opcode"),
        rq.Opcode(_GET_MAP),
        rq.RequestLength(),
        rq.Card16("device"),
        rq.Card16("full"),
        rq.Pad(20),
    )
    _reply = rq.Struct(
        rq.ReplyCode(),
        rq.Card8("device"),
        rq.Card16("sequence_number"),
        rq.ReplyLength(),
        rq.Pad(2),
        rq.Card8("min_keycode"),
        rq.Card8("max_keycode"),
        rq.Card16("present"),
        rq.Card8("first_type"),
        rq.Card8("type_count"),
        rq.Card8("total_types"),
        rq.Card8("first_key"),
        rq.Card16("total_symbols"),
        rq.Card8("key_count"),
        rq.Pad(10),  # actions, behaviours and explicit parts: not asked for
        rq.Card8("first_modifier_key"),
        rq.Card8("modifier_key_count"),
        rq.Card8("modifier_count"),
        rq.Pad(6),  # virtual modifiers: not asked for
        rq.Binary("lists"),
    )


class _SetMap(rq.Request):
    _request = rq.Struct(
        rq.Card8("opcode"),
        rq.Opcode(_SET_MAP),
        rq.RequestLength(),
        rq.Card16("device"),
        rq.Card16("present"),
        rq.Card16("flags"),
        rq.Card8("min_keycode"),
        rq.Card8("max_keycode"),
        rq.Pad(2),  # types
        rq.Card8("first_key"),
        rq.Card8("key_count"),
        rq.Card16("total_symbols"),
        rq.Pad(18),  # actions, behaviours, explicit parts, modifiers, virtual modifiers
        rq.Binary("symbols", pad=0),
    )


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
        display: an open `Xlib.display.Display`.
        opcode: of the extension.
        first_event: of the extension; all its events have this number.
    """

    def __init__(self, display: Any, opcode: int, first_event: int) -> None:
        self._display = display
        self._opcode = opcode
        self._first_event = first_event
        _SelectEvents(
            display=display.display,
            opcode=opcode,
            device=_CORE_KEYBOARD,
            affected=_NEW_KEYBOARD | _MAP_CHANGED,
            cleared=0,
            selected=_NEW_KEYBOARD,
            affected_parts=_TYPES | _SYMBOLS | _MODIFIERS,
            selected_parts=_TYPES | _SYMBOLS | _MODIFIERS,
        )

    @classmethod
    def open(cls, display: Any) -> Self | None:
        """The extension of this server; None when it has none."""
        extension = open_extension(display)
        if extension is None:
            return None
        return cls(display, extension.major_opcode, extension.first_event)

    def is_change(self, event: Any) -> bool:
        """Whether an event says that the map may be another one now."""
        return (event.type & 0x7F) == self._first_event

    def read_state(self) -> KeyboardState:
        """Ask what is held and locked, and which group is in force; one round trip."""
        reply = _GetState(display=self._display.display, opcode=self._opcode, device=_CORE_KEYBOARD)
        return KeyboardState(reply.modifiers, reply.group)

    def read_map(self) -> KeyboardMap:
        """Ask for the whole map; one round trip."""
        reply = _GetMap(
            display=self._display.display,
            opcode=self._opcode,
            device=_CORE_KEYBOARD,
            full=_TYPES | _SYMBOLS | _MODIFIERS,
        )
        return parse_map(
            bytes(reply.lists),
            keycodes=(reply.min_keycode, reply.max_keycode),
            type_count=reply.type_count,
            first_key=reply.first_key,
            key_count=reply.key_count,
            modifier_count=reply.modifier_count,
        )

    def latch_group(self, offset: int) -> None:
        """Have the very next key count as if the group were so many further; not flushed."""
        _LatchState(
            display=self._display.display,
            opcode=self._opcode,
            device=_CORE_KEYBOARD,
            is_group_latched=1,
            group=offset,
        )

    def put(self, keycode: int, key: Key, *, of: KeyboardMap) -> None:
        """Have a key be this one; not flushed."""
        symbols = _KEY_SYMBOLS.pack(*key.types, key.group_info, key.width, len(key.symbols))
        symbols += struct.pack(f"={len(key.symbols)}I", *key.symbols)
        _SetMap(
            display=self._display.display,
            opcode=self._opcode,
            device=_CORE_KEYBOARD,
            present=_SYMBOLS,
            flags=0,
            min_keycode=of.first_keycode,
            max_keycode=of.last_keycode,
            first_key=keycode,
            key_count=1,
            total_symbols=len(key.symbols),
            symbols=symbols,
        )
