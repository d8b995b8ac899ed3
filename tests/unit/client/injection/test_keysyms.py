"""Characters and keysyms, there and back."""

import pytest
from Xlib import XK

from client.injection.keysyms import character_of, keysym_of


@pytest.mark.parametrize("character", "aZ5 ~éß\N{NO-BREAK SPACE}яЖșţ€中\N{THUMBS UP SIGN}")
def test_keysym_of_a_character_means_that_character(character: str) -> None:
    assert character_of(keysym_of(character)) == character


@pytest.mark.parametrize(
    ("name", "character"),
    [
        ("Cyrillic_ya", "я"),
        ("Cyrillic_YA", "Я"),
        ("Cyrillic_io", "ё"),
        ("numerosign", "№"),
        ("Ukrainian_yi", "ї"),
        ("Cyrillic_IO", "Ё"),
        ("abreve", "ă"),
        ("Tcedilla", "Ţ"),
        ("hebrew_aleph", "א"),
        ("ssharp", "ß"),
        ("degree", "°"),
    ],
)
def test_keysyms_of_older_layouts_are_known(name: str, character: str) -> None:
    for group in ("cyrillic", "latin2", "hebrew", "latin1"):
        XK.load_keysym_group(group)
    assert character_of(XK.string_to_keysym(name)) == character


def test_keysym_of_the_euro_has_a_number_of_its_own_too() -> None:
    assert character_of(0x20AC) == "€"


@pytest.mark.parametrize("keysym", [0, 0xFE51, 0xFF0D, 0xFFE1, 0xFFB5, 0x1008FF11, 0x620, 0x6A1, 0x01000020])
def test_keysyms_that_print_nothing_or_are_not_known_are_none(keysym: int) -> None:
    assert character_of(keysym) is None
