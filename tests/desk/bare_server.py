"""An X server and nothing else: for tests that only need a place to draw, or one to kill."""

import contextlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def bare_server(
    width_px: int, height_px: int, *, cookie: Path | None = None
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Run Xvfb on a free display.

    Args:
        width_px: width of the screen.
        height_px: height of the screen.
        cookie: an authority file; only who knows what is in it is let in. Everybody of this computer when None.

    Yields:
        The name of the display, and the server, which may be killed.
    """
    read_end, write_end = os.pipe()
    guard = [] if cookie is None else ["-auth", str(cookie)]
    size = f"{width_px}x{height_px}x24"
    server = subprocess.Popen(
        # A server that starts anew when its last window is gone refuses who comes meanwhile.
        ["Xvfb", "-displayfd", str(write_end), "-screen", "0", size, "-nolisten", "tcp", "-noreset", *guard],
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
