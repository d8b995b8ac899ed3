"""Chooses what stands in place of the picture, and whether the last picture may shine through it."""

from enum import StrEnum

from agent_console.view_models.screens import TabView
from agent_console.view_models.tab_marks import right_state
from shared.capability import Capability


class Curtain(StrEnum):
    """Why there is no picture; `NONE` when there is one."""

    NONE = "none"
    PAIRING = "pairing"
    NO_VIEW = "no_view"
    """Nobody has asked to see the screen yet, or it was taken back."""
    REFUSED = "refused"
    FORBIDDEN = "forbidden"
    """The organisation's rules keep every screen from being seen."""
    ASKING = "asking"
    PAUSED = "paused"
    STALLED = "stalled"
    FIRST_PICTURE = "first_picture"
    """The screen may be seen; its first picture is on the way."""
    ENDED = "ended"


_CURTAIN_OF_COVER = {"asking": Curtain.ASKING, "paused": Curtain.PAUSED, "stalled": Curtain.STALLED}


_CURTAIN_OF_STATE = {"refused": Curtain.REFUSED, "forbidden": Curtain.FORBIDDEN}


def curtain_of(view: TabView, *, has_picture: bool) -> Curtain:
    """Decide from the view, and from whether any picture was ever painted for it. Anything unclear covers."""
    if view.stage == "ended":
        return Curtain.ENDED
    if view.stage == "pairing":
        return Curtain.PAIRING
    if view.cover in _CURTAIN_OF_COVER:
        return _CURTAIN_OF_COVER[view.cover]
    state = right_state(view, Capability.VIEW)
    if state == "asked":
        return Curtain.ASKING
    if view.cover == "no_view" or state != "on":
        return _CURTAIN_OF_STATE.get(state, Curtain.NO_VIEW)
    return Curtain.NONE if has_picture else Curtain.FIRST_PICTURE


def shows_last_picture(curtain: Curtain) -> bool:
    """Whether the last picture may stay visible, dimmed: only a silent line hides nothing anyone wanted hidden."""
    return curtain is Curtain.STALLED
