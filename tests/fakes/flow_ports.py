"""The outside of both flows, told and remembered: a picture, a gate, a record, a server and a peer that only listen."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from client.domain.ports import BindTags, InputCounts, PictureHealth
from shared.errors import JournalWriteError, SignalingError
from shared.link_stats import LinkStats
from shared.protocol import codec
from shared.protocol import peer_messages as peer

MONITOR = peer.Monitor(
    monitor_id=1, name="DP-1", x_px=0, y_px=0, width_px=1920, height_px=1080, is_primary=True
)  # fmt: skip


class StepClock:
    """Time that passes only when told to; monotonic and wall time go together."""

    def __init__(self) -> None:
        self.now_ms = 1_000

    def monotonic_ms(self) -> int:
        return self.now_ms

    def utc_now(self) -> datetime:
        return datetime(2026, 11, 22, tzinfo=UTC) + timedelta(milliseconds=self.now_ms)


class RecordingPicture:
    """A `PicturePort`; `shown` is what leaves now: a display, the reason of a cover, or None for nothing."""

    def __init__(self, story: list[Any] | None = None) -> None:
        self.story = story if story is not None else []
        self.shown: tuple[int, ...] | str | None = None
        self.health = PictureHealth.FINE
        self.acks: list[Any] = []
        self.displays: tuple[peer.Monitor, ...] = (MONITOR,)

    def show(self, monitor_ids: tuple[int, ...]) -> None:
        self._become(monitor_ids or (1,))

    def cover(self, reason: str) -> None:
        self._become(reason)

    def hide(self) -> None:
        self._become(None)

    def handle_ack(self, message: peer.ScreenAck) -> None:
        self.acks.append(message)

    def handle_refresh(self, message: peer.ScreenRefresh) -> None:
        self.acks.append(message)

    def monitors(self) -> tuple[peer.Monitor, ...]:
        return self.displays

    def _become(self, shown: tuple[int, ...] | str | None) -> None:
        self.shown = shown
        self.story.append(("picture", shown))


class RecordingControl:
    """A `ControlPort` without a gate of its own: whatever the flow hands over arrives in `batches`."""

    def __init__(self, story: list[Any] | None = None) -> None:
        self.story = story if story is not None else []
        self.is_on = False
        self.epoch = -1
        self.was_ever_on = False
        self.batches: list[peer.InputBatch] = []
        self.counts: InputCounts | None = None
        self.hold_until_mono_ms: int | None = None
        self.refused: dict[peer.InputRefusal, int] = {}

    def apply(self, *, is_on: bool, epoch: int, monitor_ids: tuple[int, ...]) -> None:
        self.is_on, self.epoch = is_on, epoch
        self.was_ever_on |= is_on
        self.story.append(("gate", is_on))

    def handle(self, batch: peer.InputBatch) -> peer.InputAck | None:
        self.batches.append(batch)
        return peer.InputAck(input_epoch=batch.input_epoch, last_seq=batch.first_seq + len(batch.events) - 1)

    def heard(self, now_ms: int) -> None:
        pass

    def take_counts(self) -> InputCounts | None:
        counts, self.counts = self.counts, None
        return counts

    def take_refused(self) -> dict[peer.InputRefusal, int]:
        refused, self.refused = self.refused, {}
        return refused

    @property
    def events(self) -> list[peer.InputEvent]:
        """Every input event once and by its number, from whichever batch it came."""
        by_place = {
            (batch.input_epoch, batch.first_seq + index): event
            for batch in self.batches
            for index, event in enumerate(batch.events)
        }
        return [by_place[place] for place in sorted(by_place)]


class MemoryJournal:
    """A `JournalPort` whose disk can be full."""

    def __init__(self, story: list[Any] | None = None) -> None:
        self.story = story if story is not None else []
        self.lines: list[bytes] = []
        self.is_full = False
        self.is_closed = False

    def append(self, line: bytes) -> None:
        if self.is_full:
            raise JournalWriteError
        self.lines.append(line)
        self.story.append(("disk", len(self.lines)))

    def close(self) -> None:
        self.is_closed = True


class ListeningServer:
    """A `ServerPort` that answers nothing by itself: the test plays the server with `answer`."""

    def __init__(self, story: list[Any] | None = None) -> None:
        self.story = story if story is not None else []
        self.sent: list[Any] = []
        self.waiting: list[tuple[Any, Callable[[Any], None]]] = []
        self.requests: list[Any] = []
        self.renewals = 0
        self.retries = 0
        self.is_away = False

    def send(self, message: Any) -> None:
        if self.is_away:
            raise SignalingError("server_unreachable")
        self.sent.append(message)

    def request(self, message: Any, on_answer: Callable[[Any], None]) -> None:
        codec.encode_signaling(message)  # what cannot be written to the wire cannot be asked for
        self.requests.append(message)
        self.waiting.append((message, on_answer))
        self.story.append(("server", type(message).__name__))

    def retry(self) -> None:
        self.retries += 1

    def renew(self) -> None:
        self.renewals += 1

    def next_of(self, kind: type) -> Any:
        """The oldest unanswered request of that type."""
        return next(message for message, _ in self.waiting if type(message) is kind)

    def asked(self, kind: type) -> list[Any]:
        """Every request of that type so far."""
        return [message for message in self.requests if type(message) is kind]

    def answer(self, kind: type, answer: Any) -> Any:
        """Answer the oldest request of that type; returns the request."""
        message = self.next_of(kind)
        index = next(i for i, (waiting, _) in enumerate(self.waiting) if waiting is message)
        _, on_answer = self.waiting.pop(index)
        on_answer(answer)
        return message

    def lose_all(self) -> None:
        """The socket dropped: everything asked on it fails."""
        waiting, self.waiting = self.waiting, []
        for _, on_answer in waiting:
            on_answer(SignalingError("server_unreachable"))


class ListeningPeer:
    """A `PeerPort` for either side; messages are encoded as for the wire, so none can be sent that may not."""

    def __init__(self, story: list[Any] | None = None) -> None:
        self.story = story if story is not None else []
        self.sent: list[Any] = []
        self.prepared = 0
        self.closed = 0
        self.offer_to: Callable[[str], None] | None = None
        self.accepted: list[str] = []
        self.answered: list[str] = []
        self.make_tags: Callable[[str, str], Any] | None = None
        self.answer_to: Callable[[str], None] | None = None
        self.rtt_ms: float | None = None

    def prepare(self) -> None:
        self.prepared += 1

    def offer(self, on_sdp: Callable[[str], None]) -> None:
        self.offer_to = on_sdp

    def accept(self, sdp: str, make_tags: Callable[[str, str], BindTags]) -> None:
        self.accepted.append(sdp)
        self.make_tags = make_tags

    def answer(self, sdp: str, make_tags: Callable[[str, str], Any], on_sdp: Callable[[str], None]) -> None:
        self.answered.append(sdp)
        self.make_tags, self.answer_to = make_tags, on_sdp

    def send(self, message: Any) -> None:
        codec.encode_peer(message)
        self.sent.append(message)
        self.story.append(("peer", type(message).__name__))

    def set_rtt_ms(self, rtt_ms: float) -> None:
        self.rtt_ms = rtt_ms

    def read_stats(self) -> LinkStats:
        return LinkStats()

    def close(self) -> None:
        self.closed += 1
        self.story.append(("peer", "closed"))

    def sent_of(self, kind: type) -> list[Any]:
        """Every message of that type so far."""
        return [message for message in self.sent if type(message) is kind]
