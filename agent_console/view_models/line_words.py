"""Judges picture and line in words an agent can act on: how sharp it is, then what is wrong with the line."""

from enum import StrEnum

from agent_console.domain.sharpness import Sharpness
from agent_console.view_models.screens import TabView
from shared.link_stats import LinkStats

_SLOW_FROM_MS = 150.0
"""From here on pointing feels late (people notice about 100 ms, and the other side adds its own)."""

_PATCHY_FROM_RATIO = 0.02
"""From here on pictures arrive visibly late, because what was lost must be sent again."""


class LineWord(StrEnum):
    """How picture and line are, in the agent's eyes."""

    SHARP = "sharp"
    SOFT = "soft"
    """Something moves and is coded as video."""
    CATCHING_UP = "catching_up"
    """It has stopped, and is being made exact."""
    COVERED = "covered"
    """A question is open over there."""
    PAUSED = "paused"
    NO_PICTURE = "no_picture"
    """The screen may not be seen, so only the line is measured."""
    FROZEN = "frozen"
    """It could be seen, but none comes: a locked screen over there, or a picture that cannot be read."""
    SLOW = "slow"
    """Everything arrives, late."""
    PATCHY = "patchy"
    """Some of it is lost on the way and comes again."""
    SILENT = "silent"
    """Nothing arrives at all; the picture stands still."""


_OF_SHARPNESS = {
    Sharpness.SHARP: LineWord.SHARP,
    Sharpness.SOFT: LineWord.SOFT,
    Sharpness.CATCHING_UP: LineWord.CATCHING_UP,
}
_OF_COVER = {"asking": LineWord.COVERED, "paused": LineWord.PAUSED, "no_view": LineWord.NO_PICTURE}


def judge_line(stats: LinkStats) -> LineWord | None:
    """What is wrong with the line, if anything; what hurts most wins."""
    if stats.loss_ratio >= _PATCHY_FROM_RATIO:
        return LineWord.PATCHY
    return LineWord.SLOW if stats.rtt_ms is not None and stats.rtt_ms >= _SLOW_FROM_MS else None


def judge_tab(view: TabView) -> tuple[LineWord, ...]:
    """The words for one tab, the picture's first; none once it is over or before it is live."""
    if view.stage != "live":
        return ()
    if view.cover == "stalled":
        return (LineWord.SILENT,)
    if view.stats.rtt_ms is None:
        return ()
    if view.picture_trouble is not None:
        picture = _OF_COVER.get(view.cover, LineWord.FROZEN)
    else:
        picture = _OF_COVER.get(view.cover, _OF_SHARPNESS[view.sharpness])
    trouble = judge_line(view.stats)
    return (picture,) if trouble is None else (picture, trouble)
