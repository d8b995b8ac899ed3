"""The person's own hand comes first: whatever it touches makes the agent's input wait, here and at once."""

import sys
from collections.abc import Callable
from typing import Protocol

from client.domain.hand_meter import HandMeter
from client.domain.input_gate import InputGate
from client.injection.own_presses import OwnPresses
from shared.clock import Clock, SystemClock


class ActivitySource(Protocol):
    """Where the devices a hand can reach are heard: never the agent's input."""

    def start(
        self, on_press: Callable[[bool], None], on_moved: Callable[[float], None], on_saver: Callable[[], None]
    ) -> None:
        """Say where to report; nothing is heard before `listen` wants it.

        Args:
            on_press: called for each key, button, finger and notch of the wheel that goes down or up, with whether
                anything of the person's is down now, as far as that is known.
            on_moved: called with the counts of each movement of a mouse.
            on_saver: called when the display's screen saver comes on, where that can be heard.
        """
        ...

    def listen(self, *, is_wanted: bool) -> None:
        """Whether anything needs to be heard; returns at once."""
        ...

    def close(self) -> None:
        """Stop listening."""
        ...


class LocalOverride:
    """Listens while control is on, and tells the gate.

    Args:
        source: where the person's devices are heard; owned from now on.
        gate: waits while they are used.
        on_begun: told on the listening thread when a wait begins, after it has; must be quick.
        on_saver: told there when the screen saver comes on, and with it, for all we know, the lock.
        clock: the clock of the gate.
    """

    def __init__(
        self,
        source: ActivitySource,
        gate: InputGate,
        on_begun: Callable[[], None],
        on_saver: Callable[[], None] = lambda: None,
        clock: Clock | None = None,
    ) -> None:
        self._source = source
        self._gate = gate
        self._on_begun = on_begun
        self._clock = clock or SystemClock()
        self._meter = HandMeter()
        self._is_wanted = False
        self._is_held = False
        source.start(self._press, self._move, on_saver)

    def listen(self, *, is_wanted: bool) -> None:
        """Control is on, or off again."""
        if is_wanted != self._is_wanted:
            self._is_wanted = is_wanted
            self._is_held = False
            self._source.listen(is_wanted=is_wanted)

    def close(self) -> None:
        """Stop listening."""
        self._source.close()

    def _press(self, is_held: bool) -> None:
        self._is_held = is_held
        self._touch()

    def _move(self, counts: float) -> None:
        if self._meter.is_hand(counts, self._clock.monotonic_ms()):
            self._touch()

    def _touch(self) -> None:
        if self._gate.hold(self._clock.monotonic_ms(), is_held=self._is_held):
            self._on_begun()


def open_activity_source(own_presses: OwnPresses, *, platform: str = sys.platform) -> ActivitySource:
    """Open the ears of this system.

    Args:
        own_presses: what our own injector presses, for displays on which nothing else tells it from a person.
        platform: as `sys.platform` names it.

    Raises:
        SetupError: `display_unreachable`, `xinput_missing` or `input_library_missing`; control must not be offered
            where it could not be taken over by hand.
    """
    if platform in ("win32", "darwin"):
        from client.injection.pynput_activity_source import PynputActivitySource

        return PynputActivitySource()
    from client.injection.x11_activity_source import X11ActivitySource

    return X11ActivitySource(own_presses)
