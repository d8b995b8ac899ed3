"""What an agent types on a layout: every character it prints, dead keys, shortcuts, and characters no layout has."""

from dataclasses import dataclass

from client.injection.keysyms import character_of
from client.injection.spare_keys import SpareKeys, key_of
from client.injection.xkb_link import XkbLink
from client.injection.xkb_map import SHIFT, KeyboardMap
from client.injection.xkb_names import read_keycodes
from shared.keyboard import KEY_BY_USAGE, Usage, usage_of_letter
from shared.xcb_link import XcbLink

LAYOUTS = ("us", "de", "fr", "ru", "ro")
BEYOND = "中文日本한국ﾊ\N{THUMBS UP SIGN}\N{PARTY POPPER}\N{GRINNING FACE}"
"""What an input method would commit, put on spare keys of the agent's keyboard so that every tool can read it."""

SHORTCUT_LETTERS = "acvxz"
LEVEL3 = 0x80
_LEVEL3_SHIFT = 0xFE03
_BLOCKS = ("TLDE", "AE", "AD", "AC", "AB", "BKSL", "LSGT", "SPCE")
_DEAD = {
    0xFE50: {"e": "è", "a": "à"},
    0xFE51: {"e": "é", "o": "ó"},
    0xFE52: {"e": "ê", "i": "î"},
    0xFE53: {"n": "ñ", "a": "ã"},
    0xFE57: {"u": "ü", "e": "ë"},
    0xFE58: {"a": "å"},
    0xFE5A: {"s": "š", "c": "č"},
    0xFE5B: {"c": "ç"},
}


@dataclass(frozen=True, slots=True)
class Press:
    """One key with what is held meanwhile."""

    keycode: int
    has_shift: bool = False
    has_altgr: bool = False
    has_ctrl: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """What is pressed, and what has to arrive: a character, or the letter of a shortcut."""

    presses: tuple[Press, ...]
    expected: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything for one layout of the agent's."""

    characters: tuple[Item, ...]
    dead: tuple[Item, ...]
    beyond: tuple[Item, ...]
    shortcuts: tuple[Item, ...]


def make_plan(desk: XcbLink) -> Plan:
    """Read the keyboard of the agent's desk, and put what no layout has on its spare keys."""
    names = read_keycodes(desk)
    link = XkbLink.open(desk)
    assert link is not None
    keyboard = link.read_map()
    typing = sorted({code for name, code in names.items() if name.startswith(_BLOCKS)})
    characters, dead = _printed(keyboard, typing, names[KEY_BY_USAGE[Usage.RIGHT_ALT].xkb_name])
    spares = SpareKeys()
    spares.follow(keyboard)
    lent = spares.lend([(character, character) for character in BEYOND], [], 0) or {}
    for pair, keycode in lent.items():
        link.put(keycode, key_of(pair), of=keyboard)
    desk.sync()
    shortcuts: list[Item] = []
    for letter in SHORTCUT_LETTERS:
        press = characters.get(letter)
        usage = usage_of_letter(letter)
        if press is None and usage is not None:  # no Latin letters: where the letter lies on a US keyboard
            press = Press(names[KEY_BY_USAGE[usage].xkb_name])
        if press is not None:
            shortcuts.append(Item((Press(press.keycode, has_ctrl=True),), letter))
    return Plan(
        characters=tuple(Item((press,), character) for character, press in characters.items()),
        dead=tuple(
            Item((press, characters[base]), made)
            for keysym, press in dead.items()
            for base, made in _DEAD[keysym].items()
            if base in characters
        ),
        beyond=tuple(Item((Press(keycode),), pair[0]) for pair, keycode in lent.items()),
        shortcuts=tuple(shortcuts),
    )


def modifier_keycodes(desk: XcbLink) -> dict[str, int]:
    """The keys held for Shift, AltGr and Ctrl."""
    names = read_keycodes(desk)
    places = {"shift": Usage.LEFT_SHIFT, "altgr": Usage.RIGHT_ALT, "ctrl": Usage.LEFT_CONTROL}
    return {name: names[KEY_BY_USAGE[usage].xkb_name] for name, usage in places.items()}


def _printed(keyboard: KeyboardMap, keycodes: list[int], altgr: int) -> tuple[dict[str, Press], dict[int, Press]]:
    """Each character, and each dead key, with its easiest press."""
    characters: dict[str, Press] = {}
    dead: dict[int, Press] = {}
    has_altgr = keyboard.keys[altgr].symbols[:1] == (_LEVEL3_SHIFT,)
    for modifiers in (0, SHIFT, LEVEL3, SHIFT | LEVEL3) if has_altgr else (0, SHIFT):
        for keycode in keycodes:
            keysym = _keysym(keyboard, keycode, modifiers)
            press = Press(keycode, bool(modifiers & SHIFT), bool(modifiers & LEVEL3))
            character = character_of(keysym)
            if character is not None:
                characters.setdefault(character, press)
            elif keysym in _DEAD:
                dead.setdefault(keysym, press)
    return characters, dead


def _keysym(keyboard: KeyboardMap, keycode: int, modifiers: int) -> int:
    key = keyboard.keys[keycode]
    group = key.group(0)
    if group is None:
        return 0
    kind = keyboard.types[key.types[group]]
    level, _ = kind.choose(modifiers)
    # What a modifier does not choose is no place of its own.
    is_own = modifiers == 0 or (kind.modifiers & modifiers == modifiers and level > 0)
    return key.symbols[group * key.width + level] if is_own and level < key.width else 0
