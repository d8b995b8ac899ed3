"""The key table is consistent in every vocabulary."""

from collections import Counter

import pytest

from shared.keyboard import KEY_BY_USAGE, KEYS, Usage, letter_of_usage, usage_of_letter

US_TWINS = {0x31, 0x32}  # one switch, two usages
ENTERS = {0x28, 0x58}  # Windows has one virtual key for both


def test_keyboard_every_usage_fits_the_wire_and_is_unique() -> None:
    assert len(KEY_BY_USAGE) == len(KEYS)
    assert all(4 <= key.usage <= 231 for key in KEYS)
    assert all(1 <= len(key.xkb_name) <= 4 for key in KEYS)
    assert set(map(int, Usage)) <= set(KEY_BY_USAGE)


@pytest.mark.parametrize("column", ["xkb_name", "evdev", "windows_scan", "windows_vk", "macos"])
def test_keyboard_no_number_means_two_keys(column: str) -> None:
    numbers = Counter(
        getattr(key, column)
        for key in KEYS
        if getattr(key, column) is not None
        and key.usage != max(US_TWINS)
        and not (column == "windows_vk" and key.usage == max(ENTERS))
    )
    assert [number for number, count in numbers.items() if count > 1] == []


def test_keyboard_numbers_fit_their_systems() -> None:
    assert all(1 <= key.evdev <= 247 for key in KEYS)
    assert all(key.windows_vk is None or 1 <= key.windows_vk <= 0xFE for key in KEYS)
    assert all(key.windows_scan is None or key.windows_scan & ~0x1FF == 0 for key in KEYS)
    assert all(key.macos is None or 0 <= key.macos <= 0x7F for key in KEYS)


def test_keyboard_original_scan_codes_equal_evdev() -> None:
    """Linux took its codes from set 1, so up to F10 both columns must agree: a guard against a slip of the pen."""
    for key in KEYS:
        if key.evdev <= 68:
            assert key.windows_scan == key.evdev, key.xkb_name


def test_keyboard_letters_and_their_keys_there_and_back() -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    assert [letter_of_usage(usage_of_letter(letter) or 0) for letter in letters] == list(letters)
    assert usage_of_letter("A") == usage_of_letter("a")
    assert [usage_of_letter(other) for other in ("", "1", "é", "я", "ab", "ß")] == [None] * 6
    assert [letter_of_usage(usage) for usage in (0, 3, 0x1E, 0xE0)] == [None] * 4
