"""What goes on beside seeing and controlling: messages, drawings, files, clipboards, whose hand it is, time left."""

from collections.abc import Callable

from client.domain.drawing import DrawingDesk
from client.domain.file_desk import FileDesk
from client.domain.file_outbox import FileOutbox
from client.domain.file_record import FileEntry
from client.domain.input_teller import InputTeller
from client.domain.narrator import Narrator
from client.domain.ports import ControlPort, PeerPort
from client.domain.receipt import FileRecord
from client.domain.right_news import RightNews
from client.domain.session_records import SessionRecords
from client.domain.time_teller import TimeTeller
from shared.allowance import Allowance
from shared.audit.event import AuditTag
from shared.capability import Capability
from shared.clock import Clock
from shared.consent.effect import Record
from shared.consent.machine import ConsentMachine
from shared.errors import ProtocolError
from shared.protocol import limits
from shared.protocol import peer_messages as peer
from shared.protocol.clip_messages import ClipDirection
from shared.protocol.file_messages import is_from_user
from shared.protocol.record_messages import ReportCause
from shared.protocol.signaling_messages import CloseReason
from shared.session import events as ev
from shared.session.clip import Clip
from shared.session.clip_desk import STORY_OF, ClipDesk, ClipNews
from shared.session.story import StoryKind
from shared.session.talk import Talk
from shared.transfer.view import Direction, TransferView
from shared.transport.file_batch import FilesPort, MakeKeys
from shared.transport.file_lists import ListPorts

NAMED_FILES_MAX = 3
"""Of a list with more files the story tells how many came; the receipt names each."""

_ASKS = peer.CapabilityRequest | peer.CapabilityReturn | peer.ScreenRequest | peer.FileRequest
"""Each is answered, and shown or written down: without a bound they would keep the flow from its heartbeats."""


