"""Two network namespaces joined by a bad line; needs root, `/dev/net/tun` and `ip`, and says so where it has not."""

import contextlib
import itertools
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.netlink.line import Tally
from tests.netlink.link import DEVICE, enter_namespace

ADDRESSES = ("10.94.0.1", "10.94.0.2")

_numbers = itertools.count(1)


class NoNamespacesError(Exception):
    """This computer cannot have them; the text says why."""


class BadLine:
    """Two namespaces with an address each, `near` and `far`, and the line between them.

    ```python
    with BadLine() as line:
        line.set(delay_ms=20, loss_ratio=0.01, rate_kbps=4_000)
        subprocess.run([*line.near_command, "ping", line.far_address])
        with line.outage(0.5):
            ...
    ```
    """

    def __init__(self, seed: int = 1) -> None:
        self._seed = seed
        number = next(_numbers)
        self.near, self.far = (f"alongside-{os.getpid()}-{number}-{side}" for side in ("near", "far"))
        self.near_address, self.far_address = ADDRESSES
        self._process: subprocess.Popen[str] | None = None

    @property
    def near_command(self) -> list[str]:
        """What to put before a command so that it runs on the near side."""
        return ["ip", "netns", "exec", self.near]

    @property
    def far_command(self) -> list[str]:
        """The same for the far side."""
        return ["ip", "netns", "exec", self.far]

    def enter_near(self) -> None:
        """Put the calling thread on the near side: every socket it makes from now on is there."""
        enter_namespace(self.near)

    def enter_far(self) -> None:
        """Put the calling thread on the far side."""
        enter_namespace(self.far)

    def set(self, **conditions: Any) -> None:
        """Change fields of `Conditions`, both ways, and return when that is in force; what is on its way stays so."""
        self._order(there=conditions, back=conditions)

    @contextlib.contextmanager
    def outage(self, duration_s: float = 0.0) -> Iterator[None]:
        """Let nothing through until the block ends, and at least that long."""
        until_s = time.monotonic() + duration_s
        self.set(is_down=True)
        try:
            yield
            time.sleep(max(0.0, until_s - time.monotonic()))
        finally:
            self.set(is_down=False)

    def tallies(self) -> tuple[Tally, Tally]:
        """What happened to the packets so far: from near to far, and back."""
        there, back = self._order(there={}, back={})
        return Tally(**there), Tally(**back)

    def __enter__(self) -> Self:
        reason = why_impossible()
        if reason is not None:
            raise NoNamespacesError(reason)
        try:
            for name in (self.near, self.far):
                _ip("netns", "add", name)
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.netlink.link", self.near, self.far, str(self._seed)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                cwd=Path(__file__).parents[2],
            )
            self._answer()
            for name, own, other in (
                (self.near, self.near_address, self.far_address),
                (self.far, self.far_address, self.near_address),
            ):
                _ip("-n", name, "link", "set", "lo", "up")
                _ip("-n", name, "addr", "add", own, "peer", other, "dev", DEVICE)
                _ip("-n", name, "link", "set", DEVICE, "up")
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Take everything away."""
        process, self._process = self._process, None
        if process is not None:
            with process:
                process.terminate()
        for name in (self.near, self.far):
            subprocess.run(["ip", "netns", "del", name], capture_output=True, check=False)

    def _order(self, **order: dict[str, Any]) -> Any:
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> Any:
        assert self._process is not None
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise NoNamespacesError("the process that carries the packets ended at once")
        return json.loads(line)


def why_impossible() -> str | None:
    """Why this computer cannot have a bad line, or None if nothing speaks against it."""
    if sys.platform != "linux":
        return "network namespaces exist on Linux only"
    if os.geteuid() != 0:
        return "network namespaces need root"
    if not Path("/dev/net/tun").exists():
        return "there is no /dev/net/tun"
    if shutil.which("ip") is None:
        return "the program ip (Debian package iproute2) is missing"
    return None


def _ip(*arguments: str) -> None:
    done = subprocess.run(["ip", *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise NoNamespacesError(f"ip {' '.join(arguments)}: {done.stderr.strip()}")
