"""From Qt's native numbers to usages."""

import pytest

from agent_console.domain.keymap import KeySource, usage_of
from shared.keyboard import KEYS, Usage


@pytest.mark.parametrize("source", [KeySource.X11, KeySource.WAYLAND])
def test_keymap_linux_keycode_is_evdev_plus_eight(source: KeySource) -> None:
    assert usage_of(source, 30 + 8, 0xFF) == 0x04
    assert usage_of(source, 111, 0) == 0x52
    assert usage_of(source, 100 + 8, 0) == Usage.RIGHT_ALT
    assert usage_of(source, 7, 0) is None
    assert usage_of(source, 0, 0) is None
    assert usage_of(source, 255, 0) is None


def test_keymap_windows_extended_flag_tells_twins_apart() -> None:
    assert usage_of(KeySource.WINDOWS, 0x1D, 0) == Usage.LEFT_CONTROL
    assert usage_of(KeySource.WINDOWS, 0x11D, 0) == Usage.RIGHT_CONTROL
    assert usage_of(KeySource.WINDOWS, 0x1C, 0) == 0x28
    assert usage_of(KeySource.WINDOWS, 0x11C, 0) == 0x58
    assert usage_of(KeySource.WINDOWS, 0x48, 0) == 0x60
    assert usage_of(KeySource.WINDOWS, 0x148, 0) == 0x52
    assert usage_of(KeySource.WINDOWS, 0x45, 0) == Usage.PAUSE
    assert usage_of(KeySource.WINDOWS, 0x145, 0) == 0x53


def test_keymap_windows_right_shift_is_known_with_and_without_the_flag() -> None:
    assert usage_of(KeySource.WINDOWS, 0x36, 0) == Usage.RIGHT_SHIFT
    assert usage_of(KeySource.WINDOWS, 0x136, 0) == Usage.RIGHT_SHIFT
    assert usage_of(KeySource.WINDOWS, 0x11E, 0) is None


def test_keymap_macos_looks_at_the_virtual_key_only() -> None:
    assert usage_of(KeySource.MACOS, 1, 0x00) == 0x04
    assert usage_of(KeySource.MACOS, 1, 0x37) == Usage.LEFT_META
    assert usage_of(KeySource.MACOS, 1, 0x3F) is None


@pytest.mark.parametrize(
    ("source", "number_of"),
    [
        (KeySource.X11, lambda key: (key.evdev + 8, 0)),
        (KeySource.WINDOWS, lambda key: key.windows_scan and (key.windows_scan, 0)),
        (KeySource.MACOS, lambda key: None if key.macos is None else (0, key.macos)),
    ],
)
def test_keymap_every_key_of_the_table_is_found_again(source: KeySource, number_of) -> None:
    for key in KEYS:
        numbers = number_of(key)
        if numbers is not None:
            assert usage_of(source, *numbers) == (0x31 if key.usage == 0x32 else key.usage)
