"""Tiles or video, and exact again; decoded with the console's own rules."""

import numpy as np
import pytest

from agent_console.media.tile_decoder import decode_tile
from client.media.damage import KnownPicture
from client.media.in_flight import Lost
from client.media.lossy_map import QUIET_MAX_MS
from client.media.scheduler import Scheduler
from client.media.update_maker import UpdateMaker
from client.media.video_encoder import H264Encoder
from shared.geometry import Rect
from shared.screen.update import Move, Tile, VideoBlock, decode_update

WIDTH_PX, HEIGHT_PX = 640, 400


def make(pixels) -> UpdateMaker:
    picture = KnownPicture(WIDTH_PX, HEIGHT_PX)
    picture.replace(pixels)
    scheduler = Scheduler(area=picture.area, is_exact_damage=True, now_ms=0, bitrate_kbps=1_000)
    return UpdateMaker(picture, scheduler, H264Encoder)


@pytest.fixture
def flat():
    return np.full((HEIGHT_PX, WIDTH_PX, 4), 0x77, np.uint8)


@pytest.fixture
def noisy():
    return np.random.default_rng(5).integers(0, 255, (HEIGHT_PX, WIDTH_PX, 4), np.uint8)


def test_make_key_update_of_a_plain_screen_is_exact_at_once(flat):
    maker = make(flat)
    update = decode_update(maker.make_key(1, 0, 0))
    assert update.is_key
    assert all(isinstance(block, Tile) for block in update.blocks)
    assert sum(block.rect.area_px for block in update.blocks) == WIDTH_PX * HEIGHT_PX
    assert not maker.lossy


def test_make_key_update_of_a_busy_screen_is_a_keyframe_and_all_of_it_lossy(noisy):
    maker = make(noisy)
    update = decode_update(maker.make_key(1, 0, 0))
    (block,) = update.blocks
    assert isinstance(block, VideoBlock)
    assert block.is_keyframe
    assert block.rects == (Rect(0, 0, WIDTH_PX, HEIGHT_PX),)
    assert maker.lossy


def test_make_small_change_is_a_tile_with_exactly_its_pixels(noisy):
    maker = make(noisy)
    rect = Rect(100, 50, 20, 10)
    (block,) = decode_update(maker.make(2, 0, (), [rect], 0)).blocks
    assert isinstance(block, Tile)
    assert block.rect == rect
    ((_, rows),) = decode_tile(block)
    assert (rows[:, :, :3] == noisy[50:60, 100:120, :3]).all()


def test_make_large_busy_change_is_video_of_that_part_painted_only_where_it_changed(noisy):
    maker = make(noisy)
    rects = [Rect(0, 0, 300, 300), Rect(320, 0, 200, 300)]
    (block,) = decode_update(maker.make(2, 0, (), rects, 0)).blocks
    assert isinstance(block, VideoBlock)
    assert block.rect == Rect(0, 0, 528, 304)
    assert block.rects == tuple(rects)


def test_make_film_beside_a_typed_letter_is_video_for_one_and_a_tile_for_the_other(noisy):
    maker = make(noisy)
    film, letter = Rect(0, 0, 320, 300), Rect(600, 380, 12, 16)
    video, tile = decode_update(maker.make(2, 0, (), [film, letter], 0)).blocks
    assert isinstance(video, VideoBlock)
    assert (video.rect, video.rects) == (Rect(0, 0, 320, 304), (film,))
    assert isinstance(tile, Tile)
    assert tile.rect == letter
    again, _ = decode_update(maker.make(3, 0, (), [film, letter], 40)).blocks
    assert isinstance(again, VideoBlock)
    assert not again.is_keyframe


def test_refine_makes_everything_exact_in_pieces_that_fit_the_budget(noisy):
    maker = make(noisy)
    maker.make_key(1, 0, 0)
    shown = np.zeros_like(noisy)
    rounds = 0
    while maker.lossy:
        rounds += 1
        assert rounds < 60
        update = decode_update(maker.refine(rounds + 1, 0, QUIET_MAX_MS))
        assert update.blocks
        for block in update.blocks:
            assert isinstance(block, Tile)
            for rect, rows in decode_tile(block):
                shown[rect.y : rect.bottom_px, rect.x : rect.right_px] = rows
    assert (shown[:, :, :3] == noisy[:, :, :3]).all()


def test_make_what_moved_goes_before_what_is_new_and_takes_its_softness_along(noisy):
    maker = make(noisy)
    maker.lossy.mark([Rect(64, 64, 64, 64)], 0)
    move, rect = Move(Rect(64, 0, 64, 256), 64, 64), Rect(0, 0, 20, 10)
    blocks = decode_update(maker.make(2, 0, [move], [rect], 50)).blocks
    assert blocks[0] == move
    assert blocks[1].rect == rect
    assert maker.lossy.due(50 + QUIET_MAX_MS) == [Rect(64, 0, 64, 64)]


def test_make_resync_holds_the_lost_pixels_exactly_and_what_changed_since(flat):
    maker = make(flat)
    maker.make(1, 0, (), [Rect(10, 10, 20, 20)], 0)
    lost = Lost(1, (Rect(0, 0, 32, 32), Rect(64, 64, 32, 32)), has_video=False)
    changed = Rect(300, 300, 10, 10)
    update = decode_update(maker.make_resync(5, 0, lost, [changed], 50))
    assert (update.resync_after, update.is_key) == (1, False)
    painted = [rect for block in update.blocks if isinstance(block, Tile) for rect in block.rects]
    assert len(update.blocks) == len([block for block in update.blocks if isinstance(block, Tile)])
    for wanted in (*lost.rects, changed):
        assert sum(rect.intersect(wanted).area_px for rect in painted) == wanted.area_px
    assert set(maker.painted) == set(painted)


def test_make_resync_too_large_for_tiles_is_a_keyframe(noisy):
    maker = make(noisy)
    maker.make_key(1, 0, 0)
    lost = Lost(1, (Rect(0, 0, WIDTH_PX, HEIGHT_PX),), has_video=True)
    update = decode_update(maker.make_resync(5, 0, lost, (), 50))
    videos = [block for block in update.blocks if isinstance(block, VideoBlock)]
    assert len(videos) == 1
    assert videos[0].is_keyframe
    assert maker.has_video


def test_make_after_a_resync_of_tiles_begins_the_lost_video_anew(noisy):
    maker = make(noisy)
    maker.make_key(1, 0, 0)
    whole = Rect(0, 0, WIDTH_PX, HEIGHT_PX)
    update = decode_update(maker.make_resync(5, 0, Lost(1, (Rect(0, 0, 32, 32),), has_video=True), (), 50))
    assert not any(isinstance(block, VideoBlock) for block in update.blocks)
    videos = []
    for step in range(3):
        noisy[:] = np.random.default_rng(step).integers(0, 255, noisy.shape, np.uint8)
        blocks = decode_update(maker.make(6 + step, 0, (), [whole], 60 + step)).blocks
        videos += [block for block in blocks if isinstance(block, VideoBlock)]
    assert [video.is_keyframe for video in videos] == [True, False, False]


def test_probe_has_no_blocks(flat):
    update = decode_update(make(flat).probe(9, 0))
    assert (update.update_id, update.blocks, update.is_key) == (9, (), False)
