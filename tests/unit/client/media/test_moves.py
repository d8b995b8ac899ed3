"""What moved is found, to the pixel where it can be, and never costs the picture its truth."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from client.media import moves
from client.media.moves import MIN_AREA_PX, MoveFinder, Words
from shared.geometry import Rect
from shared.screen.pixel_move import move_pixels
from shared.screen.update import Move

WIDTH_PX, HEIGHT_PX = 640, 480
SCREEN = Rect(0, 0, WIDTH_PX, HEIGHT_PX)
PAPER, INK = 0xFFFF_FFFF, 0xFF20_2020


def noise(width: int = WIDTH_PX, height: int = HEIGHT_PX, seed: int = 3) -> Words:
    return np.random.default_rng(seed).integers(0, 2**32, (height, width), np.uint32)


def text(width: int = WIDTH_PX, height: int = HEIGHT_PX, seed: int = 3, line_px: int = 16) -> Words:
    """Two colours, glyphs from a small set, empty lines: nothing in it is rare."""
    chooser = np.random.default_rng(seed)
    glyphs = np.where(chooser.random((12, 9, 7)) < 0.35, INK, PAPER).astype(np.uint32)
    page = np.full((height, width), PAPER, np.uint32)
    for top in range(2, height - 9, line_px):
        if chooser.random() < 0.2:
            continue
        for left in range(4, width - 8, 8):
            page[top : top + 9, left : left + 7] = glyphs[chooser.integers(12)]
    return page


def scrolled(page: Words, rows: int, seed: int = 9) -> Words:
    """The page `rows` further down the document (up, if negative), new text where there was none."""
    fresh = text(seed=seed)
    if rows > 0:
        fresh[:-rows] = page[rows:]
    else:
        fresh[-rows:] = page[:rows]
    return fresh


def part_of(picture: Words, area: Rect) -> Words:
    return picture[area.y : area.bottom_px, area.x : area.right_px]


def wrong_after(known: Words, fresh: Words, move: Move) -> int:
    moved = known.copy()
    move_pixels(moved, move)
    return int((moved != fresh).sum())


@pytest.mark.parametrize("rows", [16, 48, -32, 5])
@pytest.mark.parametrize("page", [text(), noise()], ids=["text", "noise"])
def test_find_scrolled_page_is_one_move_of_all_that_stayed(page, rows):
    fresh = scrolled(page, rows)
    move = MoveFinder().find(page, fresh, SCREEN)
    assert move is not None
    assert (move.rect.x - move.from_x, move.rect.y - move.from_y) == (0, -rows)
    assert (fresh != page).sum() > 0
    assert wrong_after(page, fresh, move) <= WIDTH_PX * abs(rows)


def test_find_scrolled_pane_leaves_what_stands_still_beside_it():
    page = text()
    fresh, pane = page.copy(), (slice(60, 420), slice(150, 600))
    fresh[pane] = scrolled(page, 32)[pane]
    fresh[420 - 32 : 420, 150:600] = text(seed=4)[:32, :450]
    area = Rect(100, 40, 540, 440)
    move = MoveFinder().find(page, part_of(fresh, area), area)
    assert move is not None
    assert (move.rect.x - move.from_x, move.rect.y - move.from_y) == (0, -32)
    assert wrong_after(page, fresh, move) < 0.25 * (fresh != page).sum()


@pytest.mark.parametrize("by", [(13, 5), (-40, 22), (0, -7), (31, 0)])
def test_find_dragged_window_is_one_move_by_exactly_that_much(by):
    desktop, window = np.full((HEIGHT_PX, WIDTH_PX), 0xFF33_6699, np.uint32), text(300, 200, seed=8)
    desktop[::9] = 0xFF44_77AA

    def shown_at(x: int, y: int) -> Words:
        picture = desktop.copy()
        picture[y : y + 200, x : x + 300] = window
        return picture

    known, fresh = shown_at(150, 120), shown_at(150 + by[0], 120 + by[1])
    area = Rect(80, 60, 480, 360)
    move = MoveFinder().find(known, part_of(fresh, area), area)
    assert move is not None
    assert (move.rect.x - move.from_x, move.rect.y - move.from_y) == by
    # What is left is the desktop that came to light.
    assert wrong_after(known, fresh, move) <= 2 * (abs(by[0]) * 200 + abs(by[1]) * 300)


def test_find_unrelated_pictures_is_nothing_and_is_tried_less_and_less():
    finder, searches = MoveFinder(), []
    for seed in range(24):
        assert finder.find(noise(seed=seed), noise(seed=seed + 100), SCREEN) is None
        searches.append(finder._misses)
    assert searches[-1] < 12


def test_find_after_a_film_a_scroll_is_found_within_a_few_looks():
    finder = MoveFinder()
    for seed in range(24):
        finder.find(noise(seed=seed), noise(seed=seed + 100), SCREEN)
    page = text()
    found = [finder.find(page, scrolled(page, 16), SCREEN) for _ in range(9)]
    assert any(found)


def test_find_small_area_or_small_change_is_left_to_exact_pixels():
    page = text()
    fresh = scrolled(page, 16)
    small = Rect(0, 0, 64, MIN_AREA_PX // 64 - 1)
    assert MoveFinder().find(page, part_of(fresh, small), small) is None
    typed = page.copy()
    typed[100:110, 100:150] = INK
    assert MoveFinder().find(page, typed, SCREEN) is None


def test_find_known_speed_is_recognised_without_a_search():
    finder, page = MoveFinder(), text()
    assert finder.find(page, scrolled(page, 16), SCREEN)
    misses = finder._misses
    assert finder.find(page, scrolled(page, 16, seed=5), SCREEN)
    assert finder._misses == misses


def window_at(x: int, y: int, seed: int = 8) -> Words:
    desktop = text(seed=1, line_px=11)
    desktop[y : y + 200, x : x + 300] = text(300, 200, seed=seed)
    return desktop


def test_find_window_dragged_on_is_found_without_its_probes(monkeypatch):
    finder = MoveFinder()
    assert finder.find(window_at(100, 100), window_at(116, 100), SCREEN)
    last = finder.find(window_at(116, 100), window_at(116, 112), SCREEN)

    def no_search(_look: object) -> None:
        raise AssertionError("searched")

    monkeypatch.setattr(moves, "_choose_probes", no_search)
    # On in the same direction, and in the other it was seen to go.
    for (x, y), by in (((116, 112), (0, 12)), ((116, 124), (16, 0)), ((132, 124), (16, 0))):
        known, fresh = window_at(x, y), window_at(x + by[0], y + by[1])
        move = finder.find(known, fresh, SCREEN)
        assert last is not None
        assert move is not None
        assert move.rect == Rect(last.rect.x + by[0], last.rect.y + by[1], last.rect.width, last.rect.height)
        assert (move.rect.x - move.from_x, move.rect.y - move.from_y) == by
        assert finder.is_all
        assert wrong_after(known, fresh, move) < 0.3 * (known != fresh).sum()
        last = move


def test_find_page_that_scrolls_on_is_not_taken_for_the_smaller_part_that_moved_last():
    finder = MoveFinder()
    page = text()
    known, fresh = page.copy(), page.copy()
    fresh[14:452] = page[32:470]
    first = finder.find(known, fresh, SCREEN)
    assert first is not None
    known, fresh = page, scrolled(page, 18)
    move = finder.find(known, fresh, SCREEN)
    assert move is not None
    new_line = int((known != fresh)[-18:].sum())
    assert wrong_after(known, fresh, move) <= new_line + 0.02 * (known != fresh).sum()


def test_find_known_speed_elsewhere_is_not_taken_for_what_moved_last():
    finder = MoveFinder()
    assert finder.find(window_at(100, 100), window_at(116, 100), SCREEN)
    # The window stands still now, and a larger pane beside it moves as fast.
    known, fresh = window_at(116, 20), window_at(116, 20)
    pane = text(600, 240, seed=2)
    known[230:470, 20:604] = pane[:, :584]
    fresh[230:470, 20:604] = pane[:, 16:600]
    move = finder.find(known, fresh, SCREEN)
    assert move is None or wrong_after(known, fresh, move) < (known != fresh).sum()
    known, fresh = window_at(116, 100), window_at(132, 100)
    fresh[320:460, 20:600] = text(580, 140, seed=4)
    move = finder.find(known, fresh, SCREEN)
    assert move is None or wrong_after(known, fresh, move) < (known != fresh).sum()


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_find_any_picture_gives_a_move_inside_the_picture_or_none(data):
    width, height = data.draw(st.integers(32, 300)), data.draw(st.integers(8, 300))
    colours = data.draw(st.integers(1, 4))
    chooser = np.random.default_rng(data.draw(st.integers(0, 999)))
    known = chooser.integers(0, colours, (height, width), np.uint32)
    fresh = np.roll(known, data.draw(st.integers(-40, 40)), data.draw(st.sampled_from([0, 1])))
    x, y = data.draw(st.integers(0, width - 1)), data.draw(st.integers(0, height - 1))
    area = Rect(x, y, data.draw(st.integers(1, width - x)), data.draw(st.integers(1, height - y)))
    part = np.ascontiguousarray(part_of(fresh, area))
    move = MoveFinder().find(known, part, area)
    if move is not None:
        whole = Rect(0, 0, width, height)
        assert move.rect.intersect(area) == move.rect
        assert move.source.intersect(whole) == move.source
        assert move.rect.area_px > 0
