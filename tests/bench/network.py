"""The picture across bad lines: two network namespaces, a slow and lossy line between them, our real two ends.

Needs root and `/dev/net/tun` (see `tests/netlink/namespaces.py`), else says so and ends with status 0. Run it with

    make bench-network                                     # a choice of lines, about four minutes
    .venv/bin/python -m tests.bench.network --full         # every line, and ten minutes for growth

It prints a table, says which goals are met and which are short, and writes `build/bench/network.json`. The display is
1280 x 720, so that on two cores the line is what is measured and not the processor.
"""

import argparse
import contextlib
import gc
import itertools
import json
import os
import statistics
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from shared.transport.loop_thread import hand_over_often
from tests.bench.process import rss_mib
from tests.desk.bare_server import bare_server
from tests.netlink.far_picture import Desk, FarPicture
from tests.netlink.namespaces import BadLine, NoNamespacesError
from tests.netlink.watching import Seen, percentile_ms, watch_patch, watch_typing

RESULT = Path("build/bench/network.json")
SIZE_PX = (1280, 720)
CHARACTERS = 80
TYPING_EVERY_S = 0.1
SCROLL_S = 6.0
OUTAGE_S = 0.5
GOAL_TYPED_OVER_RTT_MS = 150
GOAL_BACK_MS = 1_000
GROWTH_RATIO, GROWTH_SLACK_MS, GROWTH_SLACK_MIB = 1.25, 10, 24

