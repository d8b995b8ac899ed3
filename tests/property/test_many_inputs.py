"""A hundred thousand random inputs over a line that loses 5 %, takes 120 ms, doubles and reorders: all of it arrives.

The two ends are the real ones, from the agent's encoder through the bytes of the wire to the gate; time is counted,
not waited for. What comes out is held against what the agent did, one by one.
"""

import heapq
import os
import random

from agent_console.domain.input_encoder import InputEncoder
from client.domain.input_decoder import InputDecoder
from client.domain.input_gate import InputGate
from client.injection.null import NullInjector
from shared.protocol import codec
from shared.protocol.peer_messages import ChannelLabel, InputAck, InputBatch
from tests.fakes.random_hand import SCREEN, RandomHand

EVENTS = int(os.environ.get("ALONGSIDE_INPUT_EVENTS", "100000"))
LOSS_RATIO = 0.05
DELAY_MS = 60  # each way: 120 there and back
JITTER_MS = 25
DOUBLED_RATIO = 0.02
TICK_MS = 4  # as the console's own
RESTS_MS = (0, 0, 1, 3, 8, 20, 45)  # a busy hand makes a hundred events a second, in bursts
EPOCH = 7


class _Line:
    """One direction of the line."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._under_way: list[tuple[int, int, bytes]] = []
        self._count = 0

    def send(self, data: bytes, now_ms: int) -> None:
        for _ in range(2 if self._chance.random() < DOUBLED_RATIO else 1):
            if self._chance.random() < LOSS_RATIO:
                continue
            self._count += 1
            due_ms = now_ms + DELAY_MS + self._chance.randrange(JITTER_MS + 1)
            heapq.heappush(self._under_way, (due_ms, self._count, data))

    @property
    def next_due_ms(self) -> int | None:
        return self._under_way[0][0] if self._under_way else None

    def arrived(self, now_ms: int) -> list[bytes]:
        arrived = []
        while self._under_way and self._under_way[0][0] <= now_ms:
            arrived.append(heapq.heappop(self._under_way)[2])
        return arrived


class _Session:
    def __init__(self, seed: int) -> None:
        chance = random.Random(seed)
        self.encoder, self.decoder = InputEncoder(), InputDecoder()
        self.sink = NullInjector(record_limit=10 * EVENTS)
        self.gate = InputGate(self.sink)
        self.gate.set_area(SCREEN)
        self.gate.open(EPOCH)
        self.encoder.set_epoch(EPOCH)
        self.decoder.set_epoch(EPOCH)
        self.there, self.back = _Line(chance), _Line(chance)
        self.now_ms = 0

    def send(self, batch: InputBatch | None) -> None:
        if batch is not None:
            self.there.send(codec.encode_peer(batch), self.now_ms)

    def wait(self, length_ms: int) -> None:
        """Let time pass from one thing that is due to the next."""
        until_ms = self.now_ms + length_ms
        while True:
            dues = (self.there.next_due_ms, self.back.next_due_ms, self._encoder_due_ms())
            due_ms = min((due for due in dues if due is not None), default=until_ms + 1)
            if due_ms > until_ms:
                break
            self.now_ms = max(self.now_ms, due_ms)
            self._step()
        self.now_ms = until_ms

    def _encoder_due_ms(self) -> int | None:
        due_ms = self.encoder.next_due_ms()
        return None if due_ms is None else max(self.now_ms + 1, -(-due_ms // TICK_MS) * TICK_MS)

    def _step(self) -> None:
        for data in self.there.arrived(self.now_ms):
            batch = codec.decode_from_agent(data, ChannelLabel.INPUT)
            assert isinstance(batch, InputBatch)
            decoded = self.decoder.decode(batch, self.now_ms)
            self.gate.set_heartbeat(self.now_ms)
            for event in decoded.events:
                self.gate.inject(event, EPOCH, self.now_ms)
            assert decoded.ack is not None
            self.back.send(codec.encode_peer(decoded.ack), self.now_ms)
        for data in self.back.arrived(self.now_ms):
            ack = codec.decode_from_client(data, ChannelLabel.INPUT)
            assert isinstance(ack, InputAck)
            self.send(self.encoder.handle_ack(ack, self.now_ms))
        assert not self.decoder.must_release(self.now_ms), "an honest line never lets a held key go"
        self.send(self.encoder.tick(self.now_ms))


def test_hundred_thousand_inputs_over_a_bad_line_are_applied_once_and_in_order():
    session = _Session(seed=5)
    hand, rests = RandomHand(session.encoder, seed=120), random.Random(9)
    session.send(hand.begin(session.now_ms))
    for _ in range(EVENTS):
        session.wait(rests.choice(RESTS_MS))
        session.send(hand.act(session.now_ms))
    session.wait(1_000)
    for _ in range(200):
        if session.encoder.is_idle:
            break
        session.wait(100)
    assert session.encoder.is_idle, "the line became idle"
    hand.assert_arrived(session.sink)

    session.send(session.encoder.release_all(session.now_ms))
    session.wait(5_000)
    assert not session.sink.held_keys
    assert not session.sink.held_buttons