class SessionDesks:
    """Lives in the network thread, beside the controller, which says what may be done.

    Attributes:
        talk: what happened and what was written; the person writes through it.
        drawing: what the agent points at and draws.
        files: the files the agent sends.
        outbox: the files the person sends.
        clips: what is copied here and sent, or comes and is put on the clipboard.
        hand: whether the agent's input waits for the person's own hand.
        news: what has just become of a right.
        feedback: what the person says of a session.
    """

    def __init__(
        self,
        *,
        peer_port: PeerPort,
        control: ControlPort,
        files_port: FilesPort | None,
        make_path_keys: MakeKeys,
        records: SessionRecords,
        clock: Clock,
        on_event: Callable[[ev.ClientEvent], None],
        on_changed: Callable[[], None],
    ) -> None:
        """Wire them; see the parts for what each does with these."""
        self._peer = peer_port
        self._records = records
        self.feedback = records.feedback
        self._clock = clock
        self.talk = Talk(send=peer_port.send, clock=clock, on_changed=on_changed)
        self.drawing = DrawingDesk(peer_port)
        lists = ListPorts(
            port=files_port, send=peer_port.send, make_keys=make_path_keys, clock=clock, on_changed=on_changed
        )
        self.clips = ClipDesk(
            sends="from_user", send=peer_port.send, clock=clock, on_news=self._write_clip, on_changed=on_changed
        )
        self.files = FileDesk(ports=lists, on_event=on_event, on_record=self._write_files)
        self.outbox = FileOutbox(ports=lists, on_event=on_event, on_record=self._write_files)
        self.hand = InputTeller(control, peer_port)
        self.news = RightNews()
        self._times = TimeTeller()
        self._narrator = Narrator(self.talk.tell)
        self._told_files: dict[Direction, int] = {"to_user": 0, "from_user": 0}
        self._has_told_drawing = False
        self._broken_off: list[tuple[Clip, int]] = []
        self._asks = _new_asks()

    @property
    def transfers(self) -> tuple[TransferView, ...]:
        """The files of this session, either way."""
        return self.files.lists.views + self.outbox.lists.views

    @property
    def file_records(self) -> tuple[FileRecord, ...]:
        """Every file that arrived whole, either way, with its name."""
        return self.files.lists.records + self.outbox.lists.records

    def report(self, cause: ReportCause, words: str) -> None:
        """The person says that something was wrong in the last session."""
        self._records.report(cause, words)

    def begin(self) -> None:
        """The session is on record: from now on there is a story."""
        self._narrator = Narrator(self.talk.tell)
        self._told_files = dict.fromkeys(self._told_files, 0)
        self._has_told_drawing = False
        self.talk.begin()
        self.clips.begin()

    def take(self, message: peer.FromAgent, consent: ConsentMachine, now_ms: int) -> bool:
        """Take a message whose right was checked; returns whether it was for one of these.

        Raises:
            ProtocolError: it is too much, or too often.
        """
        if isinstance(message, _ASKS) and not self._asks.take(now_ms):
            raise ProtocolError("ask_flood")
        match message:
            case peer.ChatMessage() | peer.ChatAck():
                self.talk.hear(message)
            case peer.FileOffer():
                self.files.take_offer(message, consent)
            case peer.FileRequest():
                self.outbox.take_request(message)
            case peer.FileLink() | peer.FileHold() | peer.FileStop():
                if is_from_user(message.batch_id):
                    self.outbox.take_message(message)
                else:
                    self.files.lists.take(message)
            case peer.ClipOffer() | peer.ClipPart() | peer.ClipAck() | peer.ClipStop():
                self.clips.take(message)
            case peer.MarkDraw() | peer.MarkExtend() | peer.MarksClear() | peer.MarkPointer():
                self.drawing.handle(message, now_ms)
            case _:
                return False
        return True

    def note_dropped(self, message: peer.FromAgent, now_ms: int) -> None:
        """A message came whose right is off or on hold now, and was on before.

        Raises:
            ProtocolError: there are too many.
        """
        self.drawing.note_dropped(message, now_ms)
        self.clips.note_dropped(message)

    def write_consent(self, record: Record) -> None:
        """Consent has something to write down: the person is told, it is written, the agent is told."""
        self._narrator.take(record)
        self._records.write_consent(record)
        told = self.news.note(record, self._clock.monotonic_ms())
        if told is not None:
            self._peer.send(told)

    def narrow(self, consent: ConsentMachine) -> None:
        """End what is not allowed any more, before anybody hears of it."""
        self.files.follow(consent)
        usable = frozenset[Capability]() if consent.is_stalled else consent.rights.usable
        self.clips.follow(
            may_send=Capability.CLIPBOARD_FROM_USER in usable, may_receive=Capability.CLIPBOARD_TO_USER in usable
        )
        self.outbox.narrow(consent)
        self._narrator.follow(consent.rights.granted)

    def follow(self, consent: ConsentMachine, monitors: tuple[peer.Monitor, ...], now_ms: int) -> None:
        """Show and tell what the rights allow now."""
        self.outbox.follow(consent)
        for message in self._times.next_messages(consent.grants, now_ms):
            self._peer.send(message)
        self.drawing.follow(consent, monitors)
        self.drawing.tick(now_ms)

    def tick(self) -> None:
        """Let time pass."""
        self.talk.tick()
        self.files.lists.tick()
        self.clips.tick()
        self._write_broken_off()
        self.outbox.tick()

    def summarize(self) -> None:
        """Write down how much was written and drawn since the last time."""
        messages = self.talk.take_counts()
        if messages is not None:
            self._records.write_chat_summary(messages)
        drawn = self.drawing.take_counts()
        if drawn is None:
            return
        self._records.write_drawing(drawn)
        if not self._has_told_drawing:
            self._has_told_drawing = True
            self.talk.tell(StoryKind.DRAWN_ON)

    def end(self, reason: CloseReason) -> None:
        """The session is over; what was written and what came stays known, for the receipt."""
        self.clips.end()
        self._write_broken_off()
        self.talk.end(reason)
        self.files.end()
        self.outbox.end()

    def hold_files(self, batch_id: int, *, is_held: bool) -> None:
        """Let a batch of files wait, or go on, whichever way it goes."""
        for desk in (self.files, self.outbox):
            desk.lists.hold(batch_id, is_held=is_held)

    def forget_files(self) -> None:
        """A new session begins: nothing of the files before is known any more."""
        self.files.forget()
        self.outbox.forget()

    def forget(self) -> None:
        """The connection is gone."""
        self.hand.forget()
        self._times.forget()
        self.news.forget()
        self.drawing.forget()
        self._asks = _new_asks()

    def _write_clip(self, news: ClipNews, clip: Clip, moved_bytes: int) -> None:
        """Something copied has left here, was broken off half way, or was put on the clipboard here."""
        if news == "arrived":
            return  # it was written down when it left, whatever the other side says of it
        if moved_bytes < len(clip.data):
            # Rights are being narrowed at this moment; an entry that cannot be written would change them once more.
            self._broken_off.append((clip, moved_bytes))
            return
        direction: ClipDirection = "to_user" if news == "put" else "from_user"
        self._records.write_clip(Capability(f"clipboard_{direction}"), clip, moved_bytes)
        self.talk.tell(STORY_OF[direction, clip.kind], None, **clip.facts)

    def _write_broken_off(self) -> None:
        broken_off, self._broken_off = self._broken_off, []
        for clip, moved_bytes in broken_off:
            self._records.write_clip(Capability.CLIPBOARD_FROM_USER, clip, moved_bytes)

    def _write_files(self, tag: AuditTag, entry: FileEntry) -> None:
        self._records.write_files(tag, entry)
        self._tell_files("to_user", self.files.lists.records, StoryKind.FILE_CAME, StoryKind.FILES_CAME)
        self._tell_files("from_user", self.outbox.lists.records, StoryKind.FILE_WENT, StoryKind.FILES_WENT)

    def _tell_files(self, way: Direction, files: tuple[FileRecord, ...], one: StoryKind, many: StoryKind) -> None:
        """Tell of those that arrived since the last time."""
        new = files[self._told_files[way] :]
        self._told_files[way] = len(files)
        if len(new) > NAMED_FILES_MAX:
            self.talk.tell(many, count=len(new), total_bytes=sum(file.size_bytes for file in new))
            return
        for file in new:
            self.talk.tell(one, file=file.name, size_bytes=file.size_bytes)


def _new_asks() -> Allowance:
    return Allowance(per_s=limits.ASKS_PER_S, burst_max=limits.ASKS_BURST)
