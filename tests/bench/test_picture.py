"""The arithmetic of the picture bench: what it reads, matches, judges and says."""

import dataclasses
import time
import xml.etree.ElementTree as ET
from typing import Any

import numpy as np
import pytest

from tests.bench.picture import goals, plot, quality, report
from tests.bench.picture.coded_patch import LINE, NUMBERS, SQUARE, PatchShape, pixels_of, read_number
from tests.bench.picture.loads import Drag, Load, Scroll, Video
from tests.bench.picture.row import Row, latencies_ms, middle_of_rests, percentile, slope_per_min
from tests.bench.picture.scenarios import SCENARIOS
from tests.bench.picture.scenes import HEIGHT_PX, WIDTH_PX
from tests.bench.picture.watch import ExactCompare, PatchWatch

_ROW = Row(
    tool="alongside",
    scenario="quiet",
    latency_p50_ms=5.0,
    latency_p95_ms=8.0,
    latency_p99_ms=9.0,
    pictures_per_s=59.0,
    drawn_per_s=60.0,
    cpu_percent=10.0,
    sender_cpu_percent=6.0,
    viewer_cpu_percent=4.0,
    displays_cpu_percent=3.0,
    bytes=10_000,
    bytes_per_s=1_700,
    changes=360,
    exact_after_ms=12.0,
    exact_after_max_ms=14.0,
    exact_count=3,
    rest_count=3,
    is_exact_at_first_paint=True,
    psnr_first_db=99.0,
    psnr_300ms_db=99.0,
    ocr_error_first=None,
    rss_mib=300.0,
    rss_slope_mib_per_min=0.0,
)


# --- coded patch ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", [SQUARE, LINE])
def test_patch_every_number_is_read_back(shape: PatchShape):
    assert [read_number(pixels_of(number, shape), shape) for number in range(NUMBERS)] == list(range(NUMBERS))


def test_patch_washed_out_and_shifted_in_colour_is_still_read():
    chance = np.random.default_rng(1)
    for number in range(0, NUMBERS, 7):
        pixels = pixels_of(number, SQUARE).astype(float) * 0.5 + 50 + chance.normal(0, 25, (32, 32, 4))
        pixels[:, :, 0] += 30
        assert read_number(np.clip(pixels, 0, 255), SQUARE) == number


def test_patch_of_one_colour_is_no_number():
    for value in (0, 40, 128, 255):
        assert read_number(np.full((32, 32, 4), value), SQUARE) is None


def test_patch_half_one_and_half_the_next_is_hardly_ever_a_number():
    wrong = 0
    for number in range(NUMBERS - 1):
        pixels = pixels_of(number, SQUARE)
        pixels[16:] = pixels_of(number + 1, SQUARE)[16:]
        wrong += read_number(pixels, SQUARE) not in {None, number, number + 1}
    assert wrong < NUMBERS * 0.03


# --- matching ---------------------------------------------------------------------------------------------------------


def test_latency_is_from_drawn_to_seen_and_missing_pictures_do_not_count():
    drawn = [(1, 0.0), (2, 1.0), (3, 2.0)]
    assert latencies_ms(drawn, [(1, 0.010), (3, 2.020)]) == pytest.approx([10, 20])


def test_latency_number_that_came_round_is_the_newest_of_it():
    drawn = [(1, 0.0), (2, 1.0), (1, 2.0)]
    assert latencies_ms(drawn, [(1, 2.5)]) == pytest.approx([500])


def test_latency_what_was_not_drawn_yet_or_is_older_than_what_was_seen_does_not_count():
    drawn = [(1, 0.0), (2, 1.0), (3, 5.0)]
    assert latencies_ms(drawn, [(3, 0.5), (2, 1.1), (1, 1.2), (9, 1.3)]) == pytest.approx([100])


def test_percentile_is_one_of_the_values():
    assert [percentile(list(range(1, 101)), cut) for cut in (50, 95, 99)] == [50, 95, 99]
    assert percentile([7.0], 99) == 7.0
    assert percentile([], 50) is None


def test_rests_never_counts_as_latest():
    assert middle_of_rests([None, 5.0, 3.0]) == 5.0
    assert middle_of_rests([None, None, 3.0]) is None


def test_slope_is_growth_a_minute():
    assert slope_per_min([(0, 100), (30, 101), (60, 102)]) == pytest.approx(2)
    assert slope_per_min([(0, 1), (1, 9)]) == 0


class _Screen:
    """Shows the next number at each look."""

    def __init__(self, numbers: list[int]) -> None:
        self.numbers = numbers

    def look(self, box: object) -> Any:
        number = self.numbers.pop(0) if len(self.numbers) > 1 else self.numbers[0]
        return pixels_of(number, SQUARE)


def test_watch_number_that_came_round_before_it_can_have_been_drawn_does_not_end_the_watch():
    watch = PatchWatch(_Screen([1, 2, 3, 4, 1, 2]), (0, 0, 32, 32), SQUARE)
    now_s = time.monotonic()
    found_s = watch.look_until(2, now_s + 10, now_s + 0.2, lambda: None)
    assert found_s is None
    assert [number for number, _ in watch.seen] == [1, 2, 3, 4, 1, 2]
    watch = PatchWatch(_Screen([1, 2, 3]), (0, 0, 32, 32), SQUARE)
    assert watch.look_until(2, now_s, time.monotonic() + 10, lambda: None) is not None
    assert [number for number, _ in watch.seen] == [1, 2]


