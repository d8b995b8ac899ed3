"""Which right the agent is warned about, and when."""

from agent_console.view_models.right_time import EndingRight, ending_right, left_ms
from agent_console.view_models.screens import TabView
from shared.capability import Capability
from shared.consent.grant import ENDING_MS

VIEW, CONTROL = Capability.VIEW, Capability.CONTROL
ENDS_MS = 500_000


def _view(**changes) -> TabView:
    fields = {"stage": "live", "cover": "none", "rights": {VIEW: "on", CONTROL: "on"}} | changes
    return TabView(tab_id=1, title="417", rights_end_at_mono_ms={CONTROL: ENDS_MS}, **fields)


def test_left_is_none_for_a_right_that_lasts_and_never_negative():
    assert left_ms(_view(), VIEW, 0) is None
    assert left_ms(_view(), CONTROL, ENDS_MS - 1_000) == 1_000
    assert left_ms(_view(), CONTROL, ENDS_MS + 1_000) == 0


def test_ending_is_told_in_the_last_minute_only():
    assert ending_right(_view(), ENDS_MS - ENDING_MS - 1) is None
    assert ending_right(_view(), ENDS_MS - ENDING_MS) == EndingRight(capability=CONTROL, is_idle=False)
    idle = _view(rights_end_idle=frozenset({CONTROL}))
    assert ending_right(idle, ENDS_MS - ENDING_MS) == EndingRight(capability=CONTROL, is_idle=True)


def test_ending_is_no_news_while_covered_or_off():
    for view in (
        _view(cover="asking"),
        _view(cover="paused"),
        _view(stage="ended"),
        _view(rights={VIEW: "on", CONTROL: "off"}),
    ):
        assert ending_right(view, ENDS_MS) is None
