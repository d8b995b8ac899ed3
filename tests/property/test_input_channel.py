"""Console and client joined by a channel that loses, doubles and reorders: order kept, nothing lost or done twice."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_console.domain.input_encoder import InputEncoder
from client.domain.input_decoder import InputDecoder
from client.domain.input_gate import InputGate
from client.injection.null import NullInjector
from shared.geometry import Rect
from shared.protocol.peer_messages import (
    ButtonChange,
    InputAck,
    InputBatch,
    InputEvent,
    KeyChange,
    PointerButton,
    PointerMove,
    TextTyped,
    WheelTurn,
)

_keys = st.builds(lambda usage, down: ("key", usage, down), st.integers(4, 9), st.booleans())
_buttons = st.builds(lambda button, down: ("button", button, down), st.sampled_from(PointerButton), st.booleans())
_moves = st.builds(lambda x, y: ("move", x, y), st.integers(0, 65_535), st.integers(0, 65_535))
_wheels = st.builds(lambda dx, dy: ("wheel", dx, dy), st.integers(-240, 240), st.integers(-240, 240))
_pauses = st.builds(lambda ms: ("wait", ms, 0), st.integers(0, 300))
_bursts = st.builds(lambda usage, count: ("taps", usage, count), st.integers(10, 12), st.integers(1, 40))
_texts = st.builds(lambda letter, count: ("text", letter, count), st.integers(0x430, 0x44F), st.integers(1, 8))
_others = st.sampled_from([("release", 0, 0)])
_actions = st.lists(st.one_of(_keys, _buttons, _moves, _wheels, _pauses, _bursts, _texts, _others), max_size=120)


class _Line:
    """One direction of a bad line; delay, loss and doubling come from one seed."""

    def __init__(self, seed: int, loss: float) -> None:
        self._random = random.Random(seed)
        self._loss = loss
        self._under_way: list[tuple[int, int, object]] = []
        self._count = 0

    def send(self, message: object, now_ms: int) -> None:
        for _ in range(self._random.choice((1, 1, 1, 2))):
            if self._random.random() >= self._loss:
                self._count += 1
                self._under_way.append((now_ms + self._random.randrange(1, 120), self._count, message))

    def arrived(self, now_ms: int) -> list[object]:
        due = sorted(entry for entry in self._under_way if entry[0] <= now_ms)
        self._under_way = [entry for entry in self._under_way if entry[0] > now_ms]
        return [message for _, _, message in due]


class _Session:
    def __init__(self, seed: int, loss: float) -> None:
        self.encoder, self.decoder = InputEncoder(), InputDecoder()
        self.encoder.set_epoch(1)
        self.decoder.set_epoch(1)
        self.there, self.back = _Line(seed, loss), _Line(seed + 1, loss)
        self.handled: list[InputEvent] = []
        self.now_ms = 0

    def send(self, batch: InputBatch | None) -> None:
        if batch is not None:
            self.there.send(batch, self.now_ms)

    def step(self) -> None:
        self.now_ms += 1
        for batch in self.there.arrived(self.now_ms):
            assert isinstance(batch, InputBatch)
            decoded = self.decoder.decode(batch, self.now_ms)
            self.handled.extend(decoded.events)
            if decoded.ack is not None:
                self.back.send(decoded.ack, self.now_ms)
        for ack in self.back.arrived(self.now_ms):
            assert isinstance(ack, InputAck)
            self.send(self.encoder.handle_ack(ack, self.now_ms))
        self.send(self.encoder.tick(self.now_ms))

    def act(self, kind: str, first: int, second: int) -> None:
        encoder, now_ms = self.encoder, self.now_ms
        if kind == "wait":
            for _ in range(first):
                self.step()
        elif kind == "key":
            self.send(encoder.key(first, bool(second), now_ms))
        elif kind == "taps":  # more than one batch holds, so that events have to wait
            for _ in range(second):
                self.send(encoder.key(first, True, now_ms))
                self.send(encoder.key(first, False, now_ms))
        elif kind == "text":
            for _ in range(second):
                self.send(encoder.text(chr(first), now_ms))
        elif kind == "button":
            self.send(encoder.button(PointerButton(first), bool(second), now_ms))
        elif kind == "move":
            self.send(encoder.pointer(first, second, now_ms))
        elif kind == "wheel":
            self.send(encoder.wheel(first, second, now_ms))
        else:
            self.send(encoder.release_all(now_ms))

    def finish(self) -> None:
        for _ in range(60_000):
            if self.encoder.is_idle:
                return
            self.step()
        raise AssertionError("the line never became idle")


def _expected(actions: list[tuple[str, int, int]]) -> tuple[list[InputEvent], set[InputEvent], tuple[int, int]]:
    """The key and button changes and the texts that must arrive, what is held in the end, and the sum of the wheel."""
    changes: list[InputEvent] = []
    held: dict[InputEvent, InputEvent] = {}
    wheel_x = wheel_y = 0
    for kind, first, second in actions:
        if kind in ("key", "button"):
            make = KeyChange if kind == "key" else lambda number, down: ButtonChange(PointerButton(number), down)
            down, up = make(first, True), make(first, False)
            if second and down not in held:
                held[down] = up
                changes.append(down)
            elif not second and down in held:
                changes.append(held.pop(down))
        elif kind == "taps":
            changes.extend([KeyChange(first, True), KeyChange(first, False)] * second)
        elif kind == "text":
            changes.extend([TextTyped(chr(first))] * second)
        elif kind == "release":
            changes.extend(held.pop(down) for down in reversed(list(held)))
        elif kind == "wheel":
            wheel_x, wheel_y = wheel_x + first, wheel_y + second
    return changes, set(held), (wheel_x, wheel_y)


@given(actions=_actions, seed=st.integers(0, 2**16), loss=st.sampled_from([0.0, 0.1, 0.5]))
def test_input_channel_bad_line_keeps_order_and_loses_nothing(
    actions: list[tuple[str, int, int]], seed: int, loss: float
) -> None:
    _assert_arrives(actions, seed, loss)


@pytest.mark.parametrize("seed", range(12))
def test_input_channel_long_busy_session_keeps_order_and_loses_nothing(seed: int) -> None:
    """Hypothesis prefers short lists; this fills the window and makes everything wait, again and again."""
    hand = random.Random(seed)
    actions: list[tuple[str, int, int]] = []
    for _ in range(400):
        kind = hand.choice(
            ("key", "key", "button", "move", "move", "wheel", "taps", "text", "wait", "wait", "release")
        )
        if kind == "key":
            actions.append((kind, hand.randrange(4, 10), hand.random() < 0.6))
        elif kind == "button":
            actions.append((kind, hand.choice(list(PointerButton)), hand.random() < 0.6))
        elif kind == "taps":
            actions.append((kind, hand.randrange(10, 13), hand.randrange(1, 12)))
        elif kind == "text":
            actions.append((kind, hand.randrange(0x430, 0x450), hand.randrange(1, 4)))
        elif kind == "wait":
            actions.append((kind, hand.choice((0, 5, 50, 300)), 0))
        else:
            actions.append((kind, hand.randrange(-240, 241) if kind == "wheel" else hand.randrange(65_536), 7))
    _assert_arrives(actions, seed, 0.3)


def _assert_arrives(actions: list[tuple[str, int, int]], seed: int, loss: float) -> None:
    session = _Session(seed, loss)
    for action in actions:
        session.act(*action)
        session.step()
    session.finish()
    changes, held, wheel = _expected(actions)
    assert [event for event in session.handled if isinstance(event, KeyChange | ButtonChange | TextTyped)] == changes
    assert session.encoder.held == held
    turns = [event for event in session.handled if isinstance(event, WheelTurn)]
    assert (sum(turn.dx for turn in turns), sum(turn.dy for turn in turns)) == wheel
    _assert_clicks_land_where_made(actions, session.handled)


def _assert_clicks_land_where_made(actions: list[tuple[str, int, int]], handled: list[InputEvent]) -> None:
    """Walk both: at each button change the last move handled must be the last move the agent had made."""
    wanted: list[PointerMove | None] = []
    position: PointerMove | None = None
    held: dict[tuple[str, int], None] = {}
    for kind, first, second in actions:
        if kind == "move":
            position = PointerMove(first, second)
        elif kind in ("key", "button"):
            is_held = (kind, first) in held
            if bool(second) == is_held:
                continue
            if second:
                held[kind, first] = None
            else:
                del held[kind, first]
            if kind == "button":
                wanted.append(position)
        elif kind == "release":
            wanted.extend(position for name, _ in held if name == "button")
            held.clear()
    seen: list[PointerMove | None] = []
    position = None
    for event in handled:
        if isinstance(event, PointerMove):
            position = event
        elif isinstance(event, ButtonChange):
            seen.append(position)
    assert seen == wanted


@given(
    actions=st.lists(st.one_of(_actions, st.just("epoch")), max_size=8),
    seed=st.integers(0, 2**16),
)
def test_input_channel_epoch_changes_end_with_what_the_agent_holds(
    actions: list[list[tuple[str, int, int]] | str], seed: int
) -> None:
    """Through the gate as well: after any number of revocations the client holds exactly what the agent does."""
    sink = NullInjector()
    gate = InputGate(sink)
    gate.set_area(Rect(0, 0, 1_920, 1_080))
    session = _Session(seed, 0.2)
    epoch = gate.open(1)
    session.act("move", 100, 100)

    def inject_handled() -> None:
        gate.set_heartbeat(session.now_ms)
        for event in session.handled:
            gate.inject(event, epoch, session.now_ms)
        session.handled.clear()

    for part in actions:
        if isinstance(part, str):
            inject_handled()
            gate.revoke()
            assert not sink.held_keys
            assert not sink.held_buttons
            epoch = gate.open()
            session.decoder.set_epoch(epoch)
            session.encoder.set_epoch(epoch)
        else:
            for action in part:
                session.act(*action)
                session.step()
    session.finish()
    inject_handled()
    downs = {KeyChange(usage, True) for usage in sink.held_keys} | {
        ButtonChange(button, True) for button in sink.held_buttons
    }
    assert downs == session.encoder.held
