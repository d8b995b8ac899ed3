"""When a picture is said to be black, locked or unreadable."""

import numpy as np
import pytest

from client.domain.ports import PictureHealth
from client.media.capture import COVER_GREY
from client.media.health import SAMPLE_STEP_PX, TELL_AFTER_MS, HealthMeter, looks_black

BLACK = np.zeros((200, 300, 4), np.uint8)


def with_dot(x: int, y: int) -> np.ndarray:
    pixels = BLACK.copy()
    pixels[y, x, 1] = 1
    return pixels


@pytest.mark.parametrize(("x", "y"), [(0, 0), (SAMPLE_STEP_PX, SAMPLE_STEP_PX), (299, 199), (7, 5)])
def test_looks_black_one_pixel_of_colour_anywhere_is_a_picture(x, y):
    assert not looks_black(with_dot(x, y))


def test_looks_black_own_windows_do_not_count():
    pixels = BLACK.copy()
    pixels[10:60, 10:200] = COVER_GREY
    assert looks_black(pixels)


@pytest.mark.parametrize(
    ("is_locked", "health"),
    [(True, PictureHealth.LOCKED), (False, PictureHealth.BLACK), (None, PictureHealth.BLACK)],
)
def test_meter_black_is_told_when_it_lasts_and_taken_back_at_once(is_locked, health):
    meter = HealthMeter(lambda: is_locked)
    meter.note_read(BLACK, 1_000)
    meter.note_read(BLACK, 1_000 + TELL_AFTER_MS - 1)
    assert meter.health is PictureHealth.FINE
    meter.note_read(BLACK, 1_000 + TELL_AFTER_MS)
    assert meter.health is health
    meter.note_read(with_dot(3, 3), 1_001 + TELL_AFTER_MS)
    assert meter.health is PictureHealth.FINE


def test_meter_failure_is_told_when_it_lasts_and_ends_with_the_first_picture():
    meter = HealthMeter(lambda: False)
    meter.note_failed(1_000)
    assert meter.health is PictureHealth.FINE
    meter.note_failed(1_000 + TELL_AFTER_MS)
    assert meter.health is PictureHealth.UNREADABLE
    meter.note_read(BLACK, 1_001 + TELL_AFTER_MS)
    assert meter.health is PictureHealth.FINE


def test_meter_nothing_is_said_of_what_is_not_shown():
    meter = HealthMeter(lambda: False)
    meter.note_failed(0)
    meter.note_failed(TELL_AFTER_MS)
    meter.note_hidden()
    assert meter.health is PictureHealth.FINE
