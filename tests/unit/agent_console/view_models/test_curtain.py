from dataclasses import replace
from itertools import product
from typing import get_args

import pytest

from agent_console.view_models.curtain import Curtain, curtain_of, shows_last_picture
from agent_console.view_models.screens import Cover, RightState, TabStage, TabView
from shared.capability import Capability

LIVE = TabView(tab_id=1, title="417", stage="live", cover="none", rights={Capability.VIEW: "on"})


@pytest.mark.parametrize(
    ("view", "curtain"),
    [
        (LIVE, Curtain.NONE),
        (replace(LIVE, stage="pairing"), Curtain.PAIRING),
        (replace(LIVE, stage="ended", cover="paused"), Curtain.ENDED),
        (replace(LIVE, cover="asking"), Curtain.ASKING),
        (replace(LIVE, cover="paused"), Curtain.PAUSED),
        (replace(LIVE, cover="stalled"), Curtain.STALLED),
        (replace(LIVE, cover="no_view"), Curtain.NO_VIEW),
        (replace(LIVE, cover="no_view", rights={Capability.VIEW: "refused"}), Curtain.REFUSED),
        (replace(LIVE, cover="no_view", rights={Capability.VIEW: "asked"}), Curtain.ASKING),
        (replace(LIVE, rights={}), Curtain.NO_VIEW),
    ],
)
def test_curtain_of_names_the_reason(view: TabView, curtain: Curtain) -> None:
    assert curtain_of(view, has_picture=True) is curtain


def test_curtain_of_allowed_view_waits_for_the_first_picture() -> None:
    assert curtain_of(LIVE, has_picture=False) is Curtain.FIRST_PICTURE


def test_curtain_of_opens_only_when_everything_allows_it() -> None:
    states: list[tuple[TabStage, Cover, RightState]] = list(
        product(get_args(TabStage), get_args(Cover), get_args(RightState))
    )
    open_states = {
        (stage, cover, state)
        for stage, cover, state in states
        if curtain_of(replace(LIVE, stage=stage, cover=cover, rights={Capability.VIEW: state}), has_picture=True)
        is Curtain.NONE
    }
    assert open_states == {("live", "none", "on"), ("verified", "none", "on")}


def test_shows_last_picture_only_behind_a_silent_line() -> None:
    assert [curtain for curtain in Curtain if shows_last_picture(curtain)] == [Curtain.STALLED]
