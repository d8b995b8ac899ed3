import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from signaling.admin.held_response import HeldResponse

SCOPE = {"type": "http", "asgi": {"spec_version": "2.3"}}


async def _pieces(count: int, fault: Exception | None = None) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield b"x"
    if fault is not None:
        raise fault


class Browser:
    """Takes so many messages, then does what the test says."""

    def __init__(self, takes: int = 99, *, leaves: bool = False) -> None:
        self._takes = takes
        self._leaves = leaves
        self._gone = asyncio.Event()
        self.messages: list[Any] = []

    async def receive(self) -> dict[str, str]:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        if len(self.messages) >= self._takes:
            if self._leaves:
                self._gone.set()
            await asyncio.Event().wait()
        self.messages.append(message)


def _response(pieces: AsyncIterator[bytes], ended: list[bool]) -> HeldResponse:
    return HeldResponse(
        pieces, media_type="text/csv", headers={"x-a": "b"}, on_end=lambda: ended.append(True), stalled_s=0.2
    )


async def test_file_is_sent_whole_and_what_it_held_is_let_go_once():
    browser, ended = Browser(), []
    await _response(_pieces(3), ended)(SCOPE, browser.receive, browser.send)
    assert b"".join(each.get("body", b"") for each in browser.messages) == b"xxx"
    assert ended == [True]


async def test_browser_that_goes_away_lets_go():
    browser, ended = Browser(3, leaves=True), []
    await _response(_pieces(9), ended)(SCOPE, browser.receive, browser.send)
    assert ended == [True]


async def test_browser_that_takes_nothing_any_more_is_not_waited_for():
    browser, ended = Browser(3), []
    with pytest.raises((TimeoutError, BaseExceptionGroup)) as broken:
        await _response(_pieces(9), ended)(SCOPE, browser.receive, browser.send)
    assert "TimeoutError" in repr(broken.value)
    assert ended == [True]


async def test_record_that_cannot_be_read_on_lets_go():
    ended: list[bool] = []
    browser = Browser()
    with pytest.raises((OSError, BaseExceptionGroup)) as broken:
        await _response(_pieces(2, OSError("disk")), ended)(SCOPE, browser.receive, browser.send)
    assert "disk" in repr(broken.value)
    assert ended == [True]
