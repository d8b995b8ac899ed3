"""One row: a tool in a scenario, in bursts of work with a rest after each."""

import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.bench.picture import quality
from tests.bench.picture.machine import Usage, line_bytes, usage_of
from tests.bench.picture.pipe import Child
from tests.bench.picture.row import Row, latencies_ms, middle_of_rests, percentile, rounded, slope_per_min
from tests.bench.picture.scenarios import Box, Scenario
from tests.bench.picture.sharers import Sharer
from tests.bench.picture.watch import COMPARE_EVERY_S, ExactCompare, Eye, PatchWatch

EXACT_WITHIN_S = 3.0
SECOND_LOOK_S = 0.3
FIRST_PICTURE_S = 25.0
WARM_UP_S = 2.0  # estimators of bandwidth need time to find out that the line is fast
SAMPLE_EVERY_S = 1.0
RESTED_MIN = 3
PROBE_S = 1.5  # the slowest tool on a busy machine takes longer than a second
LOOKS_READ = 2  # in one scenario two screens take turns
ALIKE_DB = 20.0  # a desk that never changes has no number to read; that is far from any other picture


class NothingShownError(Exception):
    """The viewer never showed what was drawn."""


@dataclass(slots=True)
class _Reading:
    """Processor time of the two ends and of the two displays, at one moment."""

    at_s: float
    sender: Usage
    viewer: Usage
    displays: Usage


@dataclass(slots=True)
class _Measured:
    drawn: list[tuple[int, float]] = field(default_factory=list)
    worked_s: float = 0.0
    sender_s: float = 0.0
    viewer_s: float = 0.0
    displays_s: float = 0.0
    bytes: int = 0
    exact_ms: list[float | None] = field(default_factory=list)
    first_looks: list[tuple[Any, Any]] = field(default_factory=list)
    psnr_first_db: list[float] = field(default_factory=list)
    psnr_300ms_db: list[float] = field(default_factory=list)
    rss_mib: list[tuple[float, float]] = field(default_factory=list)

    def add_work(self, before: _Reading, after: _Reading) -> None:
        self.worked_s += after.at_s - before.at_s
        self.sender_s += after.sender.cpu_s - before.sender.cpu_s
        self.viewer_s += after.viewer.cpu_s - before.viewer.cpu_s
        self.displays_s += after.displays.cpu_s - before.displays.cpu_s


