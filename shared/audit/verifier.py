"""Walks a chain record by record and says whether it is whole, and where it first is not."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from shared.audit.chain import EMPTY_CHAIN, GENESIS, ChainHead, is_signature_valid
from shared.audit.event import CONSENT_PREFIX, AuditTag, needs_client_signature
from shared.audit.record_reading import Reading, read_record


class Finding(StrEnum):
    """The kinds of outcome, the gravest of which is the verdict: tampered, then bad signature, then incomplete."""

    INTACT = "intact"
    TAMPERED = "tampered"
    BAD_SIGNATURE = "bad_signature"
    INCOMPLETE = "incomplete"


@dataclass(slots=True)
class SessionTally:
    """What was seen of one session.

    Attributes:
        chain: the end of its own chain so far.
        is_whole_from_start: its first event was seen and none is missing since, so what was not seen is not there.
        is_hash_known: False after a record that could not be read.
        client_key: the person's key that the opening event names, in hex; None when that event was not seen.
        last_cseq: the person's own count so far.
        is_closed: its closing event was seen.
        signatures: signature in hex of each of the person's events by `cseq`; only for the session being watched.
    """

    chain: ChainHead
    is_whole_from_start: bool
    is_hash_known: bool = True
    client_key: str | None = None
    last_cseq: int = 0
    is_closed: bool = False
    signatures: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a walk found.

    Attributes:
        finding: the gravest finding.
        first_bad_seq: number of the first record it concerns: `seq`, or `sseq` when one session was read. For an
            incomplete chain the first number that is missing. None when no single record can be named.
        problem: stable snake_case name of what is wrong with it; empty when intact.
        events: records read.
        signed_consents: consent events whose signature by the person's own program is right.
        head: the end of the chain that was walked.
        sessions: what was seen of each session, by its id.
    """

    finding: Finding
    first_bad_seq: int | None
    problem: str
    events: int
    signed_consents: int
    head: ChainHead
    sessions: Mapping[str, SessionTally]


def verify_events(
    lines: Iterable[bytes],
    *,
    start: ChainHead = EMPTY_CHAIN,
    expected: ChainHead | None = None,
    only_sid: str | None = None,
) -> Verdict:
    """Check a run of records.

    Args:
        lines: canonical records, as stored and exported.
        start: the end of the chain before the first of them; `EMPTY_CHAIN` for a chain from its beginning.
        expected: where the chain should end, from a place that is trusted; None when nothing is known of it.
        only_sid: when given, the records are one session's, and its own chain is checked in place of the server's.
    """
    walk = ChainWalk(start=start, only_sid=only_sid)
    for line in lines:
        walk.feed(line)
    return walk.finish(expected)


