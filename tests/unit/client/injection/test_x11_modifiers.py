"""Which key is a modifier, on keyboards that were set up in every way people set them up."""

import pytest
from Xlib import XK, X

from client.injection.x11_modifiers import MODIFIER_USAGES, read_moved_modifiers
from client.injection.xkb_map import Key, KeyboardMap
from shared.keyboard import KEY_BY_USAGE, Usage

LEVEL3_SHIFT, NEXT_GROUP = 0xFE03, 0xFE08
USUAL = {
    "LCTL": (XK.XK_Control_L, X.ControlMask), "RCTL": (XK.XK_Control_R, X.ControlMask),
    "LFSH": (XK.XK_Shift_L, X.ShiftMask), "RTSH": (XK.XK_Shift_R, X.ShiftMask),
    "LALT": (XK.XK_Alt_L, X.Mod1Mask), "RALT": (XK.XK_Alt_R, X.Mod1Mask),
    "LWIN": (XK.XK_Super_L, X.Mod4Mask), "RWIN": (XK.XK_Super_R, X.Mod4Mask),
    "CAPS": (XK.XK_Caps_Lock, X.LockMask), "COMP": (XK.XK_Menu, 0), "ESC": (XK.XK_Escape, 0),
    "LVL3": (LEVEL3_SHIFT, X.Mod5Mask), "TAB": (XK.XK_Tab, 0),
}  # fmt: skip
NAMES = {name: 10 + index for index, name in enumerate(USUAL)}
PLACE_OF = {usage: KEY_BY_USAGE[usage].xkb_name for usage in MODIFIER_USAGES}


def moved(**changed: tuple[int, int]) -> dict[str, str]:
    """Printed name to the name of the key that does it now, of those that are elsewhere."""
    keys, modifiers = {}, {}
    for name, (keysym, mask) in (USUAL | changed).items():
        keys[NAMES[name]] = Key((0, 0, 0, 0), 1, 1, (keysym,))
        if mask:
            modifiers[NAMES[name]] = mask
    found = read_moved_modifiers(NAMES, KeyboardMap(8, 255, (), keys, modifiers))
    name_of = {keycode: name for name, keycode in NAMES.items()}
    return {PLACE_OF[usage]: name_of[keycode] for usage, keycode in found.items()}


def swap(*names: str) -> dict[str, tuple[int, int]]:
    """Each of these does what the next one did, the last what the first did."""
    return {name: USUAL[names[(index + 1) % len(names)]] for index, name in enumerate(names)}


@pytest.mark.parametrize(
    ("changed", "want"),
    [
        ({}, {}),
        (swap("CAPS", "LCTL"), {"CAPS": "LCTL", "LCTL": "CAPS"}),
        ({"CAPS": USUAL["LCTL"]}, {}),  # nowhere is Caps Lock any more, so its place counts
        (swap("LALT", "LWIN"), {"LALT": "LWIN", "LWIN": "LALT"}),
        (
            swap("LALT", "LWIN") | swap("RALT", "RWIN"),
            {"LALT": "LWIN", "LWIN": "LALT", "RALT": "RWIN", "RWIN": "RALT"},
        ),
        (swap("LCTL", "LALT"), {"LCTL": "LALT", "LALT": "LCTL"}),
        (swap("LCTL", "LALT", "LWIN"), {"LALT": "LCTL", "LWIN": "LALT", "LCTL": "LWIN"}),
        (swap("LFSH", "RTSH"), {}),  # either does it
        ({"LFSH": USUAL["ESC"]}, {"LFSH": "RTSH"}),  # none on its own side
        ({"RCTL": USUAL["COMP"]}, {"RCTL": "LCTL"}),
        ({"LCTL": USUAL["ESC"], "COMP": USUAL["LCTL"]}, {"LCTL": "COMP"}),  # its own side first, wherever
        ({"LWIN": USUAL["LALT"], "RWIN": USUAL["RALT"]}, {}),  # there is no Super
        ({"LCTL": (XK.XK_Control_L, 0), "TAB": USUAL["LCTL"]}, {"LCTL": "TAB"}),  # called Ctrl, and sets nothing
        ({"LALT": (XK.XK_Alt_L, X.Mod3Mask)}, {}),
    ],
)
def test_modifier_is_the_key_that_does_it(changed: dict[str, tuple[int, int]], want: dict[str, str]):
    assert moved(**changed) == want


@pytest.mark.parametrize("typing", [LEVEL3_SHIFT, NEXT_GROUP, XK.XK_Multi_key])
def test_right_alt_that_types_stays_in_its_place_and_left_alt_does_not(typing: int):
    assert moved(RALT=(typing, 0)) == {}
    assert moved(LALT=(typing, 0)) == {"LALT": "RALT"}


def test_right_alt_that_was_made_another_modifier_is_looked_for():
    assert moved(RALT=USUAL["RCTL"]) == {"RALT": "LALT"}
    assert moved(RALT=USUAL["RWIN"], RWIN=USUAL["RALT"]) == {"RALT": "RWIN", "RWIN": "RALT"}


def test_key_no_hand_can_press_is_not_found():
    virtual = {"LVL3": USUAL["LCTL"], "LCTL": USUAL["ESC"], "RCTL": USUAL["ESC"]}
    assert moved(**virtual) == {}


def test_any_of_two_layouts_is_enough_and_what_shift_gives_is_not():
    second = Key((0, 0, 0, 0), 2, 1, (XK.XK_Escape, XK.XK_Control_L))
    shifted = Key((0, 0, 0, 0), 1, 2, (XK.XK_Escape, XK.XK_Control_L))
    other = Key((0, 0, 0, 0), 1, 1, (XK.XK_Control_L,))
    left, caps = NAMES["LCTL"], NAMES["CAPS"]
    masks = {left: X.ControlMask, caps: X.ControlMask}
    for key, want in ((second, None), (shifted, caps)):
        keyboard = KeyboardMap(8, 255, (), {left: key, caps: other}, masks)
        assert read_moved_modifiers(NAMES, keyboard).get(int(Usage.LEFT_CONTROL)) == want
