"""What wakes the media thread, on a real X server."""

import threading
import time

import pytest

from client.media.damage_source import (
    DamageUnavailableError,
    PollingSource,
    XDamageSource,
    open_damage_source,
)
from client.media.x_damage import REGION_RECTS_MAX
from shared.geometry import Rect, bounding_box


@pytest.fixture
def source(display, fill):
    made = XDamageSource(display)
    made.wait(50, for_damage=True)
    made.take()
    yield made
    made.close()


def test_x_damage_reports_where_something_was_drawn(source, fill):
    fill(30, 40, 8, 9, 0x445566)
    source.wait(2_000, for_damage=True)
    assert source.has_damage()
    assert source.take() == [Rect(30, 40, 8, 9)]
    assert not source.has_damage()
    assert source.take() == ()


def test_x_damage_two_changes_before_a_look_are_both_reported(source, fill):
    fill(10, 10, 4, 4, 1)
    fill(100, 100, 4, 4, 2)
    source.wait(2_000, for_damage=True)
    time.sleep(0.02)
    assert bounding_box(list(source.take())) == Rect(10, 10, 94, 94)


def test_x_damage_change_after_a_look_is_reported_anew(source, fill):
    fill(10, 10, 4, 4, 1)
    source.wait(2_000, for_damage=True)
    source.take()
    fill(10, 10, 4, 4, 2)
    source.wait(2_000, for_damage=True)
    assert source.take() == [Rect(10, 10, 4, 4)]


def test_x_damage_many_rectangles_become_one_box(source, fill):
    for step in range(REGION_RECTS_MAX + 5):
        fill(step * 6, step * 5, 2, 2, step)
    source.wait(2_000, for_damage=True)
    time.sleep(0.05)
    assert len(source.take()) == 1


def test_x_damage_wait_for_wake_only_is_not_ended_by_drawing(source, fill):
    fill(1, 1, 2, 2, 7)
    begun_s = time.monotonic()
    source.wait(80, for_damage=False)
    assert time.monotonic() - begun_s >= 0.07


@pytest.mark.parametrize("kind", ["x_damage", "polling"])
def test_wake_from_another_thread_ends_the_wait_and_an_early_one_is_not_lost(kind, display):
    source = XDamageSource(display) if kind == "x_damage" else PollingSource()
    threading.Timer(0.02, source.wake).start()
    begun_s = time.monotonic()
    source.wait(5_000, for_damage=False)
    source.wake()
    source.wait(5_000, for_damage=False)
    assert time.monotonic() - begun_s < 3
    source.close()


# python-xlib leaves the socket of a refused connection to the garbage collector.
@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
def test_x_damage_without_a_server_is_refused_and_polling_takes_its_place():
    with pytest.raises(DamageUnavailableError):
        XDamageSource(":9999")
    source = open_damage_source(":9999")
    assert not source.is_exact
    assert source.take() is None


def test_open_damage_source_prefers_reports(display):
    source = open_damage_source(display)
    assert source.is_exact
    source.close()
