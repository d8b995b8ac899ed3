"""An X server and nothing else: for tests that only need a place to draw, or one to kill."""

import contextlib
import os
import subprocess
from collections.abc import Iterator


@contextlib.contextmanager
def bare_server(width_px: int, height_px: int) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Run Xvfb on a free display.

    Yields:
        The name of the display, and the server, which may be killed.
    """
    read_end, write_end = os.pipe()
    size = f"{width_px}x{height_px}x24"
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write_end), "-screen", "0", size, "-nolisten", "tcp", "-noreset"],
        pass_fds=[write_end],
        stderr=subprocess.DEVNULL,
    )
    os.close(write_end)
    with os.fdopen(read_end) as pipe:
        number = pipe.readline().strip()
    try:
        yield f":{number}", server
    finally:
        server.terminate()
        server.wait(5)
