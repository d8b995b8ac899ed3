"""An agent's busy hand across a line that loses 5 % and takes 120 ms: real data channels, every click and key once."""

import asyncio
import contextlib
import random
import time

from agent_console.domain.input_encoder import InputEncoder
from client.domain.input_decoder import InputDecoder
from client.domain.input_gate import InputGate
from client.injection.null import NullInjector
from shared.protocol import codec
from shared.protocol.peer_messages import ChannelLabel, InputAck, InputBatch
from tests.fakes.random_hand import SCREEN, RandomHand
from tests.netlink.far_picture import FarPicture, until
from tests.netlink.namespaces import BadLine

EVENTS = 1_500
TICK_S = 0.004  # as the console's own
EPOCH = 1


def _now_ms() -> int:
    return time.monotonic_ns() // 1_000_000


class FarInput(FarPicture):
    """The agent's hand at the far end, a gate that writes down at the near one."""

    def __init__(self, line: BadLine, display: str) -> None:
        self.encoder, self.decoder = InputEncoder(), InputDecoder()
        self.sink = NullInjector(record_limit=100 * EVENTS)
        self.gate = InputGate(self.sink)
        self.gate.set_area(SCREEN)
        self.gate.open(EPOCH)
        self.encoder.set_epoch(EPOCH)
        self.decoder.set_epoch(EPOCH)
        super().__init__(line, display)

    async def work(self, hand: RandomHand, events: int) -> None:
        """Do so many things; far loop."""
        chance = random.Random(3)
        ticking = asyncio.create_task(self._tick(), name="tick")
        self._send_batch(hand.begin(_now_ms()))
        for _ in range(events):
            await asyncio.sleep(chance.choice((0, 0.001, 0.008, 0.02)))
            self._send_batch(hand.act(_now_ms()))
        await asyncio.sleep(0.2)
        while not self.encoder.is_idle:  # noqa: ASYNC110 - the encoder tells nobody
            await asyncio.sleep(0.02)
        ticking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await ticking

    def run_far(self, hand: RandomHand, events: int, timeout_s: float) -> None:
        self._far.run(self.work(hand, events)).result(timeout_s)

    def _hear_near(self, label: ChannelLabel, data: bytes) -> None:
        message = codec.decode_from_agent(data, label)
        if not isinstance(message, InputBatch):
            super()._hear_near(label, data)
            return
        decoded = self.decoder.decode(message, _now_ms())
        self.gate.set_heartbeat(_now_ms())
        for event in decoded.events:
            self.gate.inject(event, EPOCH, _now_ms())
        if decoded.ack is not None and self._offerer is not None:
            self._offerer.send(ChannelLabel.INPUT, codec.encode_peer(decoded.ack), topic="InputAck")

    def _hear_far(self, label: ChannelLabel, data: bytes) -> None:
        message = codec.decode_from_client(data, label)
        if isinstance(message, InputAck):
            self._send_batch(self.encoder.handle_ack(message, _now_ms()))
        else:
            super()._hear_far(label, data)

    async def _tick(self) -> None:
        while True:
            self._send_batch(self.encoder.tick(_now_ms()))
            await asyncio.sleep(TICK_S)

    def _send_batch(self, batch: InputBatch | None) -> None:
        if batch is not None and self._answerer is not None:
            self._answerer.send(ChannelLabel.INPUT, codec.encode_peer(batch), topic="InputBatch")


def test_input_over_real_channels_on_a_bad_line_is_applied_once_and_in_order(line: BadLine, display: str):
    line.set(delay_ms=60, loss_ratio=0.05, loss_burst=1.0, reorder_ratio=0.05, reorder_ms=20, rate_kbps=4_000)
    far = FarInput(line, display)
    try:
        hand = RandomHand(far.encoder, seed=11)
        far.run_far(hand, EVENTS, timeout_s=120)
        assert until(lambda: far.encoder.is_idle, 5)
        hand.assert_arrived(far.sink)
        assert far.losses == []
    finally:
        far.close()
