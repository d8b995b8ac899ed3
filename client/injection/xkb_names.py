"""Asks an X server what it calls each key, so that a keycode is never guessed (X Keyboard Extension protocol)."""

import struct

from shared.xcb_link import Extension, XcbLink

_USE_EXTENSION = 0
_GET_NAMES = 17
_CORE_KEYBOARD = 0x100
_KEY_NAMES = 1 << 9
_KEY_ALIASES = 1 << 10
_NAME_BYTES = 4
_USE_REQUEST = struct.Struct("=BBHHH")  # the version we speak
_NAMES_REQUEST = struct.Struct("=BBHHxxI")  # device, which names
_NAMES_REPLY = struct.Struct("=8xIBBBBHBBIBBHxxxx")


def open_extension(link: XcbLink) -> Extension | None:
    """Agree with the server to speak the extension, which every later request of this connection needs.

    Returns:
        What the server calls it; None when it has none.
    """
    extension = link.read_extension("XKEYBOARD")
    if extension is None:
        return None
    reply = link.answer(link.ask(_USE_REQUEST.pack(extension.opcode, _USE_EXTENSION, 0, 1, 0)))
    return extension if reply is not None and reply[1] else None


def read_keycodes(link: XcbLink) -> dict[str, int]:
    """Read the keycode of every named key, other names included.

    Returns:
        XKB name to keycode; empty when the server has no XKB extension.
    """
    extension = open_extension(link)
    if extension is None:
        return {}
    which = _KEY_NAMES | _KEY_ALIASES
    reply = link.answer(link.ask(_NAMES_REQUEST.pack(extension.opcode, _GET_NAMES, 0, _CORE_KEYBOARD, which)))
    if reply is None:
        return {}
    _, _, _, _, _, _, first_keycode, key_count, _, _, alias_count, _ = _NAMES_REPLY.unpack_from(reply)
    return parse_names(reply[_NAMES_REPLY.size :], first_keycode, key_count, alias_count)


def parse_names(data: bytes, first_keycode: int, key_count: int, alias_count: int) -> dict[str, int]:
    """Read the two lists that end a GetNames reply: a name a key, then pairs of real name and other name."""
    names = [
        data[at : at + _NAME_BYTES].rstrip(b"\0").decode("ascii", "replace")
        for at in range(0, (key_count + 2 * alias_count) * _NAME_BYTES, _NAME_BYTES)
    ]
    keycodes: dict[str, int] = {}
    for index, name in enumerate(names[:key_count]):
        if name:
            keycodes.setdefault(name, first_keycode + index)
    aliases = names[key_count:]
    for real, other in zip(aliases[::2], aliases[1::2], strict=True):
        if real in keycodes:
            keycodes.setdefault(other, keycodes[real])
    return keycodes
