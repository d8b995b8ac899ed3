"""From usages to the numbers of each system."""

import pytest

from client.injection.keymap import macos_key_code, windows_vk, x11_keycode
from shared.keyboard import KEYS

EVDEV_NAMES = {key.xkb_name: key.evdev + 8 for key in KEYS}


def test_keymap_server_that_names_its_keys_is_believed() -> None:
    assert x11_keycode(0x04, {"AC01": 77}) == 77
    assert x11_keycode(0x05, {"AC01": 77}) is None
    assert all(x11_keycode(key.usage, EVDEV_NAMES) == key.evdev + 8 for key in KEYS)


def test_keymap_server_without_names_is_taken_for_evdev() -> None:
    assert x11_keycode(0x04, {}) == 38
    assert x11_keycode(0x52, {}) == 111


@pytest.mark.parametrize("usage", [0, 3, 0x66, 0xA5, 231 + 1])
def test_keymap_unknown_usage_is_no_key(usage: int) -> None:
    assert x11_keycode(usage, {}) is None
    assert windows_vk(usage) is None
    assert macos_key_code(usage) is None


def test_keymap_keycode_outside_the_protocol_is_refused() -> None:
    assert x11_keycode(0x04, {"AC01": 7}) is None
    assert x11_keycode(0x04, {"AC01": 256}) is None


def test_keymap_other_systems_known_keys() -> None:
    assert windows_vk(0x04) == 0x41
    assert windows_vk(0xE6) == 0xA5
    assert macos_key_code(0x04) == 0
    assert macos_key_code(0x46) is None
