"""Which keys stop everything, on keyboards that were set up in every way people set them up."""

from collections.abc import Collection
from itertools import permutations

import pytest
from Xlib import XK, X

from client.injection.x11_panic_map import PanicMap, read_panic_map
from client.injection.xkb_map import Key, KeyboardMap
from shared.keyboard import Usage

NAMES = {"LCTL": 37, "LALT": 64, "LFSH": 50, "CAPS": 66, "LWIN": 133, "END": 115, "PAUS": 127, "FK12": 96, "NMLK": 77}
USUAL = {
    "LCTL": (XK.XK_Control_L, X.ControlMask), "LALT": (XK.XK_Alt_L, X.Mod1Mask), "LFSH": (XK.XK_Shift_L, X.ShiftMask),
    "CAPS": (XK.XK_Caps_Lock, X.LockMask), "LWIN": (XK.XK_Super_L, X.Mod4Mask), "END": (XK.XK_End, 0),
    "PAUS": (XK.XK_Pause, 0), "FK12": (XK.XK_F12, 0), "NMLK": (XK.XK_Num_Lock, X.Mod2Mask),
}  # fmt: skip


def keyboard(**changed: tuple[int, int]) -> PanicMap:
    """The usual one but for these keys: keysym and modifiers by name."""
    keys, modifiers = {}, {}
    for name, (keysym, mask) in (USUAL | changed).items():
        keys[NAMES[name]] = Key((0, 0, 0, 0), 1, 1, (keysym,))
        if mask:
            modifiers[NAMES[name]] = mask
    return read_panic_map(NAMES, KeyboardMap(8, 255, (), keys, modifiers))


SWAPPED_CAPS = {"LCTL": USUAL["CAPS"], "CAPS": USUAL["LCTL"]}
SWAPPED_WIN = {"LALT": USUAL["LWIN"], "LWIN": USUAL["LALT"]}
SWAPPED_END = {"END": USUAL["FK12"], "FK12": USUAL["END"]}
ALT_ELSEWHERE = {"LALT": (XK.XK_Alt_L, X.Mod3Mask)}


def is_completed(panic: PanicMap, state: int, down: Collection[int]) -> bool:
    """As the gate and the listener ask."""
    return panic.has_last_key(down) and panic.is_held(state, down)


@pytest.mark.parametrize(
    ("changed", "names"),
    [
        ({}, ("LCTL", "LALT", "END")),
        ({}, ("LCTL", "LALT", "PAUS")),
        (SWAPPED_CAPS, ("CAPS", "LALT", "END")),
        (SWAPPED_WIN, ("LCTL", "LWIN", "END")),
        (SWAPPED_END, ("LCTL", "LALT", "FK12")),
        (ALT_ELSEWHERE, ("LCTL", "LALT", "END")),
        (SWAPPED_CAPS, ("LCTL", "LALT", "END")),  # in their places: whatever was made of them
        (SWAPPED_WIN | SWAPPED_END, ("LCTL", "LALT", "END")),
    ],
)
def test_keys_that_do_it_and_keys_in_their_places_are_the_panic_keys(changed: dict, names: tuple[str, ...]):
    panic = keyboard(**changed)
    for *before, last in permutations(NAMES[name] for name in names):
        assert is_completed(panic, 0, {*before, last})
        assert not is_completed(panic, 0, before)


@pytest.mark.parametrize(
    ("changed", "names"),
    [
        ({}, ("CAPS", "LALT", "END")),
        ({}, ("LCTL", "LWIN", "END")),
        ({}, ("LCTL", "LALT", "FK12")),
        (SWAPPED_CAPS, ("LFSH", "LALT", "END")),
        (SWAPPED_WIN, ("LFSH", "LWIN", "END")),
    ],
)
def test_other_keys_are_not(changed: dict, names: tuple[str, ...]):
    assert not is_completed(keyboard(**changed), 0, {NAMES[name] for name in names})


def test_modifiers_that_are_latched_count_like_held_ones_and_shift_where_it_belongs_to_them():
    panic = keyboard()
    assert is_completed(panic, X.ControlMask | X.Mod1Mask | X.LockMask, {NAMES["END"]})
    assert not is_completed(panic, X.ControlMask | X.Mod4Mask, {NAMES["END"]})
    assert not is_completed(panic, X.ControlMask | X.Mod1Mask, {NAMES["FK12"]})
    assert not panic.is_held(X.ControlMask | X.Mod1Mask, (), has_shift=True)
    assert panic.is_held(X.ControlMask | X.Mod1Mask | X.ShiftMask, (), has_shift=True)
    assert panic.is_held(0, {NAMES["LCTL"], NAMES["LALT"], NAMES["LFSH"]}, has_shift=True)


def test_locks_are_those_of_this_keyboard():
    assert keyboard().lock_masks == (X.LockMask, X.Mod2Mask)
    assert keyboard(NMLK=(XK.XK_Num_Lock, X.Mod5Mask)).lock_masks == (X.LockMask, X.Mod5Mask)
    assert keyboard(**ALT_ELSEWHERE).alt_mask == X.Mod3Mask
    assert keyboard(LALT=(XK.XK_Super_L, 0)).alt_mask == X.Mod1Mask, "where there is no Alt, what it usually is"


def test_first_are_the_keys_that_do_it_and_where_none_does_that_in_its_place():
    swapped = keyboard(**SWAPPED_END)
    assert swapped.first_keys(Usage.END) == {NAMES["FK12"]}
    assert swapped.last_keys(Usage.END) == {NAMES["FK12"], NAMES["END"]}
    assert keyboard(END=(XK.XK_F12, 0)).first_keys(Usage.END) == {NAMES["END"]}


def test_server_that_tells_nothing_of_its_keys_has_places_only():
    panic = read_panic_map(NAMES, None)
    assert is_completed(panic, 0, {NAMES["LCTL"], NAMES["LALT"], NAMES["END"]})
    assert panic.last_keys(Usage.END) == {NAMES["END"]}
    assert not panic.has_last_key({NAMES["FK12"]})


def test_second_layout_counts_and_what_shift_gives_does_not():
    keys = {
        10: Key((0, 0, 0, 0), 2, 2, (XK.XK_a, XK.XK_End, XK.XK_End, XK.XK_b)),
        11: Key((0, 0, 0, 0), 1, 2, (XK.XK_a, XK.XK_End)),
        12: Key((0, 0, 0, 0), 0, 0, ()),
    }
    panic = read_panic_map({}, KeyboardMap(8, 255, (), keys, {}))
    assert panic.last_keys(Usage.END) == {10, 115}, "without names the numbering of evdev"
