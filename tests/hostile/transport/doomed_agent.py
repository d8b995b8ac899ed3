"""An agent's end in a process of its own, to be killed: reads an offer from stdin, writes its answer to stdout."""

import asyncio
import json
import sys
from typing import Any

from shared.clock import SystemClock
from shared.protocol import codec
from shared.protocol import peer_messages as p
from shared.protocol.peer_messages import ChannelLabel
from shared.transport import aiortc_hooks
from shared.transport.heartbeat import Heartbeat
from shared.transport.peer import PeerAnswerer


async def main() -> None:
    aiortc_hooks.include_loopback_candidates("127.0.0.1")
    clock = SystemClock()
    heart = Heartbeat(clock.monotonic_ms())

    def on_message(label: ChannelLabel, data: bytes) -> None:
        message: Any = codec.decode_from_client(data, label)
        if isinstance(message, p.Heartbeat):
            answer = heart.handle_heartbeat(message, clock.monotonic_ms())
            peer.send(ChannelLabel.CONTROL, codec.encode_peer(answer))

    peer = PeerAnswerer(
        aiortc_hooks.PictureListener(on_update=lambda _update: None, on_refresh_wanted=lambda: None),
        check_description=lambda _sdp: None,
        on_channel_open=lambda _label: None,
        on_message=on_message,
        on_lost=lambda _loss: None,
    )
    offer = json.loads(sys.stdin.readline())
    sys.stdout.write(json.dumps(await peer.answer(offer)) + "\n")
    sys.stdout.flush()
    while True:
        beat = heart.due_beat(clock.monotonic_ms())
        if beat is not None:
            peer.send(ChannelLabel.CONTROL, codec.encode_peer(beat))
        await asyncio.sleep(0.1)


if __name__ == "__main__":
    asyncio.run(main())
