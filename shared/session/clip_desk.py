"""The two clipboards of one session, as one of the two ends knows them: what leaves by a press, and what comes. Pure.

Nothing here reads a clipboard. What leaves was handed over by one press, and what comes is never handed back: without
a press nothing leaves. A transfer lives only as long as its right may be used at that very moment.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Literal, Protocol

from shared.allowance import Allowance
from shared.clock import Clock
from shared.errors import ProtocolError
from shared.protocol import limits
from shared.protocol.clip_messages import ClipAck, ClipDirection, ClipKind, ClipOffer, ClipPart, ClipStop
from shared.session.clip import Clip, ClipProblem
from shared.session.clip_transfer import ClipReceiver, ClipSender
from shared.session.story import StoryKind

NOTE_SHOWN_MS = 20_000
"""Long enough to be seen by somebody who looks elsewhere, short enough not to be taken for a state."""

ClipMessage = ClipOffer | ClipPart | ClipAck | ClipStop
PutOutcome = Literal["put", "ended", "refused"]
"""The clipboard holds it; something shut the way to it before; or it cannot be used, whatever its outside says."""
ClipNews = Literal["left", "arrived", "put"]
"""All of it has left here, or has arrived there; or what came was put where it belongs."""

STORY_OF: dict[tuple[ClipDirection, ClipKind], StoryKind] = {
    ("to_user", "text"): StoryKind.CLIP_TEXT_PUT,
    ("to_user", "image"): StoryKind.CLIP_IMAGE_PUT,
    ("from_user", "text"): StoryKind.CLIP_TEXT_SENT,
    ("from_user", "image"): StoryKind.CLIP_IMAGE_SENT,
}
"""What is told of something that went whole from one to the other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipNote:
    """What has just become of something copied, for a sentence in `shared.ui.clip_words`.

    Attributes:
        code: `put` and `sent`, or why not: a `ClipProblem`, `ended`, `refused`, `busy`.
        clip: what it was about, without its content; None when there was nothing.
    """

    code: str
    clip: Clip | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipView:
    """What the windows show.

    Attributes:
        may_send: a press would send something: the right is on, and neither on hold nor busy.
        is_sending: something is on its way to the other side.
        note: what has just happened; None when nothing has.
        came: what came and waits for its reader to copy it; only where nothing is put by itself.
    """

    may_send: bool = False
    is_sending: bool = False
    note: ClipNote | None = None
    came: Clip | None = field(default=None, repr=False)


NO_CLIPS = ClipView()


class ClipPort(Protocol):
    """The clipboard of the computer we run on, as far as something is put there."""

    def put(self, clip_id: int, clip: Clip) -> None:
        """Put this there, unless something shuts it before; `ClipDesk.note_put` hears what became of it."""

    def cut(self) -> None:
        """What was not put yet is not put any more."""


