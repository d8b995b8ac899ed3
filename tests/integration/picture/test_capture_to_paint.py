"""The picture's whole way on a real display and a real connection: exact, quiet, newest first, stoppable."""

import threading
import time

import pytest

from client.media.damage_source import PollingSource
from shared.geometry import Rect
from shared.screen.update import CoverReason


def test_picture_desktop_arrives_exactly(picture, painter):
    painter.noise(100, 100, 300, 200, seed=1, step=3)
    painter.fill(1900, 1070, 20, 10, 0xFF00FF)
    assert picture.settles()


def test_picture_small_change_is_exact_in_its_first_update(picture, painter, wait_until):
    wait_until(lambda: False, 0.3)
    sent = picture.sender.sent_count
    painter.fill(700, 500, 9, 14, 0x11FF22)
    assert wait_until(lambda: picture.canvas[505, 705, :3].tolist() == [0x22, 0xFF, 0x11])
    assert picture.sender.sent_count == sent + 1
    assert picture.settles()


def test_picture_large_change_is_video_first_and_exact_when_quiet(picture, painter):
    painter.noise(0, 0, 1920, 1080, seed=2, step=2)
    assert picture.settles(20)
    assert picture.receiver.refused_count == 0


def test_picture_nothing_is_sent_while_nothing_changes(picture, painter, wait_until):
    assert wait_until(lambda: picture.sender.sent_count == picture.acks[-1].update_id)
    time.sleep(0.5)
    before = picture.packets_sent
    time.sleep(2)
    assert picture.packets_sent == before


def test_picture_slow_viewer_gets_the_newest_and_no_queue_grows(picture, painter, wait_until):
    picture.ack_delay_s = 0.15
    before = picture.receiver.painted_count
    for step in range(100):
        painter.fill(300, 300, 50, 50, 0x010101 * (step + 100))
        time.sleep(0.01)
    assert wait_until(lambda: picture.canvas[320, 320, 0] == 199, 3)
    painted = picture.receiver.painted_count - before
    assert painted < 20
    assert picture.settles()


def test_picture_loss_of_packets_is_repaired(picture, painter):
    picture.lose(lambda count: count % 9 == 0)
    for seed in range(6):
        painter.noise(200, 200, 400, 300, seed=seed, step=4)
        time.sleep(0.05)
    assert picture.settles(20)


def test_picture_outage_ends_in_a_refresh_and_the_newest_picture(picture, painter, wait_until):
    is_down = threading.Event()
    picture.lose(lambda _count: is_down.is_set())
    is_down.set()
    for step in range(20):
        painter.noise(0, 0, 500, 400, seed=step, step=5)
        time.sleep(0.03)
    is_down.clear()
    painter.fill(10, 10, 30, 30, 0x123456)
    assert picture.settles(15)


def test_picture_lost_single_update_is_repaired_without_another_change(picture, painter, wait_until):
    time.sleep(0.3)
    drops = [True]
    picture.lose(lambda _count: bool(drops) and drops.pop())
    painter.fill(640, 480, 8, 8, 0xABCDEF)
    assert wait_until(lambda: picture.canvas[484, 644, :3].tolist() == [0xEF, 0xCD, 0xAB], 1.0)
    assert not drops


