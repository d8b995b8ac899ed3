"""Which events a change of the displays makes on a real X server."""

import time

from Xlib.display import Display

from client.media.x_layout import watch_layout
from shared.geometry import Rect
from tests.desk.monitors import Monitors


def test_watch_layout_a_plugged_monitor_makes_an_event_of_these_types(display):
    connection = Display(display)
    types = watch_layout(connection)
    with Monitors(display) as monitors:
        monitors.plug("NEW-1", Rect(0, 0, 100, 100))
        monitors.unplug("NEW-1")
    end_s = time.monotonic() + 2
    while not connection.pending_events() and time.monotonic() < end_s:
        time.sleep(0.01)
    assert connection.next_event().type in types
    connection.close()
