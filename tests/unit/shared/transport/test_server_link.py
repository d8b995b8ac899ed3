"""Requests as callbacks: in order, answered once, and none left hanging."""

from typing import Any

import pytest

from shared.errors import ProtocolError, SignalingError
from shared.protocol import signaling_messages as m
from shared.transport.server_link import ServerLink
from shared.transport.signaling_state import Closed, Connecting, Waiting
from shared.transport.tasks import TaskSet


class Client:
    """A signaling client that answers what it is told to."""

    def __init__(self, story: list[Any]) -> None:
        self.story = story
        self.answer: Any = "answer"
        self.state: Any = None

    def start(self) -> None:
        self.story.append("start")

    def send(self, message: Any) -> None:
        self.story.append(message)

    async def request(self, message: Any) -> Any:
        self.story.append(message)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    async def close(self) -> None:
        self.story.append("close")


@pytest.fixture
def story() -> list[Any]:
    return []


def _ask(number: int) -> m.Claim:
    return m.Claim(request_id=1, nameplate=str(100 + number))


async def _settle(tasks: TaskSet) -> None:
    import asyncio

    async with asyncio.timeout(5):
        while len(tasks):  # noqa: ASYNC110 - the tasks tell nobody
            await asyncio.sleep(0)


async def test_server_link_requests_leave_in_order_and_are_answered_once(story: list[Any]):
    answers: list[Any] = []
    async with TaskSet("test") as tasks:
        link = ServerLink(tasks)
        client: Any = Client(story)
        link.start(lambda: client)
        for number in range(5):
            link.request(_ask(number), lambda answer, number=number: answers.append((number, answer)))
        await _settle(tasks)
    assert story == ["start", *(_ask(number) for number in range(5))]
    assert answers == [(number, "answer") for number in range(5)]


@pytest.mark.parametrize(
    ("error", "reason"),
    [(SignalingError("code_unknown"), "code_unknown"), (ProtocolError("message_too_large"), "message_too_large")],
)
async def test_server_link_failure_is_an_answer_too(story: list[Any], error: Exception, reason: str):
    answers: list[Any] = []
    async with TaskSet("test") as tasks:
        link = ServerLink(tasks)
        client: Any = Client(story)
        client.answer = error
        link.start(lambda: client)
        link.request(_ask(0), answers.append)
        await _settle(tasks)
    assert [type(answer) for answer in answers] == [SignalingError]
    assert answers[0].reason == reason


async def test_server_link_without_a_client_is_unreachable():
    answers: list[Any] = []
    async with TaskSet("test") as tasks:
        link = ServerLink(tasks)
        with pytest.raises(SignalingError, match="server_unreachable"):
            link.send(m.Relay(session_id="a" * 32, phase="sealed", body=b""))
        link.request(_ask(0), answers.append)
        await _settle(tasks)
    assert answers[0].reason == "server_unreachable"


async def test_server_link_renewed_lets_requests_leave_says_goodbye_and_comes_back(story: list[Any]):
    async with TaskSet("test") as tasks:
        link = ServerLink(tasks)
        make: Any = lambda: Client(story)  # noqa: E731 - the one line says it
        link.start(make)
        link.request(_ask(1), lambda _answer: None)
        link.renew()
        await _settle(tasks)
        assert story == ["start", _ask(1), "close", "start"]
        await link.close()
        link.renew()
        await _settle(tasks)
    assert story[4:] == ["close"], "after the end nobody comes back"


@pytest.mark.parametrize(
    ("state", "is_tried"),
    [
        (Closed(reason="certificate_invalid", detail="expired"), True),
        (Waiting(reason="server_unreachable", retry_in_ms=7_000), True),
        (Connecting(attempt=1), False),
        (None, False),
    ],
)
async def test_server_link_retry_comes_back_from_every_end_but_never_disturbs(
    story: list[Any], state: Any, is_tried: bool
):
    async with TaskSet("test") as tasks:
        link = ServerLink(tasks)
        client: Any = Client(story)
        link.start(lambda: client)
        client.state = state
        link.retry()
        await _settle(tasks)
        assert story == (["start", "close", "start"] if is_tried else ["start"])
