"""Holds everything shut between the person's hand and the moment the flow has heard of it.

Stop, Pause and taking a right back act on the Qt thread at once; the rules hear of it a moment later in the network
thread.
In that moment an older event, such as a grant that was just recorded, would open again what the person has shut.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from client.domain.ports import ControlPort, InputCounts, PictureHealth, PicturePort
from shared.protocol.peer_messages import InputAck, InputBatch, InputRefusal, Monitor, ScreenAck, ScreenRefresh


class Brake:
    """Counts narrowings the flow has not heard of yet. Any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._unheard = 0

    def press(self) -> None:
        """Nothing opens from now on. What is opening at this moment has opened when this returns, and can be shut."""
        with self._lock:
            self._unheard += 1

    def release(self) -> None:
        """The flow is about to hear of one narrowing; call it in the same step."""
        with self._lock:
            self._unheard -= 1

    @contextmanager
    def unless_pressed(self) -> Iterator[bool]:
        """Hold the brake still while something opens; gives whether it may."""
        with self._lock:
            yield self._unheard == 0


class BrakedControl:
    """A `ControlPort` that does not open while the brake is pressed."""

    def __init__(self, inner: ControlPort, brake: Brake) -> None:
        """Wrap a port."""
        self._inner = inner
        self._brake = brake

    def apply(self, *, is_on: bool, epoch: int, monitor_ids: tuple[int, ...]) -> None:
        """Open or close the gate."""
        if not is_on:
            self._inner.apply(is_on=False, epoch=epoch, monitor_ids=monitor_ids)
            return
        with self._brake.unless_pressed() as is_free:
            self._inner.apply(is_on=is_free, epoch=epoch, monitor_ids=monitor_ids)

    def handle(self, batch: InputBatch) -> InputAck | None:
        """Inject what is new and allowed."""
        return self._inner.handle(batch)

    def heard(self, now_ms: int) -> None:
        """The line is alive."""
        self._inner.heard(now_ms)

    def take_counts(self) -> InputCounts | None:
        """What was injected since the last call."""
        return self._inner.take_counts()

    def take_refused(self) -> dict[InputRefusal, int]:
        """What was refused since the last call."""
        return self._inner.take_refused()

    @property
    def hold_until_mono_ms(self) -> int | None:
        """Until when the agent's input waits for the person's own hand."""
        return self._inner.hold_until_mono_ms


class BrakedPicture:
    """A `PicturePort` that shows nothing new while the brake is pressed."""

    def __init__(self, inner: PicturePort, brake: Brake) -> None:
        """Wrap a port."""
        self._inner = inner
        self._brake = brake

    def show(self, monitor_ids: tuple[int, ...]) -> None:
        """Send these displays."""
        with self._brake.unless_pressed() as is_free:
            if is_free:
                self._inner.show(monitor_ids)

    def cover(self, reason: str) -> None:
        """Withhold the picture."""
        self._inner.cover(reason)

    def hide(self) -> None:
        """Send nothing at all."""
        self._inner.hide()

    def handle_ack(self, message: ScreenAck) -> None:
        """The agent has painted an update."""
        self._inner.handle_ack(message)

    def handle_refresh(self, message: ScreenRefresh) -> None:
        """The agent lost something for good."""
        self._inner.handle_refresh(message)

    def monitors(self) -> tuple[Monitor, ...]:
        """The displays of this computer."""
        return self._inner.monitors()

    @property
    def health(self) -> PictureHealth:
        """Whether what is to be shown can be read."""
        return self._inner.health
