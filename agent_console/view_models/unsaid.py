"""Says which rights cannot be asked for yet, because the organisation's rules want a reason and none is written."""

from agent_console.view_models.screens import TabView
from shared.capability import Capability
from shared.consent.terms import says_why


def unsaid_rights(view: TabView, reason: str) -> frozenset[Capability]:
    """Rights whose question still lacks its reason; the person's program would refuse it, and asks nobody."""
    return frozenset() if says_why(reason) else view.needs_reason
