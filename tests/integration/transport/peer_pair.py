"""Two real peers on loopback, and what the tests need to know about them."""

import asyncio
import contextlib
import hashlib
import hmac
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

from av.packet import Packet

from shared.protocol.peer_messages import ChannelLabel
from shared.screen.assembler import WholeUpdate
from shared.transport import aiortc_hooks
from shared.transport.bound_link import BoundLink, MakeTags
from shared.transport.peer import Peer, PeerAnswerer, PeerLoss, PeerOfferer

LABELS = set(ChannelLabel)


class QuietTrack(aiortc_hooks.PictureTrack):
    """A picture that shows only what a test puts in."""

    def __init__(self) -> None:
        super().__init__()
        self.updates: asyncio.Queue[Packet] = asyncio.Queue()

    async def recv(self) -> Packet:
        return await self.updates.get()


class End:
    """One end and all it was told."""

    def __init__(self) -> None:
        self.opened: list[ChannelLabel] = []
        self.messages: list[tuple[ChannelLabel, bytes]] = []
        self.losses: list[PeerLoss] = []
        self.pictures: list[WholeUpdate] = []
        self.refreshes_wanted = 0
        self.bound = 0
        self.react: Callable[[ChannelLabel, bytes], None] = lambda _label, _data: None
        self.track = QuietTrack()
        self.changed = asyncio.Event()

    def options(self, **more: Any) -> Any:
        """What the peer's constructor takes."""
        return {
            "check_description": lambda _sdp: None,
            "on_channel_open": self.on_channel_open,
            "on_message": self.on_message,
            "on_lost": self.on_lost,
        } | more

    def offerer(self, **more: Any) -> PeerOfferer:
        return PeerOfferer(self.track, **self.options(**more))

    def answerer(self, **more: Any) -> PeerAnswerer:
        listener = aiortc_hooks.PictureListener(on_update=self.on_update, on_refresh_wanted=self.on_refresh_wanted)
        return PeerAnswerer(listener, **self.options(**more))

    def on_channel_open(self, label: ChannelLabel) -> None:
        self.opened.append(label)
        self.changed.set()

    def on_message(self, label: ChannelLabel, data: bytes) -> None:
        self.messages.append((label, data))
        self.changed.set()
        self.react(label, data)

    def on_lost(self, loss: PeerLoss) -> None:
        self.losses.append(loss)
        self.changed.set()

    def on_update(self, update: WholeUpdate) -> None:
        self.pictures.append(update)
        self.changed.set()

    def on_refresh_wanted(self) -> None:
        self.refreshes_wanted += 1
        self.changed.set()

    def on_bound(self) -> None:
        self.bound += 1
        self.changed.set()

    async def until(self, condition: Callable[[], object], timeout_s: float = 8.0) -> None:
        async with asyncio.timeout(timeout_s):
            while not condition():
                self.changed.clear()
                await self.changed.wait()

    async def until_lost(self, timeout_s: float = 8.0) -> PeerLoss:
        await self.until(lambda: self.losses, timeout_s)
        return self.losses[0]


async def connect(offerer: PeerOfferer, answerer: PeerAnswerer) -> None:
    """Carry both descriptions, as an honest server would."""
    await offerer.accept_answer(await answerer.answer(await offerer.make_offer()))


@contextlib.asynccontextmanager
async def peer_pair() -> AsyncIterator[tuple[End, PeerOfferer, End, PeerAnswerer]]:
    """Two connected ends with all channels open."""
    client, agent = End(), End()
    offerer, answerer = client.offerer(), agent.answerer()
    try:
        await connect(offerer, answerer)
        for end in (client, agent):
            await end.until(lambda end=end: set(end.opened) == LABELS)
        yield client, offerer, agent, answerer
    finally:
        await offerer.close()
        await answerer.close()


def tags_with(key: bytes, role: str) -> MakeTags:
    """Binding tags as pairing makes them in kind: a keyed hash over role and both fingerprints."""

    def tag(of: str, client_print: str, agent_print: str) -> bytes:
        return hmac.new(key, f"{of}|{client_print}|{agent_print}".encode(), hashlib.sha256).digest()

    def make(local: str, seen: str) -> tuple[bytes, bytes]:
        prints = (local, seen) if role == "client" else (seen, local)
        return tag(role, *prints), tag("agent" if role == "client" else "client", *prints)

    return make


class LinkedEnd(End):
    """An end whose peer sits behind the binding gate."""

    def __init__(self, make_tags: MakeTags, *, bind_timeout_ms: int = 5_000) -> None:
        super().__init__()
        self.link = BoundLink(
            make_tags=make_tags,
            on_bound=self.on_bound,
            on_message=self.on_message,
            on_lost=self.on_lost,
            bind_timeout_ms=bind_timeout_ms,
        )

    def options(self, **more: Any) -> Any:
        gated = {
            "on_channel_open": self.link.on_channel_open,
            "on_message": self.link.on_message,
            "on_lost": self.link.on_lost,
        }
        return super().options(**(gated | more))

    def guard(self, peer: Peer) -> None:
        self.link.attach(peer)


def count_descriptors() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def other_tasks() -> set[asyncio.Task[Any]]:
    return asyncio.all_tasks() - {asyncio.current_task()}
