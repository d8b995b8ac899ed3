import pytest

from agent_console.domain.sharpness import Sharpness
from agent_console.view_models.line_words import LineWord, judge_line, judge_tab
from agent_console.view_models.screens import TabView, Trouble
from shared.link_stats import LinkStats

FAST = LinkStats(rtt_ms=5.0)


def _live(**fields: object) -> TabView:
    return TabView(**({"tab_id": 1, "title": "x", "stage": "live", "cover": "none", "stats": FAST} | fields))


@pytest.mark.parametrize(
    ("rtt_ms", "loss_ratio", "word"),
    [
        (None, 0.0, None),
        (12.0, 0.0, None),
        (149.0, 0.019, None),
        (150.0, 0.0, LineWord.SLOW),
        (12.0, 0.02, LineWord.PATCHY),
        (400.0, 0.3, LineWord.PATCHY),
    ],
)
def test_judge_line_names_what_hurts_most(rtt_ms: float | None, loss_ratio: float, word: LineWord | None) -> None:
    assert judge_line(LinkStats(rtt_ms=rtt_ms, loss_ratio=loss_ratio)) is word


@pytest.mark.parametrize(
    ("sharpness", "word"),
    [
        (Sharpness.SHARP, LineWord.SHARP),
        (Sharpness.SOFT, LineWord.SOFT),
        (Sharpness.CATCHING_UP, LineWord.CATCHING_UP),
    ],
)
def test_judge_tab_says_how_sharp_the_picture_is(sharpness: Sharpness, word: LineWord) -> None:
    assert judge_tab(_live(sharpness=sharpness)) == (word,)


def test_judge_tab_names_the_picture_first_and_the_trouble_behind() -> None:
    stats = LinkStats(rtt_ms=400.0)
    assert judge_tab(_live(sharpness=Sharpness.SOFT, stats=stats)) == (LineWord.SOFT, LineWord.SLOW)


@pytest.mark.parametrize(
    ("cover", "word"),
    [("asking", LineWord.COVERED), ("paused", LineWord.PAUSED), ("no_view", LineWord.NO_PICTURE)],
)
def test_judge_tab_never_calls_a_withheld_picture_sharp(cover: str, word: LineWord) -> None:
    assert judge_tab(_live(cover=cover)) == (word,)


def test_judge_tab_picture_that_does_not_come_is_frozen_and_not_sharp() -> None:
    trouble = Trouble(code="picture_broken")
    assert judge_tab(_live(picture_trouble=trouble)) == (LineWord.FROZEN,)
    assert judge_tab(_live(picture_trouble=trouble, cover="paused")) == (LineWord.PAUSED,)


def test_judge_tab_silence_outweighs_everything() -> None:
    assert judge_tab(_live(cover="stalled", stats=LinkStats(rtt_ms=400.0))) == (LineWord.SILENT,)


def test_judge_tab_has_no_words_without_a_measured_line() -> None:
    assert judge_tab(_live(stats=LinkStats())) == ()
    assert judge_tab(_live(stage="ended")) == ()