class RowMeasurement:
    """Measures one tool, already started, with one load, already ready."""

    def __init__(self, sharer: Sharer, scenario: Scenario, load: Child, display_pids: list[int]) -> None:
        self._sharer, self._scenario, self._load = sharer, scenario, load
        self._display_pids = display_pids
        self._measured = _Measured()

    def run(self, seconds: float, bursts: int) -> Row:
        """Work that long, shared among so many bursts; for an idle desk, wait that long."""
        with Eye(self._sharer.shown.name) as shown, Eye(self._sharer.viewer.name) as viewer:
            self._shown, self._viewer = shown, viewer
            self._load.say({"count": 0})
            self._load.hear()
            self._watch = PatchWatch(viewer, self._scenario.patch_box, self._scenario.patch[2])
            if self._scenario.rate_per_s == 0:
                self._wait_idle(seconds)
            else:
                self._warm_up()
                rate = self._scenario.rate_per_s
                if self._scenario.is_each_rested:
                    counts = [1] * max(RESTED_MIN, round(2 * seconds * rate))
                else:
                    counts = [round(seconds * rate / bursts)] * bursts
                for count in counts:
                    self._burst(count)
        return self._row()

    def _wait_idle(self, seconds: float) -> None:
        end_s = time.monotonic() + FIRST_PICTURE_S
        while quality.psnr_db(self._viewer.look_at_all(), self._shown.look_at_all()) < ALIKE_DB:
            if time.monotonic() > end_s:
                raise NothingShownError("what was drawn never came")
            time.sleep(0.2)
        time.sleep(2 * WARM_UP_S)
        before, bytes_before = self._read(), line_bytes()
        end_s = before.at_s + seconds
        while time.monotonic() < end_s:
            time.sleep(min(SAMPLE_EVERY_S, max(0.0, end_s - time.monotonic())))
            self._sample_memory()
        self._measured.add_work(before, self._read())
        self._measured.bytes = line_bytes() - bytes_before

    def _warm_up(self) -> None:
        end_s = time.monotonic() + FIRST_PICTURE_S
        while True:
            self._load.say({"count": 1})
            number = self._load.hear()["last_number"]
            self._load.hear()
            if self._watch.look_until(number, 0, time.monotonic() + PROBE_S, _nothing) is not None:
                break
            if time.monotonic() > end_s:
                raise NothingShownError("what was drawn never came")
        count = max(1, round(WARM_UP_S * self._scenario.rate_per_s))
        self._load.say({"count": count})
        number = self._load.hear()["last_number"]
        self._load.hear()
        self._watch.look_until(number, 0, time.monotonic() + EXACT_WITHIN_S, _nothing)
        time.sleep(1.0)
        self._watch.seen.clear()

    def _burst(self, count: int) -> None:
        before, bytes_before = self._read(), line_bytes()
        work_s = count / self._scenario.rate_per_s
        is_counted = False

        def count_work() -> None:
            nonlocal is_counted
            if not is_counted and time.monotonic() >= before.at_s + work_s:
                is_counted = True
                self._measured.add_work(before, self._read())

        self._load.say({"count": count})
        told = self._load.hear()
        drawn_s = before.at_s + (count - 1) / self._scenario.rate_per_s  # not sooner
        late_s = before.at_s + work_s + EXACT_WITHIN_S
        shown_s = self._watch.look_until(told["last_number"], drawn_s, late_s, count_work)
        first = self._viewer.look_at_all() if shown_s is not None else None
        drawn = [(int(number), float(at_s)) for number, at_s in self._load.hear()["drawn"]]
        self._measured.drawn += drawn
        self._rest(drawn[-1][1], shown_s, first, told["text_box"], count_work)
        while not is_counted:
            time.sleep(0.005)
            count_work()
        self._measured.bytes += line_bytes() - bytes_before
        self._sample_memory()

    def _rest(
        self, last_s: float, shown_s: float | None, first: Any, box: Box, meanwhile: Callable[[], None]
    ) -> None:
        """From the last change on: until the viewer is exact, and at least until the second look."""
        target = self._shown.look_at_all()
        left, top, width, height = box
        wanted = target[top : top + height, left : left + width]
        compare, second = ExactCompare(target, self._viewer), None
        exact_s = shown_s if first is not None and quality.equal(first, target) else None
        second_s = (shown_s if shown_s is not None else last_s) + SECOND_LOOK_S
        while True:
            if exact_s is None:
                exact_s = compare.look()
            now_s = time.monotonic()
            if second is None and now_s >= second_s:
                second = self._viewer.look(box)
            if second is not None and (exact_s is not None or now_s > last_s + EXACT_WITHIN_S):
                break
            meanwhile()
            time.sleep(COMPARE_EVERY_S)
        measured = self._measured
        measured.exact_ms.append(None if exact_s is None else (exact_s - last_s) * 1000)
        measured.psnr_300ms_db.append(quality.psnr_db(second, wanted))
        if first is not None:
            painted = first[top : top + height, left : left + width].copy()
            measured.first_looks.append((painted, wanted.copy()))
            measured.psnr_first_db.append(quality.psnr_db(painted, wanted))

    def _read(self) -> _Reading:
        sharer = self._sharer
        return _Reading(
            time.monotonic(),
            usage_of([sharer.sender_pid]),
            usage_of([sharer.viewer_pid]),
            usage_of(self._display_pids),
        )

    def _sample_memory(self) -> None:
        used = usage_of([self._sharer.sender_pid, self._sharer.viewer_pid])
        self._measured.rss_mib.append((time.monotonic(), used.rss_mib))

    def _row(self) -> Row:
        measured = self._measured
        latencies = latencies_ms(measured.drawn, self._watch.seen)
        sender, viewer, displays = (
            100 * used_s / measured.worked_s for used_s in (measured.sender_s, measured.viewer_s, measured.displays_s)
        )
        exact = [value for value in measured.exact_ms if value is not None]
        firsts = measured.psnr_first_db
        return Row(
            tool=self._sharer.name,
            scenario=self._scenario.name,
            latency_p50_ms=rounded(percentile(latencies, 50)),
            latency_p95_ms=rounded(percentile(latencies, 95)),
            latency_p99_ms=rounded(percentile(latencies, 99)),
            pictures_per_s=round(len(latencies) / measured.worked_s, 2),
            drawn_per_s=round(len(measured.drawn) / measured.worked_s, 2),
            cpu_percent=round(sender + viewer, 2),
            sender_cpu_percent=round(sender, 2),
            viewer_cpu_percent=round(viewer, 2),
            displays_cpu_percent=round(displays, 2),
            bytes=measured.bytes,
            bytes_per_s=round(measured.bytes / measured.worked_s),
            changes=len(measured.drawn),
            exact_after_ms=rounded(middle_of_rests(measured.exact_ms), 1),
            exact_after_max_ms=rounded(max(exact, default=None), 1),
            exact_count=len(exact),
            rest_count=len(measured.exact_ms),
            is_exact_at_first_paint=all(value == quality.EXACT_DB for value in firsts) if firsts else None,
            psnr_first_db=rounded(middle_of_rests(list(firsts))),
            psnr_300ms_db=rounded(middle_of_rests(list(measured.psnr_300ms_db))),
            ocr_error_first=self._ocr_error(),
            rss_mib=round(measured.rss_mib[-1][1], 1),
            rss_slope_mib_per_min=round(slope_per_min(measured.rss_mib), 2),
        )

    def _ocr_error(self) -> float | None:
        """How otherwise the text is read at first paint than on the shown screen: the mean of the last two times."""
        looks = self._measured.first_looks[-LOOKS_READ:]
        if not (self._scenario.is_text and looks and quality.can_recognise()):
            return None
        try:
            errors = [_text_error(wanted, first) for first, wanted in looks]
        except subprocess.TimeoutExpired:
            return None
        return round(sum(errors) / len(errors), 4)


def _text_error(wanted: Any, first: Any) -> float:
    if quality.equal(first, wanted):
        return 0.0
    return quality.character_error(quality.recognised(wanted), quality.recognised(first))


def _nothing() -> None:
    """Nothing to do meanwhile."""
