"""Display-to-display latency of the picture: draws a coded patch on one X display and waits for it on another.

Two virtual displays of 1920x1080, our own two ends in two processes, everything on this computer. A patch changes its
colour 60 times a second on the first display; the second is read every half millisecond. Run it with

    uv run python -m tests.bench.picture [--seconds 6] [--scenario quiet ...]

It prints a table and writes `build/bench/picture.json`. Other tools are added as further entries of `TOOLS`.
"""

import argparse
import contextlib
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

WIDTH_PX, HEIGHT_PX = 1920, 1080
PATCH_X, PATCH_Y, PATCH_PX = 40, 40, 32
DRAWN_PER_S = 60
LOOK_EVERY_S = 0.0005
RESULT = Path("build/bench/picture.json")
SCENARIOS = ("idle", "quiet", "scroll", "video")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    tool: str
    scenario: str
    latency_p50_ms: float | None
    latency_p95_ms: float | None
    latency_p99_ms: float | None
    pictures_per_s: float
    cpu_percent: float
    bytes: int


class Tool:
    """Something that shows the first display on the second."""

    name: str

    def start(self, shown: str, viewer: str) -> None:
        """Start it and return when the picture is there."""
        raise NotImplementedError

    def pids(self) -> list[int]:
        """The processes whose time counts."""
        raise NotImplementedError

    def bytes_sent(self) -> int:
        """What went over the line so far."""
        return 0

    def stop(self) -> None:
        """End all its processes."""
        raise NotImplementedError


class Alongside(Tool):
    """Our own two ends: capture to canvas to a Qt widget, over DTLS and SRTP."""

    name = "alongside"

    def start(self, shown: str, viewer: str) -> None:
        self._host = _spawn("tests.bench.picture_ends", "host", display=shown)
        self._viewer = _spawn("tests.bench.picture_ends", "viewer", display=viewer)
        _write(self._viewer, _read(self._host))
        _write(self._host, _read(self._viewer))
        _read(self._viewer)

    def pids(self) -> list[int]:
        return [self._host.pid, self._viewer.pid]

    def bytes_sent(self) -> int:
        _write(self._host, "bytes")
        return int(_read(self._host))

    def stop(self) -> None:
        for process in (self._host, self._viewer):
            process.terminate()
            process.wait(5)


TOOLS: dict[str, Callable[[], Tool]] = {"alongside": Alongside}


class Patch:
    """A small window whose colour is a number."""

    def __init__(self, display: str):
        from Xlib import X
        from Xlib import display as xdisplay

        self._display = xdisplay.Display(display)
        screen = self._display.screen()
        self._window = screen.root.create_window(
            PATCH_X, PATCH_Y, PATCH_PX, PATCH_PX, 0, screen.root_depth, X.InputOutput, override_redirect=True
        )
        self._window.map()
        self._gc = self._window.create_gc()

    def draw(self, code: int) -> None:
        self._window.configure(stack_mode=0)
        self._gc.change(foreground=code)
        self._window.fill_rectangle(self._gc, 0, 0, PATCH_PX, PATCH_PX)
        self._display.flush()


def colour_of(number: int) -> int:
    """Spread out, so that a picture that is only nearly right is not taken for the next one."""
    return (number * 0x9E3779) & 0xFFFFFF


def measure(tool: Tool, scenario: str, shown: str, viewer: str, seconds: float) -> Row:
    """Draw and watch for that long."""
    import mss

    with _load(scenario, shown):
        time.sleep(1.0)
        cpu_before, bytes_before, begun_s = _cpu_s(tool.pids()), tool.bytes_sent(), time.perf_counter()
        latencies: list[float] = []
        if scenario == "idle":
            time.sleep(seconds)
        else:
            patch = Patch(shown)
            drawn: dict[tuple[int, int, int], float] = {}
            box = {"left": PATCH_X + 8, "top": PATCH_Y + 8, "width": 1, "height": 1}
            number, next_s, last = 0, begun_s, None
            with mss.MSS(display=viewer) as watcher:
                while (now_s := time.perf_counter()) < begun_s + seconds:
                    if now_s >= next_s:
                        number += 1
                        code = colour_of(number)
                        patch.draw(code)
                        drawn[code >> 16, code >> 8 & 255, code & 255] = time.perf_counter()
                        next_s += 1 / DRAWN_PER_S
                    pixel: Any = watcher.grab(box).pixel(0, 0)
                    if pixel != last:
                        last = pixel
                        found = _nearest(drawn, pixel) if scenario != "quiet" else pixel
                        since_s = drawn.get(found) if found is not None else None
                        if since_s is not None:
                            # A picture never goes back, so an older colour seen later would be a mistaken one.
                            drawn = {code: at_s for code, at_s in drawn.items() if at_s > since_s}
                            latencies.append((time.perf_counter() - since_s) * 1000)
                    time.sleep(LOOK_EVERY_S)
        took_s = time.perf_counter() - begun_s
        cpu_percent = 100 * (_cpu_s(tool.pids()) - cpu_before) / took_s
        size_bytes = tool.bytes_sent() - bytes_before
    cuts = statistics.quantiles(latencies, n=100) if len(latencies) > 1 else None
    return Row(
        tool=tool.name,
        scenario=scenario,
        latency_p50_ms=round(cuts[49], 2) if cuts else None,
        latency_p95_ms=round(cuts[94], 2) if cuts else None,
        latency_p99_ms=round(cuts[98], 2) if cuts else None,
        pictures_per_s=round(len(latencies) / took_s, 1),
        cpu_percent=round(cpu_percent, 2),
        bytes=size_bytes,
    )


