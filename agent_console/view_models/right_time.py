"""Reads from a tab's view how its rights run out: how long each lasts, and which one is about to end."""

from dataclasses import dataclass

from agent_console.view_models.screens import TabView
from agent_console.view_models.tab_marks import right_state
from shared.capability import Capability
from shared.consent.grant import ENDING_MS


@dataclass(frozen=True, slots=True, kw_only=True)
class EndingRight:
    """A right that ends within a minute.

    Attributes:
        capability: which.
        is_idle: it ends because it is not used; using it is enough.
    """

    capability: Capability
    is_idle: bool


def left_ms(view: TabView, capability: Capability, now_mono_ms: int) -> int | None:
    """How long a right still lasts; None when it lasts as long as the session."""
    ends_at_ms = view.rights_end_at_mono_ms.get(capability)
    return None if ends_at_ms is None else max(0, ends_at_ms - now_mono_ms)


def ending_right(view: TabView, now_mono_ms: int) -> EndingRight | None:
    """The right the agent should be warned about now; None while a question is open or the session is held up."""
    if view.stage != "live" or view.cover != "none":
        return None
    for capability in view.rights_end_at_mono_ms:
        left = left_ms(view, capability, now_mono_ms)
        if right_state(view, capability) == "on" and left is not None and left <= ENDING_MS:
            return EndingRight(capability=capability, is_idle=capability in view.rights_end_idle)
    return None
