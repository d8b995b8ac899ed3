import asyncio
from typing import Any

from shared.protocol import signaling_messages as wire
from signaling.gateway.outbox import Outbox


class _Peer:
    def __init__(self, *, reads: bool = True) -> None:
        self.sent: list[Any] = []
        self.is_cut = False
        self.may_read = asyncio.Event()
        if reads:
            self.may_read.set()

    async def send(self, message: Any) -> None:
        await self.may_read.wait()
        if self.is_cut:
            raise ConnectionResetError
        self.sent.append(message)

    def cut(self) -> None:
        self.is_cut = True


def _outbox(peer: _Peer, **limits: int) -> Outbox:
    return Outbox(peer.send, peer.cut, **{"max_frames": 4, "max_bytes": 1_000, **limits})


async def test_outbox_keeps_the_order_and_closes_after_what_was_queued():
    peer = _Peer()
    outbox = _outbox(peer)
    outbox.send(wire.Released(request_id=1))
    outbox.send(wire.Released(request_id=2))
    outbox.close(1008)
    outbox.send(wire.Released(request_id=3))
    await asyncio.sleep(0.01)
    assert [message.get("text", message.get("code")) for message in peer.sent] == [
        '{"type":"released","request_id":1}', '{"type":"released","request_id":2}', 1008,
    ]  # fmt: skip


async def test_outbox_peer_that_does_not_read_is_cut_by_count():
    peer = _Peer(reads=False)
    outbox = _outbox(peer)
    for number in range(10):
        outbox.send(wire.Released(request_id=number + 1))
        await asyncio.sleep(0)
    assert peer.is_cut
    await outbox.finish()


async def test_outbox_peer_that_does_not_read_is_cut_by_size():
    peer = _Peer(reads=False)
    outbox = _outbox(peer, max_frames=1_000)
    for _ in range(3):
        outbox.send(wire.Relay(session_id="a" * 32, phase="sealed", body=b"x" * 300))
    assert peer.is_cut
    await outbox.finish()


async def test_outbox_that_was_read_takes_more_again():
    peer = _Peer()
    outbox = _outbox(peer)
    for number in range(50):
        outbox.send(wire.Released(request_id=number + 1))
        await asyncio.sleep(0.001)
    assert not peer.is_cut
    assert len(peer.sent) == 50


async def test_outbox_peer_gone_while_writing_is_no_error():
    peer = _Peer()
    peer.is_cut = True
    outbox = _outbox(peer)
    outbox.send(wire.Stopping())
    await asyncio.sleep(0.01)
    outbox.send(wire.Stopping())
    await outbox.finish()


async def test_outbox_finish_leaves_no_task():
    peer = _Peer(reads=False)
    outbox = _outbox(peer)
    outbox.send(wire.Stopping())
    await asyncio.sleep(0)
    await outbox.finish()
    assert [task for task in asyncio.all_tasks() if task.get_name() == "outbox"] == []
