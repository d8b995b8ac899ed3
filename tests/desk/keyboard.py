"""One keyboard for all three languages: the letters a virtual display's US layout lacks, on keys nobody presses.

They are put there once, before the window manager starts: openbox re-reads its settings at every later change of the
mapping, and windows lose the focus meanwhile.
"""

import string

from Xlib import XK
from Xlib.display import Display

_PAIRS = [
    *zip("абвгдежзийклмнопрстуфхцчшщъыьэюяё", "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯЁ", strict=True),
    *zip("ăâîșț", "ĂÂÎȘȚ", strict=True),
    *zip("«„”\N{EN DASH}…", "»“€—№", strict=True),
]
"""What a key gives plain and with shift."""

_XF86_KEYSYMS = range(0x10080001, 0x10090000)  # volume, mail, calculator and their like (XF86keysym.h)


def keysym_of(character: str) -> int:
    """X keysym of a character (X protocol, appendix A: Latin-1 stands for itself, the rest is Unicode + 0x1000000)."""
    named = {"\n": "Return", "\t": "Tab", "\b": "BackSpace"}
    if character in named:
        return XK.string_to_keysym(named[character])
    code = ord(character)
    return code if 0x20 <= code <= 0x7E or 0xA0 <= code <= 0xFF else code | 0x1000000


def add_letters(display_name: str) -> None:
    """Put Russian and Romanian letters and typographic signs on keys that are empty or only for media.

    Raises:
        ValueError: the keyboard has too few of those.
    """
    display = Display(display_name)
    try:
        first = display.display.info.min_keycode
        rows = [
            list(row) for row in display.get_keyboard_mapping(first, display.display.info.max_keycode - first + 1)
        ]
        # The lowest code is never sent by a real keyboard, and some programs ignore it.
        free = [row for row in rows[1:] if all(symbol == 0 or symbol in _XF86_KEYSYMS for symbol in row)]
        for row, (plain, shifted) in zip(free[: len(_PAIRS)], _PAIRS, strict=True):
            row[:] = [keysym_of(plain), keysym_of(shifted)] * 2 + [0] * (len(row) - 4)
        display.change_keyboard_mapping(first, rows)
        display.sync()
    finally:
        display.close()


TYPABLE = frozenset(string.ascii_letters + string.digits + string.punctuation + " \n\t\b").union(*_PAIRS)
"""Every character `Person.type` knows."""
