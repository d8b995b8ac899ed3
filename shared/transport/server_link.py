"""The server as the flow of a program sees it: requests with callbacks, over the socket that comes back by itself."""

from collections.abc import Callable
from typing import Any

from shared.errors import AlongsideError, SignalingError
from shared.protocol.signaling_messages import ToServer
from shared.transport.signaling_client import SignalingClient
from shared.transport.tasks import TaskSet


class ServerLink:
    """A `ServerPort` over a signaling client. Everything runs in the loop thread."""

    def __init__(self, tasks: TaskSet) -> None:
        """Make an unconnected link; `attach` names the client, which in turn needs the flow for its callbacks."""
        self._tasks = tasks
        self._client: SignalingClient | None = None

    def attach(self, client: SignalingClient) -> None:
        """Name the client to speak through."""
        self._client = client

    def send(self, message: ToServer) -> None:
        """Send a message that has no answer. Raises `SignalingError` while not connected."""
        if self._client is None:
            raise SignalingError("server_unreachable")
        self._client.send(message)

    def request(self, message: ToServer, on_answer: Callable[[Any], None]) -> None:
        """Send a request; requests leave in the order they were made, each `on_answer` is called once."""
        self._tasks.start(self._ask(message, on_answer), name="request")

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
