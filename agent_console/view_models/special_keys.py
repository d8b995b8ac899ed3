"""Key combinations that do not leave the agent's own computer, or that its keyboard does not have."""

from dataclasses import dataclass

from shared.keyboard import Usage

_CONTROL, _ALT, _SHIFT, _META = Usage.LEFT_CONTROL, Usage.LEFT_ALT, Usage.LEFT_SHIFT, Usage.LEFT_META
_ESCAPE, _TAB, _F1, _F4, _PRINT, _DELETE, _CAPS, _NUM = 0x29, 0x2B, 0x3A, 0x3D, 0x46, 0x4C, 0x39, 0x53
_FUNCTION_KEYS = 12


@dataclass(frozen=True, slots=True)
class SpecialKeys:
    """Keys that are pressed in this order and let go of in the other.

    Attributes:
        name: as it stands on keyboards; for `words` of the menu where it has none.
        usages: HID usages.
    """

    name: str
    usages: tuple[int, ...]


SECURE_ATTENTION = SpecialKeys("Ctrl+Alt+Del", (_CONTROL, _ALT, _DELETE))
"""Windows takes this one from no program; `is_withheld` says so."""

SPECIAL_KEYS = (
    SECURE_ATTENTION,
    SpecialKeys("Ctrl+Shift+Esc", (_CONTROL, _SHIFT, _ESCAPE)),
    SpecialKeys("Alt+Tab", (_ALT, _TAB)),
    SpecialKeys("Alt+F4", (_ALT, _F4)),
    SpecialKeys("Super", (_META,)),
    SpecialKeys("Print Screen", (_PRINT,)),
    SpecialKeys("Caps Lock", (_CAPS,)),
    SpecialKeys("Num Lock", (_NUM,)),
)

CONSOLE_KEYS = tuple(
    SpecialKeys(f"Ctrl+Alt+F{number}", (_CONTROL, _ALT, _F1 + number - 1)) for number in range(1, _FUNCTION_KEYS + 1)
)
"""On Linux these leave the desktop for a text console."""


def is_withheld(keys: SpecialKeys, os_family: str) -> bool:
    """Whether the system over there gives us no way to press these."""
    return keys == SECURE_ATTENTION and os_family == "windows"


def changes_of(keys: SpecialKeys) -> list[tuple[int, bool]]:
    """Usage and whether it goes down, in order."""
    downs = [(usage, True) for usage in keys.usages]
    return [*downs, *((usage, False) for usage in reversed(keys.usages))]
