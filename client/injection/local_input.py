"""Judges whether an answer to a question came from the person's own hand or was injected by a program.

A program with access to the display can do much; this is a second layer behind the shut gate. It tells three cases:

- `local`: the press that gave the answer came from a real device.
- `virtual`: this display never had a real device (Xvfb, a test), so a virtual press is the only kind there is; the
  record says so. A device seen once counts for good: any program may switch devices off, without a privilege.
- `injected`: a press came from a program although there are real devices, our own injector pressed something since
  the question appeared, or there was no press just before the answer. The answer does not count.
"""

import sys
import threading
from collections.abc import Callable
from enum import StrEnum
from typing import Protocol

from shared.clock import Clock, SystemClock

INJECTED_NEARBY_MS = 1_000
"""A virtual press this close before a real one makes the answer doubtful; the person just presses again."""

ANSWER_AFTER_PRESS_MAX_MS = 1_500
"""An answer later than this was not caused by the press, but by a program without any (the accessibility bus, a
synthetic event). Long enough for a busy machine to bring a click to the button and to look whether the question is
covered; short enough that a press meant for something else seldom lends itself. What is held for longer, Space for
instance, answers when it is let go: the release of a press heard since the question began counts as well."""


class AnswerSource(StrEnum):
    """Where an answer came from; the value goes into the consent record."""

    LOCAL = "local"
    VIRTUAL = "virtual"
    INJECTED = "injected"


class PressSource(Protocol):
    """Where presses of keys and buttons are heard, each with the word whether a program made it."""

    def start(self, on_press: Callable[[bool], None], on_release: Callable[[bool], None]) -> None:
        """Call `on_press(is_injected)` and `on_release(is_injected)` for each from now on, on any thread."""
        ...

    def has_real_devices(self) -> bool:
        """Whether a person could sit here with a mouse or keyboard."""
        ...

    def catch_up(self) -> bool:
        """Return once every press made so far was reported; False if that cannot be had."""
        ...

    def close(self) -> None:
        """Stop listening."""
        ...


class LocalInputJudge:
    """Remembers the last presses and judges answers by them. Every method may be called from any thread.

    Args:
        source: where presses are heard; owned from now on.
        injected_count: how many keys and buttons our own injector has pressed so far.
        clock: for the times of presses.
    """

    def __init__(self, source: PressSource, injected_count: Callable[[], int], clock: Clock | None = None) -> None:
        self._source = source
        self._injected_count = injected_count
        self._clock = clock or SystemClock()
        self._lock = threading.Lock()
        self._last_real_mono_ms: int | None = None
        self._last_injected_mono_ms: int | None = None
        self._real_until_mono_ms: int | None = None  # the last press or release; None before the first press
        self._injected_until_mono_ms: int | None = None
        self._injected_before: int | None = None
        self._had_real_devices = source.has_real_devices()
        source.start(self._hear_press, self._hear_release)

    @property
    def last_real_input_mono_ms(self) -> int | None:
        """When a real device was last pressed; forgotten when a question begins."""
        return self._last_real_mono_ms

    @property
    def last_injected_input_mono_ms(self) -> int | None:
        """When some program, ours or another, last pressed something; forgotten when a question begins."""
        return self._last_injected_mono_ms

    def begin_question(self) -> None:
        """A question is on the screen from now on; call it after the gate has shut."""
        self._source.catch_up()
        has_real_devices = self._source.has_real_devices()
        with self._lock:
            self._had_real_devices |= has_real_devices
            self._injected_before = self._injected_count()
            self._last_real_mono_ms = self._real_until_mono_ms = None
            self._last_injected_mono_ms = self._injected_until_mono_ms = None

    def judge_answer(self) -> AnswerSource:
        """Say where the press that just answered the question came from. Waits one round trip to the display."""
        answered_mono_ms = self._clock.monotonic_ms()
        is_complete = self._source.catch_up()
        has_real_devices = self._source.has_real_devices()
        with self._lock:
            self._had_real_devices |= has_real_devices
            real, injected = self._last_real_mono_ms, self._last_injected_mono_ms
            real_until, injected_until = self._real_until_mono_ms, self._injected_until_mono_ms
            # Also covers "no question was begun": then there is nothing that could be answered.
            is_gate_quiet = self._injected_before == self._injected_count()
        if not is_complete or not is_gate_quiet:
            return AnswerSource.INJECTED
        if not self._had_real_devices:
            is_recent = _is_just_before(injected_until, answered_mono_ms)
            return AnswerSource.VIRTUAL if is_recent else AnswerSource.INJECTED
        if real is None or (injected is not None and injected > real - INJECTED_NEARBY_MS):
            return AnswerSource.INJECTED
        return AnswerSource.LOCAL if _is_just_before(real_until, answered_mono_ms) else AnswerSource.INJECTED

    def judge_press(self) -> AnswerSource:
        """Say where the press just now came from that pressed a button of ours outside of any question.

        The agent cannot press there, because the gate refuses our own windows; so its presses elsewhere a moment ago
        do no harm, as long as a real device was pressed last.
        """
        pressed_mono_ms = self._clock.monotonic_ms()
        is_complete = self._source.catch_up()
        has_real_devices = self._source.has_real_devices()
        with self._lock:
            self._had_real_devices |= has_real_devices
            real, injected = self._real_until_mono_ms, self._injected_until_mono_ms
        if not is_complete:
            return AnswerSource.INJECTED
        if not self._had_real_devices:
            is_recent = _is_just_before(injected, pressed_mono_ms)
            return AnswerSource.VIRTUAL if is_recent else AnswerSource.INJECTED
        is_last = real is not None and (injected is None or injected < real)
        return AnswerSource.LOCAL if is_last and _is_just_before(real, pressed_mono_ms) else AnswerSource.INJECTED

    def close(self) -> None:
        """Stop listening."""
        self._source.close()

    def _hear_press(self, is_injected: bool) -> None:
        now_ms = self._clock.monotonic_ms()
        with self._lock:
            if is_injected:
                self._last_injected_mono_ms = self._injected_until_mono_ms = now_ms
            else:
                self._last_real_mono_ms = self._real_until_mono_ms = now_ms

    def _hear_release(self, is_injected: bool) -> None:
        now_ms = self._clock.monotonic_ms()
        with self._lock:
            # What was pressed before the question and is let go now answers nothing.
            if is_injected and self._last_injected_mono_ms is not None:
                self._injected_until_mono_ms = now_ms
            elif not is_injected and self._last_real_mono_ms is not None:
                self._real_until_mono_ms = now_ms


def _is_just_before(until_mono_ms: int | None, answered_mono_ms: int) -> bool:
    return until_mono_ms is not None and answered_mono_ms - until_mono_ms <= ANSWER_AFTER_PRESS_MAX_MS


def open_local_input_judge(injected_count: Callable[[], int], *, platform: str = sys.platform) -> LocalInputJudge:
    """Open the judge of this system.

    Raises:
        SetupError: `display_unreachable`, `xinput_missing` or `input_library_missing`; answers cannot be judged then
            and must not count.
    """
    if platform in ("win32", "darwin"):
        from client.injection.pynput_press_source import PynputPressSource

        return LocalInputJudge(PynputPressSource(), injected_count)
    from client.injection.x11_press_source import X11PressSource

    return LocalInputJudge(X11PressSource(), injected_count)
