"""Reading a real display, with our own windows painted over."""

import pytest

from client.media.capture import CaptureFailedError, MonitorCapture
from shared.geometry import Rect


def test_grab_gives_the_pixels_of_the_asked_part(display, fill):
    fill(10, 20, 5, 5, 0x112233)
    capture = MonitorCapture([Rect(0, 0, 640, 400)], tuple, display)
    pixels = capture.grab(Rect(9, 20, 3, 2))
    assert capture.area == Rect(0, 0, 640, 400)
    assert pixels.shape == (2, 3, 4)
    assert pixels[0, :, :3].tolist() == [[0x30, 0x20, 0x10], [0x33, 0x22, 0x11], [0x33, 0x22, 0x11]]
    capture.close()


def test_grab_own_windows_are_grey_even_where_they_cross_the_edge(display, fill):
    fill(0, 0, 640, 400, 0xFFFFFF)
    capture = MonitorCapture(None, lambda: (Rect(-5, -5, 10, 10), Rect(600, 390, 200, 200)), display)
    pixels = capture.grab(capture.area)
    assert (pixels[:5, :5, :3] == 0x80).all()
    assert (pixels[390:, 600:, :3] == 0x80).all()
    assert (pixels[5, :, :3] == 0xFF).all()
    capture.close()


def test_grab_own_window_that_moves_meanwhile_is_covered_at_both_places(display, fill):
    fill(0, 0, 640, 400, 0xFFFFFF)
    places = iter([(Rect(0, 0, 10, 10),), (Rect(20, 0, 10, 10),)])
    capture = MonitorCapture(None, lambda: next(places), display)
    pixels = capture.grab(Rect(0, 0, 40, 10))
    assert (pixels[:, :10, :3] == 0x80).all()
    assert (pixels[:, 10:20, :3] == 0xFF).all()
    assert (pixels[:, 20:30, :3] == 0x80).all()
    capture.close()


def test_capture_unknown_monitor_or_display_is_refused(display):
    with pytest.raises(CaptureFailedError):
        MonitorCapture([Rect(600, 0, 640, 400)], tuple, display)
    with pytest.raises(CaptureFailedError):
        MonitorCapture(None, tuple, ":9999")


def test_grab_outside_the_screen_is_refused(display):
    capture = MonitorCapture(None, tuple, display)
    with pytest.raises(CaptureFailedError):
        capture.grab(Rect(0, 0, 5000, 5000))
    capture.close()
