"""The server as the flow of a program sees it: requests with callbacks, over the socket that comes back by itself."""

import asyncio
from collections.abc import Callable
from typing import Any

from shared.errors import AlongsideError, SignalingError
from shared.protocol.signaling_messages import ToServer
from shared.transport.signaling_client import SignalingClient
from shared.transport.signaling_state import Closed, Waiting
from shared.transport.tasks import TaskSet


class ServerLink:
    """A `ServerPort` over a signaling client. Everything runs in the loop thread."""

    def __init__(self, tasks: TaskSet) -> None:
        """Make an unconnected link; what it speaks through in turn needs the flow for its callbacks."""
        self._tasks = tasks
        self._make_client: Callable[[], SignalingClient] | None = None
        self._client: SignalingClient | None = None

    def start(self, make_client: Callable[[], SignalingClient]) -> None:
        """Begin to reach the server.

        Args:
            make_client: makes the client to speak through, unstarted; called again by `renew`.
        """
        self._make_client = make_client
        self._client = make_client()
        self._client.start()

    def renew(self) -> None:
        """Leave the server and come back on a new socket, on which nothing was proved yet."""
        self._tasks.start(self._renew(), name="renew")

    def retry(self) -> None:
        """Try now, because the person asked for it; also after an end that trying again by itself would not change.

        Does nothing while there is a connection, or one is being made.
        """
        if self._client is not None and isinstance(self._client.state, Waiting | Closed):
            self.renew()

    async def close(self) -> None:
        """Let what was requested so far leave, say goodbye, and do not come back."""
        self._make_client = None
        await self._leave()

    def send(self, message: ToServer) -> None:
        """Send a message that has no answer. Raises `SignalingError` while not connected."""
        if self._client is None:
            raise SignalingError("server_unreachable")
        self._client.send(message)

    def request(self, message: ToServer, on_answer: Callable[[Any], None]) -> None:
        """Send a request; requests leave in the order they were made, each `on_answer` is called once."""
        self._tasks.start(self._ask(message, on_answer), name="request")

    async def _renew(self) -> None:
        await self._leave()
        if self._make_client is not None:
            self.start(self._make_client)

    async def _leave(self) -> None:
        await asyncio.sleep(0)  # requests are tasks of their own: those that were made before take their first step
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    async def _ask(self, message: ToServer, on_answer: Callable[[Any], None]) -> None:
        answer: Any = SignalingError("server_unreachable")
        try:
            if self._client is not None:
                answer = await self._client.request(message)
        except SignalingError as error:
            answer = error
        except AlongsideError as error:
            answer = SignalingError(error.reason)
        on_answer(answer)
