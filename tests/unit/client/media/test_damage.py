"""Where a new picture differs from the one we know."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from client.media.damage import KnownPicture, bounding_box, merge_bands, reduce_rects
from client.media.moves import MoveFinder
from client.media.ports import Pixels
from shared.geometry import Rect
from shared.screen.pixel_move import move_pixels


def picture(width: int = 300, height: int = 200, seed: int = 1) -> Pixels:
    return np.random.default_rng(seed).integers(0, 255, (height, width, 4), np.uint8)


@pytest.fixture
def known() -> KnownPicture:
    made = KnownPicture(300, 200)
    made.replace(picture())
    return made


def test_absorb_same_picture_finds_nothing(known):
    assert known.absorb(known.area, picture()) == []


def test_absorb_one_pixel_is_found_exactly(known):
    fresh = picture()
    fresh[150, 299] ^= 1
    assert known.absorb(known.area, fresh) == [Rect(299, 150, 1, 1)]
    assert (known.pixels == fresh).all()


def test_absorb_tiny_read_is_taken_as_it_is_if_an_eighth_of_it_is_new(known):
    place = Rect(100, 60, 32, 32)
    fresh = picture()[60:92, 100:132].copy()
    fresh[4:8] ^= 0xFF
    assert known.absorb(place, fresh) == [place]
    assert (known.pixels[60:92, 100:132] == fresh).all()
    assert known.absorb(place, fresh.copy()) == []
    fresh = fresh.copy()
    fresh[9, 5:8] ^= 0xFF
    assert known.absorb(place, fresh) == [Rect(105, 69, 3, 1)]


def test_absorb_read_that_is_nearly_all_new_is_taken_as_it_is(known):
    place = Rect(10, 20, 200, 150)
    fresh = picture()[20:170, 10:210].copy()
    fresh[:140] ^= 0xFF
    assert known.absorb(place, fresh) == [place]
    assert (known.pixels[20:170, 10:210] == fresh).all()
    fresh = fresh.copy()
    fresh[:120] ^= 0xFF
    assert known.absorb(place, fresh) == [Rect(10, 20, 200, 120)]
    assert (known.pixels[20:170, 10:210] == fresh).all()


def test_absorb_part_of_the_screen_uses_screen_positions(known):
    fresh = picture()[60:80, 100:150].copy()
    fresh[10:12, 5:8] ^= 0xFF
    assert known.absorb(Rect(100, 60, 50, 20), fresh) == [Rect(105, 70, 3, 2)]


def test_absorb_far_apart_changes_stay_apart_and_near_ones_join(known):
    fresh = picture()
    fresh[10, 10] ^= 1
    fresh[12, 20] ^= 1
    fresh[10, 200] ^= 1
    assert known.absorb(known.area, fresh) == [Rect(10, 10, 11, 3), Rect(200, 10, 1, 1)]


def test_absorb_change_over_bands_is_one_rectangle(known):
    fresh = picture()
    fresh[30:170, 40:90] ^= 1
    assert known.absorb(known.area, fresh) == [Rect(40, 30, 50, 140)]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 289), st.integers(0, 189), st.integers(1, 60), st.integers(1, 60)),
        min_size=1,
        max_size=6,
    )
)
def test_absorb_any_change_is_covered_and_nothing_overlaps(changes):
    known = KnownPicture(300, 200)
    known.replace(picture())
    before, fresh = picture(), picture()
    for x, y, width, height in changes:
        fresh[y : y + height, x : x + width] ^= 0x55
    rects = known.absorb(known.area, fresh)
    covered = np.zeros((200, 300), np.uint8)
    for rect in rects:
        covered[rect.y : rect.bottom_px, rect.x : rect.right_px] += 1
    changed = (before != fresh).any(axis=2)
    assert covered.max(initial=0) <= 1
    assert (covered[changed] == 1).all()
    assert (known.pixels == fresh).all()


def test_merge_bands_other_columns_stay_apart():
    rects = [Rect(0, 0, 10, 64), Rect(0, 64, 10, 20), Rect(5, 84, 10, 5)]
    assert sorted(merge_bands(rects), key=lambda rect: rect.y) == [Rect(0, 0, 10, 84), Rect(5, 84, 10, 5)]


def test_bounding_box_of_nothing_is_empty():
    assert bounding_box([]).area_px == 0


def test_reduce_rects_keeps_few_and_covers_many_without_overlap():
    few = [Rect(0, 0, 5, 5)]
    assert reduce_rects(few, 4) == few
    many = [Rect(x * 20, y * 20, 3, 3) for x in range(10) for y in range(10)]
    reduced = reduce_rects(many, 8)
    assert len(reduced) <= 8
    for rect in many:
        assert any(outer.intersect(rect) == rect for outer in reduced)
    assert sum(rect.area_px for rect in reduced) <= bounding_box(many).area_px
    assert reduce_rects(many, 1) == [bounding_box(many)]


@settings(max_examples=25, deadline=None)
@given(st.integers(-60, 60), st.integers(0, 3), st.randoms(use_true_random=False))
def test_follow_then_absorb_tells_a_viewer_everything(rows, extra, chooser):
    """A viewer that moves what moved and paints what is dirty has the picture, whatever was found."""
    known = KnownPicture(300, 200)
    known.replace(picture())
    viewer, fresh = picture(), np.roll(picture(), rows, 0)
    for _ in range(extra):
        x, y = chooser.randrange(280), chooser.randrange(180)
        fresh[y : y + 20, x : x + 20] = chooser.randrange(255)
    moves = known.follow(known.area, fresh)
    for move in moves:
        move_pixels(viewer.view(np.uint32)[:, :, 0], move)
    for rect in known.absorb(known.area, fresh):
        viewer[rect.y : rect.bottom_px, rect.x : rect.right_px] = fresh[
            rect.y : rect.bottom_px, rect.x : rect.right_px
        ]
    assert (viewer == fresh).all()
    assert (known.pixels == fresh).all()
    assert moves or abs(rows) < 1 or abs(rows) > 40


def desk(ground: Pixels, *places: tuple[int, int]) -> Pixels:
    """The ground with one window of its own content at each place."""
    pixels = ground.copy()
    for number, (x, y) in enumerate(places):
        pixels[y : y + 160, x : x + 320] = picture(320, 160, seed=number + 5)
    return pixels


def test_follow_two_windows_at_once_are_two_moves():
    plain = np.full((400, 800, 4), 90, np.uint8)
    known, fresh = KnownPicture(800, 400), desk(plain, (52, 28), (430, 200))
    known.replace(desk(plain, (40, 20), (440, 180)))
    moves = known.follow(known.area, fresh)
    assert {(move.rect.x - move.from_x, move.rect.y - move.from_y) for move in moves} == {(12, 8), (-10, 20)}


def test_follow_dragged_window_is_searched_for_once_and_what_it_lays_bare_never(monkeypatch: pytest.MonkeyPatch):
    searches: list[object] = []
    search = MoveFinder._offsets
    monkeypatch.setattr(MoveFinder, "_offsets", lambda finder, look: searches.append(look) or search(finder, look))
    pattern = picture(800, 400, seed=2)
    known = KnownPicture(800, 400)
    known.replace(desk(pattern, (40, 20)))
    for step in range(1, 6):
        fresh = desk(pattern, (40 + 32 * step, 20))
        assert len(known.follow(known.area, fresh)) == 1
        known.absorb(known.area, fresh)
        assert len(searches) == 1, "once for the window, and neither for its next steps nor for the desk behind it"
