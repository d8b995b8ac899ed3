"""A file sent piece by piece that lets go of what it holds however it ends: sent, broken off, or left lying."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping

from starlette.responses import StreamingResponse
from starlette.types import Message, Receive, Scope, Send

STALLED_S = 60.0  # a browser that takes nothing for so long is not waited for


class HeldResponse(StreamingResponse):
    """Whoever sends it need not be asked whether it is over."""

    def __init__(
        self,
        pieces: AsyncIterator[bytes],
        *,
        media_type: str,
        headers: Mapping[str, str],
        on_end: Callable[[], None],
        stalled_s: float = STALLED_S,
    ) -> None:
        """Send these pieces, and call `on_end` once afterwards."""
        super().__init__(pieces, media_type=media_type, headers=headers)
        self._on_end = on_end
        self._stalled_s = stalled_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it.

        Raises:
            TimeoutError: the browser took nothing any more; the connection ends in the middle of the file.
        """

        async def send_soon(message: Message) -> None:
            async with asyncio.timeout(self._stalled_s):
                await send(message)

        try:
            await super().__call__(scope, receive, send_soon)
        finally:
            self._on_end()
