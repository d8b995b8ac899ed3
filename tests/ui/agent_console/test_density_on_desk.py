"""On a real display, at several densities: one to one is exact to the pixel, also where only parts were painted."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk.display import VirtualDisplay

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def large_display() -> Iterator[VirtualDisplay]:
    """Room for the whole window at a density of 2."""
    with VirtualDisplay(width_px=2800, height_px=1700, has_accessibility=False) as display:
        yield display


@pytest.mark.parametrize("above", ["nothing", "notice"])
@pytest.mark.parametrize("ratio", ["1", "1.25", "1.5", "2"])
def test_one_to_one_on_desk_is_exact(large_display: VirtualDisplay, ratio: str, above: str) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "tests.ui.agent_console.density_program", above],
        cwd=ROOT,
        env=large_display.environment | {"QT_SCALE_FACTOR": ratio},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    seen = json.loads(result.stdout.splitlines()[-1])
    assert seen["ratio"] == float(ratio)
    assert seen["is_exact"]
    assert seen["compared_px"] > 50_000
    assert seen["wrong_px"] == 0, result.stdout
