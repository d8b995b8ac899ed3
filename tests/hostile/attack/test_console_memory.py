"""A hostile sender makes the console show the largest picture there is, of changing shape, from a few kilobytes."""

import subprocess
import sys
from pathlib import Path

import pytest

from shared.protocol import limits

pytestmark = pytest.mark.hostile(34)

ROOT = Path(__file__).parents[3]
MIB = 1024 * 1024
CANVAS_BYTES = 4 * limits.SCREEN_AREA_MAX_PX
GROWTH_MAX_MIB = CANVAS_BYTES // MIB + 64
"""The canvas itself, one batch of inflated tiles and what NumPy and Zstandard need; tiles inflated all at once cost a hundred more."""

SENDER = """
import resource, threading, zstandard
from agent_console.media.screen_receiver import ScreenReceiver
from shared.geometry import Rect
from shared.screen.assembler import WholeUpdate
from shared.screen.update import ScreenUpdate, Tile, encode_update

painted = threading.Semaphore(0)
refused = []
receiver = ScreenReceiver(
    send_ack=lambda ack: painted.release(), send_refresh=refused.append, on_painted_ready=lambda: None
)
peak_mib = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
tile = zstandard.compress(bytes(4 * 1024 * 1024))
before_mib = peak_mib()
sent_bytes = 0
for number, (width, height) in enumerate([(16_384, 2_304), (2_048, 18_432 - 2_048)] * 2, 1):
    tiles = tuple(
        Tile(Rect(x, y, 1_024, 1_024), tile)
        for y in range(0, height - 1_023, 1_024)
        for x in range(0, width - 1_023, 1_024)
    )
    data = encode_update(
        ScreenUpdate(
            update_id=number, captured_ms=0, width_px=width, height_px=height, is_key=True, blocks=tiles
        )
    )
    sent_bytes = max(sent_bytes, len(data))
    receiver.handle_update(WholeUpdate(data, 0, 0, 0))
    assert painted.acquire(timeout=30), refused
assert receiver.stop()
print(sent_bytes, peak_mib() - before_mib)
"""


def test_largest_pictures_from_a_few_kilobytes_cost_one_canvas():
    outcome = subprocess.run(
        [sys.executable, "-c", SENDER], cwd=ROOT, capture_output=True, text=True, timeout=150, check=False
    )
    assert outcome.returncode == 0, outcome.stderr
    sent_bytes, growth_mib = map(int, outcome.stdout.split())
    assert sent_bytes < MIB
    assert growth_mib < GROWTH_MAX_MIB
