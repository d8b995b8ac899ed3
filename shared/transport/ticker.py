"""Calls something at a steady pace in the loop thread, always or only while there is something to do."""

import asyncio
from collections.abc import Callable


async def run_every(interval_s: float, call: Callable[[], object]) -> None:
    """Call `call` every `interval_s` seconds until cancelled; after a stall it goes on, it does not catch up."""
    while True:
        await asyncio.sleep(interval_s)
        call()


async def run_while_owed(interval_s: float, call: Callable[[], bool], owed: asyncio.Event) -> None:
    """Sleep until `owed` is set, then call `call` every `interval_s` seconds for as long as it says more is owed.

    A program with nothing to do is not woken; the first call comes one interval after the event.
    """
    while True:
        await owed.wait()
        await asyncio.sleep(interval_s)
        owed.clear()
        if call():
            owed.set()
