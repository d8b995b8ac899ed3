"""Each step makes the update it is named after, of what the screen shows."""

import numpy as np
import pytest

from client.media.damage import KnownPicture
from client.media.scheduler import Scheduler, Step
from client.media.shown_screen import ShownScreen
from client.media.update_maker import UpdateMaker
from client.media.video_encoder import H264Encoder
from shared.geometry import Rect
from shared.screen.update import decode_update
from tests.unit.client.media.test_look import AREA, Reports, Screen


@pytest.fixture
def pixels():
    return np.full((AREA.height, AREA.width, 4), 0x66, np.uint8)


@pytest.fixture
def shown(pixels) -> ShownScreen:
    picture = KnownPicture(AREA.width, AREA.height)
    scheduler = Scheduler(area=picture.area, is_exact_damage=True, now_ms=0, bitrate_kbps=5_000)
    return ShownScreen(1, Screen(pixels), picture, scheduler, UpdateMaker(picture, scheduler, H264Encoder))


def test_make_key_reads_everything_and_stands_alone(shown, pixels):
    update = decode_update(shown.make(Step.KEY, Reports(None), 1, 10) or b"")
    assert (update.is_key, update.update_id, update.captured_ms) == (True, 1, 10)
    assert shown.capture.reads == [shown.picture.area]
    assert (shown.picture.pixels == pixels).all()


def test_make_look_says_what_changed_or_nothing(shown, pixels):
    shown.make(Step.KEY, Reports(None), 1, 0)
    assert shown.make(Step.LOOK, Reports(None), 2, 20) is None
    pixels[5, 6] ^= 1
    update = decode_update(shown.make(Step.LOOK, Reports(None), 2, 40) or b"")
    assert [block.rect for block in update.blocks] == [Rect(6, 5, 1, 1)]


def test_make_probe_and_refine_do_not_read_the_screen(shown):
    assert decode_update(shown.make(Step.PROBE, Reports(None), 3, 0) or b"").blocks == ()
    assert decode_update(shown.make(Step.REFINE, Reports(None), 4, 0) or b"").blocks == ()
    assert shown.capture.reads == []
