"""Asks an X server what it calls each key, so that a keycode is never guessed (X Keyboard Extension protocol)."""

from typing import Any

from Xlib.protocol import rq

_USE_EXTENSION = 0
_GET_NAMES = 17
_CORE_KEYBOARD = 0x100
_KEY_NAMES = 1 << 9
_KEY_ALIASES = 1 << 10
_NAME_BYTES = 4


class _UseExtension(rq.ReplyRequest):
    _request = rq.Struct(
        rq.Card8("opcode"), rq.Opcode(_USE_EXTENSION), rq.RequestLength(), rq.Card16("major"), rq.Card16("minor")
    )
    _reply = rq.Struct(
        rq.ReplyCode(),
        rq.Card8("supported"),
        rq.Card16("sequence_number"),
        rq.ReplyLength(),
        rq.Card16("major"),
        rq.Card16("minor"),
        rq.Pad(20),
    )


class _GetNames(rq.ReplyRequest):
    _request = rq.Struct(
        rq.Card8("opcode"),
        rq.Opcode(_GET_NAMES),
        rq.RequestLength(),
        rq.Card16("device"),
        rq.Pad(2),
        rq.Card32("which"),
    )
    _reply = rq.Struct(
        rq.ReplyCode(),
        rq.Card8("device"),
        rq.Card16("sequence_number"),
        rq.ReplyLength(),
        rq.Card32("which"),
        rq.Card8("min_keycode"),
        rq.Card8("max_keycode"),
        rq.Card8("type_count"),
        rq.Card8("group_names"),
        rq.Card16("virtual_mods"),
        rq.Card8("first_key"),
        rq.Card8("key_count"),
        rq.Card32("indicators"),
        rq.Card8("radio_group_count"),
        rq.Card8("alias_count"),
        rq.Card16("level_count"),
        rq.Pad(4),
        rq.Binary("names"),
    )


def open_extension(display: Any) -> Any | None:
    """Agree with the server to speak the extension, which every later request of this connection needs.

    Args:
        display: an open `Xlib.display.Display`.

    Returns:
        What the server says of it (`major_opcode`, `first_event`); None when it has none.
    """
    extension = display.query_extension("XKEYBOARD")
    if not extension or not extension.present:
        return None
    request = _UseExtension(display=display.display, opcode=extension.major_opcode, major=1, minor=0)
    return extension if request.supported else None


def read_keycodes(display: Any) -> dict[str, int]:
    """Read the keycode of every named key, other names included.

    Args:
        display: an open `Xlib.display.Display`.

    Returns:
        XKB name to keycode; empty when the server has no XKB extension.
    """
    extension = open_extension(display)
    if extension is None:
        return {}
    opcode = extension.major_opcode
    reply = _GetNames(display=display.display, opcode=opcode, device=_CORE_KEYBOARD, which=_KEY_NAMES | _KEY_ALIASES)
    return parse_names(reply.names, reply.first_key, reply.key_count, reply.alias_count)


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
