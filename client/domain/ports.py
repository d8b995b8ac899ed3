"""What the flow of the assisted person's program needs from the outside, each a small protocol the shells fulfil."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from shared.protocol import peer_messages as peer
from shared.protocol.signaling_messages import ToServer


@dataclass(frozen=True, slots=True, kw_only=True)
class BindTags:
    """The two tags that tie a DTLS connection to a pairing; 32 bytes each, never equal."""

    own: bytes
    expected: bytes


class ServerPort(Protocol):
    """The way to the server; calls return at once."""

    def send(self, message: ToServer) -> None:
        """Send a message that has no answer. Raises `SignalingError` while not connected."""

    def request(self, message: ToServer, on_answer: Callable[[Any], None]) -> None:
        """Send a request; `on_answer` later gets the answering message or a `SignalingError`."""


class PeerPort(Protocol):
    """The peer connection of one session; made fresh by `prepare`, gone with `close`."""

    def prepare(self) -> None:
        """Begin gathering while the code is still on the screen, so that connecting costs no time later."""

    def offer(self, on_sdp: Callable[[str], None]) -> None:
        """Hand over our session description as soon as it is there."""

    def accept(self, sdp: str, make_tags: Callable[[str, str], BindTags]) -> None:
        """Take the answer and connect.

        Args:
            sdp: the other side's checked description.
            make_tags: from our own fingerprint and the one really seen in DTLS to the two bind tags.
        """

    def send(self, message: peer.FromClient) -> None:
        """Send on the message's own channel; dropped silently when nobody is bound."""

    def close(self) -> None:
        """Close it and all that hangs on it; harmless when there is none."""


class PictureHealth(StrEnum):
    """Whether the screen that is to be shown can be read; the value goes to the agent in `screen_status`."""

    FINE = "fine"
    LOCKED = "locked"
    """Nothing but black, and the desktop says why: it is locked, or its saver is on."""
    BLACK = "black"
    """Nothing but black for a while, and nobody says why."""
    UNREADABLE = "unreadable"
    """The system refuses, or the display is gone."""


class PicturePort(Protocol):
    """The picture that leaves this computer."""

    def show(self, monitor_ids: tuple[int, ...]) -> None:
        """Send these displays as one picture (the primary one for none), from the whole picture on."""

    def cover(self, reason: str) -> None:
        """Withhold the picture: `asking` or `paused`. When it returns, nothing captured leaves any more."""

    def hide(self) -> None:
        """Send nothing at all. When it returns, nothing captured leaves any more."""

    def handle_ack(self, message: peer.ScreenAck) -> None:
        """The agent has painted an update."""

    def handle_refresh(self, message: peer.ScreenRefresh) -> None:
        """The agent lost something for good."""

    def monitors(self) -> tuple[peer.Monitor, ...]:
        """The displays of this computer as they are now; cheap, so that it can be asked at every tick."""
        ...

    @property
    def health(self) -> PictureHealth:
        """Whether what is to be shown can be read."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class InputCounts:
    """What the agent's input came to since the last time; never which keys, never where."""

    keys_down: int
    clicks: int
    moves: int
    first_mono_ms: int
    last_mono_ms: int


class ControlPort(Protocol):
    """The agent's mouse and keyboard on this computer."""

    def apply(self, *, is_on: bool, epoch: int, monitor_ids: tuple[int, ...]) -> None:
        """Open or close the gate; when it returns closed, nothing is injected any more and every key is up."""

    def handle(self, batch: peer.InputBatch) -> peer.InputAck | None:
        """Inject what is new and allowed in a batch."""

    def heard(self, now_ms: int) -> None:
        """The line is alive."""

    def take_counts(self) -> InputCounts | None:
        """What was injected since the last call; None when nothing was."""

    def take_refused(self) -> dict[peer.InputRefusal, int]:
        """How many presses and characters were refused since the last call, by reason."""
        ...

    @property
    def hold_until_mono_ms(self) -> int | None:
        """Until when the agent's input waits for the person's own hand; None when they touched nothing."""
        ...


class JournalPort(Protocol):
    """The person's own record on disk."""

    def append(self, line: bytes) -> None:
        """Write one line and flush it to the disk. Raises `JournalWriteError`."""

    def close(self) -> None:
        """The session is over: nothing more is written through this."""
