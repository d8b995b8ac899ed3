"""A map read from bytes, and what its keys give."""

import struct

from client.injection.xkb_map import LOCK, SHIFT, Key, KeyboardMap, KeyType, parse_map

LEVEL3 = 0x80
ONE = KeyType(0, {})
TWO = KeyType(SHIFT, {SHIFT: (1, 0)})
ALPHABETIC = KeyType(SHIFT | LOCK, {SHIFT: (1, 0), LOCK: (1, 0)})
KEEPS_LOCK = KeyType(SHIFT | LOCK | LEVEL3, {SHIFT: (1, 0), LEVEL3: (2, 0), LOCK | LEVEL3: (2, LOCK)})


def _map(**keys: Key) -> KeyboardMap:
    return KeyboardMap(
        8, 255, (ONE, TWO, ALPHABETIC, KEEPS_LOCK), {int(name[1:]): key for name, key in keys.items()}, {50: SHIFT}
    )


def _key(kind: int, *symbols: int, groups: int = 1, beyond: int = 0) -> Key:
    return Key((kind,) * 4, groups | beyond, len(symbols) // groups, symbols)


A, LARGE_A, YA, LARGE_YA = ord("a"), ord("A"), 0x6D1, 0x6F1


def test_character_shift_and_caps_lock_choose_and_cancel() -> None:
    keyboard = _map(k38=_key(2, A, LARGE_A))
    assert [keyboard.character(38, 0, state) for state in (0, SHIFT, LOCK, SHIFT | LOCK)] == ["a", "A", "A", "a"]


def test_character_caps_lock_that_chose_nothing_makes_a_capital() -> None:
    keyboard = _map(k38=_key(1, A, ord("1")), k39=_key(1, ord("1"), ord("!")), k40=_key(1, ord("ß"), ord("?")))
    assert keyboard.character(38, 0, LOCK) == "A"
    assert keyboard.character(39, 0, LOCK) == "1"
    assert keyboard.character(40, 0, LOCK) == "ß"


def test_character_lock_that_is_kept_makes_a_capital_of_the_third_level() -> None:
    keyboard = _map(k38=_key(3, A, LARGE_A, ord("æ"), ord("Æ")))
    assert keyboard.character(38, 0, LEVEL3) == "æ"
    assert keyboard.character(38, 0, LEVEL3 | LOCK) == "Æ"
    assert keyboard.character(38, 0, 0x04 | LEVEL3) == "æ"  # Ctrl is none of this type's business


def test_character_of_the_group_in_force() -> None:
    keyboard = _map(k38=_key(2, A, LARGE_A, YA, LARGE_YA, groups=2), k39=_key(2, A, LARGE_A))
    assert keyboard.character(38, 1, 0) == "я"
    assert keyboard.character(38, 1, SHIFT) == "Я"
    assert keyboard.character(38, 2, 0) == "a"  # beyond its groups: around the end
    assert keyboard.character(39, 1, 0) == "a"


def test_character_beyond_the_groups_follows_the_key() -> None:
    clamped = _map(k38=_key(2, A, LARGE_A, YA, LARGE_YA, groups=2, beyond=0x40))
    assert clamped.character(38, 3, 0) == "я"
    redirected = _map(k38=_key(2, A, LARGE_A, YA, LARGE_YA, groups=2, beyond=0x80 | 0x10))
    assert redirected.character(38, 2, 0) == "я"


def test_character_of_nothing_is_none() -> None:
    keyboard = _map(k38=Key((0, 0, 0, 0), 0, 0, ()), k39=_key(0, 0xFE51), k40=Key((9,) * 4, 1, 1, (A,)))
    assert [keyboard.character(keycode, 0, 0) for keycode in (38, 39, 40, 41)] == [None] * 4


def test_shift_keycode_is_a_key_that_is_shift_here() -> None:
    assert _map(k50=_key(0, 0xFFE1)).shift_keycode((0xFFE1, 0xFFE2)) == 50
    assert _map(k50=_key(0, A)).shift_keycode((0xFFE1, 0xFFE2)) is None


def test_parse_map_reads_types_symbols_and_modifiers() -> None:
    data = struct.pack("=BBHBBBx", SHIFT | LOCK, 3, 0, 2, 2, 1)
    data += struct.pack("=BBBBHxx", 1, SHIFT, 1, 1, 0) + struct.pack("=BBBBHxx", 0, LOCK, 1, 2, 0)
    data += struct.pack("=BBH", 0, 0, 0) * 2
    data += struct.pack("=4BBBH2I", 0, 0, 0, 0, 1, 2, 2, A, LARGE_A)
    data += struct.pack("=4BBBH", 0, 0, 0, 0, 0, 0, 0)
    data += bytes((50, SHIFT))
    keyboard = parse_map(data, keycodes=(8, 255), type_count=1, first_key=38, key_count=2, modifier_count=1)
    assert keyboard.types == (KeyType(SHIFT | LOCK, {SHIFT: (1, 0)}),)  # the entry that is not active is left out
    assert keyboard.keys[38] == Key((0, 0, 0, 0), 1, 2, (A, LARGE_A))
    assert keyboard.keys[39].is_empty
    assert keyboard.modifiers == {50: SHIFT}
