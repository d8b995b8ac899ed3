"""Keeps the person's own record: signed line to the disk first, then to the server, in order.

An entry the server refuses for good is not offered again: nothing new opens, and the record ends unconfirmed.
What the disk here refused still goes to the server, so that its record has no gap; but nothing opens on it.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

from client.domain.drawing import DrawingCounts
from client.domain.journal import Journal, SignedEvent
from client.domain.ports import InputCounts, JournalPort, ServerPort
from shared.audit.event import AuditTag
from shared.clock import Clock, format_utc_ms
from shared.consent.effect import ConsentMark, Record
from shared.errors import JournalWriteError, SignalingError
from shared.ids import PromptId, SessionId
from shared.protocol.signaling_messages import (
    AppendEvent,
    Attach,
    Attached,
    CloseReason,
    CloseSession,
    EventCommitted,
    EventOutcome,
    SessionClosed,
)
from shared.session import events as ev
from shared.session.chat import ChatCounts

RETRY_MS = 2_000
_UNSENT = 1  # request ids are given by the socket; messages carry this until then

_TAG_OF: dict[ConsentMark, AuditTag] = {mark: AuditTag(f"session:consent:{mark}") for mark in ConsentMark}


class Recorder:
    """The record of one session."""

    def __init__(
        self,
        *,
        session_id: SessionId,
        session_token: str,
        journal: Journal,
        file: JournalPort,
        server: ServerPort,
        clock: Clock,
        on_event: Callable[[ev.ClientEvent], None],
        on_settled: Callable[[SessionClosed | None], None],
    ) -> None:
        """Start attached: the session has just been opened on this very socket.

        Args:
            session_id: the session the events belong to.
            session_token: proves on another socket that we are part of it.
            journal: numbers and signs the events.
            file: where they are flushed before anything else happens.
            server: the way to the server's log.
            clock: for the instants in the record.
            on_event: told when a granted right is recorded or cannot be, and whether the server takes the record.
            on_settled: told once when the server has closed the record, or knows nothing of it any more (None).
        """
        self._session_id = session_id
        self._session_token = session_token
        self._journal = journal
        self._file = file
        self._server = server
        self._clock = clock
        self._on_event = on_event
        self._on_settled = on_settled
        self._is_attached = True
        self._is_stuck = False
        self._is_behind = False
        self._is_over = False
        self._is_refused = False
        self._round = 0
        self._retry_at_ms: int | None = None
        self._grants: dict[int, PromptId] = {}
        self._close_reason: CloseReason | None = None

    @property
    def journal(self) -> Journal:
        """The events so far."""
        return self._journal

    @property
    def is_settled(self) -> bool:
        """Whether nothing waits for the server any more."""
        return self._is_over or (self._close_reason is None and not self._journal.backlog)

    @property
    def is_refused(self) -> bool:
        """Whether the server refused an entry for good: its record ends before it, and ours goes on without."""
        return self._is_refused

    def write_consent(self, record: Record) -> None:
        """Record one entry of the consent rules."""
        data = dict(record.data)
        if record.capability is not None:
            data["capability"] = str(record.capability)
        if record.prompt_id is not None:
            data["prompt_id"] = int(record.prompt_id)
        is_grant = record.mark is ConsentMark.GRANTED
        self._write(_TAG_OF[record.mark], record.outcome, data, record.prompt_id if is_grant else None)

    def write_entry(self, tag: AuditTag, data: dict[str, str | int | bool]) -> None:
        """Record something that opens nothing."""
        self._write(tag, "ok", data, None)

    def write_summary(self, counts: InputCounts) -> None:
        """Record how much the agent's input came to: never which keys, never where."""
        now = self._clock.utc_now().timestamp() * 1000 - self._clock.monotonic_ms()
        self._write(
            AuditTag.CONTROL_SUMMARY,
            "ok",
            {
                "keys_down": counts.keys_down,
                "clicks": counts.clicks,
                "moves": counts.moves,
                "first_at": _format_ms(now + counts.first_mono_ms),
                "last_at": _format_ms(now + counts.last_mono_ms),
            },
            None,
        )

    def write_chat_summary(self, counts: ChatCounts) -> None:
        """Record how many messages there were: never what they said."""
        self._write(AuditTag.CHAT_SUMMARY, "ok", {"from_person": counts.own, "from_agent": counts.other}, None)

    def write_drawing(self, counts: DrawingCounts) -> None:
        """Record that the agent pointed and drew on the screen: never what, never where."""
        self._write(AuditTag.DRAWING_SUMMARY, "ok", {"marks": counts.marks, "moves": counts.moves}, None)

    def close(self, reason: CloseReason) -> None:
        """Nothing more is written: close the file, and have the server seal the record once it has every event."""
        self._close_reason = reason
        self._file.close()
        if self._is_refused or (self._may_send and not self._journal.backlog):
            self._request_close()

    def handle_closed(self, message: SessionClosed) -> None:
        """The server says by itself that the session is over; without a seal it still waits for our last events."""
        if message.seal is not None:
            self._settle(message)

    def server_lost(self) -> None:
        """The socket is gone: what is written now waits; a right that waits for its record does not open."""
        self._is_attached = False
        self._is_stuck = False
        self._is_behind = True
        self._retry_at_ms = None
        self._round += 1
        self._give_up_grants()

    def server_reached(self) -> None:
        """A new socket: come back to the session, then send what the server has not got, in order."""
        self._attach()

    def tick(self, now_ms: int) -> None:
        """Try again what the server would not write."""
        if self._retry_at_ms is None or now_ms < self._retry_at_ms:
            return
        self._retry_at_ms = None
        if self._is_attached:
            self._go_on()
        else:
            self._attach()

    # --- inside

    @property
    def _may_send(self) -> bool:
        return self._is_attached and not self._is_stuck and not self._is_refused and not self._is_over

    def _attach(self) -> None:
        if self._is_over:
            return
        self._round += 1
        message = Attach(request_id=_UNSENT, session_id=self._session_id, session_token=self._session_token)
        self._server.request(message, partial(self._attached, self._round))

    def _write(
        self, tag: AuditTag, outcome: EventOutcome, data: dict[str, str | int | bool], prompt_id: PromptId | None
    ) -> None:
        event = None
        try:
            event = self._journal.make_event(tag, outcome, data, format_utc_ms(self._clock.utc_now()))
            self._file.append(event.line)
        except JournalWriteError:
            if event is not None and self._may_send:
                self._send(event)
            self._on_event(ev.JournalBroken())
            if prompt_id is not None:
                self._on_event(ev.GrantUnrecorded(prompt_id=prompt_id))
            return
        if prompt_id is not None:
            self._grants[event.cseq] = prompt_id
        if self._may_send:
            self._send(event)
        else:
            self._give_up_grants()

    def _send(self, event: SignedEvent) -> None:
        message = AppendEvent(
            request_id=_UNSENT,
            session_id=self._session_id,
            cseq=event.cseq,
            cts=event.cts,
            tag=event.tag,
            outcome=event.outcome,
            data=event.data,
            signature=event.signature,
        )
        self._server.request(message, partial(self._answered, self._round, event))

    def _send_backlog(self) -> None:
        """Offer it all again on the socket the session is bound to; what is stored already is only answered again."""
        self._is_stuck = False
        self._round += 1
        for event in self._journal.backlog:
            self._send(event)
        self._go_on_if_whole()

    def _answered(self, round_number: int, event: SignedEvent, answer: EventCommitted | SignalingError) -> None:
        if isinstance(answer, EventCommitted) and answer.cseq == event.cseq:
            self._journal.mark_committed(event.cseq)
            prompt_id = self._grants.pop(event.cseq, None)
            if prompt_id is not None:
                self._on_event(ev.GrantRecorded(prompt_id=prompt_id))
            self._go_on_if_whole()
        elif round_number == self._round:
            # What comes after an event that was not written would be a gap: stop, and offer all of it again later.
            self._is_stuck = True
            self._is_refused |= isinstance(answer, SignalingError) and answer.reason == "event_refused"
            self._fall_behind(answer)

    def _fall_behind(self, answer: object) -> None:
        self._round += 1
        self._is_behind = True
        self._give_up_grants()
        if _is_unknown(answer):
            self._settle(None)
        elif self._is_refused and self._is_attached:
            # Offering the same again would bring the same answer for ever; what is left is to close what is there.
            self._request_close()
        else:
            self._retry_at_ms = self._clock.monotonic_ms() + RETRY_MS
        self._on_event(ev.RecordLost(code="event_refused" if self._is_refused else "audit_unwritable"))

    def _give_up_grants(self) -> None:
        waiting, self._grants = self._grants, {}
        for prompt_id in waiting.values():
            self._on_event(ev.GrantUnrecorded(prompt_id=prompt_id))

    def _attached(self, round_number: int, answer: Attached | SignalingError) -> None:
        if round_number != self._round:
            return
        if not isinstance(answer, Attached):
            self._fall_behind(answer)
            return
        self._is_attached = True
        self._journal.mark_committed(answer.next_cseq - 1)
        self._go_on()

    def _go_on(self) -> None:
        if self._is_refused:
            self._on_event(ev.RecordLost(code="event_refused"))
            self._request_close()
        else:
            self._send_backlog()

    def _go_on_if_whole(self) -> None:
        """With every event at the server the record may be trusted again, and closed."""
        if self._journal.backlog or not self._may_send:
            return
        if self._is_behind:
            self._is_behind = False
            self._on_event(ev.RecordRestored())
        if self._close_reason is not None:
            self._request_close()

    def _request_close(self) -> None:
        if self._close_reason is not None:
            message = CloseSession(request_id=_UNSENT, session_id=self._session_id, reason=self._close_reason)
            self._server.request(message, partial(self._closed, self._round))

    def _closed(self, round_number: int, answer: SessionClosed | SignalingError) -> None:
        if isinstance(answer, SessionClosed):
            self._settle(answer)
        elif _is_unknown(answer):
            self._settle(None)
        elif round_number == self._round:
            self._retry_at_ms = self._clock.monotonic_ms() + RETRY_MS

    def _settle(self, message: SessionClosed | None) -> None:
        """Nothing more can be added at the server."""
        if not self._is_over:
            self._is_over = True
            self._give_up_grants()
            # A seal over less than what happened would confirm what is not so.
            self._on_settled(None if self._is_refused else message)


def _is_unknown(answer: object) -> bool:
    return isinstance(answer, SignalingError) and answer.reason == "session_unknown"


def _format_ms(epoch_ms: float) -> str:
    return format_utc_ms(datetime.fromtimestamp(epoch_ms / 1000, UTC))
