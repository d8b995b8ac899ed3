"""The one door through which the agent's input reaches this computer, and which the person can shut at any instant.

What it promises (invariants I1, I2, I4 and I10 of the consent rules):

- nothing is injected unless control is on, no question is open, sharing is not paused, the event carries the present
  epoch, and the agent was heard from within three seconds;
- once `revoke`, `pause`, `prompt_open` or `close` has returned, nothing more is injected and every key and button the
  agent held is up;
- nothing is ever injected into our own windows, and nothing the agent did not press is released on its behalf;
- once `hold` has returned, nothing is injected until the person's own hand has rested for 1.5 s.

A lost heartbeat does not shut the gate for good: it lets go of everything and refuses until the next beat. Whether
the silence ends the right is for the flow above to say, and it says so with a new epoch; were both to keep count of
it, a beat that comes between their two looks would leave a right that is on and does nothing.

Shutting must not queue behind a flood of input. Every shutting call therefore first raises a flag that injecting
threads test before they ask for the lock and once more when they have it; only then does it take the lock itself.
"""

import contextlib
import threading
import time

from client.domain.control_summary import ControlSummary
from client.domain.injector import InjectionFailedError, Injector, TextOutcome
from client.domain.input_verdict import Injected, RefusalReason, Refused, Verdict
from client.domain.local_hold import LocalHold
from client.domain.own_windows import OwnWindows
from client.domain.reserved_keys import completes_panic_keys
from shared.geometry import Rect, denormalize_point
from shared.keyboard import KEY_BY_USAGE
from shared.protocol import limits
from shared.protocol import peer_messages as peer
from shared.protocol.peer_messages import ButtonChange, InputEvent, KeyChange, PointerMove, TextTyped, WheelTurn

_INJECTED = Injected()
_REFUSED = {reason: Refused(reason) for reason in RefusalReason}