@pytest.mark.hostile(29)
@pytest.mark.parametrize("stop", ["hide", "cover"])
def test_picture_hide_and_cover_let_nothing_captured_out(picture, painter, wait_until, stop):
    is_busy = True

    def draw():
        step = 0
        while is_busy:
            step += 1
            painter.noise(0, 0, 900, 700, seed=step % 7, step=2)

    drawing = threading.Thread(target=draw)
    drawing.start()
    time.sleep(0.3)
    if stop == "hide":
        assert picture.sender.hide()
        allowed = 0
    else:
        assert picture.sender.cover(CoverReason.PAUSED)
        allowed = 1
    before = picture.packets_sent
    # What left before may still have to be painted, on a busy machine for a while.
    counts: list[int] = []
    assert wait_until(
        lambda: counts.append(picture.receiver.painted_count) or (len(counts) > 20 and len(set(counts[-20:])) == 1)
    )
    time.sleep(0.1)
    frozen = picture.canvas
    time.sleep(0.5)
    is_busy = False
    drawing.join()
    # The cover itself is one packet; until its acknowledgement is in nothing else follows either.
    assert picture.packets_sent - before <= allowed
    assert (picture.canvas == frozen).all()
    if stop == "cover":
        assert wait_until(lambda: picture.covers == [CoverReason.PAUSED])
        picture.sender.uncover()
    else:
        picture.sender.show()
    assert picture.settles()
    if stop == "cover":
        assert picture.covers == [CoverReason.PAUSED, CoverReason.NONE]


@pytest.mark.hostile(29)
def test_picture_own_windows_are_never_shown(make_picture, display, painter, wait_until):
    painter.fill(400, 400, 200, 100, 0xFF0000)
    made = make_picture(display, own_window_rects=lambda: (Rect(400, 400, 200, 100),))
    made.sender.show()
    assert wait_until(lambda: made.canvas.shape == (1080, 1920, 4) and made.canvas[450, 500, 0] == 0x80)
    painter.fill(400, 400, 200, 100, 0x00FF00)
    painter.fill(0, 0, 10, 10, 0x0000FF)
    assert wait_until(lambda: made.canvas[5, 5, 0] == 0xFF)
    assert (made.canvas[400:500, 400:600, :3] == 0x80).all()


def test_picture_several_sessions_in_one_process_do_not_mix(
    make_picture, display, other_display, painter, make_painter
):
    second = make_painter(other_display)
    pictures = [make_picture(name) for name in (display, other_display, display, other_display)]
    for made in pictures:
        made.sender.show()
    painter.noise(0, 0, 300, 300, seed=5, step=3)
    second.noise(0, 0, 801, 601, seed=6, step=2)
    assert all(made.settles(20) for made in pictures)


def test_picture_without_damage_reports_still_follows(make_picture, display, painter, wait_until):
    made = make_picture(display, open_damage=PollingSource)
    made.sender.show()
    assert made.settles()
    painter.fill(50, 60, 70, 80, 0x778899)
    assert made.settles()


def test_picture_odd_size_in_video_settles(make_picture, other_display, make_painter):
    second = make_painter(other_display)
    second.noise(0, 0, 801, 601, seed=9)
    made = make_picture(other_display)
    made.sender.show()
    assert made.settles(20)


def test_picture_follows_a_new_screen_size_both_ways(make_picture, other_display, make_painter, resize):
    second = make_painter(other_display)
    second.noise(0, 0, 801, 601, seed=3, step=6)
    made = make_picture(other_display)
    made.sender.show()
    assert made.settles()
    for width, height in ((640, 480), (801, 601)):
        resize(other_display, width, height)
        assert made.settles()
        assert made.canvas.shape == (height, width, 4)


def test_picture_after_a_new_connection_begins_whole(make_picture, display, painter, net):
    made = make_picture(display)
    made.sender.show()
    assert made.settles()
    made.sender.new_track()
    net.run(made._disconnect())
    net.run(made._connect())
    painter.fill(5, 5, 40, 40, 0x654321)
    assert made.settles()


def test_picture_narrow_line_stays_fresh_and_settles(picture, painter, wait_until):
    """2 Mbit/s: the rate follows, nothing piles up, a click after a storm of changes shows soon."""
    picture.narrow(2_000)
    for seed in range(40):
        painter.noise(0, 0, 1200, 800, seed=seed, step=8)
        time.sleep(0.05)
    painter.fill(1800, 1000, 20, 20, 0x00FF00)
    assert wait_until(lambda: picture.canvas[1010, 1810].tolist()[:3] == [0, 255, 0], 4)
    assert picture.settles(25)
    assert len(picture.refreshes) <= 1
