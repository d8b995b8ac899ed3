"""Judges a reading of the line in one word an agent can act on."""

from enum import StrEnum

from agent_console.view_models.screens import TabView
from shared.link_stats import LinkStats

_SLOW_FROM_MS = 150.0
"""From here on pointing feels late (people notice about 100 ms, and the other side adds its own)."""

_PATCHY_FROM_RATIO = 0.02
"""From here on pictures arrive visibly late, because what was lost must be sent again."""


class LineWord(StrEnum):
    """How the line is, in the agent's eyes."""

    NONE = "none"
    """Nothing was measured yet."""
    SHARP = "sharp"
    SLOW = "slow"
    """Everything arrives, late."""
    PATCHY = "patchy"
    """Some of it is lost on the way and comes again."""
    SILENT = "silent"
    """Nothing arrives at all."""


def judge_line(stats: LinkStats, *, is_silent: bool) -> LineWord:
    """Choose the word; what hurts most wins."""
    if is_silent:
        return LineWord.SILENT
    if stats.rtt_ms is None:
        return LineWord.NONE
    if stats.loss_ratio >= _PATCHY_FROM_RATIO:
        return LineWord.PATCHY
    return LineWord.SLOW if stats.rtt_ms >= _SLOW_FROM_MS else LineWord.SHARP


def judge_tab(view: TabView) -> LineWord:
    """The word for one tab; none once it is over or before it is live."""
    if view.stage != "live":
        return LineWord.NONE
    return judge_line(view.stats, is_silent=view.cover == "stalled")
