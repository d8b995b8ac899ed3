"""Turns characters into X keysyms and back (X protocol, appendix A)."""

_LATIN_1 = (range(0x20, 0x7F), range(0xA0, 0x100))
_UNICODE_BASE = 0x0100_0000
_UNICODE = range(_UNICODE_BASE + 0x100, _UNICODE_BASE + 0x11_0000)
_CURRENCY = range(0x20A0, 0x20AD)

# Older keysyms number a character by its place in one of these sets; layouts still use them.
_SET_OF = {
    0x01: "iso8859_2",
    0x02: "iso8859_3",
    0x03: "iso8859_4",
    0x05: "iso8859_6",
    0x06: "koi8_u",
    0x0C: "iso8859_8",
    0x0D: "iso8859_11",
}
_UPPER_HALF = 0xA0
_NUMERO_SIGN = 0x06B0  # on every Russian keyboard


def keysym_of(character: str) -> int:
    """The keysym that means this character in every program: Latin-1 stands for itself, the rest is Unicode."""
    code = ord(character)
    return code if any(code in part for part in _LATIN_1) else _UNICODE_BASE | code


def character_of(keysym: int) -> str | None:
    """The character a keysym means; None for dead keys, function keys, the keypad and sets this does not know.

    None costs nothing but a detour: a character no key is known for is typed with a key of its own.
    """
    if any(keysym in part for part in _LATIN_1) or keysym in _CURRENCY:
        return chr(keysym)
    if keysym in _UNICODE:
        return chr(keysym - _UNICODE_BASE)
    if keysym == _NUMERO_SIGN:
        return "\N{NUMERO SIGN}"
    encoding = _SET_OF.get(keysym >> 8)
    if encoding is None or keysym & 0xFF < _UPPER_HALF:
        return None
    try:
        character = bytes((keysym & 0xFF,)).decode(encoding)
    except UnicodeDecodeError:
        return None
    return character if character.isalpha() else None  # the signs of these sets are not those of the keysyms
