"""Display to display, beside other tools: draws on one virtual screen, waits for it on another, in one run for all.

    python -m tests.bench.picture [--quick] [--seconds 6] [--scenario quiet ...] [--tool alongside ...]

Prints tables and writes `build/bench/picture.json` and `build/bench/picture.svg`. What the columns mean is in
`docs/performance.md`.
"""

import argparse
import datetime as dt
import json
import os
import platform
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from tests.bench.picture import goals, machine, quality, report
from tests.bench.picture.measure import RowMeasurement
from tests.bench.picture.pipe import Child
from tests.bench.picture.plot import svg_of
from tests.bench.picture.row import Row
from tests.bench.picture.scenarios import SCENARIOS, Scenario
from tests.bench.picture.scenes import HEIGHT_PX, WIDTH_PX
from tests.bench.picture.sharers import SHARERS, Sharer
from tests.desk.display import VirtualDisplay

OUT = Path("build/bench")
IDLE_S = 60.0
BURSTS = 3
QUICK_S, QUICK_IDLE_S = 2.0, 5.0
LOAD_READY_S = 90.0  # painting the film takes long on a busy machine


def main() -> None:
    """Measure what was asked for and write the results."""
    asked = _asked()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that everything is ended then too
    if not quality.can_recognise():
        _say("tesseract is not installed: no OCR error")
    bench = _Bench(asked)
    with _display(has_window_manager=False) as shown, _display(has_window_manager=True) as viewer:
        # After the displays: two X servers on different lines would not notice that they took the same number.
        is_private = machine.use_private_line()
        if not is_private:
            _say("no line of its own (that needs root): bytes are all that goes over loopback, of other programs too")
        sharers = [SHARERS[name] for name in asked.tool or SHARERS if _can_run(SHARERS[name], is_private)]
        try:
            for name in asked.scenario or SCENARIOS:
                bench.measure(SCENARIOS[name], [kind(shown, viewer) for kind in sharers], shown, viewer)
        finally:
            _write(bench.rows, bench.failed, is_private)  # what is there, also when somebody had enough


class _Bench:
    """Collects rows, and the reasons of those that could not be measured."""

    def __init__(self, asked: argparse.Namespace) -> None:
        self._asked = asked
        self.rows: list[Row] = []
        self.failed: list[dict[str, str]] = []

    def measure(
        self, scenario: Scenario, sharers: list[Sharer], shown: VirtualDisplay, viewer: VirtualDisplay
    ) -> None:
        """One scenario with all tools, one right after the other, so that what else the computer does hits them alike."""
        load = Child("tests.bench.picture.loads", scenario.name, environment=shown.environment)
        try:
            load.hear(LOAD_READY_S)
            for sharer in sharers:
                begun_s = time.monotonic()
                try:
                    row = self._row(sharer, scenario, load, [shown.server_pid, viewer.server_pid])
                except Exception as error:  # noqa: BLE001 - whatever a tool does, the others are still measured
                    why = str(error) or type(error).__name__
                    self.failed.append({"tool": sharer.name, "scenario": scenario.name, "why": why})
                    _say(f"{scenario.name:8} {sharer.name:13} failed: {why}")
                    continue
                finally:
                    sharer.stop()
                self.rows.append(row)
                latency = "-" if row.latency_p50_ms is None else f"{row.latency_p50_ms:.1f} ms"
                took_s = time.monotonic() - begun_s
                _say(
                    f"{scenario.name:8} {sharer.name:13} {latency:>9}, {row.pictures_per_s:.1f}/s   ({took_s:.0f} s)"
                )
        finally:
            load.stop()

    def _row(self, sharer: Sharer, scenario: Scenario, load: Child, display_pids: list[int]) -> Row:
        asked = self._asked
        seconds = asked.seconds
        if scenario.rate_per_s == 0:
            seconds = QUICK_IDLE_S if asked.quick else IDLE_S
        sharer.start()
        row = RowMeasurement(sharer, scenario, load, display_pids).run(seconds, 1 if asked.quick else BURSTS)
        if asked.screenshots is not None:
            for display, which in ((sharer.shown, "shown"), (sharer.viewer, "viewer")):
                display.screenshot(asked.screenshots / f"{scenario.name}-{sharer.name}-{which}.png")
        return row


def _can_run(kind: type[Sharer], is_private: bool) -> bool:
    if missing := kind.missing():
        _say(f"{kind.name} is left out: {', '.join(missing)} not installed (.ci/debian-bench.txt names the packages)")
        return False
    if kind.needs_private_line and not is_private:
        _say(f"{kind.name} is left out: without a line of its own it has no address to meet at (that needs root)")
        return False
    return True


@contextmanager
def _display(*, has_window_manager: bool) -> Iterator[VirtualDisplay]:
    with VirtualDisplay(
        width_px=WIDTH_PX, height_px=HEIGHT_PX, has_window_manager=has_window_manager, has_accessibility=False
    ) as display:
        yield display


def _write(rows: list[Row], failed: list[dict[str, str]], is_private: bool) -> None:
    verdicts = goals.judge(rows)
    when = dt.datetime.now(dt.UTC).strftime("%Y-%m-%d %H:%M UTC")
    where = f"{_processor()}, {os.cpu_count()} cores, {platform.freedesktop_os_release().get('PRETTY_NAME', '')}"
    print("\n\n".join(filter(None, (report.table_of(rows), report.ratios_of(rows), report.verdicts_of(verdicts)))))
    OUT.mkdir(parents=True, exist_ok=True)
    result = {
        "when": when,
        "machine": where,
        "is_line_private": is_private,
        "rows": [asdict(row) for row in rows],
        "goals": [asdict(verdict) for verdict in verdicts],
        "failed": failed,
    }
    (OUT / "picture.json").write_text(json.dumps(result, indent=2) + "\n")
    (OUT / "picture.svg").write_text(svg_of(rows, f"{when}, {where}"))
    print(f"\nwritten: {OUT / 'picture.json'}, {OUT / 'picture.svg'}")


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.picture",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--seconds", type=float, help="how long each scenario works (default 6)")
    parser.add_argument("--quick", action="store_true", help="one burst of 2 s a scenario, 5 s idle")
    parser.add_argument("--scenario", action="append", choices=list(SCENARIOS), help="may be given again")
    parser.add_argument("--tool", action="append", choices=list(SHARERS), help="may be given again")
    parser.add_argument("--screenshots", type=Path, metavar="FOLDER", help="save both displays after each row")
    asked = parser.parse_args()
    asked.seconds = asked.seconds or (QUICK_S if asked.quick else 6.0)
    return asked


def _say(sentence: str) -> None:
    print(f"bench-picture: {sentence}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