class InputGate:
    """Lets input through or not. Every method may be called from any thread.

    Args:
        sink: where allowed input goes; the gate owns it from now on.
        own_windows: where our own windows are; input meant for them is refused.
    """

    def __init__(self, sink: Injector, own_windows: OwnWindows | None = None) -> None:
        self._sink = sink
        self._own_windows = own_windows or OwnWindows()
        self._lock = threading.Lock()
        self._is_shut = True  # the flag: written under the lock except to raise it, read without it
        self._is_granted = False
        self._is_paused = False
        self._is_closed = False
        self._is_stalled = False
        self._prompts = 0
        self._epoch = 0
        self._last_opened_epoch = 0
        self._heartbeat_mono_ms: int | None = None
        self._area: Rect | None = None
        self._pointer: tuple[int, int] | None = None
        self._is_pointer_on_own = False
        self._hold = LocalHold()
        self._held_keys: set[int] = set()
        self._held_buttons: set[peer.PointerButton] = set()
        self._keys = self._clicks = self._moves = self._wheel_turns = 0
        self._first_mono_ms: int | None = None
        self._last_mono_ms: int | None = None

    @property
    def epoch(self) -> int:
        """The number input must carry now; it rises whenever the gate opens or shuts."""
        return self._epoch

    @property
    def is_open(self) -> bool:
        """Whether input of the present epoch would go through, heartbeat aside."""
        return not self._is_shut

    @property
    def has_held(self) -> bool:
        """Whether the agent holds a key or button down through this gate."""
        return bool(self._held_keys or self._held_buttons)

    @property
    def hold_until_mono_ms(self) -> int | None:
        """When input is let through again, unless the person touches something more; None when they did not."""
        return self._hold.until_mono_ms

    def open(self, epoch: int | None = None) -> int:
        """Control was granted, or came back after a stall.

        Args:
            epoch: the number agreed input will carry; one more than the present one when None.

        Returns:
            The epoch in force. Input goes through now, or when the open question or pause ends.

        Raises:
            ValueError: that epoch was open before, so input recorded then could act again.
        """
        with self._lock:
            self._advance(epoch)
            if self.has_held:
                self._release_locked()  # the agent counts anew in a new epoch and would never let go of these
            self._is_granted = not self._is_closed
            self._is_paused = False
            self._pointer = None
            self._hold.forget()
            self._settle_flag()
            return self._epoch

    def revoke(self) -> bool:
        """Control ends. On return nothing more is injected and everything the agent held is up.

        Returns:
            False if the system would not confirm that the keys are up; the watchdog process then has to.
        """
        self._is_shut = True
        with self._lock:
            self._is_granted = False
            return self._shut_locked()

    def pause(self) -> bool:
        """The person paused sharing; same promise as `revoke`, but the grant lives on."""
        self._is_shut = True
        with self._lock:
            self._is_paused = True
            return self._shut_locked()

    def resume(self, epoch: int | None = None) -> int:
        """The person ended the pause; see `open` for the epoch."""
        with self._lock:
            self._advance(epoch)
            self._is_paused = False
            self._settle_flag()
            return self._epoch

    def prompt_open(self) -> bool:
        """A question is about to be shown; same promise as `revoke`. Questions may nest."""
        self._is_shut = True
        with self._lock:
            self._prompts += 1
            return self._shut_locked()

    def prompt_close(self, epoch: int | None = None) -> int:
        """The question is gone from the screen; input sent while it was up is stale. See `open` for the epoch."""
        with self._lock:
            self._advance(epoch)
            self._prompts = max(0, self._prompts - 1)
            self._settle_flag()
            return self._epoch

    def close(self) -> bool:
        """The session is over for good: revoke, and let go of the system."""
        self._is_shut = True
        with self._lock:
            self._is_granted = False
            is_clean = self._shut_locked()
            if not self._is_closed:
                self._is_closed = True
                try:
                    self._sink.close()
                except InjectionFailedError:
                    is_clean = False
            return is_clean

    def hold(self, now_mono_ms: int, *, is_held: bool = False) -> bool:
        """The person's own hand is at work: same promise as `revoke`, for 1.5 s from now and in the same epoch.

        While something `is_held` down by that hand it goes on. What comes meanwhile is dropped; of the agent's moves
        the newest says where its next click goes. Call it for every touch.

        Returns:
            Whether a wait began, and not only went on.
        """
        if self._is_shut or not self._hold.touch(now_mono_ms, is_held=is_held):
            return False
        with self._lock:
            self._hold.note_released(self._held_keys)
            self._fail_locked()
            return True

    def set_heartbeat(self, mono_ms: int) -> None:
        """The agent was heard from at that reading of this computer's monotonic clock."""
        self._heartbeat_mono_ms = mono_ms
        self._is_stalled = False

    def set_area(self, area: Rect | None) -> None:
        """Positions refer to this monitor from now on, in physical pixels of the desktop; None while none is."""
        with self._lock:
            if area != self._area:
                self._area = area
                self._pointer = None

    def tick(self, now_mono_ms: int) -> bool:
        """Look at the heartbeat, and at who has the keyboard, although no input came; call it a few times a second.

        Returns:
            True if the agent has just been found silent, and everything was let go of.
        """
        if self._held_keys:
            with self._lock:
                self._let_go_if_ours_locked()
        if self._is_shut or self._is_stalled or not self._is_heartbeat_lost(now_mono_ms):
            return False
        with self._lock:
            if self._is_shut or self._is_stalled or not self._is_heartbeat_lost(now_mono_ms):
                return False
            self._stall_locked()
            return True

    def release_held(self) -> bool:
        """Let go of everything the agent holds, but stay as open as before; for input that stopped half-way."""
        with self._lock:
            self._hold.note_released(self._held_keys)
            return self._release_locked()

    def settle(self) -> None:
        """Wait until the system has taken what went through, so that never more than one batch is under way."""
        with self._lock:
            if self._is_closed:
                return
            try:
                self._sink.settle()
            except InjectionFailedError:
                self._fail_locked()

    def rest(self) -> None:
        """Nothing is let through just now: leave the system as it was found; call it a few times a second."""
        with self._lock, contextlib.suppress(InjectionFailedError):
            if self._is_shut and not self._is_closed:
                self._sink.rest()

    def take_summary(self) -> ControlSummary:
        """Counts since the last call, for the record; never which keys or which places."""
        with self._lock:
            summary = ControlSummary(
                self._keys, self._clicks, self._moves, self._wheel_turns, self._first_mono_ms, self._last_mono_ms
            )
            self._keys = self._clicks = self._moves = self._wheel_turns = 0
            self._first_mono_ms = self._last_mono_ms = None
            return summary

    def inject(self, event: InputEvent, epoch: int, now_mono_ms: int) -> Verdict:
        """Let one event through, or refuse it.

        Args:
            event: what the agent sent.
            epoch: the epoch its batch carried.
            now_mono_ms: this computer's monotonic clock, the one `set_heartbeat` uses.
        """
        if self._is_shut:
            # Hand the processor to the thread that is shutting us: without this, threads that flood us keep it for
            # whole scheduler slices and the person waits for the lock.
            time.sleep(0)
            return _REFUSED[RefusalReason.SHUT]
        if self._hold.is_on(now_mono_ms):
            time.sleep(0)  # likewise
        with self._lock:
            reason = self._refusal_locked(epoch, now_mono_ms)
            if reason is None and self._hold.drops(event, now_mono_ms):
                reason = RefusalReason.LOCAL_HAND
                if isinstance(event, PointerMove):
                    self._place_locked(event)
            if reason is None:
                try:
                    reason = self._perform_locked(event)
                except InjectionFailedError:
                    self._fail_locked()
                    reason = RefusalReason.FAILED
            if reason is not None:
                return _REFUSED[reason]
            self._last_mono_ms = now_mono_ms
            if self._first_mono_ms is None:
                self._first_mono_ms = now_mono_ms
            return _INJECTED

    def _refusal_locked(self, epoch: int, now_mono_ms: int) -> RefusalReason | None:
        if self._is_shut:
            return RefusalReason.SHUT
        if epoch != self._epoch:
            return RefusalReason.STALE_EPOCH
        if self._is_heartbeat_lost(now_mono_ms):
            if not self._is_stalled:
                self._stall_locked()
            return RefusalReason.HEARTBEAT_LOST
        return None

    def _perform_locked(self, event: InputEvent) -> RefusalReason | None:
        if isinstance(event, PointerMove):
            return self._move_locked(event)
        if isinstance(event, KeyChange):
            return self._key_locked(event)
        if isinstance(event, ButtonChange):
            return self._button_locked(event)
        if isinstance(event, TextTyped):
            return self._text_locked(event.text)
        return self._wheel_locked(event)

    def _move_locked(self, event: PointerMove) -> RefusalReason | None:
        reason = self._place_locked(event)
        if reason is not None or self._pointer is None:
            return reason
        self._sink.pointer_to(*self._pointer)
        self._moves += 1
        return None

    def _place_locked(self, event: PointerMove) -> RefusalReason | None:
        """Remember where the agent's pointer is, which says where its next click goes."""
        if self._area is None:
            return RefusalReason.NO_MONITOR
        x_px, y_px = denormalize_point(event.x, event.y, self._area)
        self._is_pointer_on_own = self._own_windows.snapshot.covers(x_px, y_px)
        if self._is_pointer_on_own:
            return RefusalReason.OWN_WINDOW  # the pointer waits at the edge; clicks are refused until it leaves
        self._pointer = (x_px, y_px)
        return None

    def _pointer_refusal_locked(self) -> RefusalReason | None:
        """Take the pointer back to where the agent last put it: the person's own hand may have moved it since."""
        if self._is_pointer_on_own:
            return RefusalReason.OWN_WINDOW
        if self._pointer is None:
            return RefusalReason.NO_POSITION
        if self._own_windows.snapshot.covers(*self._pointer):  # a window of ours appeared under it
            return RefusalReason.OWN_WINDOW
        self._sink.pointer_to(*self._pointer)
        return None

    def _button_locked(self, event: ButtonChange) -> RefusalReason | None:
        if event.is_down:
            if event.button in self._held_buttons:
                return RefusalReason.ALREADY_HELD
            reason = self._pointer_refusal_locked()
            if reason is not None:
                return reason
            self._held_buttons.add(event.button)  # first, so that a failure half-way still releases it
            self._sink.button(event.button, True)
            self._clicks += 1
            return None
        if event.button not in self._held_buttons:
            return RefusalReason.NOT_HELD
        self._pointer_refusal_locked()  # a drag ends where the agent let go, if it may; letting go is always allowed
        self._sink.button(event.button, False)
        self._held_buttons.discard(event.button)
        return None

    def _wheel_locked(self, event: WheelTurn) -> RefusalReason | None:
        reason = self._pointer_refusal_locked()
        if reason is not None:
            return reason
        self._sink.wheel(event.dx, event.dy)
        self._wheel_turns += 1
        return None

    def _key_locked(self, event: KeyChange) -> RefusalReason | None:
        if not event.is_down:
            if event.usage not in self._held_keys:
                return RefusalReason.NOT_HELD  # the person may be holding that very key
            self._sink.key(event.usage, False)
            self._held_keys.discard(event.usage)
            return None
        reason = self._key_down_refusal_locked(event.usage)
        if reason is not None:
            return reason
        self._held_keys.add(event.usage)
        self._sink.key(event.usage, True)
        self._keys += 1
        return None

    def _text_locked(self, text: str) -> RefusalReason | None:
        if self._has_own_focus_locked():
            return RefusalReason.OWN_WINDOW
        outcome = self._sink.text(text)
        self._keys += outcome is TextOutcome.TYPED
        return None if outcome is TextOutcome.TYPED else RefusalReason(outcome.value)

    def _key_down_refusal_locked(self, usage: int) -> RefusalReason | None:
        if usage not in KEY_BY_USAGE:
            return RefusalReason.UNKNOWN_KEY
        if usage in self._held_keys:
            return RefusalReason.ALREADY_HELD
        has_own_focus = self._has_own_focus_locked()  # asked first: its answer brings along what the keys do now
        if completes_panic_keys(self._held_keys, usage) or self._sink.makes_panic_keys(usage):
            self._hold.note_refused(usage)
            return RefusalReason.RESERVED_KEYS
        return RefusalReason.OWN_WINDOW if has_own_focus else None

    def _let_go_if_ours_locked(self) -> None:
        """A key that is held would go on repeating in a window of ours that got the keyboard."""
        try:
            if self._held_keys and self._has_own_focus_locked():
                self._hold.note_released(self._held_keys)
                self._release_locked()
        except InjectionFailedError:
            self._fail_locked()

    def _has_own_focus_locked(self) -> bool:
        # The system itself first: of a focus that comes or goes the toolkit learns up to a tenth of a second late.
        has_own_focus = self._sink.has_own_focus()
        return self._own_windows.snapshot.is_focused if has_own_focus is None else has_own_focus

    def _is_heartbeat_lost(self, now_mono_ms: int) -> bool:
        heard_mono_ms = self._heartbeat_mono_ms
        return heard_mono_ms is None or now_mono_ms - heard_mono_ms >= limits.HEARTBEAT_STALLED_MS

    def _advance(self, epoch: int | None) -> None:
        if epoch is None:
            epoch = self._epoch + 1
        elif epoch <= self._last_opened_epoch:
            raise ValueError(f"input epoch {epoch} is not above {self._last_opened_epoch}")
        self._epoch = epoch
        self._hold.forget_keys()

    def _settle_flag(self) -> None:
        self._is_shut = not self._is_granted or self._is_paused or self._prompts > 0 or self._is_closed
        self._is_stalled = False
        if not self._is_shut:
            self._last_opened_epoch = self._epoch

    def _shut_locked(self) -> bool:
        self._is_shut = True  # again, under the lock: an `open` may have run between the flag and the lock
        self._epoch += 1
        self._is_pointer_on_own = False
        return self._release_locked()

    def _stall_locked(self) -> None:
        """No heartbeat: nothing stays down, and nothing passes until there is one again."""
        self._is_stalled = True
        self._release_locked()

    def _fail_locked(self) -> None:
        """An event did not get through: start anew with everything up; if that fails too, there is no control."""
        if not self._release_locked():
            self._is_granted = False
            self._shut_locked()

    def _release_locked(self) -> bool:
        self._held_keys.clear()
        self._held_buttons.clear()
        if self._is_closed:
            return True
        try:
            self._sink.release_all()
        except InjectionFailedError:
            return False
        return True
