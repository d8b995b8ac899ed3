from agent_console.view_models.special_keys import (
    CONSOLE_KEYS,
    SECURE_ATTENTION,
    SPECIAL_KEYS,
    changes_of,
    is_withheld,
)
from shared.keyboard import KEY_BY_USAGE, Usage


def test_special_keys_go_down_in_order_and_up_in_the_other() -> None:
    assert changes_of(SECURE_ATTENTION) == [
        (Usage.LEFT_CONTROL, True),
        (Usage.LEFT_ALT, True),
        (0x4C, True),
        (0x4C, False),
        (Usage.LEFT_ALT, False),
        (Usage.LEFT_CONTROL, False),
    ]


def test_special_keys_are_known_keys_and_never_the_panic_keys() -> None:
    for keys in (*SPECIAL_KEYS, *CONSOLE_KEYS):
        assert set(keys.usages) <= KEY_BY_USAGE.keys()
        assert not {Usage.END, Usage.PAUSE} & set(keys.usages)


def test_only_windows_withholds_and_only_one() -> None:
    assert [keys for keys in SPECIAL_KEYS if is_withheld(keys, "windows")] == [SECURE_ATTENTION]
    assert not any(is_withheld(keys, system) for keys in SPECIAL_KEYS for system in ("linux", "macos", ""))
