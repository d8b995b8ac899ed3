"""What the gate says to one event of the agent's input: it went through, or why it did not."""

from dataclasses import dataclass
from enum import StrEnum


class RefusalReason(StrEnum):
    """Why an event did not reach the system."""

    SHUT = "shut"
    STALE_EPOCH = "stale_epoch"
    HEARTBEAT_LOST = "heartbeat_lost"
    OWN_WINDOW = "own_window"
    NO_MONITOR = "no_monitor"
    NO_POSITION = "no_position"
    ALREADY_HELD = "already_held"
    NOT_HELD = "not_held"
    UNKNOWN_KEY = "unknown_key"
    RESERVED_KEYS = "reserved_keys"
    LOCAL_HAND = "local_hand"
    NOT_YET = "not_yet"
    """The system needs a moment before it can type this: ask again in a few milliseconds."""
    UNTYPABLE = "untypable"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Injected:
    """The event reached the system."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The event was dropped; nothing of it took effect."""

    reason: RefusalReason


Verdict = Injected | Refused
