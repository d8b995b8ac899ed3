"""The numbers a person feels, from the real programs on two virtual displays: median of several whole sessions."""

import argparse
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.process import cpu_s, rss_mib
from tests.e2e.story import Story

OUT = Path("build/bench/session.json")
IDLE_S = 10.0
GOALS = {
    "paired_ms": 1000.0,
    "first_picture_ms": 500.0,
    "latency_p50_ms": 60.0,
    "input_to_photon_p50_ms": 90.0,
    "client_idle_cpu_percent": 2.0,
    "console_idle_cpu_percent": 2.0,
    "client_rss_mib": 250 * 1e6 / 2**20,
    "console_rss_mib": 250 * 1e6 / 2**20,
}
WORDS = {
    "paired_ms": "code typed to verified",
    "first_picture_ms": "Allow clicked to first picture",
    "latency_p50_ms": "change to picture, quiet desktop",
    "input_to_photon_p50_ms": "key pressed to changed picture",
    "client_idle_cpu_percent": "client idle, % of a core",
    "console_idle_cpu_percent": "console idle, % of a core",
    "client_rss_mib": "client memory, MiB",
    "console_rss_mib": "console memory, MiB",
}


def run_once(folder: Path) -> dict[str, float]:
    """Play one session and measure it, with half a minute of a quiet, seen and controlled desktop at the end."""
    with Story(folder) as story:
        story.start_server()
        story.open_programs()
        story.meet()
        story.ask_for_control()
        story.allow_control()
        story.measure_latency()
        story.measure_input_to_photon()
        time.sleep(5)
        assert story.client is not None
        assert story.console is not None
        pids = {"client": story.client.pid, "console": story.console.pid}
        before = {name: cpu_s(pid) for name, pid in pids.items()}
        time.sleep(IDLE_S)
        row = dict(story.figures.summary())
        for name, pid in pids.items():
            row[f"{name}_idle_cpu_percent"] = round((cpu_s(pid) - before[name]) / IDLE_S * 100, 2)
            row[f"{name}_rss_mib"] = round(rss_mib(pid), 1)
        story.stop()
        return row


def main() -> int:
    """Run, print the table, write the JSON; the exit code does not judge."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.session", description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    rows: list[dict[str, float]] = []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(1, runs + 1):
            print(f"session {number} of {runs} ...", file=sys.stderr, flush=True)
            rows.append(run_once(Path(folder) / str(number)))
    print(f"\n{'':34}{'median':>9}{'least':>9}{'most':>9}{'goal':>9}")
    medians: dict[str, float] = {}
    for key, goal in GOALS.items():
        values = [row[key] for row in rows]
        medians[key] = statistics.median(values)
        print(f"{WORDS[key]:34}{medians[key]:9.1f}{min(values):9.1f}{max(values):9.1f}{goal:9.0f}")
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps({"median": medians, "goal": GOALS, "rows": rows}, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