def _nearest(drawn: dict[tuple[int, int, int], float], pixel: tuple[int, int, int]) -> tuple[int, int, int] | None:
    """The drawn colour a lossy picture shows: the nearest, if it is near at all."""

    def distance(code: tuple[int, int, int]) -> int:
        return sum(abs(mine - its) for mine, its in zip(code, pixel, strict=True))

    recent = list(drawn)[-40:]
    best = min(recent, key=distance, default=None)
    return best if best is not None and distance(best) <= 24 else None


@contextlib.contextmanager
def _load(scenario: str, display: str) -> Iterator[None]:
    if scenario not in ("scroll", "video"):
        yield
        return
    process = _spawn("tests.bench.picture_ends", scenario, display=display)
    _read(process)
    try:
        yield
    finally:
        process.terminate()
        process.wait(5)


def _spawn(module: str, role: str, *, display: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "QT_LOGGING_RULES": "*=false"}
    return subprocess.Popen(
        [sys.executable, "-m", module, role],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )


def _read(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        raise SystemExit(f"{process.args} ended with {process.wait()}")
    return json.loads(line)


def _write(process: subprocess.Popen[str], message: str) -> None:
    assert process.stdin is not None
    process.stdin.write(json.dumps(message) + "\n")
    process.stdin.flush()


def _cpu_s(pids: list[int]) -> float:
    ticks = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def _xvfb() -> Iterator[str]:
    read_end, write_end = os.pipe()
    size = f"{WIDTH_PX}x{HEIGHT_PX}x24"
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write_end), "-screen", "0", size, "-nolisten", "tcp", "-noreset"],
        pass_fds=[write_end],
        stderr=subprocess.DEVNULL,
    )
    os.close(write_end)
    with os.fdopen(read_end) as pipe:
        number = pipe.readline().strip()
    try:
        yield f":{number}"
    finally:
        server.terminate()
        server.wait(5)


def _print_table(rows: list[Row]) -> None:
    print(
        f"{'tool':12} {'scenario':9} {'p50 ms':>8} {'p95 ms':>8} {'p99 ms':>8} {'pict/s':>7} {'CPU %':>7} {'bytes':>11}"
    )
    for row in rows:
        times = [row.latency_p50_ms, row.latency_p95_ms, row.latency_p99_ms]
        shown = " ".join(f"{value:8.1f}" if value is not None else f"{'-':>8}" for value in times)
        print(
            f"{row.tool:12} {row.scenario:9} {shown} {row.pictures_per_s:7.1f} {row.cpu_percent:7.2f} {row.bytes:11,}"
        )


def main() -> None:
    """Run the asked scenarios and write the result."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=6.0, help="how long to measure each scenario")
    parser.add_argument("--scenario", action="append", choices=SCENARIOS, help="may be given again; all by default")
    parser.add_argument("--tool", action="append", choices=list(TOOLS), help="may be given again; all by default")
    asked = parser.parse_args()
    rows: list[Row] = []
    with _xvfb() as shown, _xvfb() as viewer:
        for name in asked.tool or TOOLS:
            tool = TOOLS[name]()
            tool.start(shown, viewer)
            try:
                rows += [measure(tool, each, shown, viewer, asked.seconds) for each in asked.scenario or SCENARIOS]
            finally:
                tool.stop()
    _print_table(rows)
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps({"rows": [asdict(row) for row in rows]}, indent=2) + "\n")


if __name__ == "__main__":
    main()
