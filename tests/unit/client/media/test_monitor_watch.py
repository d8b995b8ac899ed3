"""Hearing that the displays have changed, from a real X server, a dead one and none."""

import time

import pytest

from client.media.monitor_watch import LOOK_ANYWAY_MS, MonitorWatch
from shared.geometry import Rect
from tests.desk.bare_server import bare_server
from tests.desk.monitors import Monitors


class HandClock:
    now_ms = 0

    def monotonic_ms(self):
        return self.now_ms

    def utc_now(self):
        raise NotImplementedError


def hears(watch: MonitorWatch) -> bool:
    end_s = time.monotonic() + 2
    while time.monotonic() < end_s:
        if watch.take_changed():
            return True
        time.sleep(0.01)
    return False


def test_watch_hears_of_monitors_that_come_and_go(display):
    watch = MonitorWatch(display)
    assert not watch.take_changed()
    with Monitors(display) as monitors:
        monitors.plug("NEW-1", Rect(0, 0, 100, 100))
        assert hears(watch)
        assert not watch.take_changed()
        monitors.unplug("NEW-1")
        assert hears(watch)
    watch.close()


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
def test_watch_without_a_server_looks_by_the_clock():
    clock = HandClock()
    watch = MonitorWatch(":9999", clock)
    assert not watch.take_changed()
    clock.now_ms += LOOK_ANYWAY_MS
    assert watch.take_changed()
    assert not watch.take_changed()
    watch.close()


def test_watch_of_a_server_that_was_killed_says_so_once_and_goes_on_by_the_clock():
    with bare_server(64, 64) as (name, server):
        watch = MonitorWatch(name, HandClock())
        server.kill()
        server.wait(5)
        assert hears(watch)
        assert not watch.take_changed()
        watch.close()
