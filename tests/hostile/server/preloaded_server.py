"""The real server as often as one likes without paying for its imports: a process that has them forks, and the child runs it.

    python -m tests.hostile.server.preloaded_server

Each line of standard input is a JSON list: a file for the child's output, one for its log, and the arguments of
`alongside-server`. The answer is the child's process id. The child is the same program from the command line on.
"""

import importlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

_READY = re.compile(r"ready on (wss?://\S+:\d+)\n")
_CEILING_S = 60.0


class ServerForge:
    """Starts servers from the process that has the imports; kills them and waits until they are gone."""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.hostile.server.preloaded_server"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()

    def start(self, data_dir: Path, out: Path) -> int:
        """Begin a server on a free port; its process id at once."""
        out.unlink(missing_ok=True)
        arguments = ["serve", "--port", "0", "--data-dir", str(data_dir)]
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([str(out), str(out.with_suffix(".log")), *arguments]) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    @staticmethod
    def url(pid: int, out: Path) -> str:
        """Where it listens, once it does."""
        until_s = time.monotonic() + _CEILING_S
        while time.monotonic() < until_s:
            if out.exists() and (ready := _READY.fullmatch(out.read_text())):
                return ready[1]
            os.kill(pid, 0)
            time.sleep(0.005)
        raise TimeoutError(out.with_suffix(".log").read_text())

    @staticmethod
    def kill(pid: int) -> None:
        """Send SIGKILL, and wait for the end."""
        try:
            while True:
                os.kill(pid, signal.SIGKILL)
                time.sleep(0.002)
        except ProcessLookupError:
            return


def _serve_orders() -> None:
    for name in ("app", "cli.data_folder", "cli.serve", "gateway.listener"):
        importlib.import_module(f"signaling.{name}")
    importlib.import_module("uvloop")
    from signaling.__main__ import main

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the children
    for line in sys.stdin:
        out, log, *arguments = json.loads(line)
        pid = os.fork()
        if pid:
            print(pid, flush=True)
            continue
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for path, number in ((out, 1), (log, 2)):
            os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), number)
        os.close(0)
        sys.argv = ["alongside-server", *arguments]
        main()


if __name__ == "__main__":
    _serve_orders()
