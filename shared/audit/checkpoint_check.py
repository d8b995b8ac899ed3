"""Holds the checkpoints of a witness against what a walk saw of the server's chain."""

from collections.abc import Iterable
from dataclasses import dataclass

from shared.audit.checkpoint import Checkpoint
from shared.audit.verifier import ChainWalk, Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckpointReport:
    """What came of it.

    Attributes:
        checked: checkpoints that were looked at.
        pruned: checkpoints of events that were pruned, which nothing can be held against any more.
        agreed_count: events up to which the record is what the witness signed for; 0 when nowhere.
        differs_at: events of the first checkpoint that does not fit; None when all do.
        origins: how the witness names the log.
    """

    checked: int
    pruned: int
    agreed_count: int
    differs_at: int | None
    origins: frozenset[str]


def compare_checkpoints(
    checkpoints: Iterable[Checkpoint],
    witness_keys: frozenset[bytes],
    walk: ChainWalk,
    *,
    pruned_count: int = 0,
) -> CheckpointReport:
    """Compare, and note every difference in the walk.

    Args:
        checkpoints: as read.
        witness_keys: 32-byte public keys; each checkpoint must be signed with one of them.
        walk: a walk over the server's chain that watched their counts and has been fed everything.
        pruned_count: events that were pruned, as a signed event says; what was signed for fewer cannot be compared.
    """
    ordered = sorted(checkpoints, key=lambda checkpoint: checkpoint.head.count)
    agreed, differs_at, pruned = 0, None, 0
    for checkpoint in ordered:
        size = checkpoint.head.count
        if not any(checkpoint.is_signed_by(key) for key in witness_keys):
            walk.note(Finding.BAD_SIGNATURE, None, "checkpoint_wrong")
            continue
        if size < pruned_count:
            pruned += 1
            continue
        seen = walk.watched.get(size)
        if seen == checkpoint.head.hash:
            agreed = size if differs_at is None else agreed
            continue
        differs_at = differs_at or size
        if seen is not None:
            walk.note(Finding.TAMPERED, size, "checkpoint_differs")
        elif size > walk.head.count:
            walk.note(Finding.INCOMPLETE, walk.head.count + 1, "checkpoint_says_more")
        else:
            # Before the first event of the file, or an event that is missing or cannot be read.
            walk.note(Finding.INCOMPLETE, size, "checkpoint_event_missing")
    return CheckpointReport(
        checked=len(ordered) - pruned,
        pruned=pruned,
        agreed_count=agreed,
        differs_at=differs_at,
        origins=frozenset(checkpoint.origin for checkpoint in ordered),
    )
