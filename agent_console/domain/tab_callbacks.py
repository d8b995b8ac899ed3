"""Whom a tab of the console tells that something changed."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TabCallbacks:
    """Whom a tab tells.

    Attributes:
        changed: something the window shows may have changed.
        ended: the tab's session is over.
        cursor_changed: the pointer over there looks different, or was moved.
        input_owed: something of mouse or keyboard waits or has no answer yet: `input.tick` is wanted.
    """

    changed: Callable[[], None]
    ended: Callable[[], None]
    cursor_changed: Callable[[], None]
    input_owed: Callable[[], None]
