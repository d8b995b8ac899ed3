"""Calls something at a steady pace in the loop thread."""

import asyncio
from collections.abc import Callable


async def run_every(interval_s: float, call: Callable[[], object]) -> None:
    """Call `call` every `interval_s` seconds until cancelled; after a stall it goes on, it does not catch up."""
    while True:
        await asyncio.sleep(interval_s)
        call()
