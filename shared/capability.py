"""The rights an assisted person can grant, and how long each may last."""

from dataclasses import dataclass
from enum import StrEnum


class Capability(StrEnum):
    """One thing an agent may do. A new right is a new member, never a wider meaning of an old one."""

    VIEW = "view"
    CONTROL = "control"
    CLIPBOARD_TO_USER = "clipboard_to_user"
    CLIPBOARD_FROM_USER = "clipboard_from_user"
    FILE_TO_USER = "file_to_user"
    FILE_FROM_USER = "file_from_user"
    TERMINAL = "terminal"
    RECORDING = "recording"
    SYSTEM_INFO = "system_info"
    VOICE = "voice"


@dataclass(frozen=True, slots=True, kw_only=True)
class CapabilityRule:
    """What limits a right once it is on.

    Attributes:
        longest_ms: ends by itself after this long; None lasts until the session ends.
        idle_ms: ends by itself when unused for this long; None has no idle limit.
        needs: rights that must be on first, and whose end ends this one.
        offered: whether this version can ask for it at all; the rest are refused by default.
        by_name: whether `capability_request` can ask for it; otherwise a message of its own does, which says more.
    """

    longest_ms: int | None
    idle_ms: int | None = None
    needs: frozenset[Capability] = frozenset()
    offered: bool = False
    by_name: bool = True


_MINUTE_MS = 60_000

CAPABILITY_RULES: dict[Capability, CapabilityRule] = {
    Capability.VIEW: CapabilityRule(longest_ms=None, offered=True),
    Capability.CONTROL: CapabilityRule(
        longest_ms=30 * _MINUTE_MS,
        idle_ms=5 * _MINUTE_MS,
        needs=frozenset({Capability.VIEW}),
        offered=True,
    ),
    # Each press sends one thing, and each way is a right of its own.
    Capability.CLIPBOARD_TO_USER: CapabilityRule(longest_ms=10 * _MINUTE_MS, offered=True),
    Capability.CLIPBOARD_FROM_USER: CapabilityRule(longest_ms=10 * _MINUTE_MS, offered=True),
    # One list of files, one question, one yes: it ends with the last of them.
    Capability.FILE_TO_USER: CapabilityRule(longest_ms=None, offered=True, by_name=False),
    Capability.FILE_FROM_USER: CapabilityRule(longest_ms=None, offered=True, by_name=False),
    Capability.TERMINAL: CapabilityRule(longest_ms=15 * _MINUTE_MS),
    Capability.RECORDING: CapabilityRule(longest_ms=None, needs=frozenset({Capability.VIEW})),
    Capability.SYSTEM_INFO: CapabilityRule(longest_ms=0),
    Capability.VOICE: CapabilityRule(longest_ms=None),
}
