"""A child process of the bench that is spoken to in lines of JSON."""

import contextlib
import json
import os
import select
import subprocess
import sys
from typing import Any

from tests.desk.display import stop_process

ANSWER_TIMEOUT_S = 30.0


class Child:
    """`python -m module argument` at a display. Ended with everything it started by `stop`."""

    def __init__(self, module: str, *arguments: str, environment: dict[str, str]) -> None:
        self.name = " ".join((module.rpartition(".")[2], *arguments))
        self._buffer = b""
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment | {"QT_LOGGING_RULES": "*=false"},
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        return self._process.pid

    def say(self, message: Any) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(message).encode() + b"\n")
        self._process.stdin.flush()

    def hear(self, timeout_s: float = ANSWER_TIMEOUT_S) -> Any:
        """The next message. Raises `RuntimeError` when it ended, `TimeoutError` when it says nothing."""
        assert self._process.stdout is not None
        while b"\n" not in self._buffer:
            if not select.select([self._process.stdout], [], [], timeout_s)[0]:
                raise TimeoutError(f"{self.name} said nothing for {timeout_s:g} s")
            part = os.read(self._process.stdout.fileno(), 65536)
            if not part:
                raise RuntimeError(f"{self.name} ended with {self._process.wait()}")
            self._buffer += part
        line, _, self._buffer = self._buffer.partition(b"\n")
        return json.loads(line)

    def stop(self) -> None:
        stop_process(self._process)
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(BrokenPipeError):
                    stream.close()


def tell(message: Any) -> None:
    """From inside the child: one message to the bench."""
    print(json.dumps(message), flush=True)


def listen() -> Any:
    """From inside the child: the next message of the bench; the child ends when there is none."""
    line = sys.stdin.readline()
    if not line:
        sys.exit(0)
    return json.loads(line)