class ChainWalk:
    """The checks of `verify_events`, one record at a time."""

    def __init__(
        self,
        *,
        start: ChainHead = EMPTY_CHAIN,
        only_sid: str | None = None,
        watch_sid: str | None = None,
        sessions: Mapping[str, SessionTally] | None = None,
        watch_counts: frozenset[int] = frozenset(),
    ) -> None:
        """Begin after `start`; what else is known beforehand.

        Args:
            start: the end of the chain before the first record.
            only_sid: see `verify_events`.
            watch_sid: the session whose signatures are kept for a receipt.
            sessions: what an earlier walk saw up to `start`, to be gone on with.
            watch_counts: the numbers whose hashes are kept for checkpoints.
        """
        self._start = start
        self._only_sid = only_sid
        self._watch_sid = watch_sid
        self._watch_counts = watch_counts
        self._watched = {start.count: start.hash} if start.count in watch_counts else {}
        self._head = start
        self._is_prev_known = True
        self._last_seq = start.count
        self._events = 0
        self._signed_consents = 0
        self._sessions: dict[str, SessionTally] = dict(sessions or {})
        self._prunings: list[tuple[int, str]] = []
        self._first: dict[Finding, tuple[int | None, str]] = {}

    @property
    def head(self) -> ChainHead:
        """The end of the chain so far."""
        return self._head

    @property
    def watched(self) -> Mapping[int, str]:
        """The hashes seen at the numbers that are watched, by number."""
        return self._watched

    @property
    def sessions(self) -> Mapping[str, SessionTally]:
        """What was seen of each session so far, by its id."""
        return self._sessions

    @property
    def prunings(self) -> Sequence[tuple[int, str]]:
        """Number and data (JSON, not checked) of each event of the server's chain that says what was pruned."""
        return self._prunings

    def feed(self, line: bytes) -> None:
        """Check the next record. Never raises; whatever is wrong is part of the verdict."""
        self.take(read_record(line))

    def take(self, reading: Reading, *, is_signature_right: bool | None = None) -> None:
        """Check the next record as it was read.

        Args:
            reading: from `read_record`.
            is_signature_right: whether the person's signature on it is; None to find out now.
        """
        self._events += 1
        if reading.problem:
            self._skip_unreadable(reading.problem)
            return
        if is_signature_right is None:
            is_signature_right = reading.cseq > 0 and is_reading_signed(reading)
        self._check_record(reading, is_signature_right=is_signature_right)

    def forget(self, sid: str) -> None:
        """Keep no longer what was seen of a session, for walks that never end; it must be closed and checked."""
        del self._sessions[sid]

    def note(self, finding: Finding, place: int | None, problem: str) -> None:
        """Keep the first finding of each kind."""
        self._first.setdefault(finding, (place, problem))

    def finish(self, expected: ChainHead | None = None) -> Verdict:
        """Close the walk and say what was found."""
        if expected is not None:
            self._check_end(expected)
        for finding in (Finding.TAMPERED, Finding.BAD_SIGNATURE, Finding.INCOMPLETE):
            if finding in self._first:
                place, problem = self._first[finding]
                break
        else:
            finding, place, problem = Finding.INTACT, None, ""
        return Verdict(
            finding=finding,
            first_bad_seq=place,
            problem=problem,
            events=self._events,
            signed_consents=self._signed_consents,
            head=self._head,
            sessions=self._sessions,
        )

    def _check_end(self, expected: ChainHead) -> None:
        if self._head.count < expected.count:
            self.note(Finding.INCOMPLETE, self._head.count + 1, "tail_missing")
        elif self._head.count > expected.count:
            self.note(Finding.TAMPERED, expected.count + 1, "more_than_declared")
        elif self._head.hash != expected.hash:
            self.note(Finding.TAMPERED, None, "head_differs")

    def _skip_unreadable(self, problem: str) -> None:
        place = self._head.count + 1
        self.note(Finding.TAMPERED, place, problem)
        self._head = ChainHead(place, GENESIS)
        self._is_prev_known = False
        if self._only_sid in self._sessions:
            tally = self._sessions[self._only_sid]
            tally.chain, tally.is_hash_known = self._head, False

    def _check_record(self, record: Reading, *, is_signature_right: bool) -> None:
        is_of_session = record.sid is not None
        place = record.seq
        if self._only_sid is not None:
            place = record.sseq if is_of_session else self._head.count + 1
        if not record.is_hash_right:
            self.note(Finding.TAMPERED, place, "hash_differs")
        if self._only_sid is not None and record.sid != self._only_sid:
            self.note(Finding.TAMPERED, place, "other_session")
            return
        if self._only_sid is None:
            self._check_link(record)
        elif record.seq <= self._last_seq:
            self.note(Finding.TAMPERED, place, "order_differs")
        self._last_seq = max(self._last_seq, record.seq)
        if record.pruning and not is_of_session and record.is_hash_right:
            self._prunings.append((record.seq, record.pruning))
        if is_of_session:
            self._check_session(record, place, is_signature_right=is_signature_right)
        elif needs_client_signature(record.type):
            self.note(Finding.BAD_SIGNATURE, place, "signature_missing")

    def _check_link(self, record: Reading) -> None:
        seq, due = record.seq, self._head.count + 1
        if seq < due:
            # A record that comes again or too late; the chain goes on from the highest.
            self.note(Finding.TAMPERED, seq, "order_differs")
            return
        if seq > due:
            self.note(Finding.INCOMPLETE, due, "gap")
        elif self._is_prev_known and record.prev != self._head.hash:
            self.note(Finding.TAMPERED, seq, "link_differs")
        self._head = ChainHead(seq, record.hash)
        self._is_prev_known = True
        if seq in self._watch_counts:
            self._watched[seq] = record.hash

    def _check_session(self, record: Reading, place: int, *, is_signature_right: bool) -> None:
        sid, sseq = record.sid or "", record.sseq
        tally = self._sessions.get(sid)
        if tally is None:
            tally = self._sessions[sid] = self._begin_session(record)
        due = tally.chain.count + 1
        if tally.is_closed:
            self.note(Finding.TAMPERED, place, "event_after_close")
        if sseq < due:
            self.note(Finding.TAMPERED, place, "session_order_differs")
            return
        if sseq > due:
            self.note(Finding.INCOMPLETE, place if self._only_sid is None else due, "session_gap")
            tally.is_whole_from_start = False
        elif tally.is_hash_known and record.sprev != tally.chain.hash:
            self.note(Finding.TAMPERED, place, "session_link_differs")
        tally.chain, tally.is_hash_known = ChainHead(sseq, record.session_hash), True
        if self._only_sid is not None:
            self._head = tally.chain
        if record.type == AuditTag.SESSION_OPENED:
            self._take_client_key(record.client_key, tally, place)
        tally.is_closed = tally.is_closed or record.type == AuditTag.SESSION_CLOSED
        self._check_client_part(record, tally, place, is_signature_right=is_signature_right)

    def _begin_session(self, record: Reading) -> SessionTally:
        # A session that began before the exported range is taken up where it is first seen.
        may_start_late = self._only_sid is None and self._start.count > 0
        if may_start_late and record.sseq > 1:
            return SessionTally(ChainHead(record.sseq - 1, record.sprev), is_whole_from_start=False)
        return SessionTally(EMPTY_CHAIN, is_whole_from_start=True)

    def _take_client_key(self, key: str | None, tally: SessionTally, place: int) -> None:
        # A second opening could bring another key, and with it consents the person never gave.
        if tally.client_key is not None:
            self.note(Finding.TAMPERED, place, "opened_twice")
        elif key is not None:
            tally.client_key = key

    def _check_client_part(
        self, record: Reading, tally: SessionTally, place: int, *, is_signature_right: bool
    ) -> None:
        if not record.cseq:
            if needs_client_signature(record.type):
                self.note(Finding.BAD_SIGNATURE, place, "signature_missing")
            return
        if not is_signature_right:
            self.note(Finding.BAD_SIGNATURE, place, "signature_wrong")
        elif tally.client_key is None and tally.is_whole_from_start:
            self.note(Finding.BAD_SIGNATURE, place, "signed_before_opening")
        elif tally.client_key not in (None, record.key):
            self.note(Finding.BAD_SIGNATURE, place, "signed_by_another_key")
        elif record.type.startswith(CONSENT_PREFIX):
            self._signed_consents += 1
        cseq, due = record.cseq, tally.last_cseq + 1
        if cseq < due:
            self.note(Finding.TAMPERED, place, "client_order_differs")
        elif cseq > due and (tally.is_whole_from_start or tally.last_cseq):
            self.note(Finding.INCOMPLETE, place, "client_gap")
        tally.last_cseq = max(tally.last_cseq, cseq)
        if record.sid == self._watch_sid:
            tally.signatures[cseq] = record.sig


def is_reading_signed(reading: Reading) -> bool:
    """Whether the assisted person's program signed this event with the key named in it."""
    return is_signature_valid(bytes.fromhex(reading.key), bytes.fromhex(reading.sig), reading.signed)
