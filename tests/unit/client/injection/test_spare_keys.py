"""Which spare key is given away, and when."""

import pytest

from client.injection.keysyms import keysym_of
from client.injection.spare_keys import REST_MS, SETTLE_MS, SpareKeys, pair_of
from client.injection.xkb_map import ALPHABETIC, EMPTY_KEY, SHIFT, Key, KeyboardMap, lent_key

EMPTY = EMPTY_KEY
YA, ZHE, HAN = ("я", "Я"), ("ж", "Ж"), ("中", "中")
TAKEN = Key((0, 0, 0, 0), 1, 1, (ord("a"),))


def _lent(small: str, large: str) -> Key:
    return lent_key(keysym_of(small), keysym_of(large))


def _keyboard(**keys: Key) -> KeyboardMap:
    modifiers = {12: SHIFT}
    return KeyboardMap(8, 255, (), {int(name[1:]): key for name, key in keys.items()}, modifiers)


@pytest.fixture
def spares() -> SpareKeys:
    """Two keys, 10 and 11: 8 is the lowest, 9 types something and 12 is a modifier."""
    spares = SpareKeys()
    spares.follow(_keyboard(k8=EMPTY, k9=TAKEN, k10=EMPTY, k11=EMPTY, k12=EMPTY))
    return spares


def test_spare_keys_lend_empty_keys_and_find_them_again(spares: SpareKeys) -> None:
    assert spares.lend([YA, ZHE], [], 0) == {YA: 11, ZHE: 10}
    assert (spares.find(YA), spares.find(ZHE), spares.find(HAN)) == (11, 10, None)
    assert spares.keycodes == {10, 11}


def test_spare_keys_settle_before_they_are_pressed(spares: SpareKeys) -> None:
    spares.lend([YA], [], 0)
    assert not spares.is_settled([YA], SETTLE_MS - 1)
    assert spares.is_settled([YA], SETTLE_MS)
    spares.lend([ZHE], [], 10)
    assert not spares.is_settled([YA, ZHE], SETTLE_MS)


def test_spare_keys_take_back_the_one_used_longest_ago_after_its_rest(spares: SpareKeys) -> None:
    spares.lend([YA, ZHE], [], 0)
    spares.note_use([ZHE], 1)
    spares.note_use([YA], 10)
    assert spares.lend([HAN], [], REST_MS) is None
    assert spares.find(ZHE) == 10
    assert not spares.is_rested(REST_MS)
    assert spares.lend([HAN], [], REST_MS + 1) == {HAN: 10}
    assert spares.find(ZHE) is None
    assert spares.find(YA) == 11
    assert spares.is_rested(2 * REST_MS + 1)


def test_spare_keys_never_take_what_the_same_text_needs(spares: SpareKeys) -> None:
    spares.lend([YA, ZHE], [], 0)
    assert spares.lend([HAN], [ZHE], REST_MS) == {HAN: 11}
    assert spares.lend([YA], [ZHE, HAN], 10 * REST_MS) is None


def test_spare_keys_know_what_can_never_be(spares: SpareKeys) -> None:
    assert spares.can_ever_lend(2)
    spares.lend([YA], [], 0)
    assert spares.can_ever_lend(2)
    assert not spares.can_ever_lend(3)


def test_spare_keys_forget_what_another_map_has_wiped(spares: SpareKeys) -> None:
    spares.lend([YA, ZHE], [], 0)
    spares.follow(_keyboard(k10=_lent(*ZHE), k11=EMPTY))
    assert (spares.find(YA), spares.find(ZHE)) == (None, 10)
    spares.follow(_keyboard(k10=_lent("щ", "Щ"), k11=TAKEN))
    assert spares.find(ZHE) is None
    assert spares.lend([ZHE], [], 0) == {ZHE: 10}


def test_spare_keys_use_what_a_killed_run_has_left() -> None:
    spares = SpareKeys()
    spares.follow(_keyboard(k10=_lent(*YA)))
    assert spares.lend([ZHE], [], 0) == {ZHE: 10}


def test_spare_keys_never_take_a_key_that_only_looks_similar() -> None:
    """What `xmodmap -e "keycode 22 = BackSpace BackSpace"` leaves behind, and the like with a space."""
    spares = SpareKeys()
    for keysym in (0xFF08, ord(" ")):
        for kinds in ((ALPHABETIC, 0, 0, 0), (ALPHABETIC,) * 4):
            similar = Key(kinds, 1, 2, (keysym, keysym))
            assert not similar.is_lent
            spares.follow(_keyboard(k22=similar))
            assert not spares.can_ever_lend(1)


@pytest.mark.parametrize(
    ("character", "pair"),
    [
        ("я", ("я", "Я")),
        ("Я", ("я", "Я")),
        ("中", ("中", "中")),
        ("ß", ("ß", "ß")),
        ("ẞ", ("ß", "ẞ")),
        (chr(0x131), (chr(0x131), "I")),
        (chr(0x17F), (chr(0x17F), "S")),
        ("İ", ("İ", "İ")),
        ("ǅ", ("ǅ", "ǅ")),
        ("!", ("!", "!")),
    ],
)
def test_pair_of_a_character(character: str, pair: tuple[str, str]) -> None:
    assert pair_of(character) == pair
