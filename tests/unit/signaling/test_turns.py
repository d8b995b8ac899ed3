import subprocess
import sys
from pathlib import Path

import pytest

from signaling.turns import SWITCH_INTERVAL_S

_USUAL_S = 0.005
_SERVE = """
import sys
from signaling.__main__ import main
from signaling.app import ServerApp

async def tell(*_, **__):
    print(sys.getswitchinterval())

ServerApp.serve = tell
sys.argv = ["alongside-server", *sys.argv[1:]]
main()
"""


def _said_by(program: str, *arguments: str) -> float:
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True, timeout=60
    )
    return float(done.stdout)


def test_the_server_takes_short_turns_before_it_serves(tmp_path: Path):
    told_s = _said_by(_SERVE, "serve", "--port", "0", "--data-dir", str(tmp_path))
    assert told_s == pytest.approx(SWITCH_INTERVAL_S)


def test_what_only_imports_the_server_keeps_the_usual_turns():
    assert _said_by("import sys, signaling.app; print(sys.getswitchinterval())") == pytest.approx(_USUAL_S)
