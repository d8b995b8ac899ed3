"""A keyboard map as the X Keyboard Extension tells it, and the character each key gives in a given state."""

import struct
from dataclasses import dataclass, replace

from client.injection.keysyms import character_of

SHIFT, LOCK = 0x01, 0x02
ALPHABETIC = 2
"""The number of the key type whose two levels are chosen by Shift and Lock; every map has it (XKB, section 7.2.1)."""

_TYPE_HEAD = struct.Struct("=BBHBBBx")  # modifiers, real, virtual, levels, entries, has preserved modifiers
_TYPE_ENTRY = struct.Struct("=BBBBHxx")  # is active, modifiers, level, real, virtual
_PRESERVED = struct.Struct("=BBH")  # modifiers, real, virtual
_KEY_HEAD = struct.Struct("=4BBBH")  # type of each group, groups and what is beyond them, width, symbols
_SYMBOL_BYTES = 4
_GROUPS_MASK, _BEYOND_MASK = 0x0F, 0xC0
_CLAMP, _REDIRECT = 0x40, 0x80


@dataclass(frozen=True, slots=True)
class KeyType:
    """How modifiers choose the level of a key.

    Attributes:
        modifiers: those it looks at.
        levels: modifiers that are on, among those, to level and the modifiers a program should still heed.
    """

    modifiers: int
    levels: dict[int, tuple[int, int]]

    def choose(self, modifiers: int) -> tuple[int, int]:
        """The level for these modifiers, and the modifiers used up by choosing it."""
        level, preserved = self.levels.get(modifiers & self.modifiers, (0, 0))
        return level, self.modifiers & ~preserved


@dataclass(frozen=True, slots=True)
class Key:
    """The symbols of one key.

    Attributes:
        types: number of the key type of each of four groups.
        group_info: how many groups it has, and what an effective group beyond them means.
        width: symbols a group.
        symbols: keysyms, group after group.
    """

    types: tuple[int, int, int, int]
    group_info: int
    width: int
    symbols: tuple[int, ...]

    @property
    def is_lent(self) -> bool:
        """Whether this is a key as only `lent_key` makes it."""
        return len(self.symbols) == LENT_WIDTH and self == lent_key(self.symbols[0], self.symbols[1])

    @property
    def is_empty(self) -> bool:
        """Whether it types nothing at all."""
        return not any(self.symbols)

    def group(self, group: int) -> int | None:
        """The group of this key that counts while `group` is the effective one of the keyboard."""
        count = self.group_info & _GROUPS_MASK
        if count == 0:
            return None
        if group < count:
            return group
        beyond = self.group_info & _BEYOND_MASK
        if beyond == _CLAMP:
            return count - 1
        if beyond == _REDIRECT:
            target = self.group_info >> 4 & 0x03
            return target if target < count else 0
        return group % count


LENT_WIDTH = 2
_LENT_TYPES = (ALPHABETIC, 3, 1, 3)
"""Of the types only the first counts, for a key of one group; the others are our mark, which no layout and no other
program leaves there. A key that only looks similar may be anybody's: `xmodmap` makes one of *BackSpace BackSpace*."""


def lent_key(plain: int, shifted: int) -> Key:
    """A key for a character no key of the layout has, with two keysyms as every letter has them."""
    return Key(_LENT_TYPES, 1, LENT_WIDTH, (plain, shifted))


EMPTY_KEY = Key((0, 0, 0, 0), 0, 0, ())


@dataclass(frozen=True, slots=True)
class KeyboardMap:
    """Every key of a keyboard.

    Attributes:
        first_keycode, last_keycode: the range of the server.
        types: key types by their number.
        keys: keys by keycode.
        modifiers: keycode to the modifiers it sets, for those that set any.
    """

    first_keycode: int
    last_keycode: int
    types: tuple[KeyType, ...]
    keys: dict[int, Key]
    modifiers: dict[int, int]

    def character(self, keycode: int, group: int, modifiers: int) -> str | None:
        """What a press of this key types while that group and these modifiers are in force."""
        key = self.keys.get(keycode)
        at = None if key is None else key.group(group)
        if key is None or at is None or key.types[at] >= len(self.types):
            return None
        level, used = self.types[key.types[at]].choose(modifiers)
        if level >= key.width:
            return None
        typed = character_of(key.symbols[at * key.width + level])
        if typed is not None and modifiers & LOCK & ~used:
            # A lock that chose nothing makes programs write capitals (XKB protocol, section 12.1.2).
            capital = typed.upper()
            return capital if len(capital) == 1 else typed
        return typed

    def plain_keysyms(self, keycode: int) -> frozenset[int]:
        """What this key gives without Shift, in each of the layouts."""
        key = self.keys.get(keycode)
        if key is None or not key.width:
            return frozenset()
        return frozenset(key.symbols[group * key.width] for group in range(key.group_info & _GROUPS_MASK))

    def with_key(self, keycode: int, key: Key) -> "KeyboardMap":
        """The same with another key in one place."""
        return replace(self, keys=self.keys | {keycode: key})

    def shift_keycode(self, shift_keysyms: tuple[int, ...]) -> int | None:
        """A key that really is Shift here, whatever its place; None when there is none."""
        for keycode, modifiers in self.modifiers.items():
            key = self.keys.get(keycode)
            if modifiers == SHIFT and key is not None and key.symbols[:1] and key.symbols[0] in shift_keysyms:
                return keycode
        return None


def parse_map(
    data: bytes,
    *,
    keycodes: tuple[int, int],
    type_count: int,
    first_key: int,
    key_count: int,
    modifier_count: int,
) -> KeyboardMap:
    """Read what follows the head of a GetMap reply that was asked for types, symbols and modifiers.

    Args:
        data: the lists, one after the other.
        keycodes: first and last keycode of the server.
        type_count: key types, from number 0.
        first_key: the keycode the symbols begin with.
        key_count: keys with symbols.
        modifier_count: pairs of keycode and modifiers.
    """
    at = 0
    types: list[KeyType] = []
    for _ in range(type_count):
        at = _parse_type(data, at, types)
    keys: dict[int, Key] = {}
    for keycode in range(first_key, first_key + key_count):
        *kinds, group_info, width, count = _KEY_HEAD.unpack_from(data, at)
        at += _KEY_HEAD.size
        symbols = struct.unpack_from(f"={count}I", data, at)
        at += count * _SYMBOL_BYTES
        keys[keycode] = Key((kinds[0], kinds[1], kinds[2], kinds[3]), group_info, width, symbols)
    pairs = data[at : at + 2 * modifier_count]
    return KeyboardMap(*keycodes, tuple(types), keys, dict(zip(pairs[::2], pairs[1::2], strict=True)))


def _parse_type(data: bytes, at: int, types: list[KeyType]) -> int:
    modifiers, _, _, _, count, has_preserved = _TYPE_HEAD.unpack_from(data, at)
    at += _TYPE_HEAD.size
    entries = [_TYPE_ENTRY.unpack_from(data, at + index * _TYPE_ENTRY.size) for index in range(count)]
    at += count * _TYPE_ENTRY.size
    preserved = [0] * count
    if has_preserved:
        preserved = [_PRESERVED.unpack_from(data, at + index * _PRESERVED.size)[0] for index in range(count)]
        at += count * _PRESERVED.size
    levels = {
        mask: (level, kept)
        for (is_active, mask, level, _, _), kept in zip(entries, preserved, strict=True)
        if is_active
    }
    types.append(KeyType(modifiers, levels))
    return at
