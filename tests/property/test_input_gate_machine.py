"""The gate against a model of its promises, through every order of grants, pauses, questions, silences and input."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from client.domain.input_gate import Injected, InputGate
from client.domain.local_hold import HOLD_MS
from client.domain.own_windows import OwnWindows
from client.injection.null import NullInjector
from shared.geometry import Rect
from shared.protocol import limits
from shared.protocol.peer_messages import ButtonChange, KeyChange, PointerButton, PointerMove

SCREEN = Rect(0, 0, 1_000, 1_000)


class GateMachine(RuleBasedStateMachine):
    """I1: only when all holds. I2: all up once shut. I10: no lower epoch."""

    def __init__(self) -> None:
        super().__init__()
        self.sink, self.windows = NullInjector(record_limit=10**6), OwnWindows()
        self.gate = InputGate(self.sink, self.windows)
        self.gate.set_area(SCREEN)
        self.now_ms, self.heard_ms = 0, -(10**9)
        self.is_granted = self.is_paused = self.is_closed = False
        self.prompts = 0
        self.epochs_seen = [0]
        self.stale: set[int] = set()
        self.hold_until_ms = 0

    @property
    def should_be_open(self) -> bool:
        return self.is_granted and not self.is_paused and not self.is_closed and self.prompts == 0

    def _after_change(self, before: int) -> None:
        assert self.gate.epoch > before
        self.stale.update(self.epochs_seen)
        self.epochs_seen.append(self.gate.epoch)

    @rule()
    def grant(self) -> None:
        before = self.gate.epoch
        self.gate.open()
        self.is_granted, self.is_paused = not self.is_closed, False
        self.hold_until_ms = 0
        self._after_change(before)

    @rule(kind=st.sampled_from(["revoke", "pause", "prompt_open"]))
    def shut(self, kind: str) -> None:
        before = self.gate.epoch
        getattr(self.gate, kind)()
        if kind == "revoke":
            self.is_granted = False
        elif kind == "pause":
            self.is_paused = True
        else:
            self.prompts += 1
        self._after_change(before)
        assert not self.sink.held_keys
        assert not self.sink.held_buttons

    @rule()
    def resume(self) -> None:
        before = self.gate.epoch
        self.gate.resume()
        self.is_paused = False
        self._after_change(before)

    @precondition(lambda self: self.prompts > 0)
    @rule()
    def answer(self) -> None:
        before = self.gate.epoch
        self.gate.prompt_close()
        self.prompts -= 1
        self._after_change(before)

    @rule(usage=st.integers(4, 7))
    def begin_to_work(self, usage: int) -> None:
        """The usual course of things, which chance alone would seldom find: control is on and a key is down."""
        while self.prompts:
            self.answer()
        self.grant()
        self.beat()
        self.windows.replace([], is_focused=False)
        self.key(usage, is_down=True, age=0)
        assert self.is_closed or usage in self.sink.held_keys

    @rule()
    def touch(self) -> None:
        """The person's own hand."""
        epoch = self.gate.epoch
        self.gate.hold(self.now_ms)
        if self.should_be_open:
            self.hold_until_ms = self.now_ms + HOLD_MS
            assert not self.sink.held_keys
            assert not self.sink.held_buttons
        assert self.gate.epoch == epoch

    @rule()
    def beat(self) -> None:
        self.heard_ms = self.now_ms
        self.gate.set_heartbeat(self.now_ms)

    @rule(ms=st.integers(1, 4_000), is_ticking=st.booleans())
    def wait(self, ms: int, is_ticking: bool) -> None:
        self.now_ms += ms
        if is_ticking:
            self.gate.tick(self.now_ms)
            if self.is_silent:
                assert not self.sink.held_keys
                assert not self.sink.held_buttons

    @property
    def is_silent(self) -> bool:
        return self.now_ms - self.heard_ms >= limits.HEARTBEAT_STALLED_MS

    @rule(
        rect=st.none() | st.builds(Rect, *[st.integers(0, 900)] * 2, *[st.integers(1, 400)] * 2), focus=st.booleans()
    )
    def place_windows(self, rect: Rect | None, focus: bool) -> None:
        self.windows.replace([rect] if rect else [], is_focused=focus)

    @rule(usage=st.integers(4, 7), is_down=st.booleans(), age=st.integers(0, 2))
    def key(self, usage: int, is_down: bool, age: int) -> None:
        epoch = self.epochs_seen[max(0, len(self.epochs_seen) - 1 - age)]
        held = set() if self.is_silent else set(self.sink.held_keys)
        may = self._may_act(epoch)
        verdict = self.gate.inject(KeyChange(usage, is_down), epoch, self.now_ms)
        if verdict == Injected():
            assert may
            assert is_down != (usage in held)
            assert not (is_down and self.windows.snapshot.is_focused)
        elif may:
            assert is_down == (usage in held) or self.windows.snapshot.is_focused

    @rule(x=st.integers(0, 65_535), y=st.integers(0, 65_535), is_down=st.booleans(), age=st.integers(0, 1))
    def point_and_click(self, x: int, y: int, is_down: bool, age: int) -> None:
        epoch = self.epochs_seen[max(0, len(self.epochs_seen) - 1 - age)]
        may = self._may_act(epoch)
        count = len(self.sink.record)
        for event in (PointerMove(x, y), ButtonChange(PointerButton.LEFT, is_down)):
            if self.gate.inject(event, epoch, self.now_ms) == Injected():
                assert may
        for call in self.sink.record[count:]:
            if call[0] == "pointer_to":
                assert not self.windows.snapshot.covers(call[1], call[2])
            if call == ("button", PointerButton.LEFT, True):
                last_move = next(done for done in reversed(self.sink.record) if done[0] == "pointer_to")
                assert not self.windows.snapshot.covers(last_move[1], last_move[2])

    def _may_act(self, epoch: int) -> bool:
        """What the promises allow."""
        may = self.should_be_open and epoch == self.gate.epoch and not self.is_silent
        may = may and self.now_ms >= self.hold_until_ms
        assert not (may and epoch in self.stale)
        return may

    @rule()
    @precondition(lambda self: len(self.epochs_seen) > 30)
    def close(self) -> None:
        self.gate.close()
        self.is_closed, self.is_granted = True, False
        self.epochs_seen.append(self.gate.epoch)

    @invariant()
    def open_exactly_when_it_should_be(self) -> None:
        assert self.gate.is_open == self.should_be_open
        if not self.should_be_open:
            assert not self.sink.held_keys
            assert not self.sink.held_buttons
        assert self.epochs_seen[-1] == self.gate.epoch


TestGateMachine = GateMachine.TestCase
TestGateMachine.settings = settings(max_examples=120, stateful_step_count=60, deadline=None)
