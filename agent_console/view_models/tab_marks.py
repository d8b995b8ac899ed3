"""Reads from a tab's view what its strip, panel and picture must agree on: its state, who may act, what is new."""

from enum import StrEnum

from agent_console.view_models.screens import RightState, TabView
from shared.capability import CAPABILITY_RULES, Capability


class TabMark(StrEnum):
    """The state of one tab as its dot shows it; every mark has a shape and a word of its own."""

    PAIRING = "pairing"
    """The two programs are proving themselves to each other."""
    WAITING = "waiting"
    """Verified; nothing may be seen yet."""
    SEEING = "seeing"
    CONTROLLING = "controlling"
    ASKING = "asking"
    """The person is looking at a question."""
    PAUSED = "paused"
    STALLED = "stalled"
    ENDED = "ended"


_MARK_OF_COVER = {"asking": TabMark.ASKING, "paused": TabMark.PAUSED, "stalled": TabMark.STALLED}


def right_state(view: TabView, capability: Capability) -> RightState:
    """The state of one right; off when the view does not name it."""
    return view.rights.get(capability, "off")


def has_control(view: TabView) -> bool:
    """Whether keys and clicks may go to the other computer now: control is on and the picture is not covered."""
    return (
        view.stage == "live"
        and view.cover == "none"
        and right_state(view, Capability.VIEW) == "on"
        and right_state(view, Capability.CONTROL) == "on"
    )


def may_draw(view: TabView) -> bool:
    """Whether the agent may point at the screen and draw on it now: it is seen, and nothing covers it."""
    return view.stage == "live" and view.cover == "none" and right_state(view, Capability.VIEW) == "on"


def mark_of(view: TabView) -> TabMark:
    """Choose the one mark that says most."""
    if view.stage == "ended":
        return TabMark.ENDED
    if view.stage == "pairing":
        return TabMark.PAIRING
    if view.cover in _MARK_OF_COVER:
        return _MARK_OF_COVER[view.cover]
    if right_state(view, Capability.VIEW) != "on":
        return TabMark.WAITING
    return TabMark.CONTROLLING if has_control(view) else TabMark.SEEING


def rights_to_show(view: TabView) -> tuple[Capability, ...]:
    """The rights that have a row: what this version offers, then whatever else the view knows about."""
    offered = [capability for capability, rule in CAPABILITY_RULES.items() if rule.offered and rule.by_name]
    return tuple(offered + [capability for capability in view.rights if capability not in offered])


def may_ask(view: TabView, capability: Capability) -> bool:
    """Whether asking can lead anywhere now: verified, not on or asked already, and what it needs is on."""
    if view.stage not in ("verified", "live") or view.cover in ("asking", "stalled", "paused"):
        return False
    if right_state(view, capability) in ("asked", "on", "forbidden") or "asked" in view.rights.values():
        return False
    return all(right_state(view, needed) == "on" for needed in CAPABILITY_RULES[capability].needs)


def is_news(before: TabView, after: TabView) -> bool:
    """Whether a tab that is not looked at changed in a way its agent should notice."""
    is_written_to = after.talk.unread_count > before.talk.unread_count
    was_sent_to = after.clips.came is not None and after.clips.came is not before.clips.came
    return (
        is_written_to
        or was_sent_to
        or ((before.stage, before.rights, before.trouble) != (after.stage, after.rights, after.trouble))
    )
