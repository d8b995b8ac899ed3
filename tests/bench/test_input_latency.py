"""The arithmetic of the input bench, and that it leaves what others put into the same file."""

import json
from pathlib import Path

from tests.bench.input_latency import _percentile_ms, merge_result


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
