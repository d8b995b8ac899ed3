"""The witness at work: looks at the record, checks what is new, and signs how far it goes."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.audit.chain import EMPTY_CHAIN, ChainHead
from shared.audit.checkpoint import sign_checkpoint
from shared.clock import Clock, format_utc_ms
from signaling.domain.checkpoint_rule import is_checkpoint_due
from signaling.storage.database_place import DatabasePlace
from signaling.witness.chain_check import Disagreement, check_anchor, check_onward
from signaling.witness.courier import Courier
from signaling.witness.kept_check import KeptCheck
from signaling.witness.memory import MEMORY_FILE, Memory, make_memory, write_memory
from signaling.witness.record_error import RecordUnreadableError
from signaling.witness.record_view import RecordView, open_record
from signaling.witness.status import WatchState, WitnessStatus, write_status

POLL_S = 1.0
_STATUS_EVERY_MS = 10_000
_SAID_AGAIN_MS = 3_600_000  # a refusal that nobody has heeded is said again every hour
_UNNAMED = "unnamed"

_log = structlog.get_logger(__name__)


class Watch:
    """One witness over one record. Everything that was signed is remembered on disk before it leaves."""

    def __init__(
        self,
        *,
        database: DatabasePlace,
        folder: Path,
        key: Ed25519PrivateKey,
        server_key: bytes,
        origin: str,
        memory: Memory | None,
        couriers: Sequence[Courier],
        clock: Clock,
    ) -> None:
        """Take up where `memory` ends.

        Args:
            database: the server's.
            folder: the witness's own.
            key: the witness's.
            server_key: the server's 32-byte public audit key.
            origin: what to call the log at the first checkpoint; empty for what the record says.
            memory: what an earlier run kept; None at the very first.
            couriers: one for each outside witness.
            clock: for due times and for the instants in the status.
        """
        self._database = database
        self._folder = folder
        self._key = key
        self._server_key = server_key
        self._origin = origin
        self._memory = memory
        self._couriers = couriers
        self._clock = clock
        self._signed_mono_ms: int | None = None
        self._signed_at = _written_at(folder / MEMORY_FILE) if memory is not None else ""
        self._is_handed_over = True
        self._kept = KeptCheck()
        self._state = WatchState.WATCHING
        self._disagreement: Disagreement | None = None
        self._problem = ""
        self._said_mono_ms = 0
        self._status: WitnessStatus | None = None
        self._status_mono_ms = 0
        if memory is not None:
            # Ended between signing and queueing: an outside witness may still lack the last one. New ones do, too.
            self._hand_over(memory)

    @property
    def state(self) -> WatchState:
        """How it stands with the record since the last round."""
        return self._state

    def run(self, stop: Event) -> None:
        """Look every second until `stop` is set."""
        for courier in self._couriers:
            courier.start()
        try:
            while not stop.is_set():
                self.look()
                stop.wait(POLL_S)
        finally:
            for courier in self._couriers:
                courier.stop()
            self.write_status(is_due=True)

    def look(self) -> None:
        """One round: look, and sign when it is due. Never raises for what is wrong with record or disk."""
        try:
            with open_record(self._database) as record:
                self._look_at(record)
        except RecordUnreadableError as error:
            self._note_unreadable("record_unreadable", str(error.fields.get("detail", "")))
        except OSError as error:
            # Nothing was handed out: what is not remembered was not signed.
            self._note_unreadable("memory_unwritable", type(error).__name__)
        self.write_status(is_due=False)

    def write_status(self, *, is_due: bool) -> None:
        """Write the file when it says something new, is old, or `is_due`."""
        now_ms = self._clock.monotonic_ms()
        try:
            status = self._make_status()
            before = self._status
            is_news = before is None or _without_time(status) != _without_time(before)
            if is_due or is_news or now_ms - self._status_mono_ms >= _STATUS_EVERY_MS:
                write_status(self._folder, status)
                self._status, self._status_mono_ms = status, now_ms
        except OSError as error:
            _log.error("status_unwritable", problem=type(error).__name__)

    def _look_at(self, record: RecordView) -> None:
        head, sessions = EMPTY_CHAIN, {}
        if self._memory is not None:
            head, sessions = self._memory.checkpoint.head, self._memory.sessions
        with record.snapshot():
            if self._memory is None:
                head = record.pruned_end(self._server_key)
            newest = record.newest_seq()
            is_closed = record.is_session_closed_after(head.count)
            disagreement = check_anchor(record, head, self._server_key) or self._kept.look(
                record, self._server_key, is_whole=False
            )
        if disagreement is not None:
            self._refuse(disagreement)
            return
        now_ms = self._clock.monotonic_ms()
        waited_ms = None if self._signed_mono_ms is None else now_ms - self._signed_mono_ms
        # After a refusal everything is looked at again, for only a whole look can take it back.
        is_due = self._state is WatchState.REFUSED or is_checkpoint_due(
            new_events=newest - head.count, is_session_closed=is_closed, waited_ms=waited_ms
        )
        if is_due:
            with record.snapshot():
                disagreement = self._kept.look(record, self._server_key, is_whole=True)
            if disagreement is not None:
                self._refuse(disagreement)
                return
            checked = check_onward(record, after=head, sessions=sessions, server_key=self._server_key)
            if isinstance(checked, Disagreement):
                self._refuse(checked)
                return
            if checked.head.count > head.count:
                origin = self._memory.checkpoint.origin if self._memory else self._origin or record.last_origin()
                note = sign_checkpoint(origin or _UNNAMED, checked.head, self._key)
                memory = make_memory(note, server_key=self._server_key, sessions=checked.sessions)
                write_memory(self._folder, memory)
                self._memory, self._signed_mono_ms = memory, now_ms
                self._signed_at = format_utc_ms(self._clock.utc_now())
                _log.info("checkpoint_signed", size=checked.head.count, head=checked.head.hash)
                self._hand_over(memory)
        if self._memory is not None and not self._is_handed_over:
            self._hand_over(self._memory)
        self._note_well()

    def _hand_over(self, memory: Memory) -> None:
        self._is_handed_over = True
        for courier in self._couriers:
            try:
                courier.put(memory.checkpoint.head.count, memory.note)
            except OSError as error:
                # Signed and remembered; the next look, or the next start, brings it up again.
                _log.error("delivery_queue_unwritable", witness=courier.name, problem=type(error).__name__)
                self._is_handed_over = False

    def _refuse(self, disagreement: Disagreement) -> None:
        now_ms = self._clock.monotonic_ms()
        if self._disagreement != disagreement or now_ms - self._said_mono_ms >= _SAID_AGAIN_MS:
            signed = self._signed_head
            _log.error(
                "record_refused",
                finding=disagreement.finding.value,
                problem=disagreement.problem,
                first_bad_seq=disagreement.first_bad_seq,
                checkpoint_size=signed.count,
                checkpoint_head=signed.hash,
            )
            self._said_mono_ms = now_ms
        self._state, self._disagreement = WatchState.REFUSED, disagreement
        self._problem = disagreement.problem

    def _note_unreadable(self, problem: str, detail: str) -> None:
        if self._problem != problem:
            _log.warning(problem, detail=detail)
        if self._state is not WatchState.REFUSED:
            # A refusal is not forgotten because the database cannot be read afterwards.
            self._state, self._problem = WatchState.UNREADABLE, problem

    def _note_well(self) -> None:
        if self._state is not WatchState.WATCHING:
            _log.warning("record_accepted_again", before=self._state.value)
        self._state, self._disagreement, self._problem = WatchState.WATCHING, None, ""

    @property
    def _signed_head(self) -> ChainHead:
        return EMPTY_CHAIN if self._memory is None else self._memory.checkpoint.head

    def _make_status(self) -> WitnessStatus:
        now, signed, disagreement = self._clock.utc_now(), self._signed_head, self._disagreement
        return WitnessStatus(
            state=self._state,
            seen_at=format_utc_ms(now),
            seen_unix_s=int(now.timestamp()),
            size=signed.count,
            head=signed.hash if signed.count else "",
            finding=disagreement.finding.value if disagreement else "",
            problem=self._problem,
            first_bad_seq=disagreement.first_bad_seq if disagreement else None,
            witnesses=tuple(courier.state for courier in self._couriers),
            signed_at=self._signed_at,
        )


def _written_at(path: Path) -> str:
    # An earlier run signed it just before it wrote this file.
    try:
        return format_utc_ms(datetime.fromtimestamp(path.stat().st_mtime, UTC))
    except OSError:
        return ""


def _without_time(status: WitnessStatus) -> tuple[object, ...]:
    return (
        status.state,
        status.size,
        status.head,
        status.finding,
        status.problem,
        status.first_bad_seq,
        status.witnesses,
    )