class _Canvas:
    """A viewer's screen that the test paints."""

    width_px, height_px = 64, 100

    def __init__(self) -> None:
        self.pixels = np.zeros((100, 64, 4), np.uint8)

    def look(self, box: tuple[int, int, int, int]) -> Any:
        left, top, width, height = box
        return self.pixels[top : top + height, left : left + width].copy()

    def look_at_all(self) -> Any:
        return self.pixels.copy()


def test_exact_compare_is_the_moment_the_last_difference_went():
    canvas, shown = _Canvas(), np.zeros((100, 64, 4), np.uint8)
    assert ExactCompare(shown, canvas).look() is not None
    shown[5, 5] = 9  # in the band looked at last
    compare = ExactCompare(shown, canvas)
    assert [compare.look(), compare.look()] == [None, None]
    canvas.pixels[5, 5] = 9
    before_s = time.monotonic()
    assert (compare.look() or 0) >= before_s


def test_exact_compare_notices_what_broke_again_meanwhile():
    canvas, shown = _Canvas(), np.zeros((100, 64, 4), np.uint8)
    shown[5, 5] = 9
    compare = ExactCompare(shown, canvas)
    assert compare.look() is None
    canvas.pixels[5, 5], canvas.pixels[90, 1] = 9, 7  # that band was right already
    assert compare.look() is None
    canvas.pixels[90, 1] = 0
    assert compare.look() is not None


# --- quality ----------------------------------------------------------------------------------------------------------


def test_psnr_same_is_exact_and_noise_costs():
    one = np.random.default_rng(2).integers(0, 255, (20, 20, 4), np.uint8)
    other = one.copy()
    assert quality.psnr_db(one, other) == quality.EXACT_DB
    other[:, :, 3] ^= 255  # the fourth byte shows nothing
    assert quality.psnr_db(one, other) == quality.EXACT_DB
    assert quality.equal(one, other)
    other[0, 0, 0] ^= 1
    assert 60 < quality.psnr_db(one, other) < quality.EXACT_DB
    assert not quality.equal(one, other)


def test_character_error_counts_edits():
    assert quality.character_error("kitten", "sitting") == pytest.approx(3 / 6)
    assert quality.character_error("same", "same") == 0
    assert quality.character_error("ab", "") == 1
    assert quality.character_error("", "x") == 1


# --- scenarios --------------------------------------------------------------------------------------------------------


def test_scenarios_patch_lies_on_the_display():
    for scenario in SCENARIOS.values():
        left, top, width, height = scenario.patch_box
        assert 0 <= left <= WIDTH_PX - width
        assert 0 <= top <= HEIGHT_PX - height


@pytest.mark.parametrize("kind", [Scroll, Drag, Video])
def test_loads_neighbouring_changes_have_different_numbers(kind: type[Load]):
    load: Any = kind.__new__(kind)  # without a display
    load.row = 50
    load.way = [(0, 0)] * 58
    numbers = [load.number_at(step) for step in range(2_000)]
    # A picture that is a second late must still be the only one with its number.
    assert all(len(set(numbers[at : at + 30])) == 30 for at in range(len(numbers) - 30))
    assert max(numbers) < NUMBERS


# --- goals and report -------------------------------------------------------------------------------------------------


def _verdict(rows: list[Row], text: str) -> goals.Verdict:
    return next(each for each in goals.judge(rows) if each.goal == text)


def test_goals_ratio_to_the_other_tool_in_the_same_run():
    for theirs_ms, is_met in ((8.4, True), (8.0, False)):
        other = dataclasses.replace(_ROW, tool="tigervnc", latency_p50_ms=theirs_ms)
        assert _verdict([_ROW, other], "latency p50 <= 0.6 x TigerVNC").is_met is is_met


def test_goals_never_shown_is_short_and_a_missing_tool_is_no_verdict():
    never = dataclasses.replace(_ROW, latency_p50_ms=None)
    other = dataclasses.replace(_ROW, tool="tigervnc")
    assert _verdict([never, other], "latency p50 <= 0.6 x TigerVNC").is_met is False
    assert _verdict([_ROW], "latency p50 <= 0.6 x TigerVNC").is_met is None


def test_goals_the_other_never_exact_and_ours_is_counts_as_met():
    ours = dataclasses.replace(_ROW, scenario="switch")
    other = dataclasses.replace(ours, tool="tigervnc", exact_after_ms=None)
    assert _verdict([ours, other], "exact as soon as TigerVNC").is_met is True


@pytest.mark.parametrize(("shown_per_s", "is_met"), [(9.8, True), (9.0, False)])
def test_goals_pictures_are_counted_of_those_that_were_drawn(shown_per_s: float, is_met: bool):
    ours = dataclasses.replace(_ROW, pictures_per_s=shown_per_s, drawn_per_s=9.8)
    other = dataclasses.replace(_ROW, tool="chromium", pictures_per_s=9.9, drawn_per_s=10.0)
    assert _verdict([ours, other], "pictures missing (%) <= Chromium").is_met is is_met


def test_report_says_every_row_ratio_and_mark():
    other = dataclasses.replace(_ROW, tool="tigervnc", latency_p50_ms=10.0, exact_after_ms=None)
    table = report.table_of([_ROW, other])
    assert len(table.splitlines()) == 3
    assert "99.0" in table
    assert "0.50" in report.ratios_of([_ROW, other])
    assert "met" in report.verdicts_of(goals.judge([_ROW, other]))


def test_plot_is_well_formed_and_survives_what_was_not_measured():
    rows = [_ROW, dataclasses.replace(_ROW, tool="chromium", latency_p50_ms=None, bytes_per_s=0)]
    root = ET.fromstring(plot.svg_of(rows, "<Tom & Jerry>"))  # noqa: S314 - our own text
    assert sum(element.tag.endswith("rect") for element in root) > 8
