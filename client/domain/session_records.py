"""The records of sessions: the one being written, those that wait for their seal, and the receipt of the last."""

from collections.abc import Callable
from dataclasses import replace

from client.domain.drawing import DrawingCounts
from client.domain.feedback import Feedback
from client.domain.journal import Journal
from client.domain.ports import InputCounts, JournalPort, ServerPort
from client.domain.receipt import FileRecord, Receipt, build_receipt, encode_receipt
from client.domain.recorder import Recorder
from shared.audit.event import AuditTag
from shared.capability import Capability
from shared.clock import Clock, format_utc_ms
from shared.consent.effect import Record
from shared.protocol.record_messages import ReportCause
from shared.protocol.signaling_messages import AgentCard, CloseReason, SessionClosed
from shared.session import events as ev
from shared.session.chat import ChatCounts
from shared.session.clip import Clip
from shared.session.talk import StreamItem


class SessionRecords:
    """At most one is being written; several may still be on their way to the server."""

    def __init__(
        self,
        *,
        server: ServerPort,
        clock: Clock,
        on_event: Callable[[ev.ClientEvent], None],
        on_settled: Callable[[], None],
    ) -> None:
        """Start without any.

        Args:
            server: the way to the server's log.
            clock: for the instants in the records.
            on_event: told what becomes of the record that is being written.
            on_settled: told whenever the server has closed a record, or will have nothing more of it.
        """
        self._server = server
        self._clock = clock
        self._on_event = on_event
        self._on_settled = on_settled
        self._current: Recorder | None = None
        self._waiting: list[Recorder] = []
        self._opened_at = ""
        self._receipt: Receipt | None = None
        self.feedback = Feedback(server=server, clock=clock, on_changed=on_settled)
        """What the person says of a session."""
        self.origin = ""
        """The server's own name for itself, for the receipt."""

    @property
    def current(self) -> Recorder | None:
        """The record of the session that runs."""
        return self._current

    @property
    def receipt(self) -> Receipt | None:
        """What the person keeps of the last session; None before one has ended."""
        return self._receipt

    @property
    def is_settled(self) -> bool:
        """Whether the server has all it will get, so that the program may go."""
        return all(recorder.is_settled for recorder in self._waiting)

    def begin(self, journal: Journal, file: JournalPort, session_token: str, problem: str = "") -> None:
        """The server has opened a session: write its record from now on, and hand in the problem."""
        self._current = Recorder(
            session_id=journal.session_id,
            session_token=session_token,
            journal=journal,
            file=file,
            server=self._server,
            clock=self._clock,
            on_event=self._on_event,
            on_settled=self.take_seal,
        )
        self._waiting = [recorder for recorder in self._waiting if not recorder.is_settled]
        self._waiting.append(self._current)
        self._opened_at = format_utc_ms(self._clock.utc_now())
        self._receipt = None
        self.feedback.begin(journal.session_id, session_token, problem)

    def report(self, cause: ReportCause, words: str) -> None:
        """The person says that something was wrong; the receipt goes along as it is now."""
        receipt = "" if self._receipt is None else encode_receipt(self._receipt, is_compact=True)
        self.feedback.report(cause, words, receipt)

    def write_consent(self, record: Record) -> None:
        """Record one entry of the consent rules, while a session runs."""
        if self._current is not None:
            self._current.write_consent(record)

    def write_summary(self, counts: InputCounts) -> None:
        """Record how much the agent's input came to, while a session runs."""
        if self._current is not None:
            self._current.write_summary(counts)

    def write_chat_summary(self, counts: ChatCounts) -> None:
        """Record how many messages there were, while a session runs."""
        if self._current is not None:
            self._current.write_chat_summary(counts)

    def write_drawing(self, counts: DrawingCounts) -> None:
        """Record how much the agent pointed and drew, while a session runs."""
        if self._current is not None:
            self._current.write_drawing(counts)

    def write_files(self, tag: AuditTag, data: dict[str, str | int | bool]) -> None:
        """Record what became of a batch of files, while a session runs."""
        if self._current is not None:
            self._current.write_entry(tag, data)

    def write_clip(self, capability: Capability, clip: Clip, moved_bytes: int) -> None:
        """Record that something copied went from one to the other, or a part of it: how much, never what."""
        if self._current is not None:
            size_bytes = len(clip.data)
            self._current.write_entry(
                AuditTag.CLIP_MOVED,
                {"capability": str(capability), "kind": clip.kind, "bytes": size_bytes, "moved_bytes": moved_bytes},
            )

    def end(
        self,
        agent: AgentCard | None,
        reason: CloseReason,
        stream: tuple[StreamItem, ...],
        files: tuple[FileRecord, ...] = (),
    ) -> bool:
        """Make the receipt and have the server seal the record; False when none was being written.

        Args:
            agent: who the server said the agent was; None when nobody came.
            reason: why it is over.
            stream: what happened and what was written, for the receipt.
            files: the files that came, for the receipt.
        """
        recorder = self._current
        if recorder is None or agent is None:
            return False
        self._current = None
        self._receipt = build_receipt(
            session_id=recorder.journal.session_id,
            origin=self.origin,
            agent=agent,
            opened_at=self._opened_at,
            closed_at=format_utc_ms(self._clock.utc_now()),
            reason=reason,
            client_key=recorder.journal.public_key,
            events=recorder.journal.events,
            seal=None,
            stream=stream,
            files=files,
        )
        recorder.close(reason)
        return True

    def server_reached(self) -> None:
        """A new socket: every record goes on there."""
        for recorder in self._waiting:
            recorder.server_reached()
        self.feedback.server_reached()

    def server_lost(self) -> None:
        """The socket is gone."""
        for recorder in self._waiting:
            recorder.server_lost()
        self.feedback.server_lost()

    def tick(self, now_ms: int) -> None:
        """Let time pass."""
        for recorder in self._waiting:
            recorder.tick(now_ms)
        self.feedback.tick(now_ms)

    def handle_closed(self, message: SessionClosed) -> None:
        """The server says by itself that a session is over; `take_seal` follows once the receipt is made."""
        for recorder in self._waiting:
            if recorder.journal.session_id == message.session_id:
                recorder.handle_closed(message)

    def take_seal(self, message: SessionClosed | None) -> None:
        """Put the server's word on its record into the receipt, if it is that session's."""
        receipt = self._receipt
        if receipt is not None:
            is_refused = any(
                recorder.is_refused for recorder in self._waiting if recorder.journal.session_id == receipt.session_id
            )
            is_about_it = message is not None and message.session_id == receipt.session_id and not is_refused
            seal = message.seal if message is not None and is_about_it else None
            self._receipt = replace(receipt, seal=seal or receipt.seal, is_refused=is_refused)
        self._on_settled()
