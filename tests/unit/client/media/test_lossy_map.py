"""What is not exact at the viewer, and when it may become so."""

import pytest

from client.media.lossy_map import BATCH_MAX_PX, QUIET_MAX_MS, QUIET_MIN_MS, LossyMap
from client.media.tiles import cut_rects
from shared.geometry import Rect
from shared.screen.update import Move

AREA = Rect(0, 0, 1000, 500)


def test_lossy_map_square_is_due_when_it_was_quiet_for_a_moment():
    lossy = LossyMap(AREA)
    lossy.mark([Rect(0, 0, 64, 64)], 0)
    assert lossy.next_due_ms() == QUIET_MIN_MS
    assert lossy.due(QUIET_MIN_MS - 1) == []
    assert lossy.due(QUIET_MIN_MS) == [Rect(0, 0, 64, 64)]


def test_lossy_map_what_changes_ten_times_a_second_waits_for_more_than_its_pause():
    lossy = LossyMap(AREA)
    for now_ms in range(0, 500, 100):
        lossy.mark([Rect(0, 0, 64, 64), Rect(10, 10, 5, 5)], now_ms)
    assert lossy.next_due_ms() == 400 + 250
    lossy.mark([Rect(0, 0, 64, 64)], 1_400)
    assert lossy.next_due_ms() == 1_400 + QUIET_MAX_MS


def test_lossy_map_moved_softness_goes_along_and_what_moved_over_it_is_exact():
    lossy = LossyMap(AREA)
    lossy.mark([Rect(0, 0, 64, 64), Rect(640, 0, 64, 64)], 0)
    lossy.move(Move(Rect(128, 64, 128, 64), 0, 0), 10)
    lossy.move(Move(Rect(640, 0, 64, 64), 700, 400), 10)
    assert lossy.due(1_000) == [Rect(0, 0, 64, 64), Rect(128, 64, 64, 64)]


def test_lossy_map_only_whole_squares_become_exact():
    lossy = LossyMap(AREA)
    lossy.mark([Rect(0, 0, 192, 64)], 0)
    lossy.clear([Rect(1, 0, 127, 64)])
    assert lossy.due(1_000) == [Rect(0, 0, 64, 64), Rect(128, 0, 64, 64)]
    lossy.clear([Rect(0, 0, 192, 64)])
    assert not lossy


def test_lossy_map_squares_cut_by_the_edge_are_cleared_and_never_leave_the_screen():
    lossy = LossyMap(AREA)
    lossy.mark([AREA], 0)
    due = lossy.due(1_000)
    assert all(rect.right_px <= AREA.right_px and rect.bottom_px <= AREA.bottom_px for rect in due)
    lossy.clear([AREA])
    assert not lossy


@pytest.mark.parametrize("width_px", [1_920, 2_560, 3_840, 7_680])
def test_lossy_map_what_becomes_exact_in_tiles_is_over_on_any_screen(width_px):
    area = Rect(0, 0, width_px, 200)
    lossy = LossyMap(area)
    lossy.mark([area], 0)
    for _ in range(20):
        for piece in cut_rects(lossy.due(1_000)):
            lossy.clear(piece)
    assert not lossy


def test_lossy_map_hands_out_no_more_than_a_batch():
    lossy = LossyMap(Rect(0, 0, 4000, 4000))
    lossy.mark([Rect(0, 0, 4000, 4000)], 0)
    assert sum(rect.area_px for rect in lossy.due(1_000)) <= BATCH_MAX_PX
