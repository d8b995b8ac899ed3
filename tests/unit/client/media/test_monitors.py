"""The displays as told to the other side."""

import pytest

from client.media.capture import CaptureFailedError


def test_list_monitors_numbers_from_one_and_knows_the_primary_one(display, monitors_of):
    (monitor,) = monitors_of(display)
    assert (monitor.monitor_id, monitor.width_px, monitor.height_px, monitor.is_primary) == (1, 640, 400, True)


def test_list_monitors_without_a_screen_is_refused(monitors_of):
    with pytest.raises(CaptureFailedError):
        monitors_of(":9999")
