"""The agent's mouse and keyboard in one tab: sent only while there is control, and again until it has an answer."""

from collections.abc import Callable

from agent_console.domain.input_encoder import InputEncoder
from agent_console.domain.ports import PeerPort
from agent_console.domain.text_typing import TextTyping
from shared.clock import Clock
from shared.protocol import peer_messages as peer
from shared.session.agent_machine import AgentMachine


class TabInput:
    """Lives in the network thread, beside the tab's controller."""

    def __init__(
        self,
        *,
        machine: AgentMachine,
        peer_port: PeerPort,
        clock: Clock,
        on_changed: Callable[[], None],
        on_owed: Callable[[], None],
    ) -> None:
        """Nothing was done yet.

        Args:
            machine: knows whether there is control, and which epoch it has.
            peer_port: the connection to the person's computer.
            clock: monotonic time.
            on_changed: told when the progress of a whole text changes.
            on_owed: something waits or has no answer yet: `tick` is wanted.
        """
        self._machine = machine
        self._peer = peer_port
        self._clock = clock
        self._on_changed = on_changed
        self._on_owed = on_owed
        self._encoder = InputEncoder()
        self.typing = TextTyping()

    @property
    def is_owed(self) -> bool:
        """Whether something waits or has no answer yet."""
        return self._machine.may_control and (self.typing.is_active or self._encoder.next_due_ms() is not None)

    def pointer_moved(self, x_norm: int, y_norm: int) -> None:
        """The pointer is there now."""
        if self._machine.may_control:
            self._send(self._encoder.pointer(x_norm, y_norm, self._clock.monotonic_ms()))

    def button_changed(self, button: int, *, is_down: bool) -> None:
        """A mouse button."""
        if self._machine.may_control:
            self._send(self._encoder.button(peer.PointerButton(button), is_down, self._clock.monotonic_ms()))

    def wheel_turned(self, dx: int, dy: int) -> None:
        """The wheel."""
        if self._machine.may_control:
            self._send(self._encoder.wheel(dx, dy, self._clock.monotonic_ms()))

    def key_changed(self, usage: int, *, is_down: bool) -> None:
        """A physical key."""
        if self._machine.may_control:
            self._send(self._encoder.key(usage, is_down, self._clock.monotonic_ms()))

    def text_typed(self, text: str, *, is_repeat: bool) -> None:
        """A character."""
        if self._machine.may_control:
            self._send(self._encoder.text(text, self._clock.monotonic_ms(), is_repeat=is_repeat))

    def type_text(self, text: str) -> None:
        """Type a whole text, as fast as the other side takes it; nothing of it is typed any more for an empty one."""
        self.typing.start(text if self._machine.may_control else "")
        self._on_changed()
        self._on_owed()

    def release_all(self) -> None:
        """Focus left the picture: let go of everything."""
        self._send(self._encoder.release_all(self._clock.monotonic_ms()))

    def release_at_once(self) -> None:
        """Control is over: let go of everything, and ask for nothing more."""
        self._send_if_due(self._encoder.release_all(self._clock.monotonic_ms()))

    def follow(self) -> None:
        """Control may be another one now."""
        # A silent line keeps its numbers: the client may have heard all of it, and does not count anew.
        if self._machine.control_epoch != self._encoder.epoch:
            self.typing.start("")  # the rest was meant for a moment that is over
        self._encoder.set_epoch(self._machine.control_epoch)
        if self.is_owed:
            self._on_owed()

    def handle_ack(self, message: peer.InputAck, now_ms: int) -> None:
        """The client has handled some."""
        if message.input_epoch == self._machine.input_epoch:
            self._send(self._encoder.handle_ack(message, now_ms))

    def tick(self) -> bool:
        """Send waiting moves and repeat what was not answered; many times a second while that is so.

        Returns:
            Whether it is to be called again.
        """
        if self._machine.may_control:
            now_ms = self._clock.monotonic_ms()
            self._send_if_due(self._encoder.tick(now_ms))
            for batch in self.typing.pump(self._encoder, now_ms):
                self._peer.send(batch)
                self._on_changed()
        return self.is_owed

    def _send(self, batch: peer.InputBatch | None) -> None:
        self._send_if_due(batch)
        if self.is_owed:
            self._on_owed()

    def _send_if_due(self, batch: peer.InputBatch | None) -> None:
        if batch is not None:
            self._peer.send(batch)
