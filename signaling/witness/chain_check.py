"""Whether the server's record goes on from where the witness last signed: hashes, links, signatures, seals."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from shared.audit.canonical import CanonicalFormError, parse_canonical
from shared.audit.chain import EMPTY_CHAIN, ChainHead, SessionSeal, is_seal_valid, link_hash
from shared.audit.verifier import ChainWalk, Finding, SessionTally
from signaling.witness.record_view import RecordView

CHUNK_EVENTS = 2_000  # read in one snapshot: an open one keeps SQLite from giving back the room of its log


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """The record goes on.

    Attributes:
        head: its end.
        sessions: what was seen of each session that is not closed, by its id.
    """

    head: ChainHead
    sessions: Mapping[str, SessionTally]


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """The record does not go on.

    Attributes:
        finding: of which kind.
        problem: stable snake_case name.
        first_bad_seq: number of the event it concerns; None when no single one can be named.
    """

    finding: Finding
    problem: str
    first_bad_seq: int | None


def check_anchor(record: RecordView, head: ChainHead, server_key: bytes) -> Disagreement | None:
    """Look only whether the last event that was signed for is still there and still the same.

    It may also be the last of those that were pruned, as an event says which the server signed.
    """
    if head == EMPTY_CHAIN:
        return None
    line = record.line_at(head.count)
    if line is None and head == record.pruned_end(server_key):
        return None
    if line is None:
        return Disagreement(finding=Finding.INCOMPLETE, problem="tail_missing", first_bad_seq=record.newest_seq() + 1)
    try:
        found = parse_canonical(line)
        is_same = found["hash"] == head.hash and link_hash(found["prev"], found) == head.hash
    except (CanonicalFormError, KeyError, TypeError, ValueError):
        is_same = False
    if is_same:
        return None
    return Disagreement(finding=Finding.TAMPERED, problem="checkpoint_differs", first_bad_seq=head.count)


def check_onward(
    record: RecordView, *, after: ChainHead, sessions: Mapping[str, SessionTally], server_key: bytes
) -> Agreed | Disagreement:
    """Check everything after a checkpoint.

    Args:
        record: the open database.
        after: the chain as it was signed last; `EMPTY_CHAIN` at the very first.
        sessions: what was seen up to there of each session that was not closed; not changed.
        server_key: the server's 32-byte public audit key, for the seals.

    Raises:
        RecordUnreadableError: the database cannot be read now, which says nothing about the record.
    """
    walk = ChainWalk(start=after, sessions={sid: replace(tally) for sid, tally in sessions.items()})
    while True:
        with record.snapshot():
            if disagreement := check_anchor(record, walk.head, server_key):
                return disagreement
            lines = record.lines_after(walk.head.count, CHUNK_EVENTS)
            for line in lines:
                walk.feed(line)
            verdict = walk.finish()
            if verdict.finding is not Finding.INTACT:
                return Disagreement(
                    finding=verdict.finding, problem=verdict.problem, first_bad_seq=verdict.first_bad_seq
                )
            is_end = len(lines) < CHUNK_EVENTS
            if disagreement := _check_seals(record, walk, server_key, is_end=is_end):
                return disagreement
        if is_end:
            return Agreed(head=walk.head, sessions=dict(walk.sessions))


def _check_seals(record: RecordView, walk: ChainWalk, server_key: bytes, *, is_end: bool) -> Disagreement | None:
    for sid, tally in list(walk.sessions.items()):
        sealed = record.seal_of(sid)
        if not tally.is_closed:
            # A later chunk may bring the end of it. What is sealed and yet goes on was continued afterwards.
            if sealed is None or (sealed[0] > tally.chain.count and not is_end):
                continue
            return Disagreement(finding=Finding.TAMPERED, problem="event_after_close", first_bad_seq=None)
        if sealed is None:
            return Disagreement(finding=Finding.INCOMPLETE, problem="seal_missing", first_bad_seq=None)
        count, head, signature = sealed
        if (count, head) != (tally.chain.count, tally.chain.hash):
            return Disagreement(finding=Finding.TAMPERED, problem="seal_differs", first_bad_seq=None)
        if not is_seal_valid(sid, SessionSeal(count=count, head=head, signature=signature, key=server_key)):
            return Disagreement(finding=Finding.BAD_SIGNATURE, problem="seal_wrong", first_bad_seq=None)
        walk.forget(sid)
    return None
