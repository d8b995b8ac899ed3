from dataclasses import replace

import pytest

from agent_console.view_models.screens import RightState, TabView, Trouble
from agent_console.view_models.tab_marks import TabMark, has_control, is_news, mark_of, may_ask, rights_to_show
from shared.capability import Capability
from shared.session.clip_desk import ClipView
from shared.session.talk import TalkView
from tests.fakes.clips import text_of

VIEW, CONTROL = Capability.VIEW, Capability.CONTROL
LIVE = TabView(tab_id=1, title="417", stage="live", cover="none", rights={VIEW: "on", CONTROL: "on"})


def test_has_control_needs_every_part_of_it() -> None:
    assert has_control(LIVE)
    assert not has_control(replace(LIVE, stage="verified"))
    assert not has_control(replace(LIVE, stage="ended"))
    for cover in ("asking", "paused", "stalled", "no_view"):
        assert not has_control(replace(LIVE, cover=cover))
    for state in ("off", "asked", "refused"):
        assert not has_control(replace(LIVE, rights={VIEW: "on", CONTROL: state}))
        assert not has_control(replace(LIVE, rights={VIEW: state, CONTROL: "on"}))
    assert not has_control(replace(LIVE, rights={}))


@pytest.mark.parametrize(
    ("view", "mark"),
    [
        (replace(LIVE, stage="pairing", rights={}), TabMark.PAIRING),
        (replace(LIVE, stage="verified", cover="no_view", rights={}), TabMark.WAITING),
        (replace(LIVE, cover="asking"), TabMark.ASKING),
        (replace(LIVE, rights={VIEW: "on"}), TabMark.SEEING),
        (LIVE, TabMark.CONTROLLING),
        (replace(LIVE, cover="paused"), TabMark.PAUSED),
        (replace(LIVE, cover="stalled"), TabMark.STALLED),
        (replace(LIVE, stage="ended", cover="stalled"), TabMark.ENDED),
    ],
)
def test_mark_of_says_what_matters_most(view: TabView, mark: TabMark) -> None:
    assert mark_of(view) is mark


def test_rights_to_show_starts_with_what_can_be_asked_for() -> None:
    offered = (VIEW, CONTROL, Capability.CLIPBOARD_TO_USER, Capability.CLIPBOARD_FROM_USER)
    assert rights_to_show(replace(LIVE, rights={})) == offered
    assert rights_to_show(replace(LIVE, rights={Capability.TERMINAL: "off"})) == (*offered, Capability.TERMINAL)


def test_may_ask_control_only_after_the_screen_is_seen() -> None:
    assert not may_ask(replace(LIVE, rights={}), CONTROL)
    assert may_ask(replace(LIVE, rights={}), VIEW)
    assert may_ask(replace(LIVE, rights={VIEW: "on"}), CONTROL)
    assert may_ask(replace(LIVE, rights={VIEW: "on", CONTROL: "refused"}), CONTROL)


@pytest.mark.parametrize("state", ["asked", "on"])
def test_may_ask_not_twice(state: RightState) -> None:
    assert not may_ask(replace(LIVE, rights={VIEW: state}), VIEW)


def test_may_ask_not_while_a_question_is_open_or_nobody_can_answer() -> None:
    assert not may_ask(replace(LIVE, rights={VIEW: "on", CONTROL: "asked"}), VIEW)
    for cover in ("asking", "paused", "stalled"):
        assert not may_ask(replace(LIVE, cover=cover, rights={}), VIEW)
    for stage in ("pairing", "ended"):
        assert not may_ask(replace(LIVE, stage=stage, rights={}), VIEW)


def test_is_news_answers_and_troubles_but_not_the_figures_of_the_line() -> None:
    assert is_news(LIVE, replace(LIVE, stage="ended"))
    assert is_news(LIVE, replace(LIVE, rights={VIEW: "on"}))
    assert is_news(LIVE, replace(LIVE, trouble=Trouble(code="peer_lost")))
    assert not is_news(LIVE, replace(LIVE, title="Ana"))


def test_is_news_a_new_message_and_not_that_one_was_read() -> None:
    unread = replace(LIVE, talk=TalkView(unread_count=1))
    assert is_news(LIVE, unread)
    assert is_news(unread, replace(LIVE, talk=TalkView(unread_count=2)))
    assert not is_news(unread, LIVE)


def test_is_news_something_the_person_sent_once() -> None:
    came = replace(LIVE, clips=ClipView(came=text_of("hello")))
    assert is_news(LIVE, came)
    assert not is_news(came, replace(came, title="Ana"))
    assert not is_news(came, LIVE)
