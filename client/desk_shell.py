"""Looks, while the agent acts on it, whether the person's desk is still theirs: not locked, switched or just awake.

logind is asked through `loginctl`, which is there wherever logind is; a D-Bus library would be a dependency for one
question a second. Lock programs that take part in a desktop session set `LockedHint`; `Active` is no longer `yes`
when somebody switched to another user. The X server's own screen saver is heard of by `X11ActivitySource`, at once.
"""

import asyncio
import os
import shutil
import time
from collections.abc import Callable, Mapping

from client.domain.sleep_watch import SleepWatch
from shared.consent.book import DeskLoss

LOOK_EVERY_S = 1.0
_ANSWER_TIMEOUT_S = 1.0
_NS_PER_MS = 1_000_000


class DeskShell:
    """Runs in the network thread.

    Args:
        is_wanted: whether anybody could do harm at a desk that nobody watches: control is on, or something is drawn.
        on_lost: told why the desk is not the person's any more; again at each look while that is so.
        environment: names the session logind knows (`XDG_SESSION_ID`).
    """

    def __init__(
        self,
        is_wanted: Callable[[], bool],
        on_lost: Callable[[DeskLoss], None],
        environment: Mapping[str, str] = os.environ,
    ) -> None:
        self._is_wanted = is_wanted
        self._on_lost = on_lost
        self._session_id = environment.get("XDG_SESSION_ID")
        self._loginctl = shutil.which("loginctl", path=environment.get("PATH"))
        self._sleep = SleepWatch()

    async def run(self) -> None:
        """Look once a second, until cancelled."""
        while True:
            loss = self._clock_loss() or (await self._logind_loss() if self._is_wanted() else None)
            if loss is not None and self._is_wanted():
                self._on_lost(loss)
            await asyncio.sleep(LOOK_EVERY_S)

    def _clock_loss(self) -> DeskLoss | None:
        return "asleep" if self._sleep.has_slept(*read_clocks_ms()) else None

    async def _logind_loss(self) -> DeskLoss | None:
        if self._session_id is None or self._loginctl is None:
            return None
        try:
            process = await asyncio.create_subprocess_exec(
                self._loginctl,
                "show-session",
                self._session_id,
                "--property=LockedHint",
                "--property=Active",
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
            )
        except OSError:
            return None
        try:
            async with asyncio.timeout(_ANSWER_TIMEOUT_S):
                answer, _ = await process.communicate()
        except TimeoutError:
            process.kill()
            await process.wait()
            return None
        return read_logind(answer.decode("utf-8", "replace"))


def read_clocks_ms() -> tuple[int, int]:
    """A clock that stands still while the computer sleeps, and one that does not; equal where there is only one."""
    mono_ms = time.monotonic_ns() // _NS_PER_MS
    boot_clock = getattr(time, "CLOCK_BOOTTIME", None)  # Linux only; elsewhere sleep is not noticed
    return mono_ms, mono_ms if boot_clock is None else time.clock_gettime_ns(boot_clock) // _NS_PER_MS


def read_logind(answer: str) -> DeskLoss | None:
    """What `loginctl show-session` says of the desk; None when all is well, or when it says nothing."""
    facts = dict(line.split("=", 1) for line in answer.splitlines() if "=" in line)
    if facts.get("LockedHint") == "yes":
        return "locked"
    return "switched" if facts.get("Active") == "no" else None