RTTS_MS, LOSSES, RATES_KBPS = (1, 40, 120), (0.0, 0.01, 0.03), (1_000, 4_000, 20_000)
CHOICE = (
    (1, 0.0, 20_000),
    (40, 0.0, 4_000),
    (40, 0.01, 4_000),
    (120, 0.01, 4_000),
    (40, 0.03, 4_000),
    (120, 0.03, 20_000),
    (40, 0.01, 1_000),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    rtt_ms: int
    loss_ratio: float
    rate_kbps: int
    first_exact_ms: float
    typed_p50_ms: float
    typed_p95_ms: float
    scroll_p50_ms: float
    scroll_p95_ms: float
    scroll_pictures_per_s: float
    exact_after_scroll_ms: float
    bytes: int
    queue_max_ms: float


@dataclass(frozen=True, slots=True)
class Outage:
    """What half a second of nothing does to a picture in motion."""

    base_ms: float
    worst_ms: float
    back_after_ms: float | None
    delay_afterwards_ms: float


@dataclass(frozen=True, slots=True)
class Growth:
    """A long time on one line, its beginning beside its end."""

    minutes: float
    typed_first_ms: float
    typed_last_ms: float
    scroll_first_ms: float
    scroll_last_ms: float
    memory_first_mib: float
    memory_last_mib: float

    @property
    def has_grown(self) -> bool:
        """Whether delay or memory is more at the end than chance makes it."""
        delays = ((self.typed_first_ms, self.typed_last_ms), (self.scroll_first_ms, self.scroll_last_ms))
        is_later = any(last > first * GROWTH_RATIO + GROWTH_SLACK_MS for first, last in delays)
        return is_later or self.memory_last_mib > self.memory_first_mib + GROWTH_SLACK_MIB


class Bench:
    """One display and one line for all measurements."""

    def __init__(self, line: BadLine, display: str) -> None:
        self._line, self._display = line, display

    def row(self, rtt_ms: int, loss_ratio: float, rate_kbps: int) -> Row:
        """Type, then scroll, on a line like that."""
        with self._ends(rtt_ms, loss_ratio, rate_kbps) as (picture, desk):
            begun_s = time.monotonic()
            picture.sender.show()
            is_exact = picture.settles(60)
            first_ms = (time.monotonic() - begun_s) * 1000 if is_exact else 60_000.0
            before_bytes = self._line.tallies()[0].offered_bytes
            typed = watch_typing(picture, desk, CHARACTERS, every_s=TYPING_EVERY_S)
            scrolled = watch_patch(picture, desk, SCROLL_S, scrolling=True)
            stopped_s = time.monotonic()
            picture.settles(60)
            exact_ms = (time.monotonic() - stopped_s) * 1000
            tally = self._line.tallies()[0]
        return Row(
            rtt_ms=rtt_ms,
            loss_ratio=loss_ratio,
            rate_kbps=rate_kbps,
            first_exact_ms=round(first_ms),
            typed_p50_ms=round(percentile_ms(typed, 50), 1),
            typed_p95_ms=round(percentile_ms(typed, 95), 1),
            scroll_p50_ms=round(percentile_ms(scrolled, 50), 1),
            scroll_p95_ms=round(percentile_ms(scrolled, 95), 1),
            scroll_pictures_per_s=round(len(scrolled) / SCROLL_S, 1),
            exact_after_scroll_ms=round(exact_ms),
            bytes=tally.offered_bytes - before_bytes,
            queue_max_ms=round(tally.queue_max_ms),
        )

    def outage(self, rtt_ms: int, loss_ratio: float, rate_kbps: int) -> Outage:
        """Scroll, lose everything for half a second, scroll on."""
        with self._ends(rtt_ms, loss_ratio, rate_kbps) as (picture, desk):
            picture.sender.show()
            picture.settles(60)
            watch_patch(picture, desk, 2.0, scrolling=True)
            base = watch_patch(picture, desk, 3.0, scrolling=True)
            base_ms = percentile_ms(base, 50)
            # The order to go down is given while the watching runs.
            with _later(self._line, 0.2, OUTAGE_S) as ended_s:
                after = watch_patch(picture, desk, 6.0, scrolling=True)
            end_s = ended_s[0]
        limit_ms = max(percentile_ms(base, 95), base_ms * GROWTH_RATIO + GROWTH_SLACK_MS)
        times = [(one.drawn_s + (one.latency_ms or 0) / 1000 - end_s, one.latency_ms or 60_000) for one in after]
        return Outage(
            base_ms=round(base_ms, 1),
            worst_ms=round(max(latency_ms for _, latency_ms in times), 1),
            back_after_ms=_back_after_ms(times, limit_ms),
            delay_afterwards_ms=round(statistics.median([ms for at_s, ms in times if at_s > 3.0] or [60_000]), 1),
        )

    def growth(self, rtt_ms: int, loss_ratio: float, rate_kbps: int, seconds: float) -> Growth:
        """Type and scroll in turn for a long time."""
        typed: list[list[Seen]] = []
        scrolled: list[list[Seen]] = []
        memory: list[float] = []
        with self._ends(rtt_ms, loss_ratio, rate_kbps) as (picture, desk):
            picture.sender.show()
            picture.settles(60)
            watch_patch(picture, desk, 3.0, scrolling=True)
            begun_s = time.monotonic()
            while time.monotonic() < begun_s + seconds:
                typed.append(watch_typing(picture, desk, 30, every_s=TYPING_EVERY_S, patience_s=2.0))
                scrolled.append(watch_patch(picture, desk, 3.0, scrolling=True))
                gc.collect()
                memory.append(rss_mib(os.getpid()))
        part = max(1, len(typed) // 3)

        def median_ms(rounds: list[list[Seen]]) -> float:
            return round(percentile_ms(list(itertools.chain(*rounds)), 50), 1)

        return Growth(
            round(seconds / 60, 1),
            median_ms(typed[:part]),
            median_ms(typed[-part:]),
            median_ms(scrolled[:part]),
            median_ms(scrolled[-part:]),
            round(memory[0], 1),
            round(memory[-1], 1),
        )

    @contextlib.contextmanager
    def _ends(self, rtt_ms: int, loss_ratio: float, rate_kbps: int) -> Iterator[tuple[FarPicture, Desk]]:
        desk = Desk(self._display)
        desk.fill_with_text()
        self._line.set(delay_ms=rtt_ms / 2, loss_ratio=loss_ratio, rate_kbps=rate_kbps)
        picture = FarPicture(self._line, self._display)
        try:
            yield picture, desk
        finally:
            picture.close()
            desk.close()


@contextlib.contextmanager
def _later(line: BadLine, after_s: float, duration_s: float) -> Iterator[list[float]]:
    """Take the line down in a while and up again; the list then holds when it came back."""
    ended_s: list[float] = []

    def run() -> None:
        time.sleep(after_s)
        with line.outage(duration_s):
            pass
        ended_s.append(time.monotonic())

    thread = threading.Thread(target=run)
    thread.start()
    yield ended_s
    thread.join()


def _back_after_ms(times: list[tuple[float, float]], limit_ms: float) -> float | None:
    """From the end of the outage until half a second of pictures in a row was at the base again."""
    after = [(at_s, ms) for at_s, ms in times if at_s > 0]
    for at_s, _ in after:
        window = [ms for later_s, ms in after if at_s <= later_s < at_s + 0.5]
        if len(window) > 1 and statistics.median(window) <= limit_ms:
            return round(at_s * 1000)
    return None


@contextlib.contextmanager
def _display() -> Iterator[str]:
    with bare_server(*SIZE_PX) as (name, _):
        yield name


def _print_head() -> None:
    print(
        f"{'rtt':>4} {'loss':>5} {'Mbit/s':>6} {'first exact':>12} {'typed p50':>10} {'p95':>7}"
        f" {'scroll p50':>11} {'p95':>7} {'pict/s':>7} {'exact after':>12} {'kB':>7} {'queue ms':>9}"
    )


def _print_row(row: Row) -> None:
    print(
        f"{row.rtt_ms:4} {row.loss_ratio:5.0%} {row.rate_kbps / 1000:6g} {row.first_exact_ms:12.0f}"
        f" {row.typed_p50_ms:10.0f} {row.typed_p95_ms:7.0f} {row.scroll_p50_ms:11.0f} {row.scroll_p95_ms:7.0f}"
        f" {row.scroll_pictures_per_s:7.1f} {row.exact_after_scroll_ms:12.0f} {row.bytes / 1000:7.0f} {row.queue_max_ms:9.0f}",
        flush=True,
    )


def judge(rows: list[Row], outage: Outage | None, growth: Growth | None) -> list[tuple[str, bool]]:
    """The goals as sentences, and whether each is met."""
    verdicts: list[tuple[str, bool]] = []
    for row in rows:
        if (row.loss_ratio, row.rate_kbps) == (0.01, 4_000) and row.rtt_ms > 1:
            limit_ms = row.rtt_ms + GOAL_TYPED_OVER_RTT_MS
            text = f"typed text exact within {limit_ms} ms (p95) at {row.rtt_ms} ms, 1 %, 4 Mbit/s: {row.typed_p95_ms:.0f}"
            verdicts.append((text, row.typed_p95_ms <= limit_ms))
    if outage is not None:
        back_ms = outage.back_after_ms
        text = f"delay back at its base ({outage.base_ms:.0f} ms) within a second after an outage: "
        verdicts.append(
            (text + (f"{back_ms:.0f} ms" if back_ms is not None else "never"), (back_ms or 1e9) <= GOAL_BACK_MS)
        )
    if growth is not None:
        text = (
            f"no growth in {growth.minutes:g} min: typed {growth.typed_first_ms:.0f} -> {growth.typed_last_ms:.0f} ms,"
            f" scroll {growth.scroll_first_ms:.0f} -> {growth.scroll_last_ms:.0f} ms,"
            f" memory {growth.memory_first_mib:.0f} -> {growth.memory_last_mib:.0f} MiB"
        )
        verdicts.append((text, not growth.has_grown))
    return verdicts


def main() -> None:
    """Measure and write the result."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.network",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--full", action="store_true", help="every line, and ten minutes for growth")
    parser.add_argument("--lines-only", action="store_true", help="neither outage nor growth")
    asked = parser.parse_args()
    lines = list(itertools.product(RTTS_MS, LOSSES, RATES_KBPS)) if asked.full else list(CHOICE)
    rows: list[Row] = []
    outage: Outage | None = None
    growth: Growth | None = None
    try:
        with BadLine() as line, _display() as display:
            bench = Bench(line, display)
            _print_head()
            for rtt_ms, loss_ratio, rate_kbps in lines:
                rows.append(bench.row(rtt_ms, loss_ratio, rate_kbps))
                _print_row(rows[-1])
            if not asked.lines_only:
                outage = bench.outage(40, 0.0, 4_000)
                growth = bench.growth(40, 0.01, 4_000, 600 if asked.full else 60)
    except NoNamespacesError as error:
        print(f"bench-network is left out: {error}.")
        return
    verdicts = judge(rows, outage, growth)
    for text, is_met in verdicts:
        print(f"{'met  ' if is_met else 'short'}  {text}")
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    found: dict[str, Any] = {
        "rows": [asdict(row) for row in rows],
        "outage": asdict(outage) if outage else None,
        "growth": asdict(growth) if growth else None,
        "goals": [{"goal": text, "met": is_met} for text, is_met in verdicts],
    }
    RESULT.write_text(json.dumps(found, indent=2) + "\n")


if __name__ == "__main__":
    hand_over_often()
    main()
