"""Displays that come and go, and when the flow has to hear of it."""

from msgspec import structs

from client.domain.monitor_follower import GONE_AFTER_MS, NEWS_MS, MonitorFollower
from tests.fakes.flow_ports import MONITOR

SECOND = structs.replace(MONITOR, monitor_id=2, x_px=1920, is_primary=False)


def test_follower_nothing_changed_is_no_news():
    follower = MonitorFollower((MONITOR,))
    assert not follower.look((MONITOR,), 0)
    assert not follower.has_news(0)


def test_follower_new_display_is_news_for_a_while():
    follower = MonitorFollower((MONITOR,))
    assert follower.look((MONITOR, SECOND), 1_000)
    assert follower.present == {1, 2}
    assert follower.has_news(1_000)
    assert not follower.has_news(1_000 + NEWS_MS)


def test_follower_display_that_comes_back_at_once_with_another_size_was_never_gone():
    smaller = structs.replace(MONITOR, width_px=1280, height_px=720)
    follower = MonitorFollower((MONITOR,))
    assert not follower.look((), 0)
    assert not follower.is_settled_without((1,))
    assert follower.look((smaller,), GONE_AFTER_MS - 1)
    assert follower.settled == (smaller,)
    assert not follower.has_news(GONE_AFTER_MS)


def test_follower_display_that_stays_away_is_gone():
    follower = MonitorFollower((MONITOR, SECOND))
    assert not follower.look((SECOND,), 0)
    assert not follower.look((SECOND,), GONE_AFTER_MS - 1)
    assert follower.look((SECOND,), GONE_AFTER_MS)
    assert follower.present == {2}
    assert follower.is_settled_without((1,))
    assert not follower.is_settled_without((2,))