class ClipDesk:
    """Lives in the network thread."""

    def __init__(
        self,
        *,
        sends: ClipDirection,
        send: Callable[[ClipMessage], None],
        clock: Clock,
        on_news: Callable[[ClipNews, Clip, int], None],
        on_changed: Callable[[], None],
    ) -> None:
        """Start with nothing allowed.

        Args:
            sends: which way we send: `to_user` in the agent's program, which keeps what comes until it is copied;
                `from_user` in the person's, which puts what comes on the clipboard.
            send: to the other side.
            clock: for limits, and for how long a note is shown.
            on_news: told what became of what was carried, with how many bytes of it left or came. `left` is told also
                when it was broken off, with the bytes that had left by then.
            on_changed: told when the windows may show something else.
        """
        self._sends: ClipDirection = sends
        self._receives: ClipDirection = "from_user" if sends == "to_user" else "to_user"
        self._send = send
        self._clock = clock
        self._on_news = on_news
        self._on_changed = on_changed
        self.port: ClipPort | None = None
        """Where what comes is put. Without one the person's program refuses everything."""
        self.hold: Callable[[], AbstractContextManager[bool]] = lambda: nullcontext(True)
        """Held while something leaves; gives whether it may."""
        self.begin()

    def begin(self) -> None:
        """Another session: nothing of the last one is known any more."""
        self._may_send = self._may_receive = self._is_over = False
        self._sender: ClipSender | None = None
        self._receiver: ClipReceiver | None = None
        self._putting: tuple[int, Clip] | None = None
        self._last_own_id = self._last_heard_id = 0
        self._came: Clip | None = None
        self._note: ClipNote | None = None
        self._noted_ms = 0
        self._pace = Allowance(per_s=limits.CLIP_PER_S, burst_max=limits.CLIP_BURST)
        self._flood = Allowance(per_s=limits.CLIP_PER_S, burst_max=limits.CLIP_FLOOD_BURST)

    @property
    def view(self) -> ClipView:
        """What to show now."""
        is_news = self._note is not None and self._clock.monotonic_ms() - self._noted_ms < NOTE_SHOWN_MS
        return ClipView(
            may_send=self._may_send and self._sender is None,
            is_sending=self._sender is not None,
            note=self._note if is_news else None,
            came=self._came,
        )

    # --- our side

    def offer(self, found: Clip | ClipProblem) -> None:
        """Somebody here pressed the button: send this, or say why it cannot be sent."""
        if isinstance(found, ClipProblem):
            self._tell(found)
        elif not self._may_send or self._is_over:
            self._tell("ended", found)
        elif self._sender is not None or not self._pace.take(self._clock.monotonic_ms()):
            self._tell("busy", found)
        else:
            self._last_own_id += 1
            self._sender = ClipSender(self._last_own_id, found)
            self._note = None
            self._pump()
            self._on_changed()

    def forget_came(self) -> None:
        """What came was copied, or is not wanted."""
        self._came = None
        self._on_changed()

    def note_put(self, clip_id: int, outcome: PutOutcome) -> None:
        """The clipboard holds what came under this number, or does not and never will."""
        if self._putting is None or self._putting[0] != clip_id:
            return
        clip, self._putting = self._putting[1], None
        if self._is_over:
            return
        if outcome == "put":
            self._send(ClipAck(clip_id=clip_id, received_bytes=len(clip.data)))
            self._on_news("put", clip, len(clip.data))
            if self._receives == "to_user":
                self._tell("put", clip)
            else:
                self._on_changed()
        else:
            self._send(ClipStop(direction=self._receives, clip_id=clip_id, reason=outcome))

    # --- the rules

    def follow(self, *, may_send: bool, may_receive: bool) -> None:
        """Make what may be done true: what is under way without its right ends here and now."""
        self._may_send, self._may_receive = may_send, may_receive
        if not may_send and self._sender is not None:
            self._send(ClipStop(direction=self._sends, clip_id=self._sender.clip_id, reason="ended"))
            self._break_off("ended")
        if may_receive:
            return
        if self._putting is not None and self.port is not None:
            self.port.cut()  # what became of it is told by the port: it may be there already
        if self._receiver is not None:
            self._refuse(self._receiver.clip_id, "ended")

    def tick(self) -> None:
        """Let time pass: what was held back for a moment leaves."""
        self._pump()

    def end(self) -> None:
        """The session is over: nothing goes on. What came whole can still be copied."""
        self._is_over = True
        self._may_send = self._may_receive = False
        if self._sender is not None:
            self._break_off(None)
        self._receiver = None
        if self.port is not None:
            self.port.cut()

    # --- the other side

    def take(self, message: ClipMessage) -> None:
        """Take a message of the other side. About what is not under way it comes too late, and changes nothing.

        Raises:
            ProtocolError: there are too many, or it does not fit what was said before.
        """
        match message:
            case ClipOffer():
                self._take_offer(message)
            case ClipPart():
                self._take_part(message)
            case ClipAck():
                self._take_ack(message)
            case ClipStop():
                self._take_stop(message)

    def note_dropped(self, message: object) -> None:
        """A message came while its right was off or on hold: whoever offers something hears that it is not taken.

        Raises:
            ProtocolError: there are too many.
        """
        if isinstance(message, ClipOffer):
            self._count(message)
            self._send(ClipStop(direction=self._receives, clip_id=message.clip_id, reason="ended"))

    # --- inside

    def _count(self, offer: ClipOffer) -> None:
        if not self._flood.take(self._clock.monotonic_ms()):
            raise ProtocolError("clip_flood")
        if offer.clip_id <= self._last_heard_id:
            raise ProtocolError("clip_repeated")
        self._last_heard_id = offer.clip_id

    def _take_offer(self, offer: ClipOffer) -> None:
        if not self._may_receive or self._putting is not None:
            self.note_dropped(offer)
            return
        self._count(offer)
        if self._receiver is not None:
            raise ProtocolError("clip_overlaps")
        self._receiver = ClipReceiver(offer)

    def _take_part(self, part: ClipPart) -> None:
        receiver = self._receiver
        if receiver is None or receiver.clip_id != part.clip_id:
            return
        receiver.take(part)
        if not receiver.is_whole:
            self._send(ClipAck(clip_id=part.clip_id, received_bytes=receiver.received_bytes))
            return
        clip = receiver.content()
        if clip is None or (self._receives == "to_user" and self.port is None):
            self._refuse(part.clip_id, "refused")
            return
        self._receiver = None
        self._putting = (part.clip_id, clip)
        if self._receives == "from_user":
            self._came = clip
            self.note_put(part.clip_id, "put")
        elif self.port is not None:
            self.port.put(part.clip_id, clip)

    def _take_ack(self, ack: ClipAck) -> None:
        sender = self._sender
        if sender is None or sender.clip_id != ack.clip_id:
            return
        sender.hear_ack(ack)
        if not sender.has_arrived:
            self._pump()
            return
        self._sender = None
        self._on_news("arrived", sender.clip, len(sender.clip.data))
        self._tell("sent", sender.clip)

    def _take_stop(self, stop: ClipStop) -> None:
        if stop.direction == self._sends:
            if self._sender is not None and self._sender.clip_id == stop.clip_id:
                self._break_off(stop.reason)
        elif self._receiver is not None and self._receiver.clip_id == stop.clip_id:
            self._receiver = None

    def _refuse(self, clip_id: int, reason: Literal["ended", "refused"]) -> None:
        self._receiver = None
        self._send(ClipStop(direction=self._receives, clip_id=clip_id, reason=reason))

    def _break_off(self, code: str | None) -> None:
        sender, self._sender = self._sender, None
        if sender is None:
            return
        if sender.sent_bytes and not sender.has_left:
            self._on_news("left", sender.clip, sender.sent_bytes)
        if code is not None:
            self._tell(code, sender.clip)

    def _pump(self) -> None:
        sender = self._sender
        if sender is None or sender.has_left:
            return
        with self.hold() as may_leave:
            due = sender.due() if may_leave else []
            for message in due:
                self._send(message)
        if due and sender.has_left:
            self._on_news("left", sender.clip, sender.sent_bytes)

    def _tell(self, code: str, clip: Clip | None = None) -> None:
        facts = None if clip is None else Clip(
            kind=clip.kind, data=b"", length_chars=clip.length_chars, width_px=clip.width_px, height_px=clip.height_px
        )  # fmt: skip
        self._note, self._noted_ms = ClipNote(code=code, clip=facts), self._clock.monotonic_ms()
        self._on_changed()
