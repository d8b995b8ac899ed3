"""An agent's hand that does anything at all, and remembers what has to come of it on the other side."""

import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from agent_console.domain.input_encoder import InputEncoder
from client.injection.null import NullInjector
from shared.geometry import Rect, normalize_point
from shared.protocol.peer_messages import InputBatch, KeyChange, PointerButton, PointerMove

SCREEN = Rect(0, 0, 1_920, 1_080)
KEYS = (*range(0x04, 0x28), 0xE0, 0xE1, 0xE2)
TURNS = ((0, 120), (0, -120), (120, 0), (-120, 0), (0, 15), (-7, 0))  # whole notches, and parts of one


class RandomHand:
    """Moves, turns the wheel, and presses keys and buttons that come up again in any order."""

    def __init__(self, encoder: InputEncoder, seed: int) -> None:
        self._encoder = encoder
        self._random = random.Random(seed)
        self._held: set[tuple[str, int]] = set()
        self._changes: list[tuple[object, ...]] = []
        self._pressed_at: list[tuple[int, int]] = []
        self._turned = [0, 0]
        self._place = (0, 0)

    def begin(self, now_ms: int) -> InputBatch | None:
        """Point somewhere first, as every hand does."""
        return self._encoder.pointer(*normalize_point(*self._place, SCREEN), now_ms)

    def act(self, now_ms: int) -> InputBatch | None:
        """Do one thing; returns what is to be sent at once."""
        kind = self._random.choices(("move", "wheel", "key", "button"), (60, 6, 24, 10))[0]
        if kind == "move":
            self._place = self._random.randrange(SCREEN.width), self._random.randrange(SCREEN.height)
            return self._encoder.pointer(*normalize_point(*self._place, SCREEN), now_ms)
        if kind == "wheel":
            dx, dy = self._random.choice(TURNS)
            self._turned[0] += dx
            self._turned[1] += dy
            return self._encoder.wheel(dx, dy, now_ms)
        number = self._random.choice(KEYS) if kind == "key" else int(self._random.choice(list(PointerButton)))
        is_down = (kind, number) not in self._held
        (self._held.add if is_down else self._held.discard)((kind, number))
        if kind == "key":
            self._changes.append(("key", number, is_down))
            return self._encoder.key(number, is_down, now_ms)
        self._changes.append(("button", PointerButton(number), is_down))
        if is_down:
            self._pressed_at.append(self._place)
        return self._encoder.button(PointerButton(number), is_down, now_ms)

    def assert_arrived(self, sink: NullInjector) -> None:
        """Every key and click came once, in order and at its place; the wheel adds up; what is held is held."""
        record = sink.record
        assert [call for call in record if call[0] in ("key", "button")] == self._changes
        assert sink.held_keys == {number for kind, number in self._held if kind == "key"}
        assert sink.held_buttons == {PointerButton(number) for kind, number in self._held if kind == "button"}
        turns = [call for call in record if call[0] == "wheel"]
        assert [sum(call[axis] for call in turns) for axis in (1, 2)] == self._turned
        pressed_at, place = [], (0, 0)
        for call in record:
            if call[0] == "pointer_to":
                place = call[1:]
            elif call[0] == "button" and call[2]:
                pressed_at.append(place)
        assert pressed_at == self._pressed_at, "every click where the agent saw the pointer, to the pixel"
        assert place == self._place, "and the pointer ends where the agent's does"


@contextmanager
def flood(send: Callable[[KeyChange | PointerMove], object]) -> Iterator[None]:
    """An agent that presses and moves as fast as it can, in a thread of its own."""
    is_stopping = threading.Event()

    def agent() -> None:
        chance = random.Random(1)
        while not is_stopping.is_set():
            is_key = chance.random() < 0.5
            send(
                KeyChange(chance.randrange(0x04, 0x1E), chance.random() < 0.6)
                if is_key
                else PointerMove(chance.randrange(65_536), chance.randrange(65_536))
            )

    thread = threading.Thread(target=agent)
    thread.start()
    try:
        yield
    finally:
        is_stopping.set()
        thread.join()
