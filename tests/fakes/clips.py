"""Two clipboards joined by a way that keeps its order, and a person's clipboard that is put by hand."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from shared.protocol import codec
from shared.session.clip import Clip, image_clip, text_clip
from shared.session.clip_desk import ClipDesk, ClipMessage, PutOutcome
from tests.fakes.flow_ports import StepClock
from tests.fakes.pictures import png


def text_of(text: str) -> Clip:
    """A text, ready to be sent."""
    clip = text_clip(text)
    assert isinstance(clip, Clip)
    return clip


def picture_of(width_px: int = 3, height_px: int = 2) -> Clip:
    """A picture, ready to be sent."""
    clip = image_clip(png(width_px, height_px))
    assert isinstance(clip, Clip)
    return clip


class ClipboardByHand:
    """A `ClipPort`; what is to be put waits in `waiting` until the test lets it."""

    def __init__(self) -> None:
        self.desk: ClipDesk | None = None
        self.waiting: list[tuple[int, Clip]] = []
        self.held: list[Clip] = []
        """What the clipboard held, one after another."""
        self.outcome: PutOutcome = "put"
        """What becomes of what nothing has shut."""

    def put(self, clip_id: int, clip: Clip) -> None:
        self.waiting.append((clip_id, clip))

    def cut(self) -> None:
        """Void what waits; the desk hears of it later, as it would from another thread."""
        self.waiting = [(clip_id, None) for clip_id, _ in self.waiting]

    def let(self) -> None:
        """The other thread comes round to it."""
        waiting, self.waiting = self.waiting, []
        for clip_id, clip in waiting:
            if clip is not None and self.outcome == "put":
                self.held.append(clip)
            assert self.desk is not None
            self.desk.note_put(clip_id, "ended" if clip is None else self.outcome)


class End:
    """One of the two programs, with what it has sent and not yet been carried."""

    def __init__(self, sends: Any) -> None:
        self.clock = StepClock()
        self.way: deque[Any] = deque()
        self.sent: list[ClipMessage] = []
        self.news: list[tuple[str, Clip, int]] = []
        self.changes = 0
        self.is_shut = False
        self.desk = ClipDesk(
            sends=sends,
            send=self._send,
            clock=self.clock,
            on_news=lambda news, clip, moved: self.news.append((news, clip, moved)),
            on_changed=self._count,
        )
        self.desk.hold = self._hold

    def _send(self, message: ClipMessage) -> None:
        codec.encode_peer(message)  # what cannot be written to the wire cannot be sent
        self.sent.append(message)
        self.way.append(message)

    def _count(self) -> None:
        self.changes += 1

    @contextmanager
    def _hold(self) -> Iterator[bool]:
        yield not self.is_shut

    def sent_of(self, kind: type) -> list[Any]:
        """Every message of that type so far."""
        return [message for message in self.sent if type(message) is kind]


class Pair:
    """The agent's and the person's, both rights on."""

    def __init__(self) -> None:
        self.agent, self.person = End("to_user"), End("from_user")
        self.clipboard = ClipboardByHand()
        self.person.desk.port, self.clipboard.desk = self.clipboard, self.person.desk
        for end in (self.agent, self.person):
            end.desk.follow(may_send=True, may_receive=True)

    def carry(self, *, puts: bool = True) -> None:
        """Everything on the way arrives, until nothing is."""
        while self.agent.way or self.person.way or (puts and self.clipboard.waiting):
            if self.agent.way:
                self.person.desk.take(self.agent.way.popleft())
            if self.person.way:
                self.agent.desk.take(self.person.way.popleft())
            if puts:
                self.clipboard.let()
