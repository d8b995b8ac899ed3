"""What exact tiles will cost, and which part of a change had better be video."""

import pytest

from client.media.region_map import BYTES_PER_PX_FIRST, KEEP_RATIO, LOOSE_PICTURES_MAX, RegionMap
from shared.geometry import Rect

AREA = Rect(0, 0, 1000, 700)
FILM = Rect(128, 128, 320, 256)


def test_estimate_is_that_of_text_until_something_is_known():
    assert RegionMap(AREA).estimate_bytes([FILM]) == round(FILM.area_px * BYTES_PER_PX_FIRST)


def test_estimate_learns_place_by_place():
    regions = RegionMap(AREA)
    for _ in range(12):
        regions.note_tile([FILM], 3 * FILM.area_px)
    assert abs(regions.estimate_bytes([FILM]) - 3 * FILM.area_px) < 0.01 * FILM.area_px
    elsewhere = Rect(640, 128, 128, 128)
    assert regions.estimate_bytes([elsewhere]) == round(elsewhere.area_px * BYTES_PER_PX_FIRST)


def test_note_tile_of_a_letter_says_nothing_about_its_square():
    regions = RegionMap(AREA)
    regions.note_tile([Rect(130, 130, 10, 16)], 300)
    assert regions.estimate_bytes([FILM]) == round(FILM.area_px * BYTES_PER_PX_FIRST)


def test_split_takes_the_costliest_thing_and_leaves_the_rest_to_tiles():
    regions = RegionMap(AREA)
    regions.note_tile([FILM], 3 * FILM.area_px)
    page = Rect(560, 0, 440, 700)
    split = regions.split([page, FILM, Rect(130, 400, 50, 10)], None)
    assert (split.video, split.tiles) == ((FILM, Rect(130, 400, 50, 10)), (page,))
    assert split.rect == Rect(128, 128, 320, 288)


def test_split_joins_what_lies_near_each_other_in_any_order():
    regions = RegionMap(AREA)
    bands = [Rect(0, 250, 300, 64), Rect(0, 0, 300, 64), Rect(0, 128, 300, 64), Rect(0, 70, 300, 50)]
    split = regions.split(bands, None)
    assert sorted(split.video, key=lambda rect: rect.y) == sorted(bands, key=lambda rect: rect.y)
    assert split.tiles == ()


def test_split_keeps_the_coder_while_it_is_not_far_too_large():
    regions = RegionMap(AREA)
    assert regions.split([FILM], Rect(96, 96, 400, 320)).rect == Rect(96, 96, 400, 320)
    much = Rect(0, 0, FILM.width * KEEP_RATIO, FILM.height * 2)
    assert regions.split([FILM], much).rect == FILM
    assert regions.split([FILM], Rect(200, 128, 400, 320)).rect == FILM


def test_split_soon_makes_a_loose_coder_tight():
    regions = RegionMap(AREA)
    loose = Rect(64, 64, 512, 400)
    rects = [regions.split([FILM], loose).rect for _ in range(LOOSE_PICTURES_MAX)]
    assert rects == [loose] * (LOOSE_PICTURES_MAX - 1) + [FILM]


def test_split_keeps_a_loose_coder_for_what_moves_about_in_it():
    regions = RegionMap(AREA)
    loose = Rect(64, 64, 480, 384)
    for step in range(3 * LOOSE_PICTURES_MAX):
        thing = Rect(64 + step % LOOSE_PICTURES_MAX * 20, 64 + step % LOOSE_PICTURES_MAX * 16, 320, 256)
        assert regions.split([thing], loose).rect == loose


def count_coders(boxes: list[Rect]) -> int:
    regions, coder_rect = RegionMap(WIDE), WIDE
    opened = 0
    for box in boxes:
        rect = regions.split([box], coder_rect).rect
        assert rect.intersect(box) == box
        assert rect.intersect(WIDE) == rect
        opened += rect != coder_rect
        coder_rect = rect
    return opened


WIDE = Rect(0, 0, 1_920, 1_080)


@pytest.mark.parametrize(
    "boxes",
    [
        pytest.param([Rect(100 + 4 * (i % 170), 200, 1_100, 700) for i in range(200)], id="slides"),
        pytest.param([Rect(100 + abs(i * 6 % 600 - 300), 100, 1_300, 800) for i in range(200)], id="to and fro"),
        pytest.param(
            [Rect(100, 100, min(1_800, 1_100 + 4 * i), min(970, 700 + 2 * i)) for i in range(200)], id="grows"
        ),
        pytest.param([Rect(320, 180, 1_280, 720 if i % 10 else 744) for i in range(200)], id="a band now and then"),
        pytest.param([Rect(100, 100, *((1_200, 600), (800, 900))[i // 20 % 2]) for i in range(200)], id="in turns"),
    ],
)
def test_split_of_what_moves_about_opens_few_coders(boxes):
    assert count_coders(boxes) <= 10


def test_split_never_leaves_the_screen():
    split = RegionMap(AREA).split([Rect(900, 600, 100, 100)], None)
    assert split.rect == Rect(896, 592, 104, 108)
