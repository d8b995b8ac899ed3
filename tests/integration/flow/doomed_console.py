"""A console in a process of its own, so that a test can kill it."""

import asyncio
import sys

from shared.transport import aiortc_hooks
from tests.integration.flow.sides import ConsoleSide, until


async def _live(url: str, email: str, code: str) -> None:
    aiortc_hooks.install_hooks()
    aiortc_hooks.include_loopback_candidates("127.0.0.1")
    console = ConsoleSide(url)
    console.start()
    await until(lambda: console.is_connected)
    await console.sign_in(email)
    console.use_code(code)
    await until(lambda: False, timeout_s=60)


if __name__ == "__main__":
    asyncio.run(_live(*sys.argv[1:4]))
