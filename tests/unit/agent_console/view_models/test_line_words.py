import pytest

from agent_console.view_models.line_words import LineWord, judge_line, judge_tab
from agent_console.view_models.screens import TabView
from shared.link_stats import LinkStats


@pytest.mark.parametrize(
    ("rtt_ms", "loss_ratio", "word"),
    [
        (None, 0.0, LineWord.NONE),
        (12.0, 0.0, LineWord.SHARP),
        (149.0, 0.019, LineWord.SHARP),
        (150.0, 0.0, LineWord.SLOW),
        (12.0, 0.02, LineWord.PATCHY),
        (400.0, 0.3, LineWord.PATCHY),
    ],
)
def test_judge_line_names_what_hurts_most(rtt_ms: float | None, loss_ratio: float, word: LineWord) -> None:
    assert judge_line(LinkStats(rtt_ms=rtt_ms, loss_ratio=loss_ratio), is_silent=False) is word


def test_judge_line_silence_outweighs_old_figures() -> None:
    assert judge_line(LinkStats(rtt_ms=5.0), is_silent=True) is LineWord.SILENT


def test_judge_tab_ended_session_has_no_line() -> None:
    stats = LinkStats(rtt_ms=5.0)
    assert judge_tab(TabView(tab_id=1, title="x", stage="ended", stats=stats)) is LineWord.NONE
    assert judge_tab(TabView(tab_id=1, title="x", stage="live", stats=stats)) is LineWord.SHARP
    assert judge_tab(TabView(tab_id=1, title="x", stage="live", cover="stalled", stats=stats)) is LineWord.SILENT
