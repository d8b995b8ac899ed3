"""What answers the agent's input: the newest count, a moment later; everything else leaves at once."""

import asyncio
from typing import Any

from client.media.screen_track import ScreenTrack
from client.peer_shell import PeerShell
from shared.protocol import codec
from shared.protocol import peer_messages as peer
from shared.transport.tasks import TaskSet


async def test_answers_to_input_become_one_and_nothing_else_waits(monkeypatch):
    tasks = TaskSet("test")
    shell = PeerShell(tasks=tasks, new_track=lambda: ScreenTrack(lambda: None))
    shell.prepare()
    attempt = shell._attempt
    assert attempt is not None
    sent: list[Any] = []

    def send(label: peer.ChannelLabel, data: bytes, *, topic: str = "") -> bool:
        sent.append(codec.decode_from_client(data, label))
        return True

    monkeypatch.setattr(attempt.link, "send", send)
    beat = peer.Heartbeat(seq=1, sent_mono_ms=1)
    acks = [peer.InputAck(input_epoch=1, last_seq=number) for number in range(1, 6)]
    for ack in acks[:3]:
        shell.send(ack)
    shell.send(beat)
    assert sent == [beat]
    await asyncio.sleep(0.1)
    assert sent == [beat, acks[2]]
    shell.send(acks[3])
    shell.send(acks[4])
    await asyncio.sleep(0.1)
    assert sent == [beat, acks[2], acks[4]]
    shell.close()
    await shell.wait_closed()
    await tasks.close()
