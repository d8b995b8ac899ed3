"""The bench of files measures what it says, on a file so small that its figures mean nothing."""

from pathlib import Path

import aioice.ice
import pytest
import uvloop

from shared.transport import aiortc_hooks
from tests.bench.files import measure


def test_bench_measures_both_ways_and_input_beside_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aioice.ice, "get_host_addresses", aioice.ice.get_host_addresses)  # put back afterwards
    aiortc_hooks.install_hooks()
    aiortc_hooks.include_loopback_candidates("127.0.0.1")
    found = uvloop.run(measure(tmp_path, megabytes=12, idle_s=0.5))
    assert found["throughput"]["mb_per_s"] > 0
    assert found["back"]["mb_per_s"] > 0
    assert [row["when"] for row in found["input"]] == ["idle", "during a transfer"]
    assert all(row["count"] > 0 and row["p50_ms"] > 0 for row in found["input"])
