"""Several monitors on a real X server: one, both, moved, smaller, unplugged; never one nobody said yes to."""

import time

import numpy as np
import pytest

from client.domain.ports import PictureHealth
from shared.geometry import Rect
from tests.desk.monitors import Monitors

LEFT, RIGHT = Rect(0, 0, 400, 500), Rect(400, 100, 500, 400)


@pytest.fixture
def monitors(other_display):
    """LEFT is number 1, RIGHT number 2, a little lower; the display is 801 x 601."""
    with Monitors(other_display) as made:
        made.split(left=LEFT, right=Rect(400, 100, 401, 400))
        yield made


def block(picture, x: int, y: int) -> list[int]:
    return picture.canvas[y, x, :3].tolist()


def size(picture) -> tuple[int, int]:
    height, width = picture.canvas.shape[:2]
    return width, height


def test_one_monitor_is_shown_and_nothing_of_the_other(
    make_picture, other_display, monitors, make_painter, wait_until
):
    painter = make_painter(other_display)
    painter.fill(0, 0, 400, 601, 0x0000FF)
    painter.fill(400, 0, 401, 601, 0xFF0000)
    picture = make_picture(other_display)
    picture.sender.monitors()
    picture.sender.show((2,))
    assert wait_until(lambda: size(picture) == (401, 400))
    assert wait_until(lambda: bool((picture.canvas[:, :, :3] == (0x00, 0x00, 0xFF)).all()))


def test_both_as_one_are_the_box_around_them_and_black_where_none_is(
    make_picture, other_display, monitors, make_painter, wait_until
):
    painter = make_painter(other_display)
    painter.fill(0, 0, 801, 601, 0xFFFFFF)
    picture = make_picture(other_display)
    picture.sender.monitors()
    picture.sender.show((1, 2))
    assert wait_until(lambda: size(picture) == (801, 500))

    def is_as_it_should_be() -> bool:
        wanted = np.full((500, 801), 255, np.uint8)
        wanted[:100, 400:] = 0
        return all(bool((picture.canvas[:, :, channel] == wanted).all()) for channel in range(3))

    assert wait_until(is_as_it_should_be)
    # A change across the edge of both, and into what nobody sees.
    painter.fill(390, 90, 20, 20, 0x00FF00)
    assert wait_until(lambda: block(picture, 395, 95) == [0, 255, 0] and block(picture, 405, 105) == [0, 255, 0])
    assert block(picture, 405, 95) == [0, 0, 0]


def test_monitor_that_moves_is_followed_to_its_new_place_and_size(
    make_picture, other_display, monitors, make_painter, wait_until
):
    painter = make_painter(other_display)
    painter.noise(0, 0, 801, 601, seed=4, step=9)
    picture = make_picture(other_display)
    picture.sender.monitors()
    picture.sender.show((2,))
    assert wait_until(lambda: size(picture) == (401, 400))
    monitors.move("RIGHT-1", Rect(450, 50, 351, 300))
    assert wait_until(lambda: size(picture) == (351, 300))
    wanted = picture.screen()[50:350, 450:801, :3] if picture.screen().shape[1] == 801 else None
    if wanted is not None:
        assert wait_until(lambda: bool((picture.canvas[:, :, :3] == wanted).all()))
    painter.fill(460, 60, 5, 5, 0x00FF00)
    assert wait_until(lambda: block(picture, 11, 11) == [0, 255, 0]), "the picture goes on, in the new place"


def test_monitor_that_is_unplugged_stops_the_picture_and_no_other_takes_its_place(
    make_picture, other_display, monitors, make_painter, wait_until
):
    painter = make_painter(other_display)
    painter.fill(0, 0, 400, 601, 0x0000FF)
    painter.fill(400, 0, 401, 601, 0xFF0000)
    picture = make_picture(other_display)
    picture.sender.monitors()
    picture.sender.show((2,))
    assert wait_until(lambda: size(picture) == (401, 400) and block(picture, 5, 5) == [0, 0, 255])
    monitors.unplug("RIGHT-1")
    # What stands in that place now is somebody else's business.
    monitors.move("LEFT-1", Rect(400, 100, 401, 400), is_primary=True, has_output=True)
    wait_until(lambda: picture.sender.health is PictureHealth.UNREADABLE, 5)
    before = picture.sender.sent_count
    painter.fill(400, 0, 401, 601, 0x00FF00)
    time.sleep(0.8)
    assert picture.sender.health is PictureHealth.UNREADABLE
    assert picture.sender.sent_count == before
    assert block(picture, 5, 5) == [0, 0, 255]
    monitors.plug("RIGHT-1", Rect(0, 0, 300, 200))
    assert wait_until(lambda: size(picture) == (300, 200)), "the same monitor again"
    assert picture.sender.health is PictureHealth.FINE


def test_new_monitor_is_never_shown_by_itself(make_picture, other_display, monitors, make_painter, wait_until):
    painter = make_painter(other_display)
    painter.fill(0, 0, 801, 601, 0x0000FF)
    picture = make_picture(other_display)
    picture.sender.monitors()
    picture.sender.show((1, 2))
    assert wait_until(lambda: size(picture) == (801, 500))
    monitors.plug("NEW-1", Rect(0, 500, 400, 101))
    assert wait_until(lambda: len(picture.sender.monitors()) == 3)
    painter.fill(0, 0, 801, 601, 0x00FF00)
    assert wait_until(lambda: block(picture, 5, 5) == [0, 255, 0])
    assert size(picture) == (801, 500)


def test_black_screen_is_said_to_be_locked_when_its_saver_is_on(
    make_picture, other_display, make_painter, wait_until
):
    from Xlib import X
    from Xlib.display import Display

    painter = make_painter(other_display)
    painter.fill(0, 0, 801, 601, 0x0000FF)
    picture = make_picture(other_display)
    picture.sender.show()
    assert wait_until(lambda: size(picture) == (801, 601))
    assert picture.sender.health is PictureHealth.FINE
    connection = Display(other_display)
    connection.force_screen_saver(X.ScreenSaverActive)
    connection.sync()
    # Xvfb has no lamp to put out: a window does what a lock program would.
    painter.fill(0, 0, 801, 601, 0x000000)
    assert wait_until(lambda: picture.sender.health is PictureHealth.LOCKED, 12)
    connection.force_screen_saver(X.ScreenSaverReset)
    connection.sync()
    connection.close()
    painter.fill(0, 0, 801, 601, 0x0000FF)
    assert wait_until(lambda: picture.sender.health is PictureHealth.FINE, 12)


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
def test_display_whose_server_is_killed_is_unreadable_and_crashes_nothing(
    make_picture, doomed_display, make_painter, wait_until
):
    name, kill = doomed_display
    picture = make_picture(name)
    picture.sender.show()
    assert wait_until(lambda: picture.sender.sent_count > 0)
    kill()
    assert wait_until(lambda: picture.sender.health is PictureHealth.UNREADABLE, 12)
    assert picture.sender.hide()
    assert picture.sender.health in (PictureHealth.UNREADABLE, PictureHealth.FINE)
