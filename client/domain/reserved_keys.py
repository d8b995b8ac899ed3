"""Which keys the agent may not hold together: those that stop everything are the person's alone."""

from collections.abc import Set as AbstractSet

from shared.keyboard import Usage

_CONTROL_KEYS = frozenset({int(Usage.LEFT_CONTROL), int(Usage.RIGHT_CONTROL)})
_ALT_KEYS = frozenset({int(Usage.LEFT_ALT), int(Usage.RIGHT_ALT)})
_PANIC_KEYS = frozenset({int(Usage.END), int(Usage.PAUSE)})


def completes_panic_keys(held: AbstractSet[int], usage: int) -> bool:
    """Whether this key, with those that are held, is the combination that stops everything.

    In whatever order: a key that is held goes on repeating, also under a modifier that is added later.
    """
    together = held | {usage}
    return all(together & keys for keys in (_CONTROL_KEYS, _ALT_KEYS, _PANIC_KEYS))
