"""The arithmetic of the input bench, and that it leaves what others put into the same file."""

import json
from pathlib import Path

from tests.bench.input_latency import _percentile_ms, merge_result, read_processor_ticks, stolen_percent


def test_percentiles_are_of_what_was_measured():
    times_s = [number / 1000 for number in range(100, 0, -1)]
    assert (_percentile_ms(times_s, 0.5), _percentile_ms(times_s, 0.95), _percentile_ms(times_s, 1.0)) == (
        51,
        96,
        100,
    )
    assert _percentile_ms([0.002], 0.99) == 2


def test_results_are_put_beside_those_of_other_benches(tmp_path: Path):
    path = tmp_path / "bench" / "input.json"
    merge_result({"latency": [1]}, path)
    merge_result({"fidelity": [2]}, path)
    merge_result({"latency": [3]}, path)
    assert json.loads(path.read_text()) == {"latency": [3], "fidelity": [2]}


def test_what_the_host_took_is_a_part_of_what_was_wanted():
    #        user nice system idle iowait irq softirq steal guest guest_nice
    before = [100, 0, 50, 1_000, 10, 0, 0, 20, 7, 0]
    after = [140, 0, 80, 9_000, 40, 5, 5, 40, 9, 0]
    assert stolen_percent(before, after) == 20.0  # 20 of 40 + 30 + 5 + 5 + 20
    assert stolen_percent(before, before) == 0.0


def test_the_processors_say_what_they_did():
    before = read_processor_ticks()
    after = read_processor_ticks()
    assert len(after) == len(before) >= 10
    assert sum(after) >= sum(before) > 0
